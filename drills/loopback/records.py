"""What the loopback server remembers: chats, messages, files, presses, updates, requests of the bot."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

type Json = dict[str, Any]

MESSAGE_METHODS = (
    "sendmessage", "sendphoto", "senddocument", "sendvoice", "sendaudio", "sendvideo", "sendmediagroup",
    "editmessagetext", "editmessagecaption", "editmessagereplymarkup",
)  # fmt: skip


class ChatKind(StrEnum):
    """The kinds of chat the bot works in, in Telegram's words."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


@dataclass(slots=True)
class Message:
    """One message as the Bot API shows it.

    `body` is its present Bot API form, `past` the forms before each edit, `arrived` is monotonic seconds,
    `change` the world's version at its last change, `keyboard` a reply keyboard that came with it.
    """

    chat_id: int
    number: int
    body: Json
    from_bot: bool
    arrived: float
    change: int = 0
    keyboard: Json | None = None
    past: list[Json] = field(default_factory=list)
    deleted: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat, basic group or supergroup.

    `reachable` is false until the other side has written to the bot; `barred` is the refusal the bot meets
    here (blocked, kicked); `privacy` is Telegram's group privacy mode; `changes` pairs each version with a
    message number.
    """

    id: int
    kind: ChatKind
    card: Json
    members: list[int]
    reachable: bool = False
    barred: str | None = None
    migrated_to: int | None = None
    privacy: bool = True
    last_number: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    changes: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by its `id`.

    `kind` is photo, document, voice …; `traits` the further Bot API fields (width, duration).
    """

    id: str
    unique_id: str
    kind: str
    path: str
    content: bytes
    name: str
    mime: str
    traits: Json


@dataclass(slots=True)
class Press:
    """A press on an inline button, open until the bot answers it or it grows too old."""

    id: str
    chat_id: int
    pressed_at: float
    reply: Json | None = None
    expired: bool = False


@dataclass(slots=True)
class Update:
    """An update waiting for the bot; `handed_at` is when it first went out (monotonic seconds)."""

    id: int
    kind: str
    chat_id: int
    payload: Json
    queued_at: float
    handed_at: float | None = None


@dataclass(slots=True)
class Call:
    """A request of the bot: when it arrived (monotonic seconds), what it asked and how it ended.

    `outcome` is "ok", the refusal's description, or the injected fault; `stored` tells whether it took
    effect.
    """

    at: float
    method: str
    chat_id: int | None
    text: str | None
    outcome: str = "ok"
    stored: bool = False
    message_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to; an empty `url` means that the bot polls.

    `generation` grows with each change.
    """

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    generation: int = 0
    last_error_date: int | None = None
    last_error_message: str | None = None
