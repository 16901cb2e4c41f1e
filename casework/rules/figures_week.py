"""The week of a summary: an ISO week, Monday to Sunday, on the clock of Đồng Nai."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from casework.rules.deadlines import HERE
from casework.terms import CaseworkError

_WRITTEN = re.compile(r"(\d{4})-W(\d{1,2})", re.IGNORECASE)
_YEARS = range(2000, 2100)


class NoSuchWeek(CaseworkError):
    """What was written names no week: `written`."""

    key = "reports.error.no_such_week"


class FutureWeek(CaseworkError):
    """The week has not begun: `week`, and `starts`, its Monday."""

    key = "reports.error.future_week"


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week; `start` belongs to it, `end` is the first moment of the next one."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """As ISO 8601 writes it: 2026-W47."""
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @cached_property
    def start(self) -> datetime:
        """Midnight at which it begins."""
        return datetime.combine(self.monday, time(), HERE)

    @cached_property
    def end(self) -> datetime:
        """Midnight at which it is over."""
        return datetime.combine(self.monday + timedelta(days=7), time(), HERE)

    def later(self, weeks: int) -> Week:
        """The week so many weeks after it; negative: before it."""
        return week_of(self.monday + timedelta(weeks=weeks))


def week_of(day: date) -> Week:
    """The week a day lies in."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def parse_week(written: str) -> Week:
    """The week written as 2026-W47; raises NoSuchWeek."""
    match = _WRITTEN.fullmatch(written.strip())
    if match and int(match[1]) in _YEARS:
        with suppress(ValueError):  # the year has no week of that number
            return week_of(Week(int(match[1]), int(match[2])).monday)
    raise NoSuchWeek(written=written[:30])
