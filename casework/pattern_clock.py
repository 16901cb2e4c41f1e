"""What time alone does about patterns: finds new ones once a day, reminds, climbs, and checks on the day set.

Each step asks the database what is due and not done: it may run late, twice, or on two machines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from casework import patterns, voices
from casework.records import Case, CaseEvent, Fact, PatternCase
from casework.rules import deadlines
from casework.rules.patterns import Evidence, Spot, has_fallen, spots, stands_out
from casework.terms import (
    SYSTEM,
    EventKind,
    PatternEventKind,
    PatternKind,
    PatternMove,
    PatternState,
)
from casework.work import Work

LOOKED = "patterns.looked"
LOOP_SINCE = timedelta(days=28)
KNOCKS = frozenset({PatternEventKind.REMINDED, PatternEventKind.ESCALATED})
LOCK = "SELECT pg_advisory_xact_lock(hashtext('patterns'))"


def find_new(work: Work) -> int:
    """Open what the days up to yesterday show, once a day; how many were opened."""
    work.session.execute(text(LOCK))
    looked = work.session.get(Fact, LOOKED, populate_existing=True)
    if looked is not None and str(looked.value) >= work.today.isoformat():
        return 0
    statement = insert(Fact).values(name=LOOKED, value=work.today.isoformat())
    work.session.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    )
    return _from_reports(work) + _from_loops(work)


def due_ids(work: Work) -> list[int]:
    """Patterns on which time may act."""
    query = select(PatternCase.id).where(PatternCase.state != PatternState.CLOSED).order_by(PatternCase.id)
    return list(work.session.scalars(query))


def run_one(work: Work, pattern_id: int) -> list[str]:
    """What is due for one pattern at this moment; the names of what was done."""
    row = work.session.get(PatternCase, pattern_id, with_for_update=True)
    if row is None:
        return []
    acts = {"pattern_knock": _climb, "pattern_check": _check}
    return [name for name, act in acts.items() if act(work, row)]


def _from_reports(work: Work) -> int:
    rules = work.rules.patterns
    found = voices.count(work, rules.pattern, work.today)
    units = {unit.code: unit.kind for unit in work.rules.directory.units()}
    sizes: dict[str, int] = {}
    for kind in units.values():
        sizes[kind] = sizes.get(kind, 0) + 1
    fresh = [spot for spot in spots(found, units, sizes, rules.pattern) if not _known(work, spot)]
    days = rules.pattern.window(work.today - timedelta(days=1))
    for spot in fresh:
        cases = voices.cases_between(work, spot.unit, spot.category, days)
        patterns.open_pattern(work, patterns.from_spot(spot, cases))
    return len(fresh)


def _known(work: Work, spot: Spot) -> bool:
    """It is on a desk already, or ended less than a window ago: the same reports would open it again."""
    since = work.now - timedelta(weeks=work.rules.patterns.pattern.weeks)
    query = select(func.count(PatternCase.id)).where(
        PatternCase.kind == PatternKind.REPORTS,
        PatternCase.unit == spot.unit,
        PatternCase.category == spot.category,
        PatternCase.closed_at.is_(None) | (PatternCase.closed_at > since),
    )
    return bool(work.session.scalar(query))


def _from_loops(work: Work) -> int:
    """What was ruled to have gone in a circle is one task: its units mend how they work together."""
    opened = 0
    for event, case in _loops(work, work.now - LOOP_SINCE, work.now):
        lead, *others = dict.fromkeys(event.data["loop"])
        if not _coordinated(work, {lead, *others}, event.at):
            found = patterns.Finding(PatternKind.COORDINATION, lead, tuple(others), None, 1, {}, (case.id,))
            patterns.open_pattern(work, found)
            opened += 1
    return opened


def _loops(work: Work, since: datetime, until: datetime) -> Iterator[tuple[CaseEvent, Case]]:
    """Rulings that found a loop. Restricted cases are no unit's to mend; from its units none is kept."""
    query = (
        select(CaseEvent, Case)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.kind == EventKind.TRANSFER_RULED, CaseEvent.data.has_key("loop"))
        .where(CaseEvent.at >= since, CaseEvent.at < until, Case.restricted.is_(False))
        .order_by(CaseEvent.id)
    )
    found = work.session.execute(query)
    return ((event, case) for event, case in found if not {*event.data["loop"]} & {*case.hidden_from})


def _coordinated(work: Work, units: set[str], at: datetime) -> bool:
    """Whether these units have the task already, or were given it because of this loop or a later one."""
    query = select(PatternCase).where(PatternCase.kind == PatternKind.COORDINATION)
    same = [row for row in work.session.scalars(query) if {row.unit, *row.others} == units]
    return any(row.closed_at is None or row.opened_at >= at for row in same)


def _climb(work: Work, row: PatternCase) -> bool:
    """The highest rung of the running deadline that has come and was not taken."""
    if row.due_at is None:
        return False
    clock = _clock(row)
    done = {event.data.get("step") for event in row.events if event.seq > clock}
    come = [rung for rung in _ladder(work, row, row.due_at) if rung[1] <= work.now]
    if not come or come[-1][0] in done:
        return False
    name, _, units = come[-1]
    kind = PatternEventKind.REMINDED if name == "remind" else PatternEventKind.ESCALATED
    event = patterns.append(work, row, kind, SYSTEM, step=name, owed_by=units[0])
    patterns.tell(work, row, event, units)
    return True


def _clock(row: PatternCase) -> int:
    """Number of the event that set the running deadline."""
    return max(event.seq for event in row.events if event.kind not in KNOCKS)


def _ladder(work: Work, row: PatternCase, due: datetime) -> list[tuple[str, datetime, tuple[str, ...]]]:
    rules, calendar = work.rules.patterns, work.rules.calendar
    arbiter = patterns.arbiter(work, row)
    owed_by = arbiter if row.state is PatternState.ANSWERED else row.owner
    begun = next(event.at for event in row.events if event.seq == _clock(row))
    early = deadlines.reminder_at(begun, due, rules.remind_percent, calendar)
    late = deadlines.closing_after(due, rules.escalation_days, calendar)
    return [
        ("remind", early, (owed_by,)),
        ("due", due, (owed_by, arbiter)),
        (f"+{rules.escalation_days}", late, (owed_by, arbiter, work.rules.routing.last_arbiter)),
    ]


def _check(work: Work, row: PatternCase) -> bool:
    """On its day: did fewer people report, beyond chance, and no more than the past explains?"""
    if row.state is not PatternState.WATCHED or row.check_on is None or work.today < row.check_on:
        return False
    weeks = timedelta(weeks=work.rules.patterns.pattern.weeks)
    days = (row.check_on - weeks, row.check_on - timedelta(days=1))
    after = CHECKS[row.kind](work, row, days)
    move = PatternMove.FALLEN if _has_ended(work, row, after) else PatternMove.NOT_FALLEN
    told = {"before": row.people, "after": after, "first": days[0].isoformat(), "last": days[1].isoformat()}
    patterns.move(work, row.id, move, SYSTEM, **told)
    return True


def _has_ended(work: Work, row: PatternCase, after: int) -> bool:
    if row.kind is PatternKind.COORDINATION:
        return after == 0
    rules = work.rules.patterns
    names = {field.name for field in fields(Evidence)}
    evidence = Evidence(**{name: row.evidence[name] for name in names} | {"people": after})
    return has_fallen(row.people, after, rules.fallen_chance) and not stands_out(evidence, rules.pattern)


def _people_after(work: Work, row: PatternCase, days: tuple[date, date]) -> int:
    return voices.people_between(work, row.unit, str(row.category), days)


def _loops_after(work: Work, row: PatternCase, days: tuple[date, date]) -> int:
    since, until = voices.midnight(days[0]), voices.midnight(days[1] + timedelta(days=1))
    units = {row.unit, *row.others}
    return sum(set(event.data["loop"]) == units for event, _ in _loops(work, since, until))


CHECKS = {PatternKind.REPORTS: _people_after, PatternKind.COORDINATION: _loops_after}
