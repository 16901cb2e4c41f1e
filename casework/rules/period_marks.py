"""What a case counts for in a period: marks of (unit, name, 1), from its steps alone.

As in a week a mark belongs to the unit that was accountable when the event happened; entries of the account
belong to the units of the account, and those of the city have no unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.rules.deadlines import Calendar, in_vietnam, working_days_between
from casework.rules.figures_life import Life, Step
from casework.rules.figures_marks import Mark, Span, marks
from casework.rules.period import Reporting
from casework.rules.period_counts import FROM_THE_WEEK, MET, OWED
from casework.rules.period_flow import Entry, Outcome, answers, entries
from casework.terms import EventKind, State

K = EventKind
LATE = "delay"
CONFIRMED = frozenset({"right", "partly"})
UNKNOWN = "unknown"

HOPS = frozenset({K.TRANSFER_TAKEN, K.TRANSFER_RULED, K.RELABELLED})
_ELSE_IN_A_WEEK = frozenset(FROM_THE_WEEK) - MET - OWED
DONE = frozenset({Outcome.DONE_ON_TIME, Outcome.DONE_LATE})


@dataclass(frozen=True, slots=True)
class Look:
    """A case looked at over a span: its entries in the account, and what it counts for as in a week."""

    life: Life
    span: Span
    cal: Calendar
    entries: list[Entry]
    flow: list[Mark]


def look(life: Life, span: Span, cal: Calendar) -> Look:
    """Look once, count from it as often as wanted."""
    return Look(life, span, cal, entries(life, span, cal), marks(life, span, cal))


def account(seen: Look) -> list[Mark]:
    """The entries of a case with its label and field, and what its share on time is made of."""
    found: list[Mark] = []
    for entry in seen.entries:
        for name in (entry.origin.value, entry.outcome.value):
            found += _by_label(seen.life, entry.unit, name)
    for unit, name, _ in seen.flow:
        if name in MET or name in OWED:
            found += _by_label(seen.life, unit, name)
    return found


def _by_label(life: Life, unit: str | None, name: str) -> Iterator[Mark]:
    yield unit, name, 1
    yield unit, f"category:{life.category}|{name}", 1
    yield unit, f"field:{life.case.field or UNKNOWN}|{name}", 1


def deeds(seen: Look, reporting: Reporting) -> list[Mark]:
    """Everything else that a case counts for, at its units."""
    life, span, cal = seen.life, seen.span, seen.cal
    found = [mark for mark in seen.flow if mark[1] in _ELSE_IN_A_WEEK]
    found += _results(life, seen.entries)
    for step in life.steps:
        if span.holds(step.at):
            found += ((step.before or step.after, name, 1) for name in _happened(life, step))
    found += _checked(life, span, reporting)
    found += _ratings(life, span)
    found += _late_dossier(life, span)
    found += _prolonged(life, span, cal, reporting.prolonged_days)
    return found


def _results(life: Life, every: list[Entry]) -> Iterator[Mark]:
    """Table 5: the last answer of a case that is done tells the unit's own finding and the cause."""
    answer = next((step for step in reversed(life.steps) if step.kind is K.ANSWERED), None)
    for entry in every:
        if entry.unit is not None and entry.outcome in DONE:
            told = answer.data if answer else {}
            yield entry.unit, f"finding:{told.get('finding') or UNKNOWN}", 1
            yield entry.unit, f"cause:{told.get('cause') or UNKNOWN}", 1


def _happened(life: Life, step: Step) -> Iterator[str]:
    count = HAPPENED.get(step.kind)
    if count is not None:
        yield from count(life, step)
    if step.data.get("what") == "promise_kept":
        yield "promises_kept"


def _answered(life: Life, step: Step) -> Iterator[str]:
    if step.data.get("promised_on"):
        yield "promises_made"
    if life.category == LATE and step.data.get("finding") in CONFIRMED:
        yield "apologies"  # such an answer carries one to the citizen


def _hop(life: Life, step: Step) -> Iterator[str]:
    """A loop: the case comes back to a unit that had it before."""
    if step.kind is K.RELABELLED:
        yield "relabelled"
    earlier = life.steps[: life.steps.index(step)]
    if step.before != step.after and any(
        each.after == step.after and each.state is not State.RECEIVED for each in earlier
    ):
        yield "loops"


def _escalated(life: Life, step: Step) -> Iterator[str]:
    """A rung of the ladder; that nobody was there to be told is none."""
    if "step" in step.data:
        yield "escalated"
        if any(
            each.kind is K.ACKNOWLEDGED and each.data.get("of") == step.seq and each.by == step.before
            for each in life.steps
        ):
            yield "acknowledged"


def _measure(life: Life, step: Step) -> Iterator[str]:
    yield "measures"
    yield f"measure:{step.data.get('measure') or UNKNOWN}"


HAPPENED: dict[EventKind, Callable[[Life, Step], Iterator[str]]] = {
    K.ANSWERED: _answered,
    K.TRANSFER_TAKEN: _hop,
    K.TRANSFER_RULED: _hop,
    K.RELABELLED: _hop,
    K.ESCALATED: _escalated,
    K.MEASURE_RECORDED: _measure,
    K.REFUSAL_PROPOSED: lambda life, step: iter(("refusals_proposed",)),
    K.APPEALED: lambda life, step: iter(("appealed",)),
    K.EXTENDED: lambda life, step: iter(("extended",)),
}
"""What each kind of event counts for besides what it counts for in a week."""


def _checked(life: Life, span: Span, reporting: Reporting) -> Iterator[Mark]:
    """The last check of a case in the period; only checked findings speak about conduct and apologies."""
    check = next((s for s in reversed(life.steps) if s.kind is K.CHECKED and span.holds(s.at)), None)
    if check is None:
        return
    unit, finding = check.before, str(check.data.get("finding") or UNKNOWN)
    own = [step.data.get("finding") for step in life.steps if step.kind is K.ANSWERED and step.at <= check.at]
    yield unit, "checked", 1
    yield unit, f"checked:{finding}", 1
    if own and own[-1] != finding:
        yield unit, "checked_differs", 1
    if finding not in CONFIRMED:
        return
    yield unit, f"category:{life.category}|confirmed", 1
    if life.category in reporting.attitude_labels:
        yield unit, "attitude_confirmed", 1
    if life.category == LATE and _told(life, "apology", check.at) is False:
        yield unit, "apology_breaches", 1
    for code in _told(life, "breaches", check.at) or ():
        yield unit, f"breach:{code}", 1


def _told(life: Life, name: str, until: datetime) -> Any:
    """What the citizen told of the dossier last, at filing or when asked; None: nothing."""
    said = (s for s in reversed(life.steps) if s.kind in {K.RECEIVED, K.SUPPLIED} and s.at <= until)
    return next((step.data[name] for step in said if name in step.data), None)


def _ratings(life: Life, span: Span) -> Iterator[Mark]:
    """Stars: the last rating in the period. Response: of the last closing in the period, rated after it."""
    rated = [step for step in life.steps if step.kind is K.RATED and span.holds(step.at)]
    if rated:
        yield rated[-1].before, f"stars:{int(rated[-1].data['rating'])}", 1
    closed = [s for s in life.steps if s.kind is K.CLOSED and not s.owed and span.holds(s.at)]
    if closed:
        yield closed[-1].after, "rating_asked", 1
        if any(step.at >= closed[-1].at for step in rated):
            yield closed[-1].after, "rating_given", 1


def _late_dossier(life: Life, span: Span) -> Iterator[Mark]:
    """Table 7: dossiers reported late in the period, and what the citizen told of the letter of apology."""
    first = life.steps[0]
    if life.category != LATE or not span.holds(first.at):
        return
    yield life.unit, "late_dossiers", 1
    told = _told(life, "apology", span.end)
    if told is not None:
        yield life.unit, "late_with_apology" if told else "late_without_apology", 1
    if int(_told(life, "postponed", span.end) or 0) > 1:
        yield life.unit, "late_put_off", 1


def _prolonged(life: Life, span: Span, cal: Calendar, days: int) -> Iterator[Mark]:
    """An answer that came, or has not come yet, so many working days and more after its deadline; once."""
    late = [(s.before, s.due, s.at) for s in answers(life, span)]
    last = life.steps[-1]
    if last.owes:
        late.append((last.after, last.deadline_at(span.end, cal), span.end - timedelta(microseconds=1)))
    for unit, due, at in late:
        if due is not None and at > due and _days_after(due, at, cal) >= days:
            yield unit, "prolonged", 1
            return


def _days_after(due: datetime, at: datetime, cal: Calendar) -> int:
    return working_days_between(in_vietnam(due).date(), in_vietnam(at).date(), cal)
