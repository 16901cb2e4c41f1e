"""The clocks of the product as data: `deadlines.yml` and `calendar.yml` read, checked and frozen.

A wrong file stops the start: BadClock names the field and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from casework.rules.deadlines import QuietHours
from casework.rules.worktime import Stretch

CEILINGS_OF_LAW = {"forwarding_days", "first_notice_days"}


class BadClock(ValueError):
    """A file of clocks that must not be used; `field` is the path of the value inside it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Clocks:
    """Every clock of the product: `deadlines.yml`, which explains the values.

    Names tell the unit: `days` are working days, `hours` working hours, `calendar_days` and `months` are not.
    """

    answers: Mapping[str, int | None]
    restricted_answer_days: int
    triage_days: int
    restricted_triage_hours: int
    forwarding_days: int
    first_notice_days: int
    acceptance_days: int
    wrong_address_days: int
    transfer_silence_days: int
    ruling_hours: int
    ruling_silence_days: int
    chairman_request_days: int
    transfers_at_most: int
    extension_days: int
    extension_days_when_silent: int
    extension_silence_hours: int
    measure_days: int
    pause_days: int
    confirm_reminder_days: int
    close_days: int
    reopen_calendar_days: int
    meeting_days: int
    reminder_percents: tuple[int, int]
    escalation_days: tuple[int, int]
    quiet: QuietHours
    draft_calendar_days: int
    anonymise_after_months: int

    def answer_days(self, category: str, *, restricted: bool = False) -> int | None:
        """Working days for the answer; None when none is owed. KeyError for a category without a clock."""
        return self.restricted_answer_days if restricted else self.answers[category]


@dataclass(frozen=True)
class DayName:
    """Why a day was overridden, in both languages."""

    vi: str
    en: str


@dataclass(frozen=True)
class CalendarTable:
    """`calendar.yml`: office hours, the years already decided, and the days that beat the calendar."""

    office_hours: tuple[Stretch, ...]
    decided_years: frozenset[int]
    days_off: Mapping[date, DayName]
    working_days: Mapping[date, DayName]


def load_deadlines(folder: Path) -> Clocks:
    """Read `deadlines.yml`; BadClock for a missing, unknown or wrong value and for one beyond the law."""
    table = _read(folder / "deadlines.yml")
    names = {field.name for field in fields(Clocks)}
    _exactly(table, names | {"version", "legal_ceilings"}, "")
    clocks = Clocks(**{name: _field(table[name], name) for name in names})
    _hold_to_law(clocks, _table(table["legal_ceilings"], "legal_ceilings"))
    return clocks


def load_calendar_table(folder: Path) -> CalendarTable:
    """Read `calendar.yml`; BadClock for a missing, unknown or wrong value."""
    table = _read(folder / "calendar.yml")
    _exactly(table, {"version"} | {field.name for field in fields(CalendarTable)}, "")
    days_off, working_days = (_days(table[name], name) for name in ("days_off", "working_days"))
    for day in days_off.keys() & working_days.keys():
        raise BadClock(f"days_off.{day}", "is a working day as well")
    years = (_whole(year, "decided_years") for year in _rows(table["decided_years"], "decided_years"))
    return CalendarTable(_hours(table["office_hours"]), frozenset(years), days_off, working_days)


def _hold_to_law(clocks: Clocks, ceilings: Mapping[str, Any]) -> None:
    """Every ceiling holds, and those of the law are there."""
    for name in sorted(CEILINGS_OF_LAW - ceilings.keys()):
        raise BadClock(f"legal_ceilings.{name}", "is missing")
    for name, most in ceilings.items():
        value = _whole(getattr(clocks, str(name), None), str(name))
        if value > _whole(most, f"legal_ceilings.{name}"):
            raise BadClock(str(name), f"{value} is more than the legal ceiling of {most}")


def _field(node: Any, name: str) -> Any:
    read = _READERS.get(name)
    return read(node, name) if read else _whole(node, name)


def _answers(node: Any, path: str) -> Mapping[str, int | None]:
    owed = {code: days for code, days in _table(node, path).items() if days is not None}
    days = {code: _whole(value, f"{path}.{code}") for code, value in owed.items()}
    return MappingProxyType(dict.fromkeys(node) | days)


def _pair(node: Any, path: str) -> tuple[int, int]:
    """Two rising numbers: first the lower, then the higher addressee."""
    numbers = [_whole(value, path) for value in _rows(node, path)]
    if len(numbers) != 2 or numbers[0] >= numbers[1]:
        raise BadClock(path, f"must be two rising numbers, not {node!r}")
    return numbers[0], numbers[1]


def _quiet(node: Any, path: str) -> QuietHours:
    values = _exactly(_table(node, path), {"starts", "ends"}, path)
    quiet = QuietHours(**{edge: _clock(value, f"{path}.{edge}") for edge, value in values.items()})
    if quiet.ends >= quiet.starts:
        raise BadClock(path, "must run over midnight")
    return quiet


def _hours(node: Any) -> tuple[Stretch, ...]:
    """Stretches of a day in order; each must begin after the one before it has ended."""
    stretches = tuple(_stretch(row, f"office_hours.{n}") for n, row in enumerate(_rows(node, "office_hours")))
    edges = [edge for stretch in stretches for edge in (stretch.opens, stretch.closes)]
    if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
        raise BadClock("office_hours", "must be stretches of a day in order")
    return stretches


def _stretch(node: Any, path: str) -> Stretch:
    values = _exactly(_table(node, path), {"opens", "closes"}, path)
    return Stretch(**{edge: _clock(value, f"{path}.{edge}") for edge, value in values.items()})


def _days(node: Any, path: str) -> Mapping[date, DayName]:
    return MappingProxyType(dict(_named(day, words, path) for day, words in _table(node, path).items()))


def _named(day: Any, words: Any, path: str) -> tuple[date, DayName]:
    if not isinstance(day, date):
        raise BadClock(f"{path}.{day}", "is not a date like 2026-01-02")
    said = _exactly(_table(words, f"{path}.{day}"), {"vi", "en"}, f"{path}.{day}")
    return day, DayName(str(said["vi"]), str(said["en"]))


def _read(path: Path) -> dict[str, Any]:
    try:
        return _table(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    except yaml.YAMLError as error:
        raise BadClock(path.name, f"is not YAML: {' '.join(str(error).split())}") from error


def _table(node: Any, path: str) -> dict[str, Any]:
    if not isinstance(node, dict):
        raise BadClock(path, "must be a table of names and values")
    return node


def _rows(node: Any, path: str) -> list[Any]:
    if not isinstance(node, list):
        raise BadClock(path, "must be a list")
    return node


def _exactly(node: dict[str, Any], names: set[str], path: str) -> dict[str, Any]:
    for name in sorted(names - node.keys()):
        raise BadClock(f"{path}.{name}".strip("."), "is missing")
    for name in sorted(str(extra) for extra in node.keys() - names):
        raise BadClock(f"{path}.{name}".strip("."), "is not known")
    return node


def _whole(node: Any, path: str) -> int:
    if isinstance(node, bool) or not isinstance(node, int) or node < 1:
        raise BadClock(path, f"must be a whole number from 1, not {node!r}")
    return node


def _clock(node: Any, path: str) -> time:
    """YAML reads 19:00 without quotes as a number to the base of 60; that is refused here."""
    if isinstance(node, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", node):
        return time.fromisoformat(node)
    raise BadClock(path, f'must be a time in quotes like "19:00", not {node!r}')


_READERS: dict[str, Callable[[Any, str], Any]] = {  # of all fields that are not one whole number
    "answers": _answers,
    "quiet": _quiet,
    "reminder_percents": _pair,
    "escalation_days": _pair,
}
