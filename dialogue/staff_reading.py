"""What staff type: the promised day in a remedy or in an answer to the question for it."""

from __future__ import annotations

from datetime import date, datetime

from vietnamese.reading import read


def promised_day(text: str, at: datetime, cue: str = "") -> date | None:
    """The day after `at` that the text promises a result for, None when it names none.

    `cue`: what to read before the text, for a text that is nothing but the day.
    """
    day = read(f"{cue} {text}".strip(), at).appointment_on
    return day if day and day > at.date() else None
