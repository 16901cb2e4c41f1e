"""Working time and deadlines: what counts, from when, until when.

Every moment is aware and every answer is in Asia/Ho_Chi_Minh. A deadline is always the closing time of a
working day, so it may be told to a citizen as a day. The day of receipt does not count (Civil Code 2015,
article 147).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from casework.rules.worktime import (
    HERE,
    Calendar,
    OutsideCalendar,
    Stretch,
    add_working_minutes,
    in_vietnam,
    is_working_day,
    working_day_after,
    working_days_between,
    working_minutes,
)
from casework.terms import CaseworkError

__all__ = [
    "HERE",
    "BadDays",
    "Calendar",
    "OutsideCalendar",
    "QuietHours",
    "SkippedDay",
    "Stretch",
    "TooManyDays",
    "add_working_minutes",
    "closing_after",
    "due_at",
    "escalations_at",
    "extended",
    "in_vietnam",
    "is_working_day",
    "opening_from",
    "paused_days",
    "received_on",
    "recomputed",
    "reminder_at",
    "shifted_for_pause",
    "skipped_days",
    "tellable_at",
    "working_days_between",
    "working_minutes",
]


class BadDays(CaseworkError):
    """Fewer working days than a deadline needs: at least `least`."""

    key = "cli.due.bad_days"


class TooManyDays(CaseworkError):
    """More working days than an extension may have: `most`."""

    key = "cli.due.too_many_days"


@dataclass(frozen=True)
class QuietHours:
    """The night in which staff are not disturbed: from `starts` over midnight to `ends`."""

    starts: time
    ends: time


@dataclass(frozen=True)
class SkippedDay:
    """A day between receipt and deadline that did not count, and why; `name` is empty for a plain weekend."""

    day: date
    reason: Literal["weekend", "holiday", "override"]
    name: str


def received_on(at: datetime, cal: Calendar) -> date:
    """The working day on which something that came in at `at` is received.

    Before closing time of a working day, early morning and noon break included: that day. Else the next one.
    """
    here = in_vietnam(at)
    if is_working_day(here.date(), cal) and here.time() < cal.closes:
        return here.date()
    return working_day_after(here.date(), 1, cal)


def due_at(received_at: datetime, days: int, cal: Calendar) -> datetime:
    """Closing time of the last of `days` working days (at least one) after the day of receipt.

    Raises BadDays for fewer than one, OutsideCalendar when the count leaves the calendar.
    """
    return _closing(working_day_after(received_on(received_at, cal), _at_least_one(days), cal), cal)


def closing_after(moment: datetime, days: int, cal: Calendar) -> datetime:
    """Closing time of the `days`-th working day after the day of `moment`, which does not count itself."""
    return _closing(working_day_after(in_vietnam(moment).date(), days, cal), cal)


def opening_from(day: date, cal: Calendar) -> datetime:
    """Opening time of `day`, or of the next working day when it is off (summaries, morning lists)."""
    first = day if is_working_day(day, cal) else working_day_after(day, 1, cal)
    return datetime.combine(first, cal.hours[0].opens, HERE)


def extended(due: datetime, days: int, cal: Calendar, *, at_most: int = 10) -> datetime:
    """The deadline after an extension by 1 to `at_most` working days; else BadDays or TooManyDays."""
    if days > at_most:
        raise TooManyDays(days=days, most=at_most)
    return closing_after(due, _at_least_one(days), cal)


def paused_days(paused_from: datetime, paused_to: datetime, cal: Calendar, *, at_most: int = 5) -> int:
    """Working days for which a pause stops the clock; as everywhere, the first day does not count.

    A question answered on the day it was asked moves nothing, so a pause cannot be used to gain a day.
    """
    asked, answered = received_on(paused_from, cal), received_on(paused_to, cal)
    return min(max(working_days_between(asked, answered, cal), 0), at_most)


def shifted_for_pause(
    due: datetime, paused_from: datetime, paused_to: datetime, cal: Calendar, *, at_most: int = 5
) -> datetime:
    """The deadline after a pause of the citizen's; whatever goes beyond `at_most` days is the unit's time."""
    return closing_after(due, paused_days(paused_from, paused_to, cal, at_most=at_most), cal)


def recomputed(
    received_at: datetime,
    days: int,
    cal_before: Calendar,
    cal_after: Calendar,
    *,
    due: datetime | None = None,
) -> datetime:
    """The deadline under a calendar that was changed after the filing.

    `due` is the deadline as it stands when an extension or a pause has moved it; its days are counted again.
    A new day off moves the deadline; a new working day never brings it forward, for only an extension, a
    pause or a holiday may move what the citizen was told.
    """
    old = in_vietnam(due) if due is not None else due_at(received_at, days, cal_before)
    counted = working_days_between(received_on(received_at, cal_before), old.date(), cal_before)
    return max(old, due_at(received_at, counted, cal_after))


def reminder_at(received_at: datetime, due: datetime, percent: int, cal: Calendar) -> datetime:
    """When `percent` of the working time between receipt and deadline has passed."""
    total = working_minutes(received_at, due, cal)
    return add_working_minutes(received_at, -(-total * percent // 100), cal)


def escalations_at(due: datetime, days: Sequence[int], cal: Calendar) -> list[datetime]:
    """Closing time of the working days that lie so many days after the deadline."""
    return [closing_after(due, late, cal) for late in days]


def tellable_at(at: datetime, quiet: QuietHours) -> datetime:
    """The next moment at which staff may be told: `at` itself outside of quiet hours, else their end."""
    here = in_vietnam(at)
    if quiet.ends <= here.time() < quiet.starts:
        return here
    evening = here.time() >= quiet.starts
    return datetime.combine(here.date() + timedelta(days=evening), quiet.ends, HERE)


def skipped_days(received_at: datetime, days: int, cal: Calendar) -> list[SkippedDay]:
    """The days off from the moment of filing to the deadline, in order."""
    start = in_vietnam(received_at).date()
    end = due_at(received_at, days, cal).date()
    every = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [_skipped(day, cal) for day in every if not is_working_day(day, cal)]


def _skipped(day: date, cal: Calendar) -> SkippedDay:
    name = cal.names.get(day, "")
    if day in cal.overrides:
        return SkippedDay(day, "override", name)
    return SkippedDay(day, "holiday" if day in cal.holidays else "weekend", name)


def _closing(day: date, cal: Calendar) -> datetime:
    return datetime.combine(day, cal.closes, HERE)


def _at_least_one(days: int) -> int:
    if days < 1:
        raise BadDays(days=days, least=1)
    return days
