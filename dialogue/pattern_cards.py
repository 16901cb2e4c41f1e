"""What staff are told of patterns: what was found, who owes what until when, what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casework import patterns, staff
from casework.records import Notice, PatternCase, PatternEvent, StaffMember
from casework.terms import NotVisible, PatternEventKind, PatternKind, PatternMove, PatternState
from casework.work import Work
from dialogue.outgoing import Outgoing
from dialogue.reply import Line, Reply, button, line, reply
from dialogue.staff_words import spoken

CARD, LIST = "staff_pattern", "staff_patterns"
KINDS = frozenset({patterns.NOTICE, CARD, LIST})
PAGE = "/console/patterns/{id}"
AT_MOST = 10
QUOTED = 1200  # characters of what a head wrote; the console has all of it

# What was written with an event, in the order in which it is shown.
TEXTS = ("cause", "remedy", "reason")


def card(work: Work, notice: Notice, member: StaffMember) -> Outgoing | None:
    """The words of a notice about patterns; None when the member may not see it any more."""
    language = staff.language_of(work.session, member)
    if notice.kind == LIST:
        return spoken(listed(work, member), language, work.rules)
    try:
        row = patterns.find(work, member, int(notice.body["pattern"]))
    except NotVisible:
        return None
    event = next((each for each in row.events if each.id == notice.body.get("event")), None)
    return spoken(shown(work, row, member, event), language, work.rules)


def shown(work: Work, row: PatternCase, member: StaffMember, event: PatternEvent | None = None) -> Reply:
    """One pattern under what has just happened to it, with buttons for what this member may do."""
    happened = [told(event)] if event else []
    quoted = answer_of(row)
    quotes = quotes_of(work, quoted) if quoted else ()
    lines = [*happened, head(row), found(work, row), *quotes, standing(work, row)]
    moves = patterns.moves_of(work, row, member)
    keys = [button(f"patterns.button.{move}", f"s:pattern:{row.id}:{move}") for move in moves]
    console = [button("patterns.button.console", PAGE.format(id=row.id))]
    return reply(*lines, rows=[*(keys[at : at + 2] for at in range(0, len(keys), 2)), console])


def listed(work: Work, member: StaffMember) -> Reply:
    """The patterns of a desk, those still open first."""
    rows = patterns.list_for(work, member)[:AT_MOST]
    if not rows:
        return reply(line("patterns.none"))
    keys = [button("patterns.button.open", f"s:patterns:{row.id}", number=row.id) for row in rows]
    lines = [each for row in rows for each in (head(row), standing(work, row))]
    return reply(line("patterns.list"), *lines, rows=[keys[at : at + 2] for at in range(0, len(keys), 2)])


def head(row: PatternCase) -> Line:
    """Its number, its unit and what it is about."""
    if row.kind is PatternKind.COORDINATION:
        return line(
            "patterns.head_coordination", number=row.id, unit={"unit": row.unit}, others={"path": row.others}
        )
    return line("patterns.head", number=row.id, unit={"unit": row.unit}, category={"category": row.category})


def found(work: Work, row: PatternCase) -> Line:
    """On what it was opened."""
    if row.kind is PatternKind.COORDINATION:
        return line("patterns.found_loop")
    usual = round(float(row.evidence["expected"]))
    facts: dict[str, Any] = {"n": row.people, "weeks": work.rules.patterns.pattern.weeks}
    if usual < 1:
        return line("patterns.found_few", **facts)
    return line("patterns.found", **facts, usual=usual)


def standing(work: Work, row: PatternCase) -> Line:
    """Who owes what until when, or when it is looked whether it helped."""
    if row.state is PatternState.CLOSED:
        return line("patterns.state.closed")
    if row.check_on is not None:
        return line("patterns.state.watched", on={"date": row.check_on.isoformat()})
    owed_by = patterns.arbiter(work, row) if row.state is PatternState.ANSWERED else row.owner
    due = {"moment": row.due_at.isoformat()} if row.due_at else ""
    late = row.due_at is not None and row.due_at < work.now
    key = f"patterns.state.{row.state}_late" if late else f"patterns.state.{row.state}"
    return line(key, unit={"office": owed_by}, due=due)


def told(event: PatternEvent) -> Line:
    """One line of its history."""
    facts: dict[str, Any] = {}
    for name in ("to", "owed_by"):
        if name in event.data:
            facts[name] = {"office": event.data[name]}
    for name in ("remedy_on", "check_on", "first", "last"):
        if name in event.data:
            facts[name] = {"date": event.data[name]}
    for name in ("before", "after"):
        if name in event.data:
            facts[name] = event.data[name]
    if event.unit:
        facts["unit"] = {"office": event.unit}
    return line(_key(event), **facts)


def _key(event: PatternEvent) -> str:
    step = str(event.data.get("step") or "")
    if event.kind is PatternEventKind.ESCALATED:
        return "patterns.event.nobody" if step == "nobody" else "patterns.event.overdue"
    return f"patterns.event.{event.kind}"


def answer_of(row: PatternCase) -> PatternEvent | None:
    """The newest answer or proposal, while it stands."""
    written = [
        event
        for event in row.events
        if event.kind in {PatternEventKind.ANSWERED, PatternEventKind.PROPOSED, PatternEventKind.SENT_BACK}
    ]
    return written[-1] if written else None


def quotes_of(work: Work, event: PatternEvent) -> Iterator[Line]:
    """What was written with it."""
    for name in TEXTS:
        text = patterns.text_of(work, event, name)
        if text:
            yield line(f"patterns.quote.{name}", text=text[:QUOTED])
    if "remedy_on" in event.data:
        yield line("patterns.quote.remedy_on", on={"date": event.data["remedy_on"]})


# What a move asks for, in this order.
FIELDS: dict[PatternMove, tuple[str, ...]] = {
    PatternMove.ANSWER: ("cause", "remedy", "remedy_on"),
    PatternMove.PROPOSE: ("cause", "reason", "to"),
    PatternMove.UPHOLD: (),
    PatternMove.SEND_BACK: ("reason",),
}
