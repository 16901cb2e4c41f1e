"""What a case counts for in a span of time: marks of (unit, name, amount), from its steps alone.

A mark belongs to the unit that was accountable when the event happened: before it, so that a transfer or a
reopening that moves the case is counted where it came from. A mark without a unit belongs to the whole case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.rules.deadlines import Calendar, working_minutes
from casework.rules.figures_counts import LAST_HOUR
from casework.rules.figures_life import Life, Step
from casework.rules.figures_week import Week
from casework.terms import EventKind

K = EventKind
Mark = tuple[str | None, str, int]
"""Unit or None, the name of a count (or "category:<code>", "held:<holder>"), how much."""

SEVEN_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, week: Week) -> Span:
        """A whole week."""
        return cls(week.start, week.end)

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= at < self.end


def marks(life: Life, span: Span, cal: Calendar) -> list[Mark]:
    """Everything that a case which owes an answer counts for in a span."""
    first, unrouted = birth(life, span), _steps_to_first_unit(life, span)
    found: list[Mark] = [(first, "new", 1), (first, f"category:{life.category}", 1)] if first else []
    for index, step in enumerate(life.steps):
        if span.holds(step.at):
            found += _flow(step, moved=index >= unrouted)
            found += ((step.before, name, 1) for name in _happened(step, cal))
            found += _ruled(step)
    found += _ratings(life, span)
    found += _stock(life, span, cal)
    return found


def _steps_to_first_unit(life: Life, span: Span) -> int:
    """How many steps a case that is new in the span took to its first unit: finding it is no move."""
    routing = life.first_routing()
    found = routing is not None and span.holds(life.steps[routing].at) and span.holds(life.steps[0].at)
    return routing + 1 if found and routing is not None else 0


def praise(life: Life, span: Span) -> list[Mark]:
    """Praise owes no answer and stands apart: one mark when it came in."""
    unit = birth(life, span)
    return [(unit, "praise", 1)] if unit else []


def birth(life: Life, span: Span) -> str | None:
    """The unit to which a case is new in this span; None when it was received at another time.

    It is the unit of the first routing if that lies in the span as well, else who was to find the unit.
    """
    received = life.steps[0]
    if not span.holds(received.at):
        return None
    routing = life.first_routing()
    routed = life.steps[routing] if routing is not None else received
    return routed.after if span.holds(routed.at) else received.after


def held(life: Life, span: Span, cal: Calendar) -> list[Mark]:
    """The ledger: working minutes of the span in which each holder had the case (PRODUCT 4.4)."""
    found: list[Mark] = []
    ends = [*(step.at for step in life.steps[1:]), span.end]
    for step, end in zip(life.steps, ends, strict=True):
        since, until = max(step.at, span.start), min(end, span.end)
        if step.holder is not None and since < until:
            found.append((None, f"held:{step.holder}", working_minutes(since, until, cal)))
    return found


def _flow(step: Step, *, moved: bool) -> Iterator[Mark]:
    """Into the flow again, or on to another unit, while an answer is owed."""
    if step.owes and step.was is not None and not step.owed:
        yield step.after, "back", 1
    if step.owed and step.owes and step.before != step.after and moved:
        yield step.before, "went_out", 1
        yield step.after, "came_in", 1


def _happened(step: Step, cal: Calendar) -> list[str]:
    count = HAPPENED.get(step.kind)
    return list(count(step, cal)) if count else []


def _answered(step: Step, cal: Calendar) -> Iterator[str]:
    yield "answered"
    if step.due is None or step.at <= step.due:
        yield "answered_on_time"
        if step.due is not None and working_minutes(step.at, step.due, cal) <= LAST_HOUR:
            yield "last_hour"


def _refused(step: Step, cal: Calendar) -> Iterator[str]:
    yield "refused"
    if step.due is None or step.at <= step.due:
        yield "refused_on_time"


def _withdrawn(step: Step, cal: Calendar) -> Iterator[str]:
    yield "withdrawn"
    if not step.owed:
        yield "withdrawn_answered"
    if step.data.get("demanded"):
        yield "withdrawn_demanded"


def _merged(step: Step, cal: Calendar) -> Iterator[str]:
    yield "merged"
    if not step.owed:
        yield "merged_answered"


def _closed(step: Step, cal: Calendar) -> Iterator[str]:
    if step.owed:
        yield "closed_unanswered"
    elif step.data.get("closing") in {"settled", "unconfirmed"}:
        yield f"closed_{step.data['closing']}"


def _ruled_transfer(step: Step, cal: Calendar) -> Iterator[str]:
    """A ruling that leaves the case where it was gave the offer back."""
    yield "hops" if step.before != step.after else "transfers_returned"


def _relabelled(step: Step, cal: Calendar) -> Iterator[str]:
    """Relabelling that moves a case is a hop (PRODUCT 4.2)."""
    if step.before != step.after:
        yield "hops"


HAPPENED: dict[EventKind, Callable[[Step, Calendar], Iterator[str]]] = {
    K.ANSWERED: _answered,
    K.REFUSED: _refused,
    K.WITHDRAWN: _withdrawn,
    K.MERGED: _merged,
    K.CLOSED: _closed,
    K.REOPENED: lambda step, cal: iter(("reopened",)),
    K.PROMISE_MISSED: lambda step, cal: iter(("promises_missed",)),
    K.TRANSFER_OFFERED: lambda step, cal: iter(("transfers_offered",)),
    K.TRANSFER_DECLINED: lambda step, cal: iter(("transfers_returned",)),
    K.TRANSFER_TAKEN: lambda step, cal: iter(("hops",)),
    K.TRANSFER_RULED: _ruled_transfer,
    K.RELABELLED: _relabelled,
    K.MISROUTED: lambda step, cal: iter(("wrong_address",)),
}
"""What each kind of event counts for, at the unit that was accountable before it."""


def _ruled(step: Step) -> Iterator[Mark]:
    """The next routing rules on a "wrong address": upheld unless the case comes back to the same unit."""
    if step.kind is K.ROUTED and step.claimant:
        upheld = step.after != step.claimant
        yield step.claimant, f"wrong_address_{'upheld' if upheld else 'rejected'}", 1


def _ratings(life: Life, span: Span) -> list[Mark]:
    """The last rating of a case in the span is the one that counts."""
    for step in reversed(life.steps):
        if step.kind is K.RATED and span.holds(step.at):
            return [(step.before, "rated", 1), (step.before, "rating_sum", int(step.data["rating"]))]
    return []


def _stock(life: Life, span: Span, cal: Calendar) -> Iterator[Mark]:
    """What awaited an answer at the start, and at the end with the deadline as it stood then."""
    at_start, at_end = life.standing(span.start), life.standing(span.end)
    if at_start and at_start.owes:
        yield at_start.after, "carried", 1
    if at_end is None or not at_end.owes:
        return
    yield at_end.after, "open", 1
    due = at_end.deadline_at(span.end, cal)
    if due is not None and due < span.end:
        yield at_end.after, "overdue", 1
    elif due is not None and due < span.end + SEVEN_DAYS:
        yield at_end.after, "due_next", 1
