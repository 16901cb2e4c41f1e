"""Staff: invited by a one-time code, bound to a unit and a role, revocable; signed in to the console."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import crypto
from casework.records import ConsoleSession, Conversation, Invitation, StaffMember
from casework.terms import Actor, BadInvitation, Role
from casework.work import Work

INVITATION_LASTS = timedelta(days=7)
SIGNED_IN_FOR = timedelta(hours=12)


def invite(work: Work, unit: str, role: Role, name: str = "") -> str:
    """Make a one-time code for a future member of staff; raises directory.UnknownUnit.

    Only the code's digest is kept: it is shown once.
    """
    work.rules.directory.unit(unit)
    code = secrets.token_urlsafe(18)
    work.session.add(
        Invitation(
            code_digest=_digest(code),
            unit=unit,
            role=role,
            name=name,
            created_at=work.now,
            expires_at=work.now + INVITATION_LASTS,
        )
    )
    work.session.flush()
    return code


def join(session: Session, code: str, pseudonym: str, now: datetime) -> StaffMember:
    """Use a code once and become staff under this conversation; raises BadInvitation."""
    invitation = session.scalar(
        select(Invitation).where(Invitation.code_digest == _digest(code)).with_for_update()
    )
    if invitation is None or invitation.used_at is not None or invitation.expires_at < now:
        raise BadInvitation
    member = StaffMember(
        unit=invitation.unit, role=invitation.role, name=invitation.name, pseudonym=pseudonym, joined_at=now
    )
    session.add(member)
    session.flush()
    invitation.used_at, invitation.staff_id = now, member.id
    return member


def member_of(session: Session, pseudonym: str) -> StaffMember | None:
    """The active member of staff who talks in this conversation, the newest if there are several."""
    query = select(StaffMember).where(StaffMember.pseudonym == pseudonym, StaffMember.revoked_at.is_(None))
    return session.scalars(query.order_by(StaffMember.id.desc()).limit(1)).first()


def active(session: Session) -> list[StaffMember]:
    """All members who are not revoked."""
    query = select(StaffMember).where(StaffMember.revoked_at.is_(None)).order_by(StaffMember.id)
    return list(session.scalars(query))


def revoke(session: Session, staff_id: int, now: datetime) -> StaffMember | None:
    """End a membership and every sign-in of it; None when there is no such active member."""
    member = session.get(StaffMember, staff_id)
    if member is None or member.revoked_at is not None:
        return None
    member.revoked_at = now
    for sign_in in session.scalars(select(ConsoleSession).where(ConsoleSession.staff_id == staff_id)):
        sign_in.revoked_at = now
    return member


def actor(member: StaffMember) -> Actor:
    """In whose name this member moves a case."""
    return Actor(member.role, member.unit, member.id)


def sign_in(session: Session, member: StaffMember, now: datetime) -> str:
    """A new console session; returns the token for the cookie, of which only the digest is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        ConsoleSession(
            token_digest=_digest(token), staff_id=member.id, created_at=now, expires_at=now + SIGNED_IN_FOR
        )
    )
    session.flush()
    return token


def signed_in(session: Session, token: str, now: datetime) -> StaffMember | None:
    """Who holds this cookie, if it is still good."""
    row = session.get(ConsoleSession, _digest(token))
    if row is None or row.revoked_at is not None or row.expires_at < now:
        return None
    member = session.get(StaffMember, row.staff_id)
    return member if member and member.revoked_at is None else None


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End this console session."""
    row = session.get(ConsoleSession, _digest(token))
    if row is not None:
        row.revoked_at = now


def language_of(session: Session, member: StaffMember) -> str:
    """The language this member reads."""
    conversation = session.get(Conversation, member.pseudonym) if member.pseudonym else None
    return conversation.language if conversation else "vi"


def _digest(code: str) -> str:
    return crypto.vault().index("code", code)
