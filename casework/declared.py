"""A holiday declared later: running deadlines are counted again, each with an event its citizen is told of.

The database remembers the calendar that its deadlines were counted with; a process that was started with
another one catches up, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from casework import history, notices
from casework.records import Case, Fact
from casework.rules import deadlines
from casework.rules.deadlines import Calendar
from casework.terms import SYSTEM, UNANSWERED_STATES, EventKind
from casework.work import Work

CALENDAR = "calendar"  # the fact: {"off": [ISO], "on": [ISO]}


def catch_up(work: Work) -> int:
    """Count open deadlines again if the calendar is another than they were counted with; how many moved."""
    known = _written(work.rules.calendar)
    work.session.execute(insert(Fact).values(name=CALENDAR, value=known).on_conflict_do_nothing())
    fact = work.session.get_one(Fact, CALENDAR, with_for_update=True, populate_existing=True)
    if fact.value == known:
        return 0
    before = _read(fact.value, work.rules.calendar)
    fact.value = known
    owed = select(Case).where(Case.state.in_(UNANSWERED_STATES)).order_by(Case.id).with_for_update()
    return sum(_count_again(work, case, before) for case in work.session.scalars(owed))


def _written(calendar: Calendar) -> dict[str, list[str]]:
    days = {"off": calendar.holidays, "on": calendar.workdays}
    return {name: sorted(day.isoformat() for day in some) for name, some in days.items()}


def _read(value: Mapping[str, Any], calendar: Calendar) -> Calendar:
    off, on = (frozenset(date.fromisoformat(day) for day in value[name]) for name in ("off", "on"))
    return replace(calendar, holidays=off, workdays=on)


def _count_again(work: Work, case: Case, before: Calendar) -> bool:
    """Only what is still running; a new working day brings nothing forward."""
    clock = "second_due_at" if case.second_due_at else "due_at"
    due: datetime | None = getattr(case, clock)
    if due is None or due <= work.now:
        return False
    start = history.clock_start(case)
    days = work.rules.clocks.answer_days(case.category, restricted=case.restricted) or 1
    if due == work.due_after(start, days) != deadlines.due_at(start, days, before):
        return False  # filed since the calendar was changed: counted with it already
    after = deadlines.recomputed(start, days, before, work.rules.calendar, due=due)
    if after == due:
        return False
    setattr(case, clock, after)
    told = {"why": "holiday", "clock": clock, "from": due.isoformat(), "to": after.isoformat()}
    event = history.append(work.session, case, EventKind.DEADLINE_MOVED, SYSTEM, work.now, **told)
    notices.tell_citizen(work, case, "citizen.deadline_moved", event)
    notices.tell_or_report(work, case, "staff.deadline_moved", event, unit=case.accountable)
    return True
