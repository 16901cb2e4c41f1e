"""Heads acknowledge reminders and escalations with a tap; who did not is listed (PRODUCT 4.9)."""

from __future__ import annotations

from casework import delegations, handling, history, queries
from casework.records import Case, CaseEvent, StaffMember
from casework.terms import EventKind, NotVisible
from casework.work import Work

TO_BE_KNOWN = frozenset({EventKind.REMINDED, EventKind.ESCALATED})


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


def _is_for_staff(event: CaseEvent) -> bool:
    """The reminder to confirm went to the citizen."""
    return event.kind in TO_BE_KNOWN and event.data.get("step") != "confirm"
