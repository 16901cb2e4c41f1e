"""The morning message: once on a working day, to members who wish it, before the first desk opens."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select

from casework import notices, queries
from casework.records import Case, StaffMember
from casework.rules import deadlines
from casework.rules.worktime import is_working_day
from casework.terms import Role
from casework.work import House, Work

KIND = "staff_morning"
BEGINS, ENDS = time(7, 15), time(12)  # after noon it is no morning message any more


def run_due(house: House) -> int:
    """Queue today's messages if it is time; returns how many were new. Safe to run twice."""
    with house.work() as work:
        now = deadlines.in_vietnam(work.now)
        if not is_working_day(now.date(), work.rules.calendar) or not BEGINS <= now.time() < ENDS:
            return 0
        return sum(_queue(work, member) for member in _readers(work))


def _queue(work: Work, member: StaffMember) -> bool:
    once = f"morning:{work.today.isoformat()}:staff:{member.id}"
    message = notices.Message(str(member.pseudonym), KIND, {}, staff_id=member.id, once=once)
    return notices.queue(work.session, message, work.now) is not None


def _readers(work: Work) -> list[StaffMember]:
    """Who wishes it, and supervisors who are not told of each case."""
    digest = (StaffMember.role == Role.SUPERVISOR) & StaffMember.each_case.is_(False)
    query = select(StaffMember).where(
        StaffMember.revoked_at.is_(None), StaffMember.pseudonym.is_not(None), or_(StaffMember.morning, digest)
    )
    return list(work.session.scalars(query.order_by(StaffMember.id)))


def filed_since_last(work: Work, member: StaffMember) -> list[Case]:
    """What was filed since the morning of the working day before, as far as this member may see it."""
    since = datetime.combine(_working_day_before(work), BEGINS, deadlines.HERE)
    query = select(Case).where(Case.received_at >= since).order_by(Case.id)
    return [case for case in work.session.scalars(query) if queries.visible(member, case, work.rules)]


def _working_day_before(work: Work) -> date:
    day = work.today - timedelta(days=1)
    while not is_working_day(day, work.rules.calendar):
        day -= timedelta(days=1)
    return day
