"""The control desk: what people do on their phones, as verbs with JSON arguments and results.

Trouble is ordered here too. The same verbs serve `drills.botapi.Telegram` in-process and POST /control/<verb>
from another process. `wait` is not among them: it is served by whoever holds the line.
"""

import base64
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from drills.loopback.faults import Fault, Limits, Trouble
from drills.loopback.files import photo_size
from drills.loopback.markup import found_entities
from drills.loopback.records import Chat, ChatKind, Json, Message
from drills.loopback.refusals import BLOCKED, KICKED
from drills.loopback.world import World

SERVICE = frozenset({"migrate_to_chat_id", "migrate_from_chat_id"})


def _row(message: Message) -> Json:
    """A row for the other side; bodies are replaced by edits, never changed, so they need no copy."""
    fields = ("chat_id", "number", "body", "from_bot", "arrived", "change", "keyboard", "deleted")
    return {name: getattr(message, name) for name in fields} | {"past": list(message.past)}


def _text(text: str, field: str = "text") -> Json:
    entities = found_entities(text)
    name = "entities" if field == "text" else "caption_entities"
    return ({field: text} if text else {}) | ({name: entities} if entities else {})


def _sees(world: World, chat: Chat, body: Json) -> bool:
    """Whether group privacy lets a message reach the bot: commands, mentions, replies, service messages."""
    if chat.kind is ChatKind.PRIVATE or not chat.privacy or SERVICE & set(body):
        return True
    words = str(body.get("text", body.get("caption", "")))
    answered: Json = body.get("reply_to_message", {}).get("from", {})
    return words.startswith("/") or f"@{world.bot['username']}" in words or bool(answered.get("is_bot"))


def _post(world: World, chat_id: int, user: int, content: Json, *, reply_to: int | None = None) -> Json:
    chat = world.chats[chat_id]
    if chat.barred:
        raise ValueError(f"the bot can't be written to here: {chat.barred}")
    if chat.migrated_to:
        raise ValueError("the group has become a supergroup")
    if reply_to is not None:
        content = content | {"reply_to_message": chat.messages[reply_to].body}
    with world.lock:
        chat.reachable = True
        message = world.post(chat, world.user(user), content)
        if _sees(world, chat, message.body):
            world.tell_bot("message", chat, message.body)
    return _row(message)


def person(world: World, *, name: str, language: str, username: str | None, acquainted: bool) -> Json:
    """Somebody new; the id of the private chat is the id of the user."""
    chat = world.add_person(name, language, username)
    chat.reachable = acquainted
    return {"chat": chat.id}


def group(world: World, *, title: str, members: list[int], supergroup: bool, privacy: bool) -> Json:
    """A group with the bot in it, founded by the first member."""
    kind = ChatKind.SUPERGROUP if supergroup else ChatKind.GROUP
    chat = world.add_group(title, members, kind, privacy)
    _membership(world, chat, members[0], before="left", after="member")
    return {"chat": chat.id}


def say(world: World, *, chat: int, user: int, text: str, reply_to: int | None) -> Json:
    """Send a text."""
    return _post(world, chat, user, _text(text), reply_to=reply_to)


def share(world: World, *, chat: int, user: int, part: Json) -> Json:
    """A location, contact or other part that is data alone."""
    return _post(world, chat, user, part)


def send(world: World, *, chat: int, user: int, kind: str, content: str, details: Json) -> Json:
    """A file; `content` is base64.

    `details` may hold name, mime, caption, album and further Bot API fields.
    """
    raw = base64.b64decode(content)
    if kind == "photo":
        details["width"], details["height"] = photo_size(raw)
    caption, album = details.pop("caption", ""), details.pop("album", None)
    name, mime = details.pop("name", ""), details.pop("mime", "")
    part = world.files.describe(world.files.put(kind, raw, name, mime, **details))
    return _post(
        world, chat, user, part | _text(caption, "caption") | ({"media_group_id": album} if album else {})
    )


def album(world: World) -> Json:
    """An id for pictures that are sent as one album."""
    return {"album": world.album_id()}


def forward(world: World, *, chat: int, user: int, content: Json, origin: Json) -> Json:
    """A message from elsewhere: its content and its origin, a Bot API MessageOrigin without the date."""
    return _post(world, chat, user, content | {"forward_origin": origin | {"date": world.now()}})


def edit(world: World, *, chat: int, user: int, number: int, text: str) -> Json:
    """Change the text or caption of one's own message."""
    place = world.chats[chat]
    message = place.messages[number]
    if message.body["from"]["id"] != user:
        raise ValueError("people edit their own messages only")
    field = "text" if "text" in message.body else "caption"
    kept = {
        k: v for k, v in message.body.items() if k not in ("text", "entities", "caption", "caption_entities")
    }
    with world.lock:
        world.rewrite(message, kept | _text(text, field) | {"edit_date": world.now()})
        if _sees(world, place, message.body):
            world.tell_bot("edited_message", place, message.body)
    return _row(message)


def press(world: World, *, chat: int, user: int, number: int, data: str) -> Json:
    """A press on an inline button. Nobody checks that the button exists: an altered client can forge one."""
    place = world.chats[chat]
    message = place.messages[number]
    shown = message.body
    if message.deleted:
        shown = {"chat": message.body["chat"], "message_id": number, "date": 0}
    with world.lock:
        opened = world.open_press(place)
        query = {"id": opened.id, "from": world.user(user), "message": shown, "data": data}
        world.tell_bot("callback_query", place, query | {"chat_instance": str(chat)})
    return {"press": opened.id}


def press_reply(world: World, *, press: str) -> Json | None:
    """What the bot answered to a press; None while it has not."""
    return world.presses[press].reply


def expire_presses(world: World) -> None:
    """Every press so far is too old to be answered."""
    for opened in list(world.presses.values()):
        opened.expired = True


def _membership(world: World, chat: Chat, user: int, *, before: str, after: str) -> None:
    def member(status: str) -> Json:
        return {"status": status, "user": world.bot} | ({"until_date": 0} if status == "kicked" else {})

    world.tell_bot(
        "my_chat_member",
        chat,
        {
            "chat": world.chat_card(chat),
            "from": world.user(user),
            "date": world.now(),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        },
    )


def bar(world: World, *, chat: int, user: int, barred: bool) -> None:
    """The person blocks or unblocks the bot; in a group the bot is kicked or let in again."""
    place = world.chats[chat]
    place.barred = KICKED.get(place.kind.value, BLOCKED) if barred else None
    before, after = ("member", "kicked") if barred else ("kicked", "member")
    _membership(world, place, user, before=before, after=after)


def migrate(world: World, *, chat: int) -> Json:
    """A basic group becomes a supergroup with a new id; both chats get Telegram's service message."""
    old = world.chats[chat]
    new = world.add_group(old.card["title"], old.members, ChatKind.SUPERGROUP, old.privacy)
    _post(world, old.id, old.members[0], {"migrate_to_chat_id": new.id})
    old.migrated_to = new.id
    _post(world, new.id, old.members[0], {"migrate_from_chat_id": old.id})
    return {"chat": new.id}


def changes(world: World, *, chat: int, after: int) -> list[Json]:
    """Messages of a chat changed since a version, as rows."""
    with world.lock:
        return [_row(message) for message in world.changes(world.chats[chat], after)]


def file(world: World, *, file_id: str) -> str:
    """The bytes of a file in base64."""
    return base64.b64encode(world.files.get(file_id).content).decode()


def log(world: World, *, after: int) -> list[Json]:
    """The bot's requests since row `after`, polling and file look-ups left out."""
    return [asdict(call) for call in world.calls[after:]]


def handed(world: World, *, after: int) -> list[Json]:
    """Updates since row `after`: id, chat, kind, when they arose and when they first went to the bot."""
    fields = ("id", "kind", "chat_id", "queued_at", "handed_at")
    return [{name: getattr(update, name) for name in fields} for update in world.updates.history[after:]]


def pending(world: World) -> int:
    """Updates that the bot has not confirmed."""
    with world.lock:
        return len(world.updates)


def fault(world: World, *, trouble: str, **details: Any) -> None:
    """Let coming requests meet a trouble; details are the fields of `Fault`."""
    if "methods" in details:
        details["methods"] = frozenset(name.lower() for name in details["methods"])
    world.faults.add(Fault(Trouble(trouble), **details))


def clear_faults(world: World) -> None:
    """No more troubles."""
    world.faults.clear()


def limits(world: World, *, on: bool) -> None:
    """Turn the flood limits on or off."""
    world.limits = Limits() if on else None


def clock(world: World, *, moment: str | None) -> None:
    """Freeze the date of messages at an ISO moment; None follows the machine."""
    world.set_clock(datetime.fromisoformat(moment) if moment else None)


def settings(world: World) -> Json:
    """What the bot has set: commands, descriptions, menu buttons, webhook."""
    hook = world.webhook
    return world.settings | {
        "webhook": {"url": hook.url, "secret": hook.secret, "error": hook.last_error_message}
    }


def forget(world: World) -> None:
    """Start over with nothing."""
    world.forget()


def hello(world: World) -> Json:
    """The token, the bot and the monotonic clock."""
    return {"token": world.token, "bot": world.bot, "monotonic": time.monotonic()}


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        person, group, say, share, send, album, forward, edit, press, press_reply, expire_presses, bar,
        migrate, changes, file, log, handed, pending, fault, clear_faults, limits, clock, settings, forget,
        hello,
    )
}  # fmt: skip
