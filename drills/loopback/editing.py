"""The bot's methods that change or delete messages already in chats."""

from drills.loopback.keyboards import inline_markup
from drills.loopback.params import Params
from drills.loopback.records import Chat, ChatKind, Json, Message
from drills.loopback.refusals import NOT_MODIFIED, bad
from drills.loopback.sending import addressee, caption_content, text_content
from drills.loopback.world import World

DELETABLE_FOR = 48 * 3600
TEXT_FIELDS = ("text", "entities")
CAPTION_FIELDS = ("caption", "caption_entities")


def _own_message(world: World, params: Params) -> Message:
    """The bot's message to edit. One sent with a reply keyboard can't be edited, as in Telegram."""
    chat = addressee(world, params, writing=False)
    message = _visible(chat, params.number("message_id"), "edit")
    if not message.from_bot or message.keyboard is not None:
        raise bad("message can't be edited")
    return message


def _visible(chat: Chat, number: int, purpose: str) -> Message:
    message = chat.messages.get(number)
    if message is None or message.deleted:
        raise bad(f"message to {purpose} not found")
    return message


def _apply(world: World, message: Message, fields: tuple[str, ...], content: Json) -> Json:
    """Replace `fields` and the inline keyboard by `content`; refused when nothing would change."""
    compared = (*fields, "reply_markup")
    if all(message.body.get(name) == content.get(name) for name in compared):
        raise bad(NOT_MODIFIED)
    kept = {name: value for name, value in message.body.items() if name not in compared}
    world.rewrite(message, kept | content | {"edit_date": world.now()})
    return message.body


def _with_markup(params: Params, content: Json) -> Json:
    inline = inline_markup(params.data("reply_markup"))
    return content | ({"reply_markup": inline} if inline else {})


def edit_text(world: World, params: Params) -> Json:
    """editMessageText."""
    content = text_content(params)
    message = _own_message(world, params)
    if "text" not in message.body:
        raise bad("there is no text in the message to edit")
    return _apply(world, message, TEXT_FIELDS, _with_markup(params, content))


def edit_caption(world: World, params: Params) -> Json:
    """editMessageCaption."""
    content = caption_content(params)
    message = _own_message(world, params)
    if "text" in message.body:
        raise bad("there is no caption in the message to edit")
    return _apply(world, message, CAPTION_FIELDS, _with_markup(params, content))


def edit_markup(world: World, params: Params) -> Json:
    """editMessageReplyMarkup."""
    return _apply(world, _own_message(world, params), (), _with_markup(params, {}))


def _delete(world: World, chat: Chat, message: Message) -> None:
    """A bot deletes its own messages, in private chats others' too, for 48 hours."""
    if not message.from_bot and chat.kind is not ChatKind.PRIVATE:
        raise bad("message can't be deleted")
    if world.now() - int(message.body["date"]) > DELETABLE_FOR:
        raise bad("message can't be deleted for everyone")
    world.erase(message)


def delete_message(world: World, params: Params) -> bool:
    """deleteMessage."""
    chat = addressee(world, params)
    _delete(world, chat, _visible(chat, params.number("message_id"), "delete"))
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Those that can't be found are skipped, as the Bot API says."""
    chat = addressee(world, params)
    found = [chat.messages.get(int(number)) for number in params.data("message_ids") or []]
    for message in found:
        if message and not message.deleted:
            _delete(world, chat, message)
    return True
