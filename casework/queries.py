"""Reading cases: every list, search and single look goes through here and through the sight rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from casework import history
from casework.records import Case, CaseEvent, Notice, StaffMember
from casework.rulebook import Rulebook
from casework.rules import deadlines, sight, transfers
from casework.rules.ref import parse_ref, ref_meant
from casework.terms import UNANSWERED_STATES, NotVisible, State


@dataclass(frozen=True)
class Search:
    """What to look for; every part may be missing. `since`: received at or after."""

    states: frozenset[State] = frozenset()
    unit: str | None = None
    since: datetime | None = None


def visible(member: StaffMember, case: Case, rules: Rulebook) -> bool:
    """Whether this member may see this case."""
    return sight.may_see(member.unit, member.role, history.scope(case, rules))


def case_for_staff(session: Session, rules: Rulebook, member: StaffMember, typed: str) -> Case:
    """The case of this ref as typed; NotVisible in the same words whether hidden or not there."""
    ref = ref_meant(typed)
    case = session.scalar(select(Case).where(Case.ref == ref)) if ref else None
    if case is None or not visible(member, case, rules):
        raise NotVisible(ref=typed[:30])
    return case


def case_of_citizen(session: Session, pseudonym: str, typed: str) -> Case:
    """The case of this ref if this conversation filed it; NotVisible otherwise."""
    ref = parse_ref(typed)
    case = session.scalar(select(Case).where(Case.ref == ref)) if ref else None
    if case is None or case.reporter != pseudonym:
        raise NotVisible(ref=typed[:30])
    return case


def cases_of_citizen(session: Session, pseudonym: str, limit: int = 10) -> list[Case]:
    """The newest cases this conversation filed."""
    query = select(Case).where(Case.reporter == pseudonym).order_by(Case.id.desc()).limit(limit)
    return list(session.scalars(query))


def queue_of(session: Session, rules: Rulebook, member: StaffMember, *, limit: int = 200) -> list[Case]:
    """Open cases on this member's desk, the nearest deadline first; then those only to be known of."""
    query = select(Case).where(Case.state.in_(UNANSWERED_STATES)).order_by(Case.due_at, Case.id)
    seen = [case for case in session.scalars(_near(query, member, rules)) if visible(member, case, rules)]
    on_desk = [
        case
        for case in seen
        if member.unit in (case.accountable, case.prepared_by, case.offered_to, case.ruling_by)
    ]
    return (on_desk + [case for case in seen if case not in on_desk])[:limit]


def _near(query: Any, member: StaffMember, rules: Rulebook) -> Any:
    """Narrow to cases that could concern the unit; the sight rule has the last word."""
    if member.unit in (rules.routing.arbiter, rules.routing.deputy_arbiter):
        return query
    unit = member.unit
    return query.where(
        (Case.accountable == unit) | (Case.prepared_by == unit) | Case.copied_to.contains([unit])
    )


def search(session: Session, wanted: Search) -> list[Case]:
    """For the command line of the operator: no sight rule, and no identity in what it returns."""
    query = select(Case).options(selectinload(Case.events)).order_by(Case.id)
    if wanted.states:
        query = query.where(Case.state.in_(wanted.states))
    if wanted.unit:
        query = query.where(Case.accountable == wanted.unit)
    if wanted.since:
        query = query.where(Case.received_at >= wanted.since)
    return list(session.scalars(query))


def ledger(events: Sequence[CaseEvent], rules: Rulebook, now: datetime) -> dict[str, int]:
    """Working minutes each holder had the case until `now`; they add up to its age (PRODUCT 4.4)."""
    held: dict[str, int] = {}
    ends = [*(event.at for event in events[1:]), now]
    for event, end in zip(events, ends, strict=True):
        if event.holder is not None and end > event.at:
            minutes = deadlines.working_minutes(event.at, end, rules.calendar)
            held[event.holder] = held.get(event.holder, 0) + minutes
    return held


def as_row(case: Case, rules: Rulebook) -> dict[str, Any]:
    """One case as `langnghe cases --json` prints it (INTERFACES); no identity in it."""
    unit = rules.directory.unit(case.accountable)
    lodged = rules.directory.unit(case.lodged_at) if case.lodged_at else None
    return {
        "ref": case.ref,
        "state": case.state,
        "category": case.category,
        "secondary": case.secondary,
        "flags": case.flags,
        "lodged_at": {"code": lodged.code, "name": lodged.full_name} if lodged else None,
        "unit": {"code": unit.code, "name": unit.full_name},
        "accountable": {"code": unit.code, "title": unit.head_title},
        "prepared_by": case.prepared_by,
        "copied_to": case.copied_to,
        "restricted": case.restricted,
        "hidden_from": case.hidden_from,
        "identity": case.identity,
        "received_at": _iso(case.received_at),
        "due_at": _iso(case.due_at),
        "promised_on": case.promised_on.isoformat() if case.promised_on else None,
        "hops": case.hops,
        "reopened": case.reopened,
        "events": len(case.events),
    }


def in_full(session: Session, case: Case, rules: Rulebook, now: datetime) -> dict[str, Any]:
    """One case with its events, ledger and notices, as `langnghe case REF --json` prints it."""
    notices = session.scalars(select(Notice).where(Notice.case_id == case.id).order_by(Notice.id))
    return {
        **as_row(case, rules),
        "events": [_event(event) for event in case.events],
        "ledger": ledger(case.events, rules, case.closed_at or now),
        "checked": case.checked,
        "offered_to": case.offered_to,
        "ruling_by": case.ruling_by,
        "transfers": [_pass(each) for each in transfers.passes(case.events)],
        "loops": [list(loop) for loop in transfers.loops(transfers.visited(case.events))],
        "notices": [_notice(session, notice) for notice in notices],
    }


def _pass(each: transfers.Pass) -> dict[str, Any]:
    return {"from": each.sender, "to": each.receiver, "at": _iso(each.at), "outcome": each.outcome}


def _event(event: CaseEvent) -> dict[str, Any]:
    plain = {"kind": event.kind, "at": _iso(event.at), "party": event.party, "unit": event.unit}
    return {"seq": event.seq, **plain, "holder": event.holder, "data": event.data}


def _notice(session: Session, notice: Notice) -> dict[str, Any]:
    member = session.get(StaffMember, notice.staff_id) if notice.staff_id else None
    to = {"unit": member.unit, "role": member.role} if member else "citizen"
    return {"to": to, "kind": notice.kind, "state": notice.state, "at": _iso(notice.created_at)}


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(deadlines.HERE).isoformat() if at else None
