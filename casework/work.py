"""A unit of work: what every use case is given by the edge that opened the transaction and will commit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session, sessionmaker

from casework.rulebook import Rulebook
from casework.rules import deadlines


@dataclass(frozen=True)
class Work:
    """One transaction at one moment: `session` to the database, the `rules`, and `now` with its offset."""

    session: Session
    rules: Rulebook
    now: datetime

    @property
    def today(self) -> date:
        """The day of the moment in Đồng Nai."""
        return deadlines.in_vietnam(self.now).date()

    def due_after(self, start: datetime, days: int) -> datetime:
        """Closing time of the last of `days` working days after `start`."""
        return deadlines.due_at(start, days, self.rules.calendar)


@dataclass(frozen=True)
class House:
    """What an edge is given to open units of work: the database, the rules, and a clock to ask."""

    sessions: sessionmaker[Session]
    rules: Rulebook
    clock: Callable[[], datetime]

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction: committed at the end, rolled back when an exception leaves the block."""
        with self.sessions.begin() as session:
            yield Work(session, self.rules, self.clock())
