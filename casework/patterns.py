"""Pattern cases: opened by the test or by a loop, answered by the head, accepted by Sở Nội vụ, then watched.

Every change leaves an event and tells those whom it concerns; what time does is in casework.pattern_clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from casework import delegations, notices, queries
from casework.notices import Message
from casework.records import Case, PatternCase, PatternEvent, PatternText, StaffMember
from casework.rules import deadlines
from casework.rules.pattern_flow import Standing, moves_open_to, step
from casework.rules.patterns import Spot
from casework.terms import (
    SYSTEM,
    Actor,
    Incomplete,
    NotVisible,
    PatternEventKind,
    PatternKind,
    PatternMove,
    PatternState,
    Role,
)
from casework.work import Work

NOTICE = "staff.pattern"
READERS = frozenset({Role.HEAD, Role.OFFICER, Role.SUPERVISOR, Role.LEADER})
LONGEST_TEXT = 4000

K, M, S = PatternEventKind, PatternMove, PatternState
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """What a pattern is opened on: the units, the label, how many, and the reports behind it."""

    kind: PatternKind
    unit: str
    others: tuple[str, ...]
    category: str | None
    people: int
    evidence: dict[str, Any]
    cases: tuple[int, ...]


def from_spot(spot: Spot, cases: Iterable[int]) -> Finding:
    """A finding of the test."""
    evidence = {**asdict(spot.evidence), "expected": spot.expected, "chance": spot.chance}
    people = spot.evidence.people
    return Finding(PatternKind.REPORTS, spot.unit, (), spot.category, people, evidence, tuple(cases))


def open_pattern(work: Work, found: Finding) -> PatternCase:
    """A new pattern on the desk of the head where it was found; Sở Nội vụ and who shares it know."""
    row = PatternCase(
        kind=found.kind,
        state=S.OPEN,
        unit=found.unit,
        owner=found.unit,
        others=list(found.others),
        category=found.category,
        people=found.people,
        evidence=found.evidence,
        cases=list(found.cases),
        opened_at=work.now,
        due_at=work.due_after(work.now, work.rules.patterns.answer_days),
    )
    work.session.add(row)
    work.session.flush()
    event = append(work, row, K.OPENED, SYSTEM, people=found.people, due_at=_iso(row))
    tell(work, row, event, (row.owner, *row.others, arbiter(work, row)))
    return row


def move(work: Work, pattern_id: int, kind: PatternMove, actor: Actor, **given: Any) -> PatternCase:
    """Make one move; raises NotVisible, PatternNotAllowed, Incomplete."""
    row = work.session.get(PatternCase, pattern_id, with_for_update=True)
    if row is None:
        raise NotVisible(ref=str(pattern_id))
    to = step(standing(work, row), kind, actor).to
    event_kind, effect = EFFECTS[kind]
    data = effect(work, row, given)
    row.state = to
    event = append(work, row, event_kind, actor, **data, due_at=_iso(row))
    tell(work, row, event, (row.unit, row.owner, *row.others, arbiter(work, row)))
    return row


def append(work: Work, row: PatternCase, kind: PatternEventKind, actor: Actor, **data: Any) -> PatternEvent:
    """Add one line to its history."""
    event = PatternEvent(
        seq=len(row.events) + 1,
        kind=kind,
        at=work.now,
        party=actor.party.value,
        unit=actor.unit,
        staff_id=actor.staff_id,
        data={name: value for name, value in data.items() if value is not None},
    )
    row.events.append(event)
    work.session.flush()
    return event


def tell(work: Work, row: PatternCase, event: PatternEvent, units: Iterable[str]) -> None:
    """Tell who answers for these units, not at night; one with nobody is reported one level up."""
    for unit in dict.fromkeys(units):
        if _tell_unit(work, row, event, unit):
            continue
        gap = append(work, row, K.ESCALATED, SYSTEM, step="nobody", to=unit)
        above = (arbiter(work, row), work.rules.routing.last_arbiter)
        any(_tell_unit(work, row, gap, higher) for higher in above if higher != unit)


def _tell_unit(work: Work, row: PatternCase, event: PatternEvent, unit: str) -> bool:
    members = notices.answering_for(work, unit)
    later = deadlines.tellable_at(work.now, work.rules.clocks.quiet)
    for member in members:
        body = {"pattern": row.id, "event": event.id}
        once = f"pattern:{event.id}:staff:{member.id}"
        message = Message(str(member.pseudonym), NOTICE, body, staff_id=member.id, once=once)
        notices.queue(work.session, message, work.now, later)
    return bool(members)


def arbiter(work: Work, row: PatternCase) -> str:
    """Who accepts an answer or sends it back: never a body that has to give one."""
    return work.rules.arbiter_of({row.unit, row.owner})


def standing(work: Work, row: PatternCase) -> Standing:
    """What the table of moves looks at."""
    return Standing(row.state, row.owner, arbiter(work, row))


def moves_of(work: Work, row: PatternCase, member: StaffMember) -> list[PatternMove]:
    """What this member may do about it now."""
    return moves_open_to(standing(work, row), delegations.actor(work, member))


def visible(work: Work, row: PatternCase, member: StaffMember) -> bool:
    """Its units and the one that was asked, Sở Nội vụ, and the chairman; never an administrator."""
    if member.role not in READERS:
        return False
    units = {row.unit, row.owner, *row.others}
    above = {arbiter(work, row), work.rules.routing.arbiter, work.rules.routing.last_arbiter}
    return member.unit in units or (member.unit in above - units and member.role is not Role.OFFICER)


def find(work: Work, member: StaffMember, pattern_id: int) -> PatternCase:
    """The pattern if this member may see it; raises NotVisible in the same words whether or not it exists."""
    row = work.session.get(PatternCase, pattern_id)
    if row is None or not visible(work, row, member):
        raise NotVisible(ref=str(pattern_id))
    return row


def list_for(work: Work, member: StaffMember, *, limit: int = 100) -> list[PatternCase]:
    """Patterns that this member may see: those still open by deadline, then those that have ended."""
    unit = member.unit
    near = or_(
        PatternCase.unit == unit,
        PatternCase.owner == unit,
        PatternCase.others.contains([unit]),
    )
    query = select(PatternCase).order_by(
        PatternCase.closed_at.desc().nulls_first(), PatternCase.due_at, PatternCase.id
    )
    table = work.rules.routing
    if unit not in {table.arbiter, table.deputy_arbiter, table.last_arbiter}:
        query = query.where(near)
    return [row for row in work.session.scalars(query.limit(limit)) if visible(work, row, member)]


def overdue(work: Work, member: StaffMember) -> list[PatternCase]:
    """Those of them whose next move is owed since a day that is over, the longest first."""
    late = [row for row in list_for(work, member) if row.due_at is not None and row.due_at < work.now]
    return sorted(late, key=lambda row: (row.due_at or work.now, row.id))


def cases_of(work: Work, row: PatternCase, member: StaffMember) -> list[Case]:
    """The reports behind it, as far as this member may see each of them now."""
    found = work.session.scalars(select(Case).where(Case.id.in_(row.cases)).order_by(Case.id))
    return [case for case in found if queries.visible(member, case, work.rules)]


def text_of(work: Work, event: PatternEvent, name: str) -> str | None:
    """What was written with an event: cause, remedy or reason."""
    number = event.data.get(name)
    text = work.session.get(PatternText, number) if number else None
    return str(text.body) if text else None


def _answer(work: Work, row: PatternCase, given: Given) -> dict[str, Any]:
    texts = {name: _text(work, row, given, name) for name in ("cause", "remedy")}
    by = given.get("remedy_on")
    latest = work.today + timedelta(days=work.rules.patterns.remedy_within_days)
    if not isinstance(by, date) or not work.today <= by <= latest:
        raise Incomplete(what="remedy_on")
    row.remedy_on, row.due_at = by, work.due_after(work.now, work.rules.patterns.ruling_days)
    return {**texts, "remedy_on": by.isoformat()}


def _propose(work: Work, row: PatternCase, given: Given) -> dict[str, Any]:
    """Beyond the head's power: the body that has it gets the matter, with a clock of its own."""
    texts = {name: _text(work, row, given, name) for name in ("cause", "reason")}
    unit = next((each for each in work.rules.directory.units() if each.code == given.get("to")), None)
    if unit is None or not unit.ruled_by_city or unit.code in {row.unit, row.owner}:
        raise Incomplete(what="unit")
    row.owner, row.due_at = unit.code, work.due_after(work.now, work.rules.patterns.proposal_days)
    return {**texts, "to": unit.code}


def _uphold(work: Work, row: PatternCase, given: Given) -> dict[str, Any]:
    """Accepted: looked at again when a window as long as that of the finding has passed since the remedy."""
    start = max(row.remedy_on or work.today, work.today)
    row.check_on, row.due_at = start + timedelta(weeks=work.rules.patterns.pattern.weeks), None
    return {"from": start.isoformat(), "check_on": row.check_on.isoformat()}


def _send_back(work: Work, row: PatternCase, given: Given) -> dict[str, Any]:
    texts = {"reason": _text(work, row, given, "reason")}
    if row.state is S.PROPOSED:
        row.owner = row.unit
    return {**texts, **_begin_again(work, row)}


def _fallen(work: Work, row: PatternCase, given: Given) -> dict[str, Any]:
    row.closed_at, row.check_on = work.now, None
    return dict(given)


def _not_fallen(work: Work, row: PatternCase, given: Given) -> dict[str, Any]:
    return {**given, **_begin_again(work, row)}


def _begin_again(work: Work, row: PatternCase) -> dict[str, Any]:
    row.remedy_on, row.check_on = None, None
    row.due_at = work.due_after(work.now, work.rules.patterns.answer_days)
    return {}


def _text(work: Work, row: PatternCase, given: Given, name: str) -> int:
    said = str(given.get(name) or "").strip()
    if not said:
        raise Incomplete(what=name)
    text = PatternText(pattern_id=row.id, body=said[:LONGEST_TEXT])
    work.session.add(text)
    work.session.flush()
    return text.id


def _iso(row: PatternCase) -> str | None:
    return row.due_at.isoformat() if row.due_at else None


# What each move is called in the history, and what it changes; returns the facts of the event.
EFFECTS: dict[PatternMove, tuple[PatternEventKind, Callable[[Work, PatternCase, Given], dict[str, Any]]]] = {
    M.ANSWER: (K.ANSWERED, _answer),
    M.PROPOSE: (K.PROPOSED, _propose),
    M.UPHOLD: (K.UPHELD, _uphold),
    M.SEND_BACK: (K.SENT_BACK, _send_back),
    M.FALLEN: (K.FALLEN, _fallen),
    M.NOT_FALLEN: (K.NOT_FALLEN, _not_fallen),
}
