"""Single cases behind the figures, as lists show them: facts and refs, no word of anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.rules.deadlines import Calendar, in_vietnam, working_days_between
from casework.rules.figures_life import Life, Step
from casework.rules.figures_marks import Span
from casework.terms import EventKind, State

_HOPS = frozenset({EventKind.TRANSFER_TAKEN, EventKind.TRANSFER_RULED, EventKind.RELABELLED})
_BACK = frozenset({EventKind.REOPENED, EventKind.PROMISE_MISSED})


@dataclass(frozen=True, order=True)
class OpenCase:
    """A case that awaits its answer; `days_late`: working days past the deadline, None while it lasts."""

    received_at: datetime
    ref: str
    category: str
    unit: str
    due_at: datetime | None
    days_late: int | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the week as it stood at the cut-off. `late` speaks of the last answer."""

    ref: str
    category: str
    field: str | None
    lodged_at: str | None
    unit: str
    state: State
    received_at: datetime
    due_at: datetime | None
    days_late: int | None
    answered_at: datetime | None
    late: bool | None
    finding: str | None
    promised_on: date | None
    rating: int | None
    hops: int
    reopened: int


def as_open(life: Life, cut_off: datetime, cal: Calendar) -> OpenCase | None:
    """The case for a list of open ones; None when it awaits no answer."""
    last = life.steps[-1]
    if not last.owes:
        return None
    due = last.deadline_at(cut_off, cal)
    late = _days_late(due, cut_off, cal)
    return OpenCase(life.steps[0].at, life.case.ref, life.category, life.unit, due, late)


def belongs(life: Life, span: Span) -> bool:
    """Whether a case is in the list of the week: it is open, or something happened to it."""
    return life.steps[-1].owes or life.steps[-1].at >= span.start


def as_row(life: Life, cut_off: datetime, cal: Calendar) -> CaseRow:
    """The case for the list of the week."""
    last, answer = life.steps[-1], _last(life, EventKind.ANSWERED)
    rating = _last(life, EventKind.RATED)
    due = last.deadline_at(cut_off, cal)
    promised = answer.data.get("promised_on") if answer else None
    return CaseRow(
        ref=life.case.ref,
        category=life.category,
        field=life.case.field,
        lodged_at=life.case.lodged_at,
        unit=life.unit,
        state=last.state,
        received_at=life.steps[0].at,
        due_at=due,
        days_late=_days_late(due, cut_off, cal) if last.owes else None,
        answered_at=answer.at if answer else None,
        late=bool(answer.due and answer.at > answer.due) if answer else None,
        finding=answer.data.get("finding") if answer else None,
        promised_on=date.fromisoformat(promised) if promised else None,
        rating=int(rating.data["rating"]) if rating else None,
        hops=sum(step.kind in _HOPS and step.before != step.after for step in life.steps),
        reopened=sum(step.kind in _BACK for step in life.steps),
    )


def _last(life: Life, kind: EventKind) -> Step | None:
    return next((step for step in reversed(life.steps) if step.kind is kind), None)


def _days_late(due: datetime | None, cut_off: datetime, cal: Calendar) -> int | None:
    """Counted up to the last day before the cut-off; 0 when no working day has passed since."""
    if due is None or due >= cut_off:
        return None
    last_day = in_vietnam(cut_off - timedelta(microseconds=1)).date()
    return working_days_between(in_vietnam(due).date(), last_day, cal)
