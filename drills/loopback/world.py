"""The loopback Telegram's state and the only code that changes it.

Every public method may be called from any thread.
"""

import itertools
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime

from drills.loopback.faults import FaultBox, Limits
from drills.loopback.files import FileStore
from drills.loopback.records import Call, Chat, ChatKind, Json, Message, Press, Webhook
from drills.loopback.updates import UpdateQueue

BOT_ID = 7_100_000_001
FIRST_PERSON = 7_200_000_001
FIRST_GROUP = 4_100_000_001
FIRST_SUPERGROUP = 1_002_100_000_001
PRESS_LIFETIME = 900.0
DEFAULT_TOKEN = f"{BOT_ID}:loopback-token-for-drills-only-000"


class World:
    """One bot, its chats and its files. The clock gives the dates of messages; logs keep monotonic time."""

    def __init__(self, token: str = DEFAULT_TOKEN) -> None:
        self.token = token
        self.lock = threading.Condition()
        self.listeners: list[Callable[[], None]] = []
        self.webhook = Webhook()
        self.forget()

    def forget(self) -> None:
        """Start over: no chats, updates, files, settings, troubles or log; all counts begin anew."""
        with self.lock:
            self.version = self._shared_number = 0
            self.chats: dict[int, Chat] = {}
            self.files, self.updates, self.faults = FileStore(), UpdateQueue(), FaultBox()
            self.webhook = Webhook(generation=self.webhook.generation + 1)
            self.limits: Limits | None = None
            self.presses: dict[str, Press] = {}
            self.calls: list[Call] = []
            self.settings: dict[str, Json] = {}
            self._ids = {kind: itertools.count(first) for kind, first in _FIRST.items()}
            self._press_ids = itertools.count(4_400_000_000_000_001)
            self._album_ids = itertools.count(13_900_000_000_000_001)
            self.set_clock(None)
            self.ring()

    @property
    def bot(self) -> Json:
        """The bot's User."""
        return {"id": BOT_ID, "is_bot": True, "first_name": "Drill bot", "username": "drill_bot"}

    def now(self) -> int:
        """The date for a message, in seconds."""
        return int(self.clock())

    def set_clock(self, moment: datetime | None) -> None:
        """Freeze the date of messages at `moment`; None lets it follow the machine again."""
        frozen = moment.timestamp() if moment else None
        self.clock: Callable[[], float] = time.time if frozen is None else lambda: frozen

    def add_person(self, name: str, language: str, username: str | None) -> Chat:
        """A person with a private chat that the bot does not know yet."""
        number = next(self._ids[ChatKind.PRIVATE])
        first, _, last = name.partition(" ")
        card: Json = {"id": number, "type": "private", "first_name": first, "language_code": language}
        card |= ({"last_name": last} if last else {}) | ({"username": username} if username else {})
        return self._keep(Chat(number, ChatKind.PRIVATE, card, [number]))

    def add_group(self, title: str, members: list[int], kind: ChatKind, privacy: bool) -> Chat:
        """A group; the bot is in it."""
        number = -next(self._ids[kind])
        card: Json = {"id": number, "type": kind.value, "title": title}
        return self._keep(Chat(number, kind, card, members, reachable=True, privacy=privacy))

    def _keep(self, chat: Chat) -> Chat:
        with self.lock:
            self.chats[chat.id] = chat
        return chat

    def user(self, person: int) -> Json:
        """The Bot API's User of a person."""
        card = {key: value for key, value in self.chats[person].card.items() if key != "type"}
        return card | {"is_bot": False}

    def chat_card(self, chat: Chat) -> Json:
        """The Chat as messages show it."""
        return {key: value for key, value in chat.card.items() if key != "language_code"}

    def post(self, chat: Chat, sender: Json, content: Json, keyboard: Json | None = None) -> Message:
        """Put a message into a chat and number it as Telegram does for this kind of chat."""
        with self.lock:
            number = self._number(chat)
            body = {"message_id": number, "from": sender, "chat": self.chat_card(chat), "date": self.now()}
            message = Message(chat.id, number, body | content, bool(sender["is_bot"]), time.monotonic())
            message.keyboard = keyboard
            chat.messages[number] = message
            self.changed(message)
            return message

    def _number(self, chat: Chat) -> int:
        """Private chats and basic groups share one count for the whole bot; a supergroup has its own."""
        if chat.kind is ChatKind.SUPERGROUP:
            chat.last_number += 1
            return chat.last_number
        self._shared_number += 1
        return self._shared_number

    def rewrite(self, message: Message, body: Json) -> None:
        """Replace what a message says, keeping what it said before."""
        with self.lock:
            message.past.append(message.body)
            message.body = body
            self.changed(message)

    def erase(self, message: Message) -> None:
        """Delete a message for everybody."""
        with self.lock:
            message.deleted = True
            self.changed(message)

    def changed(self, message: Message) -> None:
        """Number the change and wake everybody who waits for one."""
        self.version += 1
        message.change = self.version
        self.chats[message.chat_id].changes.append((self.version, message.number))
        self.ring()

    def ring(self) -> None:
        """Wake everybody who waits for a change."""
        with self.lock:
            self.lock.notify_all()
            for listener in self.listeners:
                listener()

    def changes(self, chat: Chat, after: int) -> list[Message]:
        """Messages of a chat changed since version `after`, each once, in order of number."""
        with self.lock:
            start = bisect_right(chat.changes, (after, 1 << 62))
            numbers = sorted({number for _, number in chat.changes[start:]})
            return [chat.messages[number] for number in numbers]

    def wait_change(self, chat: Chat, after: int, seconds: float) -> None:
        """Block until something in the chat is newer than version `after`, at most so long."""
        with self.lock:
            self.lock.wait_for(lambda: bool(chat.changes) and chat.changes[-1][0] > after, seconds)

    def tell_bot(self, kind: str, chat: Chat, payload: Json) -> None:
        """Queue an update, unless group privacy or a block hides it from the bot."""
        with self.lock:
            self.updates.put(kind, chat.id, payload)
            self.ring()

    def open_press(self, chat: Chat) -> Press:
        """A press that waits for an answer."""
        press = Press(str(next(self._press_ids)), chat.id, time.monotonic())
        self.presses[press.id] = press
        return press

    def answerable(self, press_id: str) -> Press | None:
        """The press if it can still be answered: known, not answered, not too old."""
        press = self.presses.get(press_id)
        if press is None or press.expired or press.reply is not None:
            return None
        return press if time.monotonic() - press.pressed_at < PRESS_LIFETIME else None

    def album_id(self) -> str:
        """A new media_group_id."""
        return str(next(self._album_ids))


_FIRST = {
    ChatKind.PRIVATE: FIRST_PERSON,
    ChatKind.GROUP: FIRST_GROUP,
    ChatKind.SUPERGROUP: FIRST_SUPERGROUP,
}
