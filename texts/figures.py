"""Dates, moments and numbers as people of each language write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from texts.catalogue import pattern

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_WEEKDAY_IN_SMALL_LETTERS = {"vi"}


def say_date(day: date, lang: str) -> str:
    """`27/11/2026` in Vietnamese, `27 Nov 2026` in English (a day cannot be taken for a month)."""
    return format_date(day, pattern("dates.date", lang), locale=lang)


def say_weekday(day: date, lang: str) -> str:
    """The name of the weekday as it stands inside a sentence."""
    name = format_date(day, "EEEE", locale=lang)
    return name.lower() if lang in _WEEKDAY_IN_SMALL_LETTERS else name


def say_moment(at: datetime, lang: str) -> str:
    """The hour, weekday and date in Đồng Nai's time; minutes only where there are any.

    Raises ValueError for a moment without a time zone: its day would be a guess.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = at.astimezone(_HERE)
    sentence = pattern("dates.moment_minutes" if local.minute else "dates.moment", lang)
    day = local.date()
    return sentence.format(at=local, weekday=say_weekday(day, lang), date=say_date(day, lang))


def say_number(value: float | Decimal, lang: str) -> str:
    """`1.234,5` in Vietnamese, `1,234.5` in English; at most three decimals."""
    return format_decimal(value, locale=lang)
