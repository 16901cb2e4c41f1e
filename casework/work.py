"""A unit of work: what every use case is given by the edge that opened the transaction and will commit it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

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
