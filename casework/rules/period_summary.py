"""What a periodic report says, frozen: the shapes that are kept, written out as JSON and drawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from casework.rules.figures_rows import OpenCase
from casework.rules.period import Period, Reporting
from casework.rules.period_counts import PeriodCounts


@dataclass(frozen=True)
class RestrictedCell:
    """Restricted cases of one label at one place where the matter happened; None: place not known."""

    place: str | None
    category: str
    total: int
    done: int
    open: int


@dataclass(frozen=True)
class PeriodFigures:
    """Everything a periodic report says about a unit or, with `units`, about the city.

    `before`, `year_ago`: the account of the period before and of the same one a year ago. `refs`: the cases
    behind each figure, as far as the reader may see them; `refs_left_out`: there are too many to keep.
    """

    period: Period
    unit: str
    city: bool
    cut_off: datetime
    final: bool
    counts: PeriodCounts
    before: PeriodCounts
    year_ago: PeriodCounts
    overdue: tuple[OpenCase, ...] = ()
    units: Mapping[str, PeriodCounts] = field(default_factory=dict)
    restricted: tuple[RestrictedCell, ...] = ()
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refs_left_out: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was received, open or done."""
        return self.counts.is_empty and not self.restricted

    def refs_of(self, name: str) -> tuple[str, ...]:
        """The cases behind one figure."""
        return self.refs.get(name, ())

    def recurrent(self, reporting: Reporting) -> list[tuple[str, str, int]]:
        """Unit and label with several checked and confirmed reports in the period, the most first."""
        by_unit = self.units if self.city else {self.unit: self.counts}
        found = [
            (unit, code, counts.of_label("category", code)["confirmed"])
            for unit, counts in by_unit.items()
            for code in counts.codes("category")
        ]
        kept = [row for row in found if row[2] >= reporting.recurrent_from]
        return sorted(kept, key=lambda row: (-row[2], row[0], row[1]))

    def ranks(self, reporting: Reporting) -> dict[str, int]:
        """The place of each unit by its share on time, equal shares sharing it; few answers give none."""
        shares = {
            unit: counts.on_time.met / counts.on_time.of
            for unit, counts in self.units.items()
            if counts.on_time.of >= reporting.ranked_from
        }
        return {unit: 1 + sum(other > share for other in shares.values()) for unit, share in shares.items()}


def to_json(figures: PeriodFigures) -> dict[str, Any]:
    """Plain values under their own names; only what is not 0 is written."""
    return {
        "period": {
            "year": figures.period.year,
            "half": figures.period.half,
            "first": figures.period.first.isoformat(),
            "last": figures.period.last.isoformat(),
        },
        "unit": figures.unit,
        "city": figures.city,
        "cut_off": figures.cut_off.isoformat(),
        "final": figures.final,
        **{name: _numbers(getattr(figures, name)) for name in ("counts", "before", "year_ago")},
        "overdue": [_open_case(case) for case in figures.overdue],
        "units": {unit: _numbers(counts) for unit, counts in sorted(figures.units.items())},
        "restricted": [vars(cell) for cell in figures.restricted],
        "refs": {name: list(refs) for name, refs in sorted(figures.refs.items())},
        "refs_left_out": figures.refs_left_out,
    }


def from_json(kept: Mapping[str, Any], period: Period) -> PeriodFigures:
    """The figures as `to_json` wrote them. The days are those they were counted over."""
    first, last = (date.fromisoformat(kept["period"][name]) for name in ("first", "last"))
    return PeriodFigures(
        period=replace(period, first=first, last=last),
        unit=kept["unit"],
        city=kept["city"],
        cut_off=datetime.fromisoformat(kept["cut_off"]),
        final=kept["final"],
        counts=PeriodCounts(kept["counts"]),
        before=PeriodCounts(kept["before"]),
        year_ago=PeriodCounts(kept["year_ago"]),
        overdue=tuple(_case_from(row) for row in kept["overdue"]),
        units={unit: PeriodCounts(numbers) for unit, numbers in kept["units"].items()},
        restricted=tuple(RestrictedCell(**row) for row in kept["restricted"]),
        refs={name: tuple(refs) for name, refs in kept["refs"].items()},
        refs_left_out=kept["refs_left_out"],
    )


def digest(kept: Mapping[str, Any]) -> str:
    """SHA-256 over the figures in one canonical writing: equal figures, equal hash."""
    written = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _numbers(counts: PeriodCounts) -> dict[str, int]:
    return {name: number for name, number in sorted(counts.numbers.items()) if number}


def _open_case(case: OpenCase) -> dict[str, Any]:
    told = {"received_at": case.received_at, "due_at": case.due_at}
    return {**vars(case), **{name: at and at.isoformat() for name, at in told.items()}}


def _case_from(row: Mapping[str, Any]) -> OpenCase:
    moments = {name: row[name] and datetime.fromisoformat(row[name]) for name in ("received_at", "due_at")}
    return OpenCase(**{**row, **moments})
