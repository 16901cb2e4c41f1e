"""Whom to tell: every outgoing message is a row, written in the transaction of what it tells.

Nothing is sent here. The sender takes rows whose `not_before` has come; a renderer makes the words then,
and asks the sight rule again, so that a right lost in the meantime is a message never sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from casework import delegations, groups, history
from casework.records import Address, Case, CaseEvent, Conversation, Notice, StaffMember
from casework.rules import deadlines
from casework.terms import SYSTEM, EventKind, NoticeState, Role
from casework.work import Work

HEADS = frozenset({Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR})
OFFICERS = frozenset({Role.OFFICER})
TO_KNOW_ONLY = frozenset({"staff.copy"})  # kinds that those who only want decisions are spared


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


def tell_citizen(
    work: Work, case: Case, kind: str, event: CaseEvent, *, not_before: datetime | None = None
) -> None:
    """A step of the case, told to the one who reported it; at any hour, as it happens, unless told when."""
    if work.session.get(Conversation, case.reporter) is None:
        return
    once = f"event:{event.id}:{kind}:citizen:{case.id}"
    message = Message(case.reporter, kind, {"event": event.id}, case_id=case.id, once=once)
    queue(work.session, message, event.at, not_before)


def tell_unit(
    work: Work,
    case: Case,
    kind: str,
    event: CaseEvent,
    *,
    unit: str,
    roles: frozenset[Role] = HEADS,
) -> bool:
    """Tell everyone who answers for a unit (PRODUCT section 1); False when there is nobody to tell.

    A unit from which the case is kept is never told. Never between 19:00 and 07:00, except of a restricted
    case, which is urgent.
    """
    if unit in case.hidden_from:
        return False
    members = _readers(work, case, unit, roles)
    later = deadlines.tellable_at(event.at, work.rules.clocks.quiet)
    for member in members:
        if kind in TO_KNOW_ONLY and not member.each_case:
            continue
        once = f"event:{event.id}:{kind}:staff:{member.id}"
        message = Message(
            str(member.pseudonym), kind, {"event": event.id}, case_id=case.id, staff_id=member.id, once=once
        )
        queue(work.session, message, event.at, event.at if case.restricted else later)
    _tell_groups(work, case, kind, event, unit=unit)
    return bool(members)


def _tell_groups(work: Work, case: Case, kind: str, event: CaseEvent, *, unit: str) -> None:
    """Some kinds go to the unit's groups as well, never at night; nobody counts as told by that."""
    if kind not in groups.TOLD or not groups.is_open_to_all(case):
        return
    later = deadlines.tellable_at(event.at, work.rules.clocks.quiet)
    for group in groups.reachable(work.session, unit):
        once = f"event:{event.id}:{kind}:group:{group.id}"
        body = {"event": event.id, "told": kind}
        message = Message(str(group.pseudonym), groups.NOTICE, body, case_id=case.id, once=once)
        queue(work.session, message, event.at, later)


def _readers(work: Work, case: Case, unit: str, roles: frozenset[Role]) -> list[StaffMember]:
    """Those of the roles, and who acts for the head today; a restricted case is no deputy's."""
    found = members_of(work.session, unit, roles)
    if case.restricted or Role.HEAD not in roles:
        return found
    return _with_deputies(work, unit, found)


def answering_for(work: Work, unit: str) -> list[StaffMember]:
    """Those who answer for a unit, deputies of the day included, and can be told."""
    return _with_deputies(work, unit, members_of(work.session, unit))


def _with_deputies(work: Work, unit: str, found: list[StaffMember]) -> list[StaffMember]:
    deputies = [one for one in delegations.deputies(work, unit) if _can_be_told(work.session, one)]
    return [*found, *(deputy for deputy in deputies if deputy not in found)]


def _can_be_told(session: Session, member: StaffMember) -> bool:
    return member in members_of(session, member.unit, frozenset({member.role}))


def tell_or_report(work: Work, case: Case, kind: str, event: CaseEvent, *, unit: str) -> None:
    """Tell a unit; if nobody is there to be told, that is reported one level up (PRODUCT 4.9).

    A unit from which the case is kept misses nothing.
    """
    if unit not in case.hidden_from and not tell_unit(work, case, kind, event, unit=unit):
        _report(work, case, event, unit)


def _report(work: Work, case: Case, event: CaseEvent, unit: str) -> None:
    """Nobody of this unit can be told: an event, and the one above hears of it."""
    gap = history.append(work.session, case, EventKind.ESCALATED, SYSTEM, event.at, why="nobody", to=unit)
    for higher in (work.rules.arbiter_of(case.hidden_from), work.rules.routing.last_arbiter):
        if higher != unit and tell_unit(work, case, "staff.nobody", gap, unit=higher):
            open_to(case, higher)
            return


def inform_heads(work: Work, case: Case, kind: str, event: CaseEvent, *, unit: str) -> None:
    """Tell the heads of a unit something of a case that is kept from them: the words, never the case."""
    later = deadlines.tellable_at(event.at, work.rules.clocks.quiet)
    members = members_of(work.session, unit)
    for member in members:
        once = f"event:{event.id}:{kind}:staff:{member.id}"
        message = Message(str(member.pseudonym), kind, {"event": event.id}, staff_id=member.id, once=once)
        queue(work.session, message, event.at, later)
    if not members:
        _report(work, case, event, unit)


def open_to(case: Case, unit: str) -> None:
    """Let a unit that is told of a case read it as well, unless it is kept from that unit."""
    knows = {case.accountable, case.prepared_by, *case.copied_to, *case.hidden_from}
    if unit not in knows:
        case.copied_to = [*case.copied_to, unit]


def members_of(session: Session, unit: str, roles: frozenset[Role] = HEADS) -> list[StaffMember]:
    """Active members of a unit in one of these roles who can be told: none whose chat is closed to us."""
    closed = exists().where(
        Address.pseudonym == StaffMember.pseudonym, Address.unreachable_since.is_not(None)
    )
    query = select(StaffMember).where(
        StaffMember.unit == unit,
        StaffMember.role.in_(roles),
        StaffMember.revoked_at.is_(None),
        StaffMember.pseudonym.is_not(None),
        ~closed,
    )
    return list(session.scalars(query.order_by(StaffMember.id)))
