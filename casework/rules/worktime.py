"""Working time: which days and minutes count, and how many lie between two moments.

Every moment is aware; days and hours are those of Asia/Ho_Chi_Minh. Counts are differences of prefix counts
by day, so they add up and a span of years costs no more than a span of hours.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from casework.terms import CaseworkError

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5


class OutsideCalendar(CaseworkError):
    """The years asked about are not in the calendar: counting on would miss their holidays."""

    key = "cli.due.outside_calendar"


@dataclass(frozen=True)
class Stretch:
    """One stretch of office hours within a day, whole minutes, `closes` not included."""

    opens: time
    closes: time

    @property
    def minutes(self) -> int:
        """Its length."""
        return _minute_of(self.closes) - _minute_of(self.opens)

    def minutes_until(self, clock: time) -> int:
        """How many of its minutes have passed at `clock`."""
        return min(max(_minute_of(clock) - _minute_of(self.opens), 0), self.minutes)


OFFICE_HOURS = (Stretch(time(7, 30), time(11, 30)), Stretch(time(13), time(17)))


@dataclass(frozen=True)
class Calendar:
    """Which days count.

    `holidays`: days off besides weekends; `workdays`: days that count although they are a weekend or a
    holiday (made-up Saturdays). `names` and `overrides` only serve to explain a skipped day: the latter are
    those decided by hand. Nothing before `first` or after `last` can be asked.
    """

    holidays: frozenset[date]
    workdays: frozenset[date]
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)
    overrides: frozenset[date] = field(default=frozenset(), compare=False, repr=False)
    hours: tuple[Stretch, ...] = OFFICE_HOURS
    first: date = date.min
    last: date = date.max

    @property
    def closes(self) -> time:
        """Closing time of a working day."""
        return self.hours[-1].closes

    @cached_property
    def day_minutes(self) -> int:
        """Working minutes of one working day."""
        return sum(stretch.minutes for stretch in self.hours)

    @cached_property
    def _weekdays_off(self) -> list[int]:
        off = self.holidays - self.workdays
        return sorted(day.toordinal() for day in off if day.weekday() < SATURDAY)

    @cached_property
    def _weekends_on(self) -> list[int]:
        return sorted(day.toordinal() for day in self.workdays if day.weekday() >= SATURDAY)

    def count_through(self, ordinal: int) -> int:
        """Working days from the year 1 up to and including the day with that ordinal: the prefix count."""
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._weekdays_off, ordinal) + bisect_right(self._weekends_on, ordinal)

    def day_of_count(self, count: int) -> date:
        """The first day at which that many working days are counted; OutsideCalendar when it lies beyond."""
        end = self.last.toordinal() + 1
        ordinal = bisect_left(range(end), count, key=self.count_through)
        if ordinal == end:
            raise OutsideCalendar(first=self.first.year, last=self.last.year)
        return date.fromordinal(ordinal)

    def known(self, day: date) -> date:
        """The same day; OutsideCalendar when nothing is known about it."""
        if not self.first <= day <= self.last:
            raise OutsideCalendar(first=self.first.year, last=self.last.year)
        return day


def is_working_day(day: date, cal: Calendar) -> bool:
    """Whether the day counts; weekends do not, even where a centre opens on Saturdays."""
    cal.known(day)
    return day in cal.workdays or (day.weekday() < SATURDAY and day not in cal.holidays)


def working_days_between(a: date, b: date, cal: Calendar) -> int:
    """Working days after `a` up to and including `b`; negative when `b` lies before `a`."""
    return cal.count_through(cal.known(b).toordinal()) - cal.count_through(cal.known(a).toordinal())


def working_day_after(day: date, days: int, cal: Calendar) -> date:
    """The `days`-th working day after `day`, which does not count itself; 0 gives `day` back."""
    if days == 0:
        return cal.known(day)
    return cal.day_of_count(cal.count_through(cal.known(day).toordinal()) + days)


def working_minutes(a: datetime, b: datetime, cal: Calendar) -> int:
    """Working minutes from `a` to `b`, seconds cut off at both; negative when `b` lies before `a`.

    It is a difference of two prefix counts, hence the minutes of the holders of a case add up to its age.
    """
    return _minutes_before(b, cal) - _minutes_before(a, cal)


def add_working_minutes(at: datetime, minutes: int, cal: Calendar) -> datetime:
    """The first moment at which `minutes` (0 or more) working minutes have passed since `at`."""
    if minutes == 0:
        return in_vietnam(at)
    count = _minutes_before(at, cal) + minutes
    day = cal.day_of_count(-(-count // cal.day_minutes))
    left = count - cal.count_through(day.toordinal() - 1) * cal.day_minutes
    return datetime.combine(day, _clock_after(left, cal.hours), HERE)


def in_vietnam(at: datetime) -> datetime:
    """The same moment on the clock of Vietnam; ValueError for a moment without an offset."""
    if at.utcoffset() is None:
        raise ValueError(f"a moment needs an offset: {at.isoformat()}")
    return at.astimezone(HERE)


def _minutes_before(at: datetime, cal: Calendar) -> int:
    here = in_vietnam(at)
    whole = cal.count_through(here.date().toordinal() - 1) * cal.day_minutes
    if not is_working_day(here.date(), cal):
        return whole
    return whole + sum(stretch.minutes_until(here.time()) for stretch in cal.hours)


def _clock_after(minutes: int, hours: Sequence[Stretch]) -> time:
    for stretch in hours:
        if minutes <= stretch.minutes:
            break
        minutes -= stretch.minutes
    return time(*divmod(_minute_of(stretch.opens) + minutes, 60))


def _minute_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute
