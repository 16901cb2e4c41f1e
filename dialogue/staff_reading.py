"""What staff type: the promised day in a remedy or in an answer to the question for it."""

from __future__ import annotations

from datetime import date, datetime

from vietnamese import fold
from vietnamese.reading import read

AWAY = "toi vang"  # how a head begins to say so, folded


def promised_day(text: str, at: datetime, cue: str = "") -> date | None:
    """The day after `at` that the text promises a result for, None when it names none.

    `cue`: what to read before the text, for a text that is nothing but the day.
    """
    day = read(f"{cue} {text}".strip(), at).appointment_on
    return day if day and day > at.date() else None


def says_away(text: str) -> bool:
    """Whether a head says that he will be away."""
    return AWAY in fold(text)


def days_ahead(text: str, at: datetime) -> list[date]:
    """The days a text names, in order; one that is over is the day of that name a year later."""
    return [day if day >= at.date() else _a_year_later(day) for day in read(text, at).dates]


def _a_year_later(day: date) -> date:
    last = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if last else day.day)
