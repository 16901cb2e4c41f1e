"""Groups of a unit in Telegram: bound by a head with a one-time code, let go of by a head or by leaving.

A group hears of a case by its ref, kind and deadline, and never of one that is kept from anybody. Who reads
along there, the house does not know.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session

from casework import conversations, crypto, delegations
from casework.records import Address, Case, Notice, StaffMember, UnitGroup
from casework.terms import BadGroup, NoticeState, Role
from casework.work import Work

NOTICE = "staff.group"
CODE_LASTS = timedelta(days=1)
BINDERS = frozenset({Role.HEAD, Role.LEADER, Role.SUPERVISOR})
TOLD = frozenset({"staff.new_case", "staff.offer", "staff.reminder", "staff.overdue"})


def invite(work: Work, member: StaffMember) -> str:
    """A one-time code to be said in the group; only its digest is kept. Raises BadGroup."""
    _check_binder(work, member)
    code = secrets.token_hex(4)
    work.session.add(
        UnitGroup(
            unit=member.unit,
            code_digest=_digest(code),
            invited_by=member.id,
            created_at=work.now,
            expires_at=work.now + CODE_LASTS,
        )
    )
    work.session.flush()
    return code


def bind(work: Work, code: str, chat: int, member: StaffMember) -> UnitGroup:
    """The code was said in this chat by somebody who answers for its unit. Raises BadGroup."""
    _check_binder(work, member)
    row = work.session.scalar(
        select(UnitGroup).where(UnitGroup.code_digest == _digest(code)).with_for_update()
    )
    good = row is not None and row.joined_at is None and row.expires_at >= work.now
    if row is None or not good or row.unit != member.unit:
        raise BadGroup(why="code")
    if bound(work.session, conversations.telegram_pseudonym(chat)):
        raise BadGroup(why="taken")
    conversation = conversations.meet_on_telegram(work.session, chat, work.now)
    row.pseudonym, row.joined_at = conversation.pseudonym, work.now
    work.session.flush()
    return row


def unbind(work: Work, group_id: int, member: StaffMember) -> UnitGroup:
    """Nothing goes there from now on. Raises BadGroup."""
    _check_binder(work, member)
    row = work.session.get(UnitGroup, group_id)
    if row is None or row.unit != member.unit or row.joined_at is None or row.left_at is not None:
        raise BadGroup(why="unknown")
    row.left_at = work.now
    return row


def bound(session: Session, pseudonym: str) -> UnitGroup | None:
    """The group behind this conversation while it is bound."""
    mine = _bound().where(UnitGroup.pseudonym == pseudonym)
    return session.scalars(mine.limit(1)).first()


def of_unit(session: Session, unit: str) -> list[UnitGroup]:
    """The groups that are bound to a unit, oldest first."""
    return list(session.scalars(_bound().where(UnitGroup.unit == unit).order_by(UnitGroup.id)))


def reachable(session: Session, unit: str) -> list[UnitGroup]:
    """Those of them that the bot can write to."""
    closed = exists().where(Address.pseudonym == UnitGroup.pseudonym, Address.unreachable_since.is_not(None))
    return list(session.scalars(_bound().where(UnitGroup.unit == unit, ~closed).order_by(UnitGroup.id)))


def may_hear_of(group: UnitGroup, case: Case) -> bool:
    """A case that is kept from nobody, and that concerns the unit."""
    concerned = {case.accountable, case.prepared_by, case.offered_to, case.ruling_by, *case.copied_to}
    return is_open_to_all(case) and group.unit in concerned


def is_open_to_all(case: Case) -> bool:
    """Neither restricted nor kept from anybody."""
    return not case.restricted and not case.hidden_from


def left(work: Work, chat: int) -> UnitGroup | None:
    """The bot was put out of a group: it is bound no more. None when it was not."""
    row = bound(work.session, conversations.telegram_pseudonym(chat))
    if row is not None:
        row.left_at = work.now
    return row


def moved(session: Session, chat: int, to: int, now: datetime) -> None:
    """A group has become a supergroup, another chat: its place and what waits for it go along."""
    follow(session, conversations.telegram_pseudonym(chat), to, now)


def follow(session: Session, pseudonym: str, to: int, now: datetime) -> None:
    """The same for a group that is known by its pseudonym; safe to run twice."""
    row = bound(session, pseudonym)
    if row is None:
        return
    new = conversations.meet_on_telegram(session, to, now).pseudonym
    waiting = update(Notice).where(Notice.recipient == pseudonym, Notice.state == NoticeState.QUEUED)
    session.execute(waiting.values(recipient=new))
    row.pseudonym = new
    session.flush()


def _bound() -> Select[UnitGroup]:
    return select(UnitGroup).where(UnitGroup.joined_at.is_not(None), UnitGroup.left_at.is_(None))


def _check_binder(work: Work, member: StaffMember) -> None:
    if delegations.actor(work, member).party not in BINDERS:
        raise BadGroup(why="not_yours")


def _digest(code: str) -> str:
    return crypto.vault().index("group", code.strip().casefold())
