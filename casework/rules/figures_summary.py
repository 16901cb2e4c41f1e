"""What a weekly summary says, frozen: the shapes that are kept, written out as JSON and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.rules.figures_counts import Counts, Rate
from casework.rules.figures_follow import Follow
from casework.rules.figures_rows import CaseRow, OpenCase
from casework.rules.figures_week import Week


@dataclass(frozen=True)
class CategoryWeek:
    """New cases of one label; `usual` is the mean of the weeks before, None when there were none."""

    code: str
    new: int
    usual: float | None
    unusual: bool


@dataclass(frozen=True)
class HotSpot:
    """Where more distinct people came than the past explains: `people` came, `expected` were to."""

    unit: str
    category: str
    people: int
    expected: float


@dataclass(frozen=True)
class Holding:
    """Who had the cases of this reader during the week: working minutes and their share of all."""

    holder: str
    minutes: int
    share: float


@dataclass(frozen=True)
class Restricted:
    """Restricted cases, as a count only."""

    new: int
    answered: int
    open: int
    overdue: int


@dataclass(frozen=True)
class WeekFigures:
    """Everything a weekly summary says. `units` is filled for the whole city only."""

    week: Week
    unit: str
    city: bool
    cut_off: datetime
    final: bool
    counts: Counts
    on_time_before: Rate
    on_time_city: Rate
    categories: tuple[CategoryWeek, ...]
    oldest: tuple[OpenCase, ...]
    holders: tuple[Holding, ...]
    restricted: Restricted | None
    units: Mapping[str, Counts]
    spots: tuple[HotSpot, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nothing is open."""
        return self.counts.is_empty and self.restricted is None


@dataclass(frozen=True)
class Summary:
    """The figures of one reader; when asked for, the cases behind them and last week's word."""

    figures: WeekFigures
    rows: tuple[CaseRow, ...] = ()
    follow: Follow | None = None
