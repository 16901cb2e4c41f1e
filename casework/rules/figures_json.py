"""Figures as plain JSON and back: what is frozen in the database is what a reprint shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from casework.rules.figures_counts import Counts, Rate
from casework.rules.figures_rows import OpenCase
from casework.rules.figures_summary import CategoryWeek, Holding, HotSpot, Restricted, WeekFigures
from casework.rules.figures_week import parse_week


def to_json(figures: WeekFigures) -> dict[str, Any]:
    """Every figure under its own name; moments as ISO 8601, the week as 2026-W47."""
    told = {field.name: getattr(figures, field.name) for field in fields(figures)}
    plain: dict[str, Any] = _plain({**told, "week": figures.week.name})
    return plain


def from_json(kept: Mapping[str, Any]) -> WeekFigures:
    """The figures as they were written; KeyError or TypeError for what `to_json` did not write."""
    restricted = kept["restricted"]
    return WeekFigures(
        week=parse_week(kept["week"]),
        unit=kept["unit"],
        city=kept["city"],
        cut_off=datetime.fromisoformat(kept["cut_off"]),
        final=kept["final"],
        counts=Counts(**kept["counts"]),
        on_time_before=Rate(**kept["on_time_before"]),
        on_time_city=Rate(**kept["on_time_city"]),
        categories=tuple(CategoryWeek(**row) for row in kept["categories"]),
        oldest=tuple(_open_case(row) for row in kept["oldest"]),
        holders=tuple(Holding(**row) for row in kept["holders"]),
        restricted=Restricted(**restricted) if restricted else None,
        spots=tuple(HotSpot(**row) for row in kept.get("spots", ())),
        units={unit: Counts(**counts) for unit, counts in kept["units"].items()},
    )


def _open_case(row: Mapping[str, Any]) -> OpenCase:
    moments = {name: row[name] and datetime.fromisoformat(row[name]) for name in ("received_at", "due_at")}
    return OpenCase(**{**row, **moments})


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
