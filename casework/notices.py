"""Whom to tell: every outgoing message is a row, written in the transaction of what it tells.

Nothing is sent here. The sender takes rows whose `not_before` has come; a renderer makes the words then,
and asks the sight rule again, so that a right lost in the meantime is a message never sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from casework import history
from casework.records import Case, CaseEvent, Conversation, Notice, StaffMember
from casework.rules import deadlines
from casework.terms import SYSTEM, EventKind, NoticeState, Role
from casework.work import Work

HEADS = frozenset({Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR})


@dataclass(frozen=True)
class Message:
    """One notice to be written. `body` is what a renderer needs; `once` makes it unique for ever."""

    recipient: str
    kind: str
    body: dict[str, Any] = field(default_factory=dict)
    case_id: int | None = None
    staff_id: int | None = None
    reply_to: str | None = None
    once: str | None = None


def queue(
    session: Session, message: Message, now: datetime, not_before: datetime | None = None
) -> int | None:
    """Write one notice and return its id; None when `once` says that it was written before."""
    row = {
        **{name: getattr(message, name) for name in Message.__dataclass_fields__},
        "state": NoticeState.QUEUED,
        "created_at": now,
        "not_before": not_before or now,
        "attempts": 0,
    }
    statement = insert(Notice).values(**row).on_conflict_do_nothing(index_elements=["once"])
    return session.scalar(statement.returning(Notice.id))


def tell_citizen(work: Work, case: Case, kind: str, event: CaseEvent) -> None:
    """A step of the case, told to the one who reported it; at any hour, as it happens."""
    if work.session.get(Conversation, case.reporter) is None:
        return
    once = f"event:{event.id}:{kind}:citizen"
    message = Message(case.reporter, kind, {"event": event.id}, case_id=case.id, once=once)
    queue(work.session, message, event.at)


def tell_unit(work: Work, case: Case, kind: str, event: CaseEvent, *, unit: str) -> bool:
    """Tell everyone who answers for a unit (PRODUCT section 1); False when there is nobody to tell.

    Never between 19:00 and 07:00, except a restricted case, which is urgent.
    """
    members = heads_of(work.session, unit)
    later = deadlines.tellable_at(event.at, work.rules.clocks.quiet)
    for member in members:
        once = f"event:{event.id}:{kind}:staff:{member.id}"
        message = Message(
            str(member.pseudonym), kind, {"event": event.id}, case_id=case.id, staff_id=member.id, once=once
        )
        queue(work.session, message, event.at, event.at if case.restricted else later)
    return bool(members)


def tell_or_report(work: Work, case: Case, kind: str, event: CaseEvent, *, unit: str) -> None:
    """Tell a unit; if nobody is there to be told, that itself is reported to the arbiter (PRODUCT 4.9)."""
    if tell_unit(work, case, kind, event, unit=unit):
        return
    gap = history.append(work.session, case, EventKind.ESCALATED, SYSTEM, event.at, why="nobody", to=unit)
    arbiter = work.rules.arbiter_of(case.hidden_from)
    if arbiter != unit:
        tell_unit(work, case, "staff.nobody", gap, unit=arbiter)


def heads_of(session: Session, unit: str) -> list[StaffMember]:
    """Active members who can be told and who answer for the unit: head, leader, inspector, supervisor."""
    query = select(StaffMember).where(
        StaffMember.unit == unit,
        StaffMember.role.in_(HEADS),
        StaffMember.revoked_at.is_(None),
        StaffMember.pseudonym.is_not(None),
    )
    return list(session.scalars(query.order_by(StaffMember.id)))
