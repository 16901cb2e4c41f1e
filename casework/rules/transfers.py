"""Who passed a case to whom: offers, what became of them, loops, the matrix of units (PRODUCT section 4).

Everything is read from events alone, so that it can't be told differently afterwards. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from casework.terms import EventKind

K = EventKind


class Line(Protocol):
    """What is read of one line of a history (casework.records.CaseEvent, figures_life.EventFacts)."""

    @property
    def kind(self) -> EventKind:
        """Which event."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What it tells."""


class Outcome(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    SILENT = "silent"
    UPHELD = "upheld"  # ruled to be the receiver's
    OVERTURNED = "overturned"  # ruled not to be the receiver's, after it was declined or even taken
    DROPPED = "dropped"  # the sender answered, or the case ended


@dataclass(frozen=True)
class Pass:
    """One offer of a case from one unit to another."""

    sender: str
    receiver: str
    at: datetime
    outcome: Outcome = Outcome.OPEN


@dataclass(frozen=True)
class Cell:
    """What one unit has passed to another: how many offers, and what became of them in the end.

    `taken`: and nobody ruled against it later; `declined`: by word or by silence, and not ruled on.
    """

    offered: int = 0
    taken: int = 0
    declined: int = 0
    upheld: int = 0
    overturned: int = 0


# Events after which an offer that nobody took is gone.
_ENDS = frozenset({K.ANSWERED, K.WITHDRAWN, K.MERGED, K.REFUSED, K.RELABELLED, K.RESTRICTED})
# Events that may bring a case to another unit; each then tells `from` and `to`.
_MOVES = frozenset(
    {*(K.TRANSFER_TAKEN, K.TRANSFER_RULED, K.RELABELLED, K.ROUTED, K.REOPENED), K.PROMISE_MISSED, K.APPEALED}
)


def passes(events: Iterable[Line]) -> list[Pass]:
    """Every offer of a case in order, with what became of it."""
    found: list[Pass] = []
    for event in events:
        if event.kind is K.TRANSFER_OFFERED:
            found.append(Pass(event.data["from"], event.data["to"], event.at))
        elif found and found[-1].outcome is not Outcome.DROPPED:
            found[-1] = replace(found[-1], outcome=_outcome(found[-1], event))
    return found


def _outcome(last: Pass, event: Line) -> Outcome:
    other = event.data.get("to") != last.receiver  # a body that was requested to take it
    if event.kind is K.TRANSFER_TAKEN:
        return last.outcome if other else Outcome.TAKEN
    if event.kind is K.TRANSFER_DECLINED and not other:
        return Outcome.SILENT if event.data.get("by") == "silence" else Outcome.DECLINED
    if event.kind is K.TRANSFER_RULED and not event.data.get("lead"):
        return _ruled(last, event)
    if (event.kind in _ENDS or event.data.get("lead")) and last.outcome is Outcome.OPEN:
        return Outcome.DROPPED
    return last.outcome


def _ruled(last: Pass, event: Line) -> Outcome:
    """A ruling for a third unit overturns as well; so does one that takes back what was taken."""
    if event.data.get("requested"):
        return last.outcome
    return Outcome.UPHELD if event.data["to"] == last.receiver else Outcome.OVERTURNED


def visited(events: Iterable[Line]) -> list[str]:
    """The units that had to answer the case, in order; the same one again where it came back."""
    units: list[str] = []
    for event in events:
        to = event.data.get("to") if event.kind in _MOVES else None
        if to and (not units or units[-1] != to):
            units.append(to)
    return units


def loops(units: Sequence[str]) -> list[tuple[str, ...]]:
    """Each stretch that comes back to where it began: (A, B, A), (A, B, C, A)."""
    found = []
    for end, unit in enumerate(units):
        earlier = [start for start in range(end) if units[start] == unit]
        if earlier:
            found.append(tuple(units[earlier[-1] : end + 1]))
    return found


def may_pass_on(hops: int, units: Sequence[str], receiver: str, at_most: int) -> bool:
    """Whether units may still move the case among themselves: not too often, and never back (PRODUCT 4.2)."""
    return hops < at_most and receiver not in units


def matrix(cases: Iterable[Iterable[Line]]) -> dict[tuple[str, str], Cell]:
    """Who passes to whom over many cases: (sender, receiver) → counts (PRODUCT 4.5)."""
    counts: dict[tuple[str, str], Counter[Outcome]] = {}
    for events in cases:
        for each in passes(events):
            counts.setdefault((each.sender, each.receiver), Counter())[each.outcome] += 1
    return {pair: _cell(outcomes) for pair, outcomes in sorted(counts.items())}


def _cell(outcomes: Counter[Outcome]) -> Cell:
    return Cell(
        offered=outcomes.total(),
        taken=outcomes[Outcome.TAKEN],
        declined=outcomes[Outcome.DECLINED] + outcomes[Outcome.SILENT],
        upheld=outcomes[Outcome.UPHELD],
        overturned=outcomes[Outcome.OVERTURNED],
    )
