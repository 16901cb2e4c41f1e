"""Patterns of a drill: looked for early each day, answered by heads who answer, accepted by Sở Nội vụ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from casework import pattern_clock, patterns
from casework.records import PatternCase
from casework.rules import deadlines
from casework.terms import Actor, PatternMove, PatternState
from casework.work import Work
from drills.demo_people import Next, People

REMEDY_DAYS = (30, 80)  # after the day on which the head begins to think
ANSWERS_MINUTES, RULING_MINUTES = (2 * 480, 9 * 480), (240, 4 * 480)


@dataclass
class PatternDesk:
    """What happens to patterns; `_seen` is where each of them stood when it was last looked at."""

    people: People
    _seen: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def look(self, work: Work) -> Counter[str]:
        """The daily look of time itself; what was done, by name."""
        done = Counter({"pattern_opened": pattern_clock.find_new(work)})
        for number in pattern_clock.due_ids(work):
            done.update(pattern_clock.run_one(work, number))
        return done

    def coming(self, work: Work) -> Iterator[Next]:
        """What people will do about patterns that have come to stand otherwise since the last look."""
        for row in work.session.scalars(select(PatternCase).order_by(PatternCase.id)):
            stands = (row.state, row.owner, row.due_at)
            if self._seen.get(row.id) != stands:
                self._seen[row.id] = stands
                yield from self._next(work, row)

    def _next(self, work: Work, row: PatternCase) -> Iterator[Next]:
        if row.state in {PatternState.OPEN, PatternState.PROPOSED}:
            yield from self._answer(work, row)
        if row.state is PatternState.ANSWERED and patterns.arbiter(work, row) in self.people.offices.heads:
            arbiter = self.people.offices.head(patterns.arbiter(work, row))
            at = self._after(work, RULING_MINUTES)
            yield Next(at, partial(_make, row=row.id, move=PatternMove.UPHOLD, who=arbiter))

    def _answer(self, work: Work, row: PatternCase) -> Iterator[Next]:
        """Root cause and remedy, from heads who answer anything at all."""
        if self.people.offices.temper(row.owner).answers is None:
            return
        words, days = self.people.teller.words, self.people.chance.randint(*REMEDY_DAYS)
        given: dict[str, Any] = {"cause": words("pattern_cause"), "remedy": words("pattern_remedy")}
        given["remedy_on"] = work.today + timedelta(days=days)
        head, at = self.people.offices.head(row.owner), self._after(work, ANSWERS_MINUTES)
        yield Next(at, partial(_make, row=row.id, move=PatternMove.ANSWER, who=head, **given))

    def _after(self, work: Work, minutes: tuple[int, int]) -> datetime:
        after = self.people.chance.randint(*minutes)
        return deadlines.add_working_minutes(work.now, after, work.rules.calendar)


def _make(work: Work, *, row: int, move: PatternMove, who: Actor, **given: Any) -> None:
    patterns.move(work, row, move, who, **given)
