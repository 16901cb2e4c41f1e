"""Heads acknowledge reminders and escalations with a tap; who did not is listed (PRODUCT 4.9)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from casework import delegations, handling, history, queries
from casework.records import Case, CaseEvent, StaffMember
from casework.rules import workflow
from casework.terms import UNANSWERED_STATES, EventKind, NotVisible, Role
from casework.work import Work

TO_BE_KNOWN = frozenset({EventKind.REMINDED, EventKind.ESCALATED})
TO_HEADS = frozenset({"80%", "due", "+3"})  # steps that are told to the head who must answer
OVERSEERS = frozenset({Role.SUPERVISOR, Role.LEADER})
PATIENCE_DAYS = 1  # working days in which a head is expected to take note


@dataclass(frozen=True)
class Unheard:
    """A case whose head has not taken note of its newest reminder or escalation."""

    case: Case
    event: CaseEvent


def missing(work: Work, member: StaffMember) -> list[Unheard]:
    """All of them that this member may see, the longest silent first (PRODUCT 4.9)."""
    query = select(Case).options(selectinload(Case.events)).where(_may_owe()).order_by(Case.id)
    cases = (case for case in work.session.scalars(query) if queries.visible(member, case, work.rules))
    found = [Unheard(case, event) for case in cases if (event := _unheard(work, case))]
    return sorted(found, key=lambda each: (each.event.at, each.case.id))


def _may_owe() -> ColumnElement[bool]:
    """Cases that can have been told to a head and not be over."""
    owed = or_(Case.state.in_(UNANSWERED_STATES), Case.measure_due_at.is_not(None), Case.meet_by.is_not(None))
    told = CaseEvent.kind.in_(TO_BE_KNOWN) & CaseEvent.data["step"].astext.in_(TO_HEADS)
    return and_(owed, Case.events.any(told))


def _unheard(work: Work, case: Case) -> CaseEvent | None:
    told = [e for e in case.events if e.kind in TO_BE_KNOWN and e.data.get("step") in TO_HEADS]
    newest = told[-1]
    patient = work.now < work.due_after(newest.at, PATIENCE_DAYS)
    return None if patient or _head_knows(case, newest.seq) else newest


def _head_knows(case: Case, of: int) -> bool:
    """Whether somebody who answers for the accountable unit took note of this step."""
    known = (event for event in case.events if event.kind is EventKind.ACKNOWLEDGED)
    return any(
        event.unit == case.accountable and event.party in workflow.SIGNERS and event.data.get("of") == of
        for event in known
    )


def acknowledge(work: Work, ref: str, member: StaffMember, of: int) -> Case:
    """This member has taken note of event number `of`; a second tap changes nothing. Raises NotVisible."""
    case = handling.locked(work.session, ref)
    known = any(event.seq == of and _is_for_staff(event) for event in case.events)
    if not known or not queries.visible(member, case, work.rules):
        raise NotVisible(ref=ref)
    if not is_acknowledged(case, of, member):
        history.append(
            work.session, case, EventKind.ACKNOWLEDGED, delegations.actor(work, member), work.now, of=of
        )
    return case


def is_acknowledged(case: Case, of: int, member: StaffMember) -> bool:
    """Whether this member did so already."""
    mine = (event for event in case.events if event.kind is EventKind.ACKNOWLEDGED)
    return any(event.staff_id == member.id and event.data.get("of") == of for event in mine)


def is_for_the_unit(event: CaseEvent) -> bool:
    """A reminder or a rung of the ladder; that nobody could be told is for the one above alone."""
    return _is_for_staff(event) and "step" in event.data


def _is_for_staff(event: CaseEvent) -> bool:
    """The reminder to confirm went to the citizen."""
    return event.kind in TO_BE_KNOWN and event.data.get("step") != "confirm"
