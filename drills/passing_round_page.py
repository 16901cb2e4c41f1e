"""The page that tells the drill of a case passed round, from what the database holds afterwards.

`python -m drills.passing_round_page PAGE` plays the drill and writes it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from casework import patterns, queries, summaries
from casework.records import Case, CaseEvent, Notice, PatternCase, StaffMember
from casework.rules import deadlines, transfers
from casework.rules.figures_counts import Counts
from casework.terms import Party
from casework.work import Work
from dialogue.reply import words
from dialogue.steps import overview
from drills.passing_round import Round, Step, at, found, in_a_house_of_its_own, play, read_story
from texts import plain

COUNTS = (
    *("new", "came_in", "went_out", "answered", "answered_on_time", "open", "overdue"),
    *("transfers_offered", "transfers_returned", "hops"),
)
PREFACE = (
    "Played on a real database with a moved clock, through the same use cases as the bot and the console;",
    "written by `python -m drills.passing_round_page docs/drill-passing-round.md`. A test plays it again and",
    "compares. The story is `data/drill_passing_round.yml`; quoted is what the citizen reads when it is",
    "sent, in the citizen's language.",
)
CELLS = ("offered", "taken", "declined", "upheld", "overturned")


def page(played: Round) -> str:
    """The whole page as Markdown; the same for the same rules and texts."""
    with at(played.house, played.story.until).work() as work:
        case = found(played, work.session)
        parts = (_begin, _units, _story, _view, _ledger, _matrix, _task, _cards, _json)
        lines = [line for part in parts for line in [*part(played, work, case), ""]]
    return "\n".join(lines).rstrip() + "\n"


def _begin(played: Round, work: Work, case: Case) -> Iterator[str]:
    yield "# A case that is passed round"
    yield ""
    yield from PREFACE


def _units(played: Round, work: Work, case: Case) -> Iterator[str]:
    yield "## Who is in it"
    yield ""
    rows = ((code, _name(work, code), what) for code, what in played.story.places.items())
    yield from _table(("code", "unit", "in this story"), rows)


def _story(played: Round, work: Work, case: Case) -> Iterator[str]:
    yield "## What happened"
    told: list[tuple[datetime, list[str]]] = [
        (event.at, list(_entry(played, work, event))) for event in case.events if _is_shown(played, event)
    ]
    refused = [(step.at, list(_refusal(played, work, step))) for step in played.story.steps if step.refused]
    for _, lines in sorted([*told, *refused], key=lambda entry: entry[0]):
        yield ""
        yield from lines


def _is_shown(played: Round, event: CaseEvent) -> bool:
    """One entry for each thing done: filing leaves three events at once."""
    return event.seq == 1 or event.seq in played.made or event.at != played.story.begins


def _entry(played: Round, work: Work, event: CaseEvent) -> Iterator[str]:
    step = played.made.get(event.seq)
    yield f"**{_moment(event.at)} · {_who(work, event)}** · `{event.kind}`{_detail(event)}"
    if event.seq == 1:
        yield f"\n{played.story.filed['tells']}"
    elif step:
        yield f"\n{step.tells}"
    if event.id in played.read:
        yield ""
        yield from _quoted(played.read[event.id])
    units = _units_told(work, event)
    if units:
        yield f"\nUnits told: {', '.join(units)}."


def _detail(event: CaseEvent) -> str:
    names = ("step", "clock", "by", "from", "to", "loop")
    told = [f"{name} {_flat(event.data[name])}" for name in names if event.data.get(name)]
    return f" ({', '.join(told)})" if told else ""


def _flat(value: object) -> str:
    return " → ".join(map(str, value)) if isinstance(value, list) else str(value)


def _refusal(played: Round, work: Work, step: Step) -> Iterator[str]:
    error = played.refusals[step.at]
    asked = f"`{step.move}` to {step.given['unit']}"
    yield f"**{_moment(step.at)} · {_name(work, step.unit)}** · {asked}: refused"
    yield f"\n{step.tells} What the head reads:\n"
    yield from _quoted(plain(error.key, played.story.language, **error.params))


def _view(played: Round, work: Work, case: Case) -> Iterator[str]:
    yield "## What the citizen sees afterwards"
    yield ""
    yield from _quoted(words(overview(work, case), played.story.language, work.rules).plain)


def _ledger(played: Round, work: Work, case: Case) -> Iterator[str]:
    ended = case.closed_at or work.now
    held = queries.ledger(case.events, work.rules, ended)
    age = deadlines.working_minutes(case.received_at, ended, work.rules.calendar)
    first = next(event for event in case.events if event.data.get("due_at"))
    yield "## Who held it how long"
    yield ""
    rows = [(code, _name(work, code), str(minutes)) for code, minutes in held.items()]
    yield from _table(("holder", "unit", "working minutes"), [*rows, ("", "sum", str(sum(held.values())))])
    yield ""
    verdict = "adds up" if sum(held.values()) == age else "does not add up"
    yield f"From receipt to the citizen's word it was {age} working minutes old: the ledger {verdict}."
    moved = "moved" if datetime.fromisoformat(first.data["due_at"]) != case.due_at else "never moved"
    yield f"The deadline told at filing was {_moment(case.due_at or ended)}; it {moved}."


def _matrix(played: Round, work: Work, case: Case) -> Iterator[str]:
    yield "## Who passed to whom"
    yield ""
    cells = transfers.matrix([case.events])
    rows = ((*pair, *(str(getattr(cell, name)) for name in CELLS)) for pair, cell in sorted(cells.items()))
    yield from _table(("from", "to", *CELLS), rows)
    yield ""
    loops = [" → ".join(loop) for loop in transfers.loops(transfers.visited(case.events))]
    yield f"Loops: {', '.join(loops) or 'none'}. The refused offer is in no figure: it never was one."


def _task(played: Round, work: Work, case: Case) -> Iterator[str]:
    """What the loop has left behind: one task of its units, with a clock of its own."""
    yield "## The task of its units"
    for row in work.session.scalars(select(PatternCase).order_by(PatternCase.id)):
        told = work.session.scalars(
            select(StaffMember.unit)
            .join(Notice, Notice.staff_id == StaffMember.id)
            .where(Notice.kind == patterns.NOTICE)
        )
        shared, due = ", ".join(row.others), row.due_at or work.now
        yield ""
        yield f"A {row.kind} pattern, opened on {_moment(row.opened_at)}: {row.unit} answers, with {shared}."
        yield f"Root cause and remedy are due on {_moment(due)}; it stands at `{row.state}`."
        yield f"Units told: {', '.join(dict.fromkeys(told))}."


def _cards(played: Round, work: Work, case: Case) -> Iterator[str]:
    """The weeks of the drill, each unit's own card."""
    yield "## The scorecards"
    units = [unit for unit in played.story.places if unit not in {"SNV", "UBND"}]
    first, last = summaries.week_of(played.story.begins.date()), summaries.week_of(work.today).later(-1)
    week = first
    while week.monday <= last.monday:
        cards = summaries.ensure_weeks(work, week, units)
        yield f"\nWeek {week.name}:\n"
        rows = ((unit, *_numbers(cards[unit].figures.counts)) for unit in units)
        yield from _table(("unit", *(name.replace("_", " ") for name in COUNTS)), rows)
        week = week.later(1)


def _numbers(counts: Counts) -> Iterator[str]:
    return (str(getattr(counts, name)) for name in COUNTS)


def _json(played: Round, work: Work, case: Case) -> Iterator[str]:
    full = queries.in_full(work.session, case, work.rules, work.now)
    yield "## As the operator reads it"
    yield ""
    yield f"Of `langnghe case {case.ref} --json`:"
    yield ""
    yield "```json"
    yield json.dumps({name: full[name] for name in ("ref", "state", "hops", "due_at", "ledger")}, indent=1)
    yield from (
        json.dumps({name: event[name] for name in ("seq", "at", "kind", "party", "unit", "holder")})
        for event in full["events"]
    )
    yield "```"


def _units_told(work: Work, event: CaseEvent) -> list[str]:
    query = (
        select(StaffMember.unit, Notice.body)
        .join(Notice, Notice.staff_id == StaffMember.id)
        .where(Notice.case_id == event.case_id)
        .order_by(Notice.id)
    )
    told = (unit for unit, body in work.session.execute(query) if body.get("event") == event.id)
    return list(dict.fromkeys(told))


def _who(work: Work, event: CaseEvent) -> str:
    if event.unit:
        return _name(work, event.unit)
    return "time alone" if event.party == Party.SYSTEM else str(event.party)


def _name(work: Work, code: str) -> str:
    return code if code == "citizen" else work.rules.directory.unit(code).full_name


def _moment(when: datetime) -> str:
    return f"{deadlines.in_vietnam(when):%a %d/%m %H:%M}"


def _quoted(text: str) -> Iterator[str]:
    lines = text.strip().splitlines()
    return (f"> {line}" if line is lines[-1] else f"> {line}\\" for line in lines)


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(columns)
    yield _row(names)
    yield _row("---" for _ in names)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(target: Path) -> None:
    """Play the drill and write the page."""
    in_a_house_of_its_own(lambda house: _write(target, page(play(house, read_story()))))


def _write(target: Path, told: str) -> None:
    target.write_text(told, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
