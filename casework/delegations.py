"""A head who is away: for named days somebody of the unit signs in the head's place, and it is shown.

A delegation is a row with its first and last day. Nothing switches it on or off: who acts as what is asked of
the day. It gives the right to sign and to be told as the head is; it opens no restricted case.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history, staff
from casework.records import Case, Delegation, StaffMember
from casework.rules import workflow
from casework.terms import Actor, BadDelegation, EventKind, HeadMustSign, Role
from casework.work import Work

LONGEST = 92  # days; a longer absence is a change of post
HEADS_OF_UNITS = frozenset({Role.HEAD, Role.LEADER})


def delegate(
    work: Work, deputy: StaffMember, begins: date, ends: date, *, by: StaffMember | None = None
) -> Delegation:
    """Let `deputy` act for the head of the same unit from `begins` to `ends`, both days included.

    `by`: the head who says so, None for the operator. Raises BadDelegation.
    """
    _check(work, deputy, begins, ends)
    if by is not None and (by.role not in HEADS_OF_UNITS or by.unit != deputy.unit or by.id == deputy.id):
        raise BadDelegation(why="not_yours")
    row = Delegation(
        deputy_id=deputy.id,
        unit=deputy.unit,
        by_id=by.id if by else None,
        begins=begins,
        ends=ends,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _check(work: Work, deputy: StaffMember, begins: date, ends: date) -> None:
    problems = {
        "not_a_deputy": deputy.revoked_at is not None or deputy.role is not Role.OFFICER,
        "order": ends < begins,
        "past": ends < work.today,
        "too_long": (ends - begins).days >= LONGEST,
        "twice": any(not (ends < row.begins or row.ends < begins) for row in of_member(work.session, deputy)),
    }
    for why, is_so in problems.items():
        if is_so:
            raise BadDelegation(why=why)


def end(work: Work, delegation_id: int, unit: str | None = None) -> Delegation | None:
    """Take a delegation back, from now on; `unit`: only one of this unit. None when there is none."""
    row = work.session.get(Delegation, delegation_id)
    if row is None or row.revoked_at is not None or row.ends < work.today or unit not in {None, row.unit}:
        return None
    row.revoked_at = work.now
    return row


def actor(work: Work, member: StaffMember) -> Actor:
    """In whose name this member moves a case today: the unit's head, for a deputy within the dates."""
    own, now = staff.actor(member), in_force(work, member)
    if now is None:
        return own
    head = work.rules.directory.unit(member.unit).kind == "chairman"
    return replace(own, party=Role.LEADER if head else Role.HEAD, delegation=now.id)


def in_force(work: Work, member: StaffMember) -> Delegation | None:
    """The delegation under which this member acts today."""
    mine = of_member(work.session, member)
    return next((row for row in mine if row.begins <= work.today <= row.ends), None)


def of_member(session: Session, member: StaffMember) -> list[Delegation]:
    """Delegations to this member that were not taken back, oldest first."""
    query = select(Delegation).where(Delegation.deputy_id == member.id, Delegation.revoked_at.is_(None))
    return list(session.scalars(query.order_by(Delegation.begins)))


def of_unit(work: Work, unit: str) -> list[tuple[Delegation, StaffMember]]:
    """Delegations of a unit that are running or to come, each with its deputy."""
    query = (
        select(Delegation, StaffMember)
        .join(StaffMember, StaffMember.id == Delegation.deputy_id)
        .where(Delegation.unit == unit, Delegation.revoked_at.is_(None), Delegation.ends >= work.today)
        .where(StaffMember.revoked_at.is_(None))
        .order_by(Delegation.begins)
    )
    return [(row, member) for row, member in work.session.execute(query)]


def deputies(work: Work, unit: str) -> list[StaffMember]:
    """Who acts for the head of this unit today."""
    return [member for row, member in of_unit(work, unit) if row.begins <= work.today]


def candidates(session: Session, unit: str) -> list[StaffMember]:
    """Who of a unit may be made deputy."""
    query = select(StaffMember).where(
        StaffMember.unit == unit, StaffMember.role == Role.OFFICER, StaffMember.revoked_at.is_(None)
    )
    return list(session.scalars(query.order_by(StaffMember.id)))


def may_sign(work: Work, case: Case, who: Actor) -> bool:
    """A head signs all of the unit's answers; others none that data/signing.yml keeps for the head."""
    return workflow.may_sign(history.standing(case, work.rules), who)


def check_signature(work: Work, case: Case, who: Actor) -> None:
    """Raises HeadMustSign."""
    if not may_sign(work, case, who):
        raise HeadMustSign(ref=case.ref)


def show(work: Work, case: Case, who: Actor) -> None:
    """The case tells from when to when this deputy acts for its head; once for each delegation."""
    told = {event.data.get("delegation") for event in case.events if event.kind is EventKind.DELEGATED}
    row = work.session.get(Delegation, who.delegation)
    if row is None or row.id in told:
        return
    days = {"begins": row.begins.isoformat(), "ends": row.ends.isoformat()}
    history.append(work.session, case, EventKind.DELEGATED, who, work.now, delegation=row.id, **days)


def shown(session: Session, delegation_id: int | None) -> dict[str, str] | None:
    """The days of a delegation, as what was signed under it shows them: {"begins", "ends"} in ISO."""
    row = session.get(Delegation, delegation_id) if delegation_id else None
    return {"begins": row.begins.isoformat(), "ends": row.ends.isoformat()} if row else None
