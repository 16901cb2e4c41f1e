"""Handing in: after a period every unit owes its report; asked for, reminded, late ones listed (PRODUCT 7).

The directive wants it every half year, as part of the report of the half or of the whole year: in June for
the first half, in December for the year. What is due is found by looking: a time without the program only
delays it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from casework.notices import Message, members_of, queue
from casework.records import Case, HandIn, StaffMember
from casework.rules import deadlines
from casework.rules.period import Period
from casework.terms import CaseworkError, Role
from casework.work import Work

NOTICE = "staff_reply"
HEADS_OF_UNITS = frozenset({Role.HEAD})
WITHIN = timedelta(days=60)
SOON, DUE = "soon", "due"


class NotAsked(CaseworkError):
    """This unit owes no report for the `period`."""

    key = "reports.error.not_asked"


class OnlyTheHead(CaseworkError):
    """A report is handed in by the head."""

    key = "reports.error.only_the_head"


@dataclass(frozen=True)
class Progress:
    """Of one period: how many units were asked, which have handed in, and which are late by now."""

    asked: int
    handed: int
    late: tuple[str, ...]


def ended(work: Work) -> list[Period]:
    """Periods that ended lately and are to be frozen: none before anybody was here."""
    periods = work.rules.reporting.ended(work.today)
    begun = _begun(work)
    return [
        period
        for period in periods
        if begun is not None and begun < period.end and work.now < period.end + WITHIN
    ]


def _begun(work: Work) -> datetime | None:
    moments = [
        work.session.scalar(select(func.min(each))) for each in (Case.received_at, StaffMember.joined_at)
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def ask(work: Work, period: Period) -> list[HandIn]:
    """Ask every unit with a head for its report, once; from opening time of the first working day on."""
    if work.now < deadlines.opening_from(period.end.date(), work.rules.calendar):
        return []
    query = select(StaffMember.unit).where(
        StaffMember.role.in_(HEADS_OF_UNITS), StaffMember.revoked_at.is_(None)
    )
    due_at = work.due_after(work.now, work.rules.reporting.hand_in_days)
    rows = [
        {"unit": unit, "period": period.name, "asked_at": work.now, "due_at": due_at}
        for unit in sorted(work.session.scalars(query.distinct()))
    ]
    known = {row.unit for row in of_period(work, period)}
    new = [row for row in rows if row["unit"] not in known and not known]
    if new:
        work.session.execute(insert(HandIn).values(new).on_conflict_do_nothing())
    return [row for row in of_period(work, period) if row.unit not in known]


def of_period(work: Work, period: Period) -> Sequence[HandIn]:
    """Every report that was asked for."""
    query = select(HandIn).where(HandIn.period == period.name).order_by(HandIn.unit)
    return list(work.session.scalars(query))


def missing(work: Work, period: Period) -> list[HandIn]:
    """Those not handed in yet."""
    return [row for row in of_period(work, period) if row.handed_at is None]


def rung(work: Work, row: HandIn) -> str | None:
    """How urgent a missing report is: soon, due, +1, +3 … working days; None while there is time."""
    reporting, calendar = work.rules.reporting, work.rules.calendar
    later = deadlines.escalations_at(row.due_at, reporting.hand_in_escalation_days, calendar)
    reached = {f"+{days}": at for days, at in zip(reporting.hand_in_escalation_days, later, strict=True)}
    for name, at in reversed([(DUE, row.due_at), *reached.items()]):
        if work.now >= at:
            return name
    due_on = deadlines.in_vietnam(row.due_at).date()
    left = deadlines.working_days_between(work.today, due_on, calendar)
    return SOON if left <= reporting.hand_in_reminder_days else None


def hand_in(work: Work, member: StaffMember, period: Period) -> HandIn:
    """The head says that the unit's report is signed and sent; a second tap changes nothing.

    Raises OnlyTheHead, NotAsked.
    """
    if member.role not in HEADS_OF_UNITS or member.revoked_at is not None:
        raise OnlyTheHead
    return record(work, member.unit, period, member)


def record(work: Work, unit: str, period: Period, member: StaffMember | None = None) -> HandIn:
    """Note that a unit's report has come, by its head or on paper; raises NotAsked."""
    row = work.session.scalar(
        select(HandIn).where(HandIn.unit == unit, HandIn.period == period.name).with_for_update()
    )
    if row is None:
        raise NotAsked(period=period.name)
    if row.handed_at is None:
        row.handed_at, row.staff_id = work.now, member.id if member else None
    return row


def progress(work: Work, period: Period) -> Progress:
    """How far the units have come at this moment."""
    rows = of_period(work, period)
    late = tuple(row.unit for row in rows if row.handed_at is None and row.due_at < work.now)
    return Progress(len(rows), sum(row.handed_at is not None for row in rows), late)


def tell(work: Work, unit: str, period: Period, *, step: str, body: dict[str, Any]) -> int:
    """Queue a message to everyone who answers for a unit, once for each step, not at night; how many were."""
    later = deadlines.tellable_at(work.now, work.rules.clocks.quiet)
    queued = 0
    for member in members_of(work.session, unit):
        once = f"report:{period.name}:{step}:staff:{member.id}"
        message = Message(str(member.pseudonym), NOTICE, body, staff_id=member.id, once=once)
        queued += queue(work.session, message, work.now, later) is not None
    return queued
