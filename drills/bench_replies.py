"""How long people wait for a reply: several write at once, each waits for the answer before writing again."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from drills.botapi import Person, Telegram, Unheard

MESSAGES = (  # of each person: a report, a place alone, a question, a look at one's own reports
    "hs dat dai nop o tran bien 21/9 hen 12/10 chua co ket qua, chay 3 lan roi",
    "cho hoi lam lai can cuoc can giay to gi",
    "/tracuu",
)
PATIENCE = 60.0


@dataclass(frozen=True)
class Waits:
    """Seconds from an update handed to the bot until its first message arrived; `unanswered`: never."""

    seconds: list[float]
    unanswered: int

    def percentile(self, percent: int) -> float | None:
        """Seconds within which so many percent were answered."""
        if not self.seconds:
            return None
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def as_json(self) -> dict[str, float | int | None]:
        """In milliseconds."""
        p50, p95 = (self.percentile(percent) for percent in (50, 95))
        told = {"p50_ms": p50 and round(p50 * 1000), "p95_ms": p95 and round(p95 * 1000)}
        return {**told, "replies": len(self.seconds), "unanswered": self.unanswered}


def measure(telegram: Telegram, conversations: int) -> Waits:
    """New people, all at the same time; each sends MESSAGES."""
    people = [telegram.person(f"{conversations}/{number}") for number in range(conversations)]
    missed: list[Person] = []
    threads = [threading.Thread(target=_talk, args=(person, missed)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Waits(_waits(telegram, {person.id for person in people}), len(missed))


def measure_alone(telegram: Telegram, times: int) -> Waits:
    """One person at a time."""
    found = [measure(telegram, 1) for _ in range(times)]
    return Waits([wait for each in found for wait in each.seconds], sum(each.unanswered for each in found))


def _talk(person: Person, missed: list[Person]) -> None:
    for text in MESSAGES:
        person.says(text)
        try:
            person.hears(lambda message: bool(message.text), within=PATIENCE)
        except Unheard:
            missed.append(person)
            return


def _waits(telegram: Telegram, chats: set[int]) -> list[float]:
    sent = [(call.chat_id, call.at) for call in telegram.sent_log if call.stored]
    begun = [(update.chat_id, update.handed_at) for update in telegram.handed if update.handed_at is not None]
    waits = []
    for chat, start in begun:
        if chat in chats:
            first = min((at for other, at in sent if other == chat and at >= start), default=None)
            waits += [] if first is None else [first - start]
    return waits
