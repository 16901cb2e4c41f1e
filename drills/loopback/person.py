"""A simulated person with a phone: what one can do in Telegram, alone with the bot or in a group."""

import base64
import time
from dataclasses import dataclass, field
from typing import Any

from drills.loopback.conversation import PATIENCE, Conversation, Port, Unheard
from drills.loopback.files import sample_photo
from drills.loopback.records import Json
from drills.loopback.views import Button, Received

VOICE = b"OggS" + bytes(200)
STICKER = b"RIFF" + bytes(100)
POLL_ANSWER = 0.01


@dataclass(frozen=True, slots=True)
class Toast:
    """What a press showed: a short line, or an alert to be closed."""

    text: str
    alert: bool
    url: str


@dataclass(frozen=True, slots=True)
class Press:
    """A press that was made. `url` is set for a link button, which only opens a page."""

    label: str
    url: str | None = None
    id: str | None = None
    _port: Port | None = field(default=None, repr=False)

    def answer(self, within: float = PATIENCE) -> Toast:
        """The bot's answer to the press.

        `Unheard` when none came in time (the phone shows a waiting clock).
        """
        if self._port is None:
            raise Unheard(f"a press on {self.label!r} gets no answer")
        until = time.monotonic() + within
        while time.monotonic() < until:
            if reply := self._port.ask("press_reply", press=self.id):
                return Toast(**reply)
            time.sleep(POLL_ANSWER)
        raise Unheard(f"the press on {self.label!r} was not answered within {within} s")


class Person(Conversation):
    """Somebody with a private chat with the bot; `chat=` takes the same things to a group.

    `taps` counts presses on buttons and keys, `messages_sent` everything else that was sent, edits included.
    """

    def __init__(self, port: Port, chat_id: int, name: str) -> None:
        super().__init__(port, chat_id)
        self.name = name
        self.taps = 0
        self.messages_sent = 0

    def says(self, text: str, chat: Conversation | None = None, reply_to: Received | None = None) -> Received:
        """Send a text, perhaps as a reply."""
        number = reply_to.message_id if reply_to else None
        return self._does("say", chat, text=text, reply_to=number)

    def starts(self, payload: str = "") -> Received:
        """Open the bot, perhaps by a deep link t.me/<bot>?start=<payload>."""
        return self.says(f"/start {payload}".strip())

    def _does(self, verb: str, chat: Conversation | None, **arguments: Any) -> Received:
        place = chat or self
        place.acts()
        self.messages_sent += 1
        row = self.port.ask(verb, chat=place.id, user=self.id, **arguments)
        place.sync()
        return next(message for message in place.messages if message.message_id == row["number"])

    def _sends(self, kind: str, content: bytes, details: Json, chat: Conversation | None = None) -> Received:
        coded = base64.b64encode(content).decode()
        return self._does("send", chat, kind=kind, content=coded, details=details)

    def sends_photo(self, content: bytes | None = None, caption: str = "", **more: Any) -> Received:
        """A picture (a small grey one by default)."""
        return self._sends("photo", content or sample_photo(), {"caption": caption}, **more)

    def sends_document(
        self, content: bytes, name: str = "file.pdf", caption: str = "", **more: Any
    ) -> Received:
        """A file with a name."""
        return self._sends("document", content, {"name": name, "caption": caption}, **more)

    def sends_voice(self, content: bytes = VOICE, seconds: int = 5, **more: Any) -> Received:
        """A voice note."""
        return self._sends("voice", content, {"duration": seconds}, **more)

    def sends_video(self, content: bytes, caption: str = "", **more: Any) -> Received:
        """A film."""
        return self._sends("video", content, {"caption": caption}, **more)

    def sends_sticker(self, content: bytes = STICKER, **more: Any) -> Received:
        """A sticker."""
        return self._sends("sticker", content, {"emoji": "\N{THUMBS UP SIGN}"}, **more)

    def sends_album(self, photos: list[bytes], caption: str = "", **more: Any) -> list[Received]:
        """Several pictures at once: as many updates with one media_group_id, the caption on the first."""
        album = self.port.ask("album")["album"]
        captions = [caption, *[""] * len(photos)]
        pairs = zip(photos, captions, strict=False)
        return [
            self._sends("photo", photo, {"caption": said, "album": album}, **more) for photo, said in pairs
        ]

    def sends_location(self, latitude: float, longitude: float, chat: Conversation | None = None) -> Received:
        """A place in degrees."""
        return self._does("share", chat, part={"location": {"latitude": latitude, "longitude": longitude}})

    def sends_contact(self, phone: str, first_name: str = "", chat: Conversation | None = None) -> Received:
        """A contact: one's own by default, somebody else's with another name."""
        own = {"first_name": self.name, "user_id": self.id}
        card: Json = {"first_name": first_name} if first_name else own
        return self._does("share", chat, part={"contact": {"phone_number": phone} | card})

    def forwards(self, what: Received | str, author: str = "", chat: Conversation | None = None) -> Received:
        """Forward a message of this chat, or a text from elsewhere by `author`.

        A protected one can't be forwarded.
        """
        if isinstance(what, str):
            origin = {"type": "hidden_user", "sender_user_name": author or "somebody"}
            return self._does("forward", chat, content={"text": what}, origin=origin)
        if what.protected:
            raise ValueError("the message is protected: phones don't forward it")
        dropped = ("message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message")
        content = {key: value for key, value in what.body.items() if key not in dropped}
        origin = {"type": "user", "sender_user": what.body["from"]}
        return self._does("forward", chat, content=content, origin=origin)

    def edits(self, message: Received, text: str, chat: Conversation | None = None) -> Received:
        """Change the text or caption of one's own message."""
        return self._does("edit", chat, number=message.message_id, text=text)

    def presses(
        self,
        wanted: str,
        message: Received | None = None,
        chat: Conversation | None = None,
        within: float = PATIENCE,
    ) -> Press:
        """Press the button whose label or data is `wanted`, or the only one whose label contains it.

        On `message`, else on the newest message that has it, else on the reply keyboard; waits for it to
        appear. After an action, call `hears` first when an older message shows the same label.
        """
        place = chat or self
        until = time.monotonic() + within
        while True:
            if found := place.find_button(wanted, message):
                return self._press_button(place, *found)
            if message is None and (key := place.find_key(wanted)):
                return self._press_key(place, key)
            place.wait_until(until, f"no button {wanted!r} within {within} s")

    def _press_button(self, place: Conversation, message: Received, button: Button) -> Press:
        if button.data is None:
            self.taps += 1
            return Press(button.label, url=button.url)
        return self.forges(button.data, message, place, button.label)

    def _press_key(self, place: Conversation, key: Button) -> Press:
        if key.wants == "request_contact":
            self.sends_contact("+84912345678", chat=place)
        elif key.wants == "request_location":
            self.sends_location(10.9447, 106.8243, chat=place)
        else:
            self.says(key.label, chat=place)
        self.messages_sent -= 1
        self.taps += 1
        return Press(key.label)

    def forges(
        self, data: str, message: Received, chat: Conversation | None = None, label: str = ""
    ) -> Press:
        """A press with any data on any message, as an altered client can make it: bots must check rights."""
        place = chat or self
        place.acts()
        self.taps += 1
        opened = self.port.ask("press", chat=place.id, user=self.id, number=message.message_id, data=data)
        return Press(label or data, id=opened["press"], _port=self.port)

    def blocks(self) -> None:
        """Block the bot: it meets 403 from here on."""
        self.port.ask("bar", chat=self.id, user=self.id, barred=True)

    def unblocks(self) -> None:
        """Let the bot write again."""
        self.port.ask("bar", chat=self.id, user=self.id, barred=False)


class Group(Conversation):
    """A group the bot is in; `hears`, `inbox` and `transcript` are the group's."""

    def __init__(self, port: Port, chat_id: int, founder: Person) -> None:
        super().__init__(port, chat_id)
        self.founder = founder

    def migrates(self) -> "Group":
        """Become a supergroup: the bot meets 400 with migrate_to_chat_id at the old id."""
        return Group(self.port, self.port.ask("migrate", chat=self.id)["chat"], self.founder)

    def expels_bot(self) -> None:
        """Kick the bot out: it meets 403 here."""
        self.port.ask("bar", chat=self.id, user=self.founder.id, barred=True)

    def readmits_bot(self) -> None:
        """Let the bot in again."""
        self.port.ask("bar", chat=self.id, user=self.founder.id, barred=False)
