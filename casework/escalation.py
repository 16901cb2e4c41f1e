"""What time alone brings about: acceptance by silence, reminders, escalation, the end of waiting.

Each sweep asks the database what is due and not done, so that it may run late, twice or on two machines.
`open_case_ids` finds, `run_one` locks one case and checks again before it acts (one transaction a case).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from casework import handling, history, notices, silence
from casework.records import Case, CaseEvent
from casework.rules import deadlines
from casework.terms import OPEN_STATES, SYSTEM, UNANSWERED_STATES, EventKind, Move, Role, State
from casework.work import Work


@dataclass(frozen=True)
class Step:
    """One rung of the ladder of a running deadline (PRODUCT 4.9): when it comes and whom it tells."""

    name: str
    at: datetime
    kind: EventKind
    notice: str
    tells: tuple[str, ...]
    roles: frozenset[Role] = notices.HEADS


def open_case_ids(session: Session) -> list[int]:
    """Every case on which time may act."""
    return [case_id for case_id, _ in open_cases(session)]


def open_cases(session: Session) -> list[tuple[int, int]]:
    """Every case on which time may act, with the id of its newest event."""
    owed = (Case.promised_on, Case.measure_due_at, Case.meet_by)
    acted_on = or_(Case.state.in_(OPEN_STATES), *(each.is_not(None) for each in owed))
    newest = select(func.max(CaseEvent.id)).where(CaseEvent.case_id == Case.id).scalar_subquery()
    rows = session.execute(select(Case.id, newest).where(acted_on).order_by(Case.id))
    return [(case_id, event_id) for case_id, event_id in rows]


def newest_event(session: Session, case_id: int) -> int | None:
    """The id of the newest event of a case."""
    return session.scalar(select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case_id))


def run_one(work: Work, case_id: int) -> list[str]:
    """Everything that is due for one case at this moment; returns the names of what was done."""
    case = work.session.scalar(select(Case).where(Case.id == case_id).with_for_update())
    if case is None:
        return []
    return [name for name, act in ACTS.items() if act(work, case)]


def next_moment(work: Work, case_id: int) -> datetime | None:
    """When time may act on this case next, if nothing else happens to it before; None: never."""
    case = work.session.get(Case, case_id)
    moments = _moments(work, case) if case else ()
    return min((moment for moment in moments if moment > work.now), default=None)


def _moments(work: Work, case: Case) -> Iterator[datetime]:
    """Every moment at which one of ACTS may have something to do as the case stands."""
    clocks = work.rules.clocks
    routed = history.last(case, EventKind.ROUTED)
    if case.state is State.RECEIVED:
        yield _triaged_by(work, case, _waits_for_triage_since(case))
    if case.state is State.ROUTED and routed:
        yield work.due_after(routed.at, clocks.acceptance_days)
    if case.state is State.WAITING and case.waiting_since:
        yield work.due_after(case.waiting_since, clocks.pause_days)
    if case.state in UNANSWERED_STATES:
        yield from (step.at for step in ladder(work, case))
    if case.state is State.ANSWERED and case.answered_at:
        yield work.due_after(case.answered_at, clocks.confirm_reminder_days)
        yield work.due_after(case.answered_at, clocks.close_days)
    if case.promised_on:
        yield datetime.combine(case.promised_on, time.min, deadlines.HERE)
    yield from silence.moments(work, case)


def _waits_for_triage_since(case: Case) -> datetime:
    sent_back = history.last(case, EventKind.MISROUTED)
    return sent_back.at if sent_back else case.received_at


def _triage_again(work: Work, case: Case) -> bool:
    """Nobody has found out who must answer within the time for it: told again, once for each time."""
    if case.state is not State.RECEIVED:
        return False
    since = _waits_for_triage_since(case)
    if work.now < _triaged_by(work, case, since) or _reminded(case, "due", since, clock="triage"):
        return False
    event = history.append(
        work.session, case, EventKind.REMINDED, SYSTEM, work.now, step="due", clock="triage"
    )
    notices.tell_or_report(work, case, "staff.triage", event, unit=case.accountable)
    return True


def _triaged_by(work: Work, case: Case, since: datetime) -> datetime:
    clocks = work.rules.clocks
    if case.restricted:
        minutes = clocks.restricted_triage_hours * 60
        return deadlines.add_working_minutes(since, minutes, work.rules.calendar)
    return work.due_after(since, clocks.triage_days)


def _reminded(case: Case, step: str, since: datetime, clock: str | None = None) -> bool:
    return any(
        event.kind is EventKind.REMINDED
        and event.at >= since
        and (event.data.get("step"), event.data.get("clock")) == (step, clock)
        for event in case.events
    )


def _accept_by_silence(work: Work, case: Case) -> bool:
    """A day of silence makes the unit the one that must answer (PRODUCT section 3, accept)."""
    routed = history.last(case, EventKind.ROUTED)
    if case.state is not State.ROUTED or routed is None:
        return False
    if work.now < work.due_after(routed.at, work.rules.clocks.acceptance_days):
        return False
    handling.move(work, case.ref, Move.ACCEPT, SYSTEM, by="silence")
    return True


def _end_pause(work: Work, case: Case) -> bool:
    """An unanswered question pauses the clock for at most five working days."""
    if case.state is not State.WAITING or case.waiting_since is None:
        return False
    if work.now < work.due_after(case.waiting_since, work.rules.clocks.pause_days):
        return False
    handling.move(work, case.ref, Move.SUPPLY, SYSTEM, by="silence")
    return True


def _climb(work: Work, case: Case) -> bool:
    """The highest rung that has come and was not yet taken; rungs slept through are taken as one.

    Whom such a rung tells of the same is told now.
    """
    if case.state not in UNANSWERED_STATES or case.state is State.WAITING:
        return False
    clock = f"answer {history.clocks_begun(case)}"
    done = {event.data.get("step") for event in case.events if event.data.get("clock") == clock}
    come = [step for step in ladder(work, case) if step.at <= work.now]
    if not come or come[-1].name in done:
        return False
    top = come[-1]
    event = history.append(work.session, case, top.kind, SYSTEM, work.now, step=top.name, clock=clock)
    slept = [step for step in come if step.name not in done and step.notice == top.notice]
    for unit in _each(*(unit for step in slept for unit in step.tells if unit not in case.hidden_from)):
        notices.open_to(case, unit)
        if not notices.tell_unit(work, case, top.notice, event, unit=unit, roles=top.roles):
            notices.tell_or_report(work, case, top.notice, event, unit=unit)
    return True


def ladder(work: Work, case: Case) -> list[Step]:
    """The rungs of the running deadline in order of time; none for a case without one."""
    due = case.second_due_at or case.due_at
    if due is None:
        return []
    calendar, clocks = work.rules.calendar, work.rules.clocks
    start, own = history.clock_start(case), (case.accountable,)
    arbiter = work.rules.arbiter_of(case.hidden_from)
    city = "VPUB" if case.accountable == "UBND" else "UBND"
    days = clocks.escalation_days
    later, last = deadlines.escalations_at(due, days, calendar)
    officers = notices.HEADS if case.restricted else notices.OFFICERS  # who may not see it is not told
    reminders = [
        Step(
            f"{percent}%",
            deadlines.reminder_at(start, due, percent, calendar),
            EventKind.REMINDED,
            "staff.reminder",
            own,
            roles,
        )
        for percent, roles in zip(clocks.reminder_percents, (officers, notices.HEADS), strict=True)
    ]
    overdue = (EventKind.ESCALATED, "staff.overdue")
    return [
        *reminders,
        Step("due", due, *overdue, _each(*own, arbiter)),
        Step(f"+{days[0]}", later, *overdue, (arbiter,)),
        Step(f"+{days[1]}", last, *overdue, _each(*own, arbiter, city)),
    ]


def _each(*units: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(units))


def _ask_again(work: Work, case: Case) -> bool:
    """One reminder to the citizen after three working days of silence on an answer."""
    if case.state is not State.ANSWERED or case.answered_at is None:
        return False
    clocks = work.rules.clocks
    begins = work.due_after(case.answered_at, clocks.confirm_reminder_days)
    if not begins <= work.now < work.due_after(case.answered_at, clocks.close_days):
        return False
    if _reminded(case, "confirm", case.answered_at):
        return False
    event = history.append(work.session, case, EventKind.REMINDED, SYSTEM, work.now, step="confirm")
    notices.tell_citizen(work, case, "citizen.confirm", event)
    return True


def _close_unconfirmed(work: Work, case: Case) -> bool:
    """After five working days without a word the case closes, and is counted apart."""
    if case.state is not State.ANSWERED or case.answered_at is None:
        return False
    if work.now < work.due_after(case.answered_at, work.rules.clocks.close_days):
        return False
    handling.move(work, case.ref, Move.CLOSE_UNCONFIRMED, SYSTEM)
    return True


def _ask_about_promise(work: Work, case: Case) -> bool:
    """On the promised day the citizen is asked whether it was kept (PRODUCT section 2)."""
    promised = case.promised_on
    if promised is None or case.state not in {State.ANSWERED, State.CLOSED}:
        return False
    if work.today < promised or _asked_about(case, promised.isoformat()):
        return False
    event = history.append(
        work.session, case, EventKind.PROMISED, SYSTEM, work.now, asked=promised.isoformat()
    )
    morning = deadlines.tellable_at(work.now, work.rules.clocks.quiet)
    notices.tell_citizen(work, case, "citizen.promise_due", event, not_before=morning)
    return True


def _asked_about(case: Case, promised: str) -> bool:
    asked: list[CaseEvent] = [event for event in case.events if event.kind is EventKind.PROMISED]
    return any(event.data.get("asked") == promised for event in asked)


ACTS: dict[str, Callable[[Work, Case], bool]] = {
    "triage": _triage_again,
    "accepted": _accept_by_silence,
    "resumed": _end_pause,
    **silence.ACTS,
    "climbed": _climb,
    "confirm": _ask_again,
    "promise": _ask_about_promise,
    "closed": _close_unconfirmed,
}
