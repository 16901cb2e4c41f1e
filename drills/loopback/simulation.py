"""People, groups, trouble and logs: what a test or drill does with a loopback Telegram."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drills.loopback.conversation import Conversation, Port
from drills.loopback.faults import Trouble
from drills.loopback.person import Group, Person
from drills.loopback.records import MESSAGE_METHODS, Json


@dataclass(frozen=True, slots=True)
class Sent:
    """A request of the bot.

    `at` is its arrival (monotonic seconds, comparable between processes of one machine). `outcome` is "ok",
    the refusal's description or the injected trouble; `stored` tells whether it took effect.
    """

    at: float
    method: str
    chat_id: int | None
    text: str | None
    outcome: str
    stored: bool
    message_ids: list[int]


@dataclass(frozen=True, slots=True)
class Handed:
    """An update: when it arose and when it first went out to the bot (None: not yet)."""

    id: int
    kind: str
    chat_id: int
    queued_at: float
    handed_at: float | None


class Simulation:
    """People, groups, trouble and logs over a control desk; the same in-process and from another process."""

    def __init__(self, port: Port, url: str) -> None:
        self.port = port
        self.url = url
        self._calls: list[Sent] = []

    @property
    def token(self) -> str:
        """The bot's token."""
        return str(self.port.ask("hello")["token"])

    @property
    def base_url(self) -> str:
        """For `telegram.Bot(base_url=…)`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """For `telegram.Bot(base_file_url=…)`."""
        return f"{self.url}/file/bot"

    def forget(self) -> None:
        """Start over with nothing, so that one server can serve many tests; people of before are void."""
        self.port.ask("forget")
        self._calls.clear()

    def person(
        self, name: str = "Lan", language: str = "vi", username: str | None = None, acquainted: bool = False
    ) -> Person:
        """Somebody new. Until they write, the bot meets "chat not found", unless `acquainted`."""
        card = self.port.ask("person", name=name, language=language, username=username, acquainted=acquainted)
        return Person(self.port, card["chat"], name)

    def group(
        self, title: str, members: list[Person], supergroup: bool = False, privacy: bool = True
    ) -> Group:
        """A group with the bot in it; with `privacy` the bot sees commands, mentions and replies only."""
        ids = [member.id for member in members]
        card = self.port.ask("group", title=title, members=ids, supergroup=supergroup, privacy=privacy)
        return Group(self.port, card["chat"], members[0])

    def fails(
        self,
        trouble: Trouble | str,
        chat: Conversation | None = None,
        methods: Iterable[str] = MESSAGE_METHODS,
        **details: Any,
    ) -> None:
        """Let coming requests meet `trouble`: the next one by default, `times=None` for all until `heals`.

        `skip` lets the first ones pass; `seconds` is the silence or the retry_after; `status`, `reason` as in
        `Fault`.
        """
        chat_id = chat.id if chat else None
        self.port.ask("fault", trouble=str(trouble), chat_id=chat_id, methods=list(methods), **details)

    def heals(self) -> None:
        """No more troubles."""
        self.port.ask("clear_faults")

    def enforces_limits(self, on: bool = True) -> None:
        """Refuse by Telegram's flood limits with 429."""
        self.port.ask("limits", on=on)

    def expires_presses(self) -> None:
        """Answers to presses made so far come too late."""
        self.port.ask("expire_presses")

    def set_clock(self, moment: datetime | None) -> None:
        """Freeze the date of messages; None follows the machine."""
        self.port.ask("clock", moment=moment.isoformat() if moment else None)

    @property
    def calls(self) -> list[Sent]:
        """Every request of the bot in order, polling and file look-ups left out."""
        self._calls += [Sent(**row) for row in self.port.ask("log", after=len(self._calls))]
        return list(self._calls)

    @property
    def sent_log(self) -> list[Sent]:
        """Requests that send or edit messages, refused ones too."""
        return [call for call in self.calls if call.method in MESSAGE_METHODS]

    @property
    def delivered(self) -> list[Sent]:
        """Sent messages that really lie in a chat, whatever the bot was told."""
        return [call for call in self.sent_log if call.stored and call.method.startswith("send")]

    def duplicates(self, chat: Conversation | None = None) -> dict[tuple[int, str], int]:
        """Texts and captions that were delivered more than once to a chat, with how often."""
        said = Counter((call.chat_id or 0, call.text or "") for call in self.delivered)
        return {
            (where, text): times
            for (where, text), times in said.items()
            if times > 1 and text and (chat is None or where == chat.id)
        }

    @property
    def handed(self) -> list[Handed]:
        """Every update that arose for the bot."""
        return [Handed(**row) for row in self.port.ask("handed", after=0)]

    @property
    def pending(self) -> int:
        """Updates not confirmed yet."""
        return int(self.port.ask("pending"))

    def latencies(self) -> list[float]:
        """Seconds from each update handed out to the first message sent or edited in its chat after it."""
        sent: dict[int, list[float]] = {}
        for call in self.sent_log:
            if call.stored:
                sent.setdefault(call.chat_id or 0, []).append(call.at)
        waits = []
        for update in self.handed:
            times, start = sent.get(update.chat_id, []), update.handed_at
            place = bisect_left(times, start) if start is not None else len(times)
            waits += [at - (start or 0.0) for at in times[place : place + 1]]
        return waits

    @property
    def settings(self) -> Json:
        """What the bot has set about itself: commands, descriptions, menu buttons, webhook."""
        found: Json = self.port.ask("settings")
        return found
