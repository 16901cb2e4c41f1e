"""What became of last week's word: the head's commitment beside the figures, and who did not acknowledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.rules.figures_counts import Counts


class Trend(StrEnum):
    """What the figures say since a commitment."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    MIXED = "mixed"


@dataclass(frozen=True)
class Kept:
    """A commitment at the cut-off; `kept` None: the head has not said. `trend`: by the figures.

    `overdue`, `on_time`: how many and which share, the week before and now; None where not known.
    """

    number: int
    text: str
    due_on: date
    kept: bool | None
    reason: str | None
    overdue: tuple[int, int] | None
    on_time: tuple[float, float] | None
    trend: Trend | None


@dataclass(frozen=True)
class Commitments:
    """Of all units: how many committed themselves last week, and what they say of it."""

    made: int
    kept: int
    not_kept: int

    @property
    def silent(self) -> int:
        """Those who have not said."""
        return self.made - self.kept - self.not_kept


@dataclass(frozen=True)
class Follow:
    """What a summary says of the one before: of the unit's own commitment, or for the city of all of them."""

    commitment: Kept | None = None
    commitments: Commitments | None = None
    unacknowledged: tuple[str, ...] = ()


def trend(before: Counts, now: Counts) -> Trend:
    """Fewer overdue and a higher share on time are better; a share that is not known does not count."""
    signs = {_sign(before.overdue - now.overdue)}
    if known := shares(before, now):
        signs.add(_sign(known[1] - known[0]))
    if signs == {0}:
        return Trend.SAME
    if -1 not in signs:
        return Trend.BETTER
    return Trend.MIXED if 1 in signs else Trend.WORSE


def shares(before: Counts, now: Counts) -> tuple[float, float] | None:
    """The shares on time, when both are known."""
    was, is_ = before.on_time.share, now.on_time.share
    return None if was is None or is_ is None else (was, is_)


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
