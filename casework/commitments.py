"""What heads do with the weekly summary: take note, commit themselves, say later whether it was kept.

Everything is told as of a cut-off, so that a summary made again says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from casework import delegations
from casework.records import Commitment, Notice, StaffMember, WeeklyAcknowledgement
from casework.rules.figures import Counts, Week, WeekFigures
from casework.rules.figures_follow import Commitments, Follow, Kept, shares, trend
from casework.terms import Incomplete, NotVisible, Role
from casework.work import Work

LONGEST = timedelta(days=92)
MAY_COMMIT = frozenset({Role.HEAD, Role.LEADER})


@dataclass(frozen=True)
class Standing:
    """What was said to the summary of a week: noted, committed; and the commitment of the week before."""

    noted: bool
    made: Commitment | None
    last: Commitment | None


def acknowledge(work: Work, member: StaffMember, week: Week) -> None:
    """The head, or who acts for them, has taken note; a second tap changes nothing. Raises NotVisible."""
    _check(work, member, week)
    row = {"unit": member.unit, "week": week.name, "staff_id": member.id, "at": work.now}
    work.session.execute(insert(WeeklyAcknowledgement).values(row).on_conflict_do_nothing())


def commit(work: Work, member: StaffMember, week: Week, *, text: str, due_on: date) -> Commitment:
    """What will be done and by when; a later word on the same week takes its place. It also takes note."""
    acknowledge(work, member, week)
    if not text.strip():
        raise Incomplete(what="text")
    if not work.today <= due_on <= work.today + LONGEST:
        raise Incomplete(what="due_on")
    row = Commitment(
        unit=member.unit,
        week=week.name,
        staff_id=member.id,
        text=text.strip()[:1000],
        due_on=due_on,
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def report(
    work: Work, member: StaffMember, number: int, *, kept: bool, reason: str | None = None
) -> Commitment:
    """The head's own word on a commitment; when not kept, why. Raises NotVisible, Incomplete."""
    row = work.session.get(Commitment, number, with_for_update=True)
    if row is None or row.unit != member.unit or not may_commit(work, member):
        raise NotVisible(ref=str(number))
    if not kept and not (reason or "").strip():
        raise Incomplete(what="reason")
    row.kept, row.said_at = kept, work.now
    row.reason = None if kept else str(reason).strip()[:1000]
    return row


def may_commit(work: Work, member: StaffMember) -> bool:
    """Whether this member speaks for the unit: its head, or a deputy on the days of the delegation."""
    return delegations.actor(work, member).party in MAY_COMMIT


def standing(work: Work, unit: str, week: Week) -> Standing:
    """What a unit has said to the summary of a week by now."""
    soon = work.now + timedelta(seconds=1)
    return Standing(
        noted=work.session.get(WeeklyAcknowledgement, (unit, week.name)) is not None,
        made=next(iter(_made(work, week, soon, unit)), None),
        last=next(iter(_made(work, week.later(-1), soon, unit)), None),
    )


def follow(work: Work, figures: WeekFigures, before: Counts | None) -> Follow:
    """What the summary says of the one before, as of its cut-off; `before`: its numbers."""
    last, until = figures.week.later(-1), figures.cut_off
    if figures.city:
        return Follow(commitments=_of_all(work, last, until), unacknowledged=_silent(work, last, until))
    row = next(iter(_made(work, last, until, figures.unit)), None)
    return Follow(commitment=_kept(row, figures.counts, before, until) if row else None)


def _kept(row: Commitment, now: Counts, before: Counts | None, until: datetime) -> Kept:
    said = row.said_at is not None and row.said_at < until
    return Kept(
        number=row.id,
        text=row.text,
        due_on=row.due_on,
        kept=row.kept if said else None,
        reason=row.reason if said else None,
        overdue=(before.overdue, now.overdue) if before else None,
        on_time=shares(before, now) if before else None,
        trend=trend(before, now) if before else None,
    )


def _of_all(work: Work, week: Week, until: datetime) -> Commitments | None:
    rows = _made(work, week, until)
    said = [row.kept for row in rows if row.said_at is not None and row.said_at < until]
    return Commitments(len(rows), said.count(True), said.count(False)) if rows else None


def _made(work: Work, week: Week, until: datetime, unit: str | None = None) -> list[Commitment]:
    """The last commitment of each unit on the summary of a week."""
    newest = select(func.max(Commitment.id)).where(Commitment.week == week.name, Commitment.made_at < until)
    if unit is not None:
        newest = newest.where(Commitment.unit == unit)
    query = select(Commitment).where(Commitment.id.in_(newest.group_by(Commitment.unit)))
    return list(work.session.scalars(query.order_by(Commitment.unit)))


def _silent(work: Work, week: Week, until: datetime) -> tuple[str, ...]:
    """Units whose head was told of a week and did not acknowledge it."""
    told = (
        select(StaffMember.unit)
        .join(Notice, Notice.staff_id == StaffMember.id)
        .where(
            Notice.kind == "staff.weekly",
            Notice.once == func.concat(f"weekly:{week.name}:staff:", StaffMember.id),
        )
        .where(StaffMember.role == Role.HEAD, StaffMember.revoked_at.is_(None))
    )
    noted = select(WeeklyAcknowledgement.unit).where(
        WeeklyAcknowledgement.week == week.name, WeeklyAcknowledgement.at < until
    )
    return tuple(sorted(set(work.session.scalars(told)) - set(work.session.scalars(noted))))


def _check(work: Work, member: StaffMember, week: Week) -> None:
    if not may_commit(work, member) or work.now < week.start:
        raise NotVisible(ref=week.name)
