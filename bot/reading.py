"""What an update says: a turn to take in, a change of reach, or nothing for us. No database, no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Contact, Message, MessageOriginUser, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.commands import IN_GROUPS, parse

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")

# Parts of a message that hold a file → how the house calls it. An animation comes with a document as well.
FILES: dict[str, str] = {
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "document": "document",
}

# Parts that say something we cannot use: the dialogue says so. Whatever else there is, is a service message.
UNSUPPORTED = ("sticker", "dice", "poll", "location", "story", "game", "checklist", "paid_media")

MEDIA_TYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4"}


@dataclass(frozen=True)
class Enclosure:
    """A file that lies with Telegram: `size` in bytes (0: not told), `name` as the sender's phone gave it."""

    kind: str
    media_type: str
    size: int
    file_id: str
    name: str


@dataclass(frozen=True)
class Heard:
    """One thing said in a private chat; `query` is the id of a press that wants its clock stopped."""

    key: str
    chat: int
    said: dict[str, Any]
    files: tuple[Enclosure, ...] = ()
    query: str | None = None


@dataclass(frozen=True)
class Reach:
    """A person has blocked the bot, or lets it write again."""

    chat: int
    reachable: bool


@dataclass(frozen=True)
class InGroup:
    """One of the few things the bot hears in a group; `chat` is the group, `person` who spoke or pressed."""

    key: str
    chat: int
    person: int
    said: dict[str, Any]
    query: str | None = None


@dataclass(frozen=True)
class Left:
    """The bot was put out of a group."""

    chat: int


@dataclass(frozen=True)
class Moved:
    """A group has become another chat."""

    chat: int
    to: int


Read = Heard | Reach | InGroup | Left | Moved

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
PRESSED_IN_GROUPS = "s:know:"


def read_update(update: Update) -> Read | None:
    """What to do with an update; None for most of what is said in groups, other bots and service messages."""
    if update.callback_query:
        return _press(update.update_id, update.callback_query)
    if update.message:
        return _message(update.update_id, update.message)
    if update.edited_message:
        return _edited(update.update_id, update.edited_message)
    if update.my_chat_member:
        return _reach(update.my_chat_member)
    return None


def _press(update_id: int, query: CallbackQuery) -> Heard | InGroup | None:
    message = query.message
    if message is None or not query.data:
        return None
    if message.chat.type in GROUPS and query.data.startswith(PRESSED_IN_GROUPS):
        chat, person = message.chat.id, query.from_user.id
        return InGroup(f"tg:{update_id}", chat, person, {"button": query.data}, query=query.id)
    if message.chat.type != ChatType.PRIVATE:
        return None
    said = {"button": query.data, "message_id": message.message_id, "query": query.id}
    return Heard(f"tg:{update_id}", message.chat.id, said, query=query.id)


def _message(update_id: int, message: Message) -> Heard | InGroup | Moved | None:
    if message.chat.type in GROUPS:
        return _in_group(update_id, message)
    return _in_private(update_id, message)


def _in_group(update_id: int, message: Message) -> InGroup | Moved | None:
    """In groups the bot hears its own commands and keeps silent: who reads along is no party to a case."""
    if message.migrate_to_chat_id:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    command = parse(message.text or "")
    if command is None or command.name not in IN_GROUPS or message.from_user is None:
        return None
    return InGroup(f"tg:{update_id}", message.chat.id, message.from_user.id, {"text": message.text})


def _in_private(update_id: int, message: Message) -> Heard | None:
    said = _said(message)
    sender = message.from_user
    if said is None or message.chat.type != ChatType.PRIVATE or sender is None or sender.is_bot:
        return None
    said["message_id"] = message.message_id
    if message.reply_to_message:
        said["reply_to"] = message.reply_to_message.message_id
    if message.media_group_id:
        said["album"] = message.media_group_id
    return Heard(f"tg:{update_id}", message.chat.id, said, _files(message))


def _edited(update_id: int, message: Message) -> Heard | None:
    """What was said stands; the person is told to say it anew, or would believe that the change was read."""
    heard = _in_private(update_id, message)
    if heard is None or message.text is None:
        return None
    return Heard(heard.key, heard.chat, {"unsupported": "edited", "message_id": message.message_id})


def _said(message: Message) -> dict[str, Any] | None:
    if _is_a_bots(message):
        return {"unsupported": "forwarded"}
    if message.text is not None:
        return {"text": message.text}
    if message.contact:
        return {"text": _as_text(message.contact), "contact": True}
    if message.venue:
        return {"text": f"{message.venue.title} {message.venue.address}"}
    if any(getattr(message, part, None) for part in FILES):
        return {"text": message.caption or ""}
    unknown = next((part for part in UNSUPPORTED if getattr(message, part, None)), None)
    return {"unsupported": unknown} if unknown else None


def _is_a_bots(message: Message) -> bool:
    """A card or an answer sent back to the bot is nobody's story."""
    return isinstance(message.forward_origin, MessageOriginUser) and message.forward_origin.sender_user.is_bot


def _as_text(contact: Contact) -> str:
    """A shared contact is what the person would have typed: name and number."""
    return " ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part)


def _files(message: Message) -> tuple[Enclosure, ...]:
    part = next((name for name in FILES if getattr(message, name, None)), None)
    if part is None:
        return ()
    found = getattr(message, part)
    file = found[-1] if part == "photo" else found
    kind = FILES[part]
    media_type = getattr(file, "mime_type", None) or MEDIA_TYPES.get(kind, "application/octet-stream")
    name = getattr(file, "file_name", None) or ""
    return (Enclosure(kind, media_type[:80], file.file_size or 0, file.file_id, name),)


def _reach(change: ChatMemberUpdated) -> Reach | Left | None:
    if change.chat.type in GROUPS and change.new_chat_member.status in OUT:
        return Left(change.chat.id)
    reachable = REACHABLE.get(change.new_chat_member.status)
    if change.chat.type != ChatType.PRIVATE or reachable is None:
        return None
    return Reach(change.chat.id, reachable)


OUT = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})
REACHABLE: dict[str, bool] = {ChatMemberStatus.BANNED: False, ChatMemberStatus.MEMBER: True}
