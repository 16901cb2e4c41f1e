"""What silence decides while units pass a case on: each is due at a moment, done once, safe to run twice.

`moments`: when that may be; ACTS: what then happens, in the manner of casework.escalation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from casework import handling, history, notices, transfers
from casework.records import Case
from casework.rules import deadlines
from casework.terms import SYSTEM, EventKind, Move, State
from casework.work import Work

RULING = "ruling"


def moments(work: Work, case: Case) -> Iterator[datetime]:
    """Every moment at which one of ACTS may have something to do as the case stands."""
    offered, asked = _offered_at(case), _ruling_asked_at(case)
    if offered:
        yield work.due_after(offered, work.rules.clocks.transfer_silence_days)
    if asked:
        yield _ruling_due(work, asked)
        yield work.due_after(asked, work.rules.clocks.ruling_silence_days)
    yield from filter(None, (_granted_at(work, case), case.measure_due_at, case.meet_by))


def _offered_at(case: Case) -> datetime | None:
    """Since when a unit has been asked to take the case."""
    if case.state is not State.ACCEPTED or case.offered_to is None:
        return None
    asked = history.last(case, EventKind.TRANSFER_OFFERED, EventKind.TRANSFER_RULED)
    return asked.at if asked else None


def _ruling_asked_at(case: Case) -> datetime | None:
    """Since when the arbiter has to say where the case belongs; the chairman's silence leaves a ruling be."""
    if case.state is not State.ACCEPTED or case.ruling_by is None or case.review_since is not None:
        return None
    asked = history.last(case, EventKind.TRANSFER_DECLINED, EventKind.RULING_ASKED)
    return asked.at if asked else None


def _ruling_due(work: Work, asked: datetime) -> datetime:
    minutes = work.rules.clocks.ruling_hours * 60
    return deadlines.add_working_minutes(asked, minutes, work.rules.calendar)


def _decline(work: Work, case: Case) -> bool:
    """A day of silence on an offer: the arbiter rules, the sender keeps the case."""
    offered = _offered_at(case)
    if offered is None or work.now < work.due_after(offered, work.rules.clocks.transfer_silence_days):
        return False
    handling.move(work, case.ref, Move.DECLINE, SYSTEM, by="silence")
    return True


def _remind_ruler(work: Work, case: Case) -> bool:
    """The hours for a ruling are over: told again, and one level up, once for each time it was asked."""
    asked = _ruling_asked_at(case)
    if asked is None or work.now < _ruling_due(work, asked):
        return False
    told = [event for event in case.events if event.data.get("clock") == RULING and event.at >= asked]
    if told:
        return False
    event = history.append(work.session, case, EventKind.REMINDED, SYSTEM, work.now, step="due", clock=RULING)
    for unit in dict.fromkeys((str(case.ruling_by), work.rules.routing.last_arbiter)):
        notices.open_to(case, unit)
        notices.tell_or_report(work, case, "staff.ruling_late", event, unit=unit)
    return True


def _rule(work: Work, case: Case) -> bool:
    """A day of silence on a ruling: the unit routed first answers."""
    asked = _ruling_asked_at(case)
    if asked is None or work.now < work.due_after(asked, work.rules.clocks.ruling_silence_days):
        return False
    owner = transfers.default_owner(case)
    handling.move(work, case.ref, Move.RULE, SYSTEM, unit=owner, by="silence")
    return True


def _granted_at(work: Work, case: Case) -> datetime | None:
    """When silence on a request for more time grants some: just before the deadline, for it must be told."""
    asked, due = history.last(case, EventKind.EXTENSION_ASKED), case.second_due_at or case.due_at
    if case.state is not State.ACCEPTED or case.extension_days is None or not asked or not due:
        return None
    clocks, calendar = work.rules.clocks, work.rules.calendar
    total = deadlines.working_minutes(asked.at, due, calendar)
    until = max(total - clocks.extension_silence_hours * 60, 0)
    return deadlines.add_working_minutes(asked.at, until, calendar)


def _extend(work: Work, case: Case) -> bool:
    """Silence on a request for more time gives a little of it (PRODUCT section 3, extend)."""
    moment = _granted_at(work, case)
    if moment is None or case.extension_days is None or work.now < moment:
        return False
    days = min(case.extension_days, work.rules.clocks.extension_days_when_silent)
    handling.move(work, case.ref, Move.EXTEND, SYSTEM, days=days, by="silence")
    return True


def _remind_of_measure(work: Work, case: Case) -> bool:
    """A measure that was due is not recorded."""
    return _remind(work, case, "measure", case.measure_due_at)


def _remind_of_meeting(work: Work, case: Case) -> bool:
    """A citizen who asked for a meeting has not had one."""
    return _remind(work, case, "meeting", case.meet_by)


def _remind(work: Work, case: Case, clock: str, due: datetime | None) -> bool:
    """The unit and the arbiter are told, once for each time it was due."""
    if due is None or work.now < due:
        return False
    at = deadlines.in_vietnam(due).isoformat()
    if any(event.data.get("clock") == clock and event.data.get("due") == at for event in case.events):
        return False
    event = history.append(
        work.session, case, EventKind.REMINDED, SYSTEM, work.now, step="due", clock=clock, due=at
    )
    for unit in dict.fromkeys((case.accountable, work.rules.arbiter_of(case.hidden_from))):
        notices.open_to(case, unit)
        notices.tell_or_report(work, case, f"staff.{clock}_late", event, unit=unit)
    return True


ACTS: dict[str, Callable[[Work, Case], bool]] = {
    "declined": _decline,
    "ruled": _rule,
    "ruling": _remind_ruler,
    "extended": _extend,
    "measure": _remind_of_measure,
    "meeting": _remind_of_meeting,
}
