"""How long what was told is kept once a case is over. Pure: moments and lengths are arguments."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def kept_until(over_on: date, *, months: int, asked_days: int | None = None) -> date:
    """The last day on which the words of a case that ended on `over_on` are kept.

    `asked_days`: the citizen asked for erasure while it was open, so they go as soon as it can be reopened no
    more, that many days after its end.
    """
    ordinary = months_later(over_on, months)
    return ordinary if asked_days is None else min(ordinary, over_on + timedelta(days=asked_days))


def surely_kept_since(now: datetime, months: int) -> datetime:
    """What ended later than this is not due yet, however short the months were: to narrow a search."""
    return now - timedelta(days=28 * months)
