"""The period of a report: half a year or a year, on days that the authority sets (data/reporting.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from casework.rules.deadlines import HERE
from casework.rules.figures_marks import Span
from casework.terms import CaseworkError

YEARS = range(2000, 2100)


class NoSuchPeriod(CaseworkError):
    """What was asked for is no period: `written`."""

    key = "reports.error.no_such_period"


class FuturePeriod(CaseworkError):
    """The period has not begun: `year`, and `starts`, its first day."""

    key = "reports.error.future_period"


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included; `half` is 1, 2 or None for a whole year."""

    year: int
    half: int | None
    first: date
    last: date

    @property
    def name(self) -> str:
        """2026-H1, or 2026."""
        return f"{self.year}-H{self.half}" if self.half else str(self.year)

    @cached_property
    def start(self) -> datetime:
        """Midnight at which it begins."""
        return datetime.combine(self.first, time(), HERE)

    @cached_property
    def end(self) -> datetime:
        """Midnight at which it is over: the cut-off of its figures."""
        return datetime.combine(self.last + timedelta(days=1), time(), HERE)

    @cached_property
    def span(self) -> Span:
        """All of it."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class FirstDay:
    """On which day a half year begins; `year_before`: in the calendar year before."""

    month: int
    day: int
    year_before: bool

    def of(self, year: int) -> date:
        """That day for the report of a year."""
        return date(year - self.year_before, self.month, self.day)


@dataclass(frozen=True)
class Reporting:
    """`data/reporting.yml`, which explains the values."""

    halves: Mapping[int, FirstDay]
    hand_in_days: int
    hand_in_reminder_days: int
    hand_in_escalation_days: tuple[int, int]
    suppress_below: int
    recurrent_from: int
    ranked_from: int
    index_8_partly_percent: int
    prolonged_days: int
    attitude_labels: frozenset[str]
    refs_at_most: int
    signing_titles: tuple[str, ...]
    symbols: Mapping[str, str]

    def period(self, year: int, half: int | None = None) -> Period:
        """The period of a report; raises NoSuchPeriod."""
        if year not in YEARS or half not in {None, 1, 2}:
            raise NoSuchPeriod(written=f"{year}" + (f", {half}" if half is not None else ""))
        begins = self.halves[2 if half == 2 else 1].of(year)
        ends = self.halves[2].of(year) if half == 1 else self.halves[1].of(year + 1)
        return Period(year, half, begins, ends - timedelta(days=1))

    def named(self, name: str) -> Period:
        """The period of a name such as 2026-H1; raises NoSuchPeriod."""
        year, _, half = name.partition("-H")
        if not year.isdecimal() or half not in {"", "1", "2"}:
            raise NoSuchPeriod(written=name[:20])
        return self.period(int(year), int(half) if half else None)

    def before(self, period: Period) -> Period:
        """The one that ended where this one begins."""
        if period.half == 2:
            return self.period(period.year, 1)
        return self.period(period.year - 1, 2 if period.half else None)

    def year_ago(self, period: Period) -> Period:
        """The same one of the year before."""
        return self.period(period.year - 1, period.half)

    def ended(self, day: date) -> list[Period]:
        """The half year that ended last before `day`; with the second half its year as well."""
        for year in (day.year + 1, day.year, day.year - 1):
            for half in (2, 1):
                period = self.period(year, half)
                if period.last < day:
                    return [period, self.period(year)] if half == 2 else [period]
        raise NoSuchPeriod(written=day.isoformat())
