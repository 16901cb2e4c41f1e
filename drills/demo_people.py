"""What the people of a drill do next: an office with a case on its desk, a citizen who waits or was answered.

Each function looks at a case in one state and tells what will be done, and when; whether it may be done is
for the use case to say when the moment has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from casework import acknowledging, handling, history, transfers
from casework.records import Case, StaffMember
from casework.rules import deadlines
from casework.terms import CITIZEN, Actor, EventKind, Finding, Move, State
from casework.work import Work
from drills.demo_offices import Offices, Temper, desk_of
from drills.demo_stories import Teller

Deed = Callable[[Work], None]

FINDINGS = {Finding.RIGHT: 52, Finding.PARTLY: 28, Finding.UNPROVEN: 10, Finding.WRONG: 10}
PROMISES = 0.6  # share of late dossiers whose answer names a day
REACTIONS = {Move.SETTLE: 48, Move.PARTLY: 4, Move.NOT_SETTLED: 8, Move.MEET: 3, None: 37}
PROMISE_KEPT = {Move.PROMISE_KEPT: 66, Move.PROMISE_MISSED: 18, None: 16}
STARS = {1: 5, 2: 7, 3: 16, 4: 34, 5: 38}
RULES, APPROVES, CHECKED, APPEALS = 0.85, 0.75, 0.12, 0.4
WITHDRAWS, DEMANDED, ADDS, SUPPLIES, RATES, REOPENS = 0.03, 0.15, 0.05, 0.75, 0.55, 0.04


@dataclass(frozen=True)
class Next:
    """Something that somebody will do to a case at a moment."""

    at: datetime
    deed: Deed


@dataclass(frozen=True)
class People:
    """Everybody in the drill but time itself."""

    offices: Offices
    teller: Teller
    chance: Random

    def after_filing(self, work: Work, case: Case) -> Iterator[Next]:
        """A few take their report back, or have more to say."""
        if self.chance.random() < WITHDRAWS:
            demanded = self.chance.random() < DEMANDED
            yield self._citizen(work, case, Move.WITHDRAW, (2, 72), demanded=demanded)
        if self.chance.random() < ADDS:
            yield self._citizen(work, case, Move.ADD, (3, 60), text=self.teller.words("added"))

    def in_state(self, work: Work, case: Case) -> Iterator[Next]:
        """What comes next for a case that has just come into its state."""
        yield from STATES.get(case.state, nothing)(self, work, case)

    def after_reminder(self, work: Work, case: Case) -> Iterator[Next]:
        """Heads who take note tap the notice that they got."""
        if self.chance.random() < self.offices.temper(case.accountable).acknowledges:
            head = self.offices.heads[case.accountable]
            told = history.last(case, EventKind.REMINDED, EventKind.ESCALATED)
            yield Next(
                self._soon(work, 5, 300), partial(_note, ref=case.ref, head=head, of=told.seq if told else 0)
            )

    def on_promised_day(self, work: Work, case: Case) -> Iterator[Next]:
        """On the promised day the citizen is asked; some answer."""
        (word,) = self.chance.choices(list(PROMISE_KEPT), list(PROMISE_KEPT.values()))
        if word is not None:
            yield self._citizen(work, case, word, (1, 30))

    def triage(self, work: Work, case: Case) -> Iterator[Next]:
        """The arbiter finds out where a report belongs."""
        arbiter = work.rules.arbiter_of(case.hidden_from)
        unit = case.lodged_at or self.teller.commune().code
        at = self._soon(work, 20, 300)
        yield _doing(case, Move.TRIAGE, self.offices.head(arbiter), at, unit=unit)

    def take(self, work: Work, case: Case) -> Iterator[Next]:
        """An office takes a new case, sends it back as not its own, or leaves it lying."""
        temper = self.offices.temper(desk_of(case))
        if temper.accepts is None:
            return
        at, who = self._soon(work, *temper.accepts), self.offices.officer(case)
        if self.chance.random() < temper.sends_back and not case.restricted:
            yield _doing(case, Move.WRONG_ADDRESS, who, at, reason=self.teller.words("wrong_address"))
        else:
            yield _doing(case, Move.ACCEPT, who, at)

    def work_on(self, work: Work, case: Case) -> Iterator[Next]:
        """An office asks, or answers when it comes to it."""
        temper = self.offices.temper(desk_of(case))
        if temper.answers is None:
            return
        if self.chance.random() < temper.asks and history.last(case, EventKind.ASKED) is None:
            at, who = self._soon(work, 30, 400), self.offices.officer(case)
            yield _doing(case, Move.ASK, who, at, question=self.teller.words("questions"))
        else:
            yield from self._try_to_be_rid_of(work, case, temper)
            yield Next(self._answer_at(work, case, temper), lambda later: self._answer(later, case.ref))

    def supply(self, work: Work, case: Case) -> Iterator[Next]:
        """Most citizens answer a question."""
        if self.chance.random() < SUPPLIES:
            yield self._citizen(work, case, Move.SUPPLY, (1, 60), text=self.teller.words("supplied"))

    def react(self, work: Work, case: Case) -> Iterator[Next]:
        """What a citizen says to an answer, many nothing; and whether it is looked into."""
        yield from self.check(work, case)
        (word,) = self.chance.choices(list(REACTIONS), list(REACTIONS.values()))
        if word is None:
            return
        more = {"reason": self.teller.words("not_settled")} if word is Move.NOT_SETTLED else {}
        yield self._citizen(work, case, word, (1, 90), **more)

    def look_back(self, work: Work, case: Case) -> Iterator[Next]:
        """Some rate what is over, a few find that it is not."""
        if case.due_at is None:  # praise
            return
        if case.rating is None and self.chance.random() < RATES:
            (stars,) = self.chance.choices(list(STARS), list(STARS.values()))
            yield self._citizen(work, case, Move.RATE, (0, 20), rating=stars)
        if self.chance.random() < REOPENS:
            yield self._citizen(work, case, Move.REOPEN, (30, 400))

    def _try_to_be_rid_of(self, work: Work, case: Case, temper: Temper) -> Iterator[Next]:
        """Some pass a case on, ask for more time, or propose to refuse it; the answer is due as before."""
        head, chance, words = self.offices.head(desk_of(case)), self.chance, self.teller.words
        given: dict[str, Any]
        if chance.random() < temper.passes_on:
            given = {"unit": self._elsewhere(work, case), "reason": words("passing"), "basis": words("basis")}
            yield _doing(case, Move.OFFER, head, self._soon(work, 20, 300), **given)
        elif chance.random() < temper.asks_for_time:
            given = {"days": chance.choice((3, 5, 10)), "reason": words("more_time")}
            yield _doing(case, Move.ASK_EXTENSION, head, self._soon(work, 200, 900), **given)
        elif chance.random() < temper.refuses:
            given = {"rule": chance.choice(sorted(work.rules.refusals)), "reason": words("refusing")}
            yield _doing(case, Move.PROPOSE_REFUSAL, head, self._soon(work, 60, 500), **given)

    def _elsewhere(self, work: Work, case: Case) -> str:
        """A commune points to its land branch, others to some commune."""
        branch = work.rules.directory.branch_of_commune(case.accountable)
        return branch.code if branch else self.teller.commune().code

    def on_what_hangs(self, work: Work, case: Case) -> Iterator[Next]:
        """Whoever was offered a case, must rule on it, or holds the second key."""
        if case.offered_to in self.offices.heads:
            yield from self._on_offer(work, case, str(case.offered_to))
        if case.ruling_by in self.offices.heads and self.chance.random() < RULES:
            unit = self.chance.choice([transfers.default_owner(case), case.accountable])
            given = {"unit": unit, "reason": self.teller.words("ruling")}
            ruler = self.offices.head(str(case.ruling_by))
            yield _doing(case, Move.RULE, ruler, self._soon(work, 30, 260), **given)
        if case.extension_days or case.refusal_rule:
            yield from self._with_second_key(work, case)

    def _on_offer(self, work: Work, case: Case, receiver: str) -> Iterator[Next]:
        temper, head = self.offices.temper(receiver), self.offices.head(receiver)
        if temper.accepts is None:  # silence
            return
        at = self._soon(work, *temper.accepts)
        if self.chance.random() < temper.takes:
            yield _doing(case, Move.TAKE, head, at)
        else:
            yield _doing(case, Move.DECLINE, head, at, reason=self.teller.words("passing"))

    def _with_second_key(self, work: Work, case: Case) -> Iterator[Next]:
        key, at = self.offices.head(history.second_key(case, work.rules)), self._soon(work, 60, 400)
        yes, no = (
            (Move.EXTEND, Move.DENY_EXTENSION) if case.extension_days else (Move.REFUSE, Move.DENY_REFUSAL)
        )
        if self.chance.random() < APPROVES:
            yield _doing(case, yes, key, at)
        else:
            yield _doing(case, no, key, at, reason=self.teller.words("ruling"))

    def check(self, work: Work, case: Case) -> Iterator[Next]:
        """Sở Nội vụ looks into some answers itself."""
        if self.chance.random() < CHECKED:
            key = self.offices.head(history.second_key(case, work.rules))
            (finding,) = self.chance.choices(list(FINDINGS), list(FINDINGS.values()))
            yield _doing(case, Move.CHECK, key, self._soon(work, 200, 1500), finding=finding)

    def appeal(self, work: Work, case: Case) -> Iterator[Next]:
        """Some do not accept a refusal."""
        if self.chance.random() < APPEALS:
            yield self._citizen(work, case, Move.APPEAL, (1, 60))

    def _answer_at(self, work: Work, case: Case, temper: Temper) -> datetime:
        """Late answers are counted from the same start: the office is slow, not the case."""
        due = case.second_due_at or case.due_at
        low, high = temper.answers or (1.0, 1.0)
        minutes = 3 * 480
        if due is not None and due > work.now:
            minutes = deadlines.working_minutes(work.now, due, work.rules.calendar)
        return self._soon(work, round(minutes * low) + 1, round(minutes * high) + 30)

    def _answer(self, work: Work, ref: str) -> None:
        case = handling.locked(work.session, ref)
        if case.accountable not in self.offices.heads:  # it has come to where nobody works yet
            return
        (finding,) = self.chance.choices(list(FINDINGS), list(FINDINGS.values()))
        given: dict[str, Any] = {"finding": finding, **self.teller.answer(case.category)}
        if finding is Finding.WRONG:
            given["evidence"] = self.teller.words("evidence")
        if case.category == "delay" and self.chance.random() < PROMISES:
            given["promised_on"] = self._working_day(work)
        else:
            given["done"] = True
        handling.move(work, ref, Move.ANSWER, self.offices.signer(case), **given)

    def _working_day(self, work: Work) -> date:
        days = self.chance.randint(2, 8)
        return deadlines.in_vietnam(work.due_after(work.now, days)).date()

    def _citizen(self, work: Work, case: Case, move: Move, hours: tuple[int, int], **given: Any) -> Next:
        """People write at any hour they are awake."""
        minutes = self.chance.randint(hours[0] * 60, hours[1] * 60)
        at = deadlines.in_vietnam(work.now) + timedelta(minutes=minutes)
        if at.hour < 6:
            at += timedelta(hours=6)
        return _doing(case, move, CITIZEN, at, **given)

    def _soon(self, work: Work, least: int, most: int) -> datetime:
        """After so many minutes of working time."""
        minutes = self.chance.randint(least, max(most, least))
        return deadlines.add_working_minutes(work.now, minutes, work.rules.calendar)


def _doing(case: Case, move: Move, who: Actor, at: datetime, **given: Any) -> Next:
    ref = case.ref

    def deed(work: Work) -> None:
        handling.move(work, ref, move, who, **given)

    return Next(at, deed)


def _note(work: Work, ref: str, head: int, of: int) -> None:
    acknowledging.acknowledge(work, ref, work.session.get_one(StaffMember, head), of)


def nothing(people: People, work: Work, case: Case) -> Iterator[Next]:
    """Nobody does anything."""
    return iter(())


STATES: dict[State, Callable[[People, Work, Case], Iterator[Next]]] = {
    State.RECEIVED: People.triage,
    State.ROUTED: People.take,
    State.ACCEPTED: People.work_on,
    State.WAITING: People.supply,
    State.ANSWERED: People.react,
    State.CLOSED: People.look_back,
    State.REFUSED: People.appeal,
}
