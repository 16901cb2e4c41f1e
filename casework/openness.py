"""Figures anyone may see: totals that identify nobody, and none that are too small to hide in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from casework.records import Case
from casework.rules.deadlines import HERE
from casework.work import Work

SMALLEST = 5  # a cell below this is not shown (PRODUCT section 7)


@dataclass(frozen=True)
class MonthFigures:
    """Cases of the running calendar month; None stands for fewer than SMALLEST."""

    received: int | None
    answered: int | None


def this_month(work: Work) -> MonthFigures:
    """How many reports came in and how many first answers were given since the first of the month."""
    begin = datetime.combine(work.today.replace(day=1), datetime.min.time(), HERE)
    received = _count(work, Case.received_at >= begin)
    answered = _count(work, Case.first_answered_at >= begin)
    return MonthFigures(_hidden(received), _hidden(answered))


def _count(work: Work, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Case).where(condition)
    return work.session.scalars(query).one()


def _hidden(number: int) -> int | None:
    return number if number >= SMALLEST else None
