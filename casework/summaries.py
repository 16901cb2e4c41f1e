"""The weekly summary: which are due, the figures frozen once, whom they are for. Words are made elsewhere.

Figures are those of the cut-off, the end of the week: made again later, from the same events, they are the
same; and what was frozen is never made again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from casework import commitments
from casework.notices import HEADS, Message, queue
from casework.records import Case, Conversation, Fact, Notice, StaffMember, WeeklySummary
from casework.rules import deadlines
from casework.rules.figures import (
    Frame,
    FutureWeek,
    Reader,
    Summary,
    Week,
    WeekFigures,
    parse_week,
    week_of,
    weekly,
)
from casework.rules.figures_follow import Follow
from casework.rules.figures_frame import USUAL_WEEKS
from casework.rules.figures_json import from_json, to_json
from casework.rules.patterns import Surroundings
from casework.summary_facts import facts
from casework.terms import Channel, Role
from casework.work import Work

__all__ = [
    "FILES",
    "TEXT",
    "due_weeks",
    "ensure_week",
    "ensure_weeks",
    "follow",
    "mark_sent",
    "newest",
    "parse_week",
    "readers_of",
    "tell",
    "tell_files",
    "week_of",
    "without_files",
]

SENT = "weekly.sent"
TEXT, FILES = "staff.weekly", "staff.weekly_files"
CHAIRMAN = "UBND"
CATCH_UP_WEEKS = 4
FILES_WITHIN = timedelta(days=7)


def due_weeks(work: Work) -> list[Week]:
    """Weeks whose summaries are to be sent now and were not yet, the oldest first.

    A week is due at 07:30 of the Monday after it, or of the next working day. After a time without the
    program up to CATCH_UP_WEEKS are caught up with; a house that never sent one begins with the last week,
    if anybody was here by then.
    """
    newest = week_of(work.today).later(-1)
    while work.now < deadlines.opening_from(newest.later(1).monday, work.rules.calendar):
        newest = newest.later(-1)
    sent = work.session.get(Fact, SENT)
    first = parse_week(str(sent.value)).later(1) if sent else newest
    first = max(first, newest.later(1 - CATCH_UP_WEEKS))
    weeks = [first.later(n) for n in range((newest.monday - first.monday).days // 7 + 1)]
    begun = _begun(work.session)
    return [week for week in weeks if begun is not None and begun < week.end]


def _begun(session: Session) -> datetime | None:
    """When the first case came in or the first member of staff joined."""
    moments = [session.scalar(select(func.min(each))) for each in (Case.received_at, StaffMember.joined_at)]
    return min((moment for moment in moments if moment is not None), default=None)


def mark_sent(work: Work, week: Week) -> None:
    """This week needs no more sending; never goes back to an older week."""
    statement = insert(Fact).values(name=SENT, value=week.name)
    newer = func.greatest(Fact.value, statement.excluded.value)
    work.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": newer}))


def ensure_week(work: Work, week: Week, unit: str) -> WeekFigures:
    """The figures of one unit; see ensure_weeks. Raises directory.UnknownUnit, FutureWeek."""
    work.rules.directory.unit(unit)
    return ensure_weeks(work, week, [unit])[unit].figures


def ensure_weeks(
    work: Work, week: Week, units: Collection[str] | None = None, *, with_rows: bool = False
) -> dict[str, Summary]:
    """The summaries of a week by unit code; None: of every unit with cases or staff, and of the city.

    A finished week is frozen the first time and comes out the same ever after; of the present week the
    figures stand as of now and are not kept. Rows are never kept: their reader sees what may be seen now.
    Raises FutureWeek for a week that has not begun.
    """
    if work.now < week.start:
        raise FutureWeek(week=week.name, starts=week.monday)
    kept = _kept(work.session, week)
    wanted = set(units) if units is not None else _addressees(work, kept)
    if wanted <= kept.keys() and not with_rows:
        return {unit: Summary(figures) for unit, figures in kept.items() if units is None or unit in wanted}
    made = _made(work, week, wanted, only=wanted <= kept.keys(), with_rows=with_rows)
    asked = made if units is None else {unit: made[unit] for unit in wanted}
    if work.now >= week.end:
        _freeze(work, [each.figures for unit, each in asked.items() if unit not in kept])
        kept = _kept(work.session, week)
    return {unit: Summary(kept.get(unit, it.figures), it.rows) for unit, it in sorted(asked.items())}


def follow(work: Work, figures: WeekFigures) -> Follow:
    """What a summary says of the commitments on the one before."""
    before = _kept(work.session, figures.week.later(-1)).get(figures.unit)
    return commitments.follow(work, figures, before.counts if before else None)


def newest(work: Work, unit: str) -> WeekFigures | None:
    """The last frozen summary of a unit."""
    query = select(WeeklySummary).where(WeeklySummary.unit == unit).order_by(WeeklySummary.week.desc())
    row = work.session.scalars(query.limit(1)).first()
    return from_json(row.figures) if row else None


def readers_of(session: Session, unit: str) -> list[StaffMember]:
    """Who gets the summary of a unit: the active members who answer for it and can be told."""
    query = select(StaffMember).where(
        StaffMember.unit == unit,
        StaffMember.role.in_(HEADS),
        StaffMember.revoked_at.is_(None),
        StaffMember.pseudonym.is_not(None),
    )
    return list(session.scalars(query.order_by(StaffMember.id)))


def tell(work: Work, week: Week, member: StaffMember, body: dict[str, Any]) -> int | None:
    """Queue the summary for one member, once for ever, not in the quiet hours; None when it was before."""
    return _queue(work, member, TEXT, body, once=f"weekly:{week.name}:staff:{member.id}")


def tell_files(work: Work, week: Week, member: StaffMember, body: dict[str, Any]) -> int | None:
    """Queue the files of a summary behind its text, in the same way."""
    return _queue(work, member, FILES, body, once=f"weekly-files:{week.name}:staff:{member.id}")


def without_files(work: Work) -> list[tuple[Notice, StaffMember]]:
    """Summaries told lately to members who are on Telegram and still of that unit, without their files."""
    files = aliased(Notice)
    followed = files.once == func.replace(Notice.once, "weekly:", "weekly-files:")
    query = (
        select(Notice, StaffMember)
        .join(StaffMember, StaffMember.id == Notice.staff_id)
        .join(Conversation, Conversation.pseudonym == Notice.recipient)
        .where(
            Notice.kind == TEXT,
            Notice.created_at > work.now - FILES_WITHIN,
            Conversation.channel == Channel.TELEGRAM,
            StaffMember.revoked_at.is_(None),
            ~select(files.id).where(followed).exists(),
        )
        .order_by(Notice.id)
    )
    rows = [(row[0], row[1]) for row in work.session.execute(query)]
    return [(notice, member) for notice, member in rows if notice.body["report"]["unit"] == member.unit]


def _queue(work: Work, member: StaffMember, kind: str, body: dict[str, Any], *, once: str) -> int | None:
    message = Message(str(member.pseudonym), kind, body, staff_id=member.id, once=once)
    return queue(work.session, message, work.now, deadlines.tellable_at(work.now, work.rules.clocks.quiet))


def _made(
    work: Work, week: Week, units: Collection[str], *, only: bool, with_rows: bool
) -> dict[str, Summary]:
    """`only`: figures are frozen already, so that of single units no case of another one need be read."""
    frame = _frame(work, week, with_rows=with_rows)
    alone = only and not {reader.unit for reader in _city(work)} & set(units)
    cases = facts(
        work.session,
        work.rules,
        week.later(-USUAL_WEEKS).start,
        frame.cut_off,
        units=units if alone else None,
    )
    return weekly(cases, frame, _readers(work, units))


def _city(work: Work) -> tuple[Reader, Reader]:
    """Who reads about the whole city: Sở Nội vụ as arbiter, and the chairman."""
    return Reader(work.rules.routing.arbiter, Role.SUPERVISOR, city=True), Reader(
        "UBND", Role.LEADER, city=True
    )


def _readers(work: Work, units: Collection[str]) -> list[Reader]:
    city = {reader.unit: reader for reader in _city(work)}
    return [city.get(unit) or Reader(unit) for unit in sorted(city.keys() | set(units))]


def _addressees(work: Work, kept: Mapping[str, WeekFigures]) -> set[str]:
    """Every unit with staff, the readers about the city, and units with cases as far as they are known."""
    query = select(StaffMember.unit).where(StaffMember.revoked_at.is_(None), StaffMember.role != Role.ADMIN)
    with_cases = kept[CHAIRMAN].units if CHAIRMAN in kept else ()
    return {*work.session.scalars(query.distinct()), *with_cases, *(reader.unit for reader in _city(work))}


def _frame(work: Work, week: Week, *, with_rows: bool) -> Frame:
    first = work.session.scalar(select(func.min(Case.received_at)))
    answers = work.rules.clocks.answers
    kinds = {unit.code: unit.kind for unit in work.rules.directory.units()}
    return Frame(
        week=week,
        cut_off=min(work.now, week.end),
        calendar=work.rules.calendar,
        praise=frozenset(category for category, days in answers.items() if days is None),
        since=deadlines.in_vietnam(first).date() if first else None,
        with_rows=with_rows,
        around=Surroundings.of(work.rules.patterns.hot_spot, kinds),
    )


def _kept(session: Session, week: Week) -> dict[str, WeekFigures]:
    query = select(WeeklySummary).where(WeeklySummary.week == week.name).order_by(WeeklySummary.unit)
    return {row.unit: from_json(row.figures) for row in session.scalars(query)}


def _freeze(work: Work, every: Sequence[WeekFigures]) -> None:
    """Of two that freeze the same week the first one wins."""
    rows = [
        {"unit": each.unit, "week": each.week.name, "figures": to_json(each), "created_at": work.now}
        for each in every
    ]
    if rows:
        work.session.execute(insert(WeeklySummary).values(rows).on_conflict_do_nothing())
