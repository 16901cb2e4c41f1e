"""The working calendar of Vietnam: public holidays of the `holidays` package under the override table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import holidays

from casework.rules.clocks import CalendarTable, DayName, load_calendar_table
from casework.rules.worktime import Calendar

YEARS = range(2015, 2061)  # dossiers told about today begin in it, and no deadline set today leaves it
LANGUAGES = {"vi": "vi", "en": "en_US"}

Language = Literal["vi", "en"]


def load_calendar(folder: Path, language: Language = "vi") -> Calendar:
    """The calendar of YEARS with `calendar.yml` of that folder; names of days off in the given language."""
    return build_calendar(load_calendar_table(folder), language=language)


def build_calendar(
    table: CalendarTable, *, years: Sequence[int] = YEARS, language: Language = "vi"
) -> Calendar:
    """The calendar of consecutive years.

    Made-up Saturdays that the package knows count as well; a day in the table beats both.
    """
    public = holidays.country_holidays("VN", years=years, language=LANGUAGES[language])
    off, on = table.days_off.keys(), table.working_days.keys()
    return Calendar(
        holidays=frozenset((public.keys() - on) | off),
        workdays=frozenset((public.weekend_workdays - off) | on),
        names={day: "; ".join(public.get_list(day)) for day in public} | _said(table.days_off, language),
        overrides=frozenset(off),
        hours=table.office_hours,
        first=date(years[0], 1, 1),
        last=date(years[-1], 12, 31),
    )


def _said(days: Mapping[date, DayName], language: Language) -> dict[date, str]:
    return {day: getattr(name, language) for day, name in days.items()}
