"""The bot's methods that put messages into chats."""

from drills.loopback.files import photo_size
from drills.loopback.keyboards import inline_markup, reply_keyboard
from drills.loopback.markup import formatted, width
from drills.loopback.params import Params, Upload
from drills.loopback.records import Chat, Json, Message, StoredFile
from drills.loopback.refusals import Refusal, bad, upgraded
from drills.loopback.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_ALBUM = 10


def addressee(world: World, params: Params, writing: bool = True) -> Chat:
    """The chat the request names, or the refusal the bot meets there.

    Editing is possible in a migrated group.
    """
    if not params.text("chat_id"):
        raise bad("chat_id is empty")
    try:
        chat = world.chats.get(int(params.text("chat_id")))
    except ValueError:
        chat = None
    if chat is None or not chat.reachable:
        raise bad("chat not found")
    if chat.migrated_to and writing:
        raise upgraded(chat.migrated_to)
    if chat.barred:
        raise Refusal(403, chat.barred)
    return chat


def text_content(params: Params) -> Json:
    """The `text` of a request as stored."""
    text, entities = formatted(params.text("text"), params.text("parse_mode"), params.data("entities") or [])
    if not text:
        raise bad("message text is empty")
    if width(text) > LONGEST_TEXT:
        raise bad("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(fields: Params) -> Json:
    """The `caption` of a request or of one item of an album as stored; empty when there is none."""
    given = fields.data("caption_entities") or []
    text, entities = formatted(fields.text("caption"), fields.text("parse_mode"), given)
    if width(text) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})


def _reply(chat: Chat, params: Params) -> Json:
    asked = params.data("reply_parameters") or {}
    number = int(asked.get("message_id") or params.number("reply_to_message_id", 0))
    if not number:
        return {}
    answered = chat.messages.get(number)
    if answered and not answered.deleted:
        return {"reply_to_message": {k: v for k, v in answered.body.items() if k != "reply_to_message"}}
    if asked.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def _deliver(world: World, chat: Chat, content: Json, params: Params) -> Message:
    markup = params.data("reply_markup")
    inline = inline_markup(markup)
    extras: Json = {"reply_markup": inline} if inline else {}
    if params.flag("protect_content"):
        extras["has_protected_content"] = True
    extras |= _reply(chat, params)
    if world.limits:
        world.limits.spend(chat)
    return world.post(chat, world.bot, content | extras, reply_keyboard(markup))


def send_message(world: World, params: Params) -> Json:
    """sendMessage."""
    chat = addressee(world, params)
    return _deliver(world, chat, text_content(params), params).body


def _file(world: World, params: Params, kind: str, reference: str) -> StoredFile:
    """The file a field names: an upload under its own name or by attach://, or an id known from before."""
    upload = params.uploads.get(reference.removeprefix("attach://") or kind)
    if upload:
        return _keep(world, kind, upload)
    if not reference:
        raise bad(f"there is no {kind} in the request")
    if reference.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    known = world.files.get(reference)
    if known.kind != kind:
        raise bad(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def _keep(world: World, kind: str, upload: Upload) -> StoredFile:
    if not upload.content:
        raise bad("file must be non-empty")
    traits: Json = {}
    if kind == "photo":
        traits["width"], traits["height"] = photo_size(upload.content)
    return world.files.put(kind, upload.content, upload.name, upload.mime, **traits)


def send_media(kind: str, world: World, params: Params) -> Json:
    """sendPhoto, sendDocument, sendVoice, sendAudio, sendVideo."""
    chat = addressee(world, params)
    file = _file(world, params, kind, params.text(kind))
    return _deliver(world, chat, world.files.describe(file) | caption_content(params), params).body


def send_media_group(world: World, params: Params) -> list[Json]:
    """sendMediaGroup: as many messages with one media_group_id."""
    chat = addressee(world, params)
    media = params.data("media") or []
    if not media:
        raise bad("there are no messages to send")
    if len(media) > LARGEST_ALBUM:
        raise bad("too many messages to send as an album")
    items = [_album_item(world, params, item) for item in media]
    shared: Json = {"media_group_id": world.album_id()}
    return [_deliver(world, chat, item | shared, params).body for item in items]


def _album_item(world: World, params: Params, item: Json) -> Json:
    kind = str(item.get("type"))
    if kind not in ("photo", "document", "video", "audio"):
        raise bad("can't use the media of the specified type in the album")
    file = _file(world, params, kind, str(item.get("media", "")))
    return world.files.describe(file) | caption_content(Params(item))


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction, which leaves no trace."""
    addressee(world, params)
    if not params.text("action"):
        raise bad("wrong parameter action in request")
    return True
