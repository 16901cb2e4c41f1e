"""A chat as the people in it see it: its messages kept up to date, and waiting for what the bot says."""

import asyncio
import base64
import time
from collections.abc import Callable
from typing import Any, Protocol

from drills.loopback.views import Button, Received, received

PATIENCE = 5.0
TRANSCRIPT_LINES = 40

type Expected = str | Callable[[Received], bool]


class Port(Protocol):
    """The control desk, in this process or another."""

    def ask(self, verb: str, **arguments: Any) -> Any:
        """Do a verb; ValueError or LookupError when it can't be done."""

    def wait(self, chat: int, after: int, seconds: float) -> None:
        """Until something in the chat is newer than version `after`, at most so long."""


class Unheard(AssertionError):
    """What was expected did not come in time, or something came that should not; holds the transcript."""


class Conversation:
    """One chat; `hears` looks at what came after `mark`, the version at the last thing people did here."""

    def __init__(self, port: Port, chat_id: int) -> None:
        self.port = port
        self.id = chat_id
        self.mark = 0
        self._version = 0
        self._messages: dict[int, Received] = {}

    def sync(self) -> None:
        """Fetch what changed."""
        for row in self.port.ask("changes", chat=self.id, after=self._version):
            self._messages[row["number"]] = received(row, self._fetch)
            self._version = max(self._version, row["change"])

    def _fetch(self, file_id: str) -> bytes:
        return base64.b64decode(self.port.ask("file", file_id=file_id))

    def acts(self) -> None:
        """Somebody is about to do something: what the bot says from here on is new."""
        self.sync()
        self.mark = self._version

    @property
    def messages(self) -> list[Received]:
        """All messages, people's and deleted ones too, in order of number."""
        self.sync()
        return [self._messages[number] for number in sorted(self._messages)]

    @property
    def inbox(self) -> list[Received]:
        """What the bot sent and did not delete, as it stands now."""
        return [message for message in self.messages if message.from_bot and not message.deleted]

    @property
    def news(self) -> list[Received]:
        """The inbox since the last action: new and edited messages."""
        return [message for message in self.inbox if message.change > self.mark]

    def now(self, message: Received) -> Received:
        """The same message as it stands now."""
        self.sync()
        return self._messages[message.message_id]

    @property
    def keyboard(self) -> list[Button]:
        """The keys of the reply keyboard on show."""
        shown = [message.keyboard for message in self.inbox if message.keyboard is not None]
        return [key for row in shown[-1] for key in row] if shown else []

    def hears(self, expected: Expected, within: float = PATIENCE, ever: bool = False) -> Received:
        """Wait for a message of the bot that holds the text or satisfies the predicate.

        `Unheard` after `within` s. Looks at messages that came or were edited since the last action here;
        with `ever`, at the whole inbox.
        """
        until = time.monotonic() + within
        while True:
            for message in self.inbox if ever else self.news:
                if _fits(message, expected):
                    return message
            self.wait_until(until, f"not heard within {within} s: {_named(expected)}")

    def wait_until(self, until: float, complaint: str) -> None:
        """Wait for a change in the chat; past the moment `until` raise `Unheard` with the complaint."""
        left = until - time.monotonic()
        if left <= 0:
            raise Unheard(f"{complaint}\n{self.transcript()}")
        self.port.wait(self.id, self._version, left)

    async def heard(self, expected: Expected, within: float = PATIENCE, ever: bool = False) -> Received:
        """`hears` for asynchronous tests."""
        return await asyncio.to_thread(self.hears, expected, within, ever)

    def stays_silent(self, seconds: float) -> None:
        """`Unheard` if the bot sends or edits anything here before `seconds` are over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.news:
                raise Unheard(f"the bot spoke up\n{self.transcript()}")
            self.port.wait(self.id, self._version, left)

    def find_button(self, wanted: str, message: Received | None = None) -> tuple[Received, Button] | None:
        """The button on the newest message that has it; LookupError when several on it fit equally well."""
        shown = [self.now(message)] if message else self.inbox[::-1]
        for candidate in shown:
            if found := _matching(candidate.buttons, wanted):
                return candidate, found
        return None

    def find_key(self, wanted: str) -> Button | None:
        """The key of the reply keyboard on show."""
        return _matching(self.keyboard, wanted)

    def transcript(self) -> str:
        """The last lines of the conversation."""
        lines = [message.as_line() for message in self.messages]
        return "\n".join(lines[-TRANSCRIPT_LINES:]) or "(nothing was said)"


def _named(expected: Expected) -> str:
    return repr(expected) if isinstance(expected, str) else getattr(expected, "__name__", "a predicate")


def _fits(message: Received, expected: Expected) -> bool:
    return expected in message.text if isinstance(expected, str) else expected(message)


def _matching(buttons: list[Button], wanted: str) -> Button | None:
    """The button with this label or data, else the only one whose label contains it."""
    for button in buttons:
        if wanted in (button.label, button.data):
            return button
    partly = [button for button in buttons if wanted in button.label]
    if len(partly) > 1:
        raise LookupError(f"{wanted!r} fits several buttons: {[button.label for button in partly]}")
    return partly[0] if partly else None
