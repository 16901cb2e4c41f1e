"""Where a case stands in the account of a period: what it was when the period began, what became of it.

Each case counts once for the city and once for each unit that owed its answer in the period. Of these units
the one that was accountable at the cut-off has its outcome; for the others it was passed on. So, for each of
them, brought forward + received = done + open + not competent + not eligible (VIETNAM's table 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casework.rules.deadlines import Calendar
from casework.rules.figures_life import Life, Step
from casework.rules.figures_marks import Span
from casework.terms import EventKind, State


class Origin(StrEnum):
    """How a case came into the account."""

    CARRIED = "carried"
    RECEIVED = "received"


class Outcome(StrEnum):
    """What became of it by the cut-off."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    WITHDRAWN = "ended_withdrawn"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"
    PASSED_ON = "passed_on"
    OUTSIDE = "outside"
    NOT_ELIGIBLE = "not_eligible"


OUTSIDE_RULES = frozenset({"in_complaint", "not_administrative"})
"""Rules of a refusal (data/refusals.yml) that say: this is for somebody else. Others are "not eligible"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A case in the account of one unit, or of the city (`unit` None)."""

    unit: str | None
    origin: Origin
    outcome: Outcome


def entries(life: Life, span: Span, cal: Calendar) -> list[Entry]:
    """The entries of a case that lived up to the end of the span: the city's first; none if it has none.

    A case that was merged into another one is in no account: the other one is.
    """
    if not belongs(life, span) or life.steps[-1].state is State.MERGED:
        return []
    start, outcome = life.standing(span.start), _outcome(life, span, cal)
    final = life.unit
    found = [Entry(None, Origin.CARRIED if start else Origin.RECEIVED, outcome)]
    for unit in dict.fromkeys([*_owing(life, span, start), final]):
        carried = start is not None and start.after == unit
        origin = Origin.CARRIED if carried else Origin.RECEIVED
        found.append(Entry(unit, origin, outcome if unit == final else Outcome.PASSED_ON))
    return found


def belongs(life: Life, span: Span) -> bool:
    """Whether an answer was owed at some moment of the span."""
    start = life.standing(span.start)
    if start is None or start.owes:
        return True
    return any(step.owes and not step.owed for step in life.steps if span.holds(step.at))


def answers(life: Life, span: Span) -> list[Step]:
    """The answers given in the span."""
    return [step for step in life.steps if step.kind is EventKind.ANSWERED and span.holds(step.at)]


def is_late(step: Step) -> bool:
    """Whether this came after the deadline that ran then."""
    return step.due is not None and step.at > step.due


def _owing(life: Life, span: Span, start: Step | None) -> list[str]:
    """Units that owed the answer in the span. To find the unit (state received) is nobody's case yet."""
    at_start = [start.after] if start is not None and start.owes else []
    later = [
        step.after
        for step in life.steps
        if step.owes and step.state is not State.RECEIVED and span.holds(step.at)
    ]
    return at_start + later


def _outcome(life: Life, span: Span, cal: Calendar) -> Outcome:
    last = life.steps[-1]
    if last.owes:
        due = last.deadline_at(span.end, cal)
        return Outcome.OPEN_OVERDUE if due is not None and due < span.end else Outcome.OPEN_IN_TIME
    if last.state is State.WITHDRAWN:
        return Outcome.WITHDRAWN
    if last.state is State.REFUSED:
        return _refusal(life)
    given = answers(life, span) or [last]
    return Outcome.DONE_LATE if any(is_late(step) for step in given) else Outcome.DONE_ON_TIME


def _refusal(life: Life) -> Outcome:
    given = {
        str(step.data.get("rule"))
        for step in life.steps
        if step.kind in {EventKind.REFUSAL_PROPOSED, EventKind.REFUSED}
    }
    return Outcome.OUTSIDE if given & OUTSIDE_RULES else Outcome.NOT_ELIGIBLE
