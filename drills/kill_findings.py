"""What a drill with kill -9 has to look for afterwards: lost, half done, missed or doubled.

Everything is read from the database alone; `look` changes it, for it lets time act once more.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import history
from casework.audiences import TELLS
from casework.records import Case, CaseEvent, CaseText, Notice
from casework.rules.figures_life import EventFacts
from casework.rules.replay import Replayed, replay
from casework.terms import EventKind, Move, Party
from casework.work import House
from jobs.clock import run_due

TIMED = frozenset({EventKind.REMINDED, EventKind.ESCALATED})
COLUMNS = [each.name for each in fields(Replayed) if each.name != "holder"]
# After which events something may be reminded of anew, by the clock that reminds.
ANEW = {
    "ruling": frozenset({EventKind.RULING_ASKED, EventKind.TRANSFER_DECLINED}),
    "triage": frozenset({EventKind.MISROUTED}),
    "confirm": frozenset({EventKind.ANSWERED}),
}
LATER = timedelta(days=1)


def look(house: House, done: Sequence[str]) -> dict[str, int]:
    """Counts by name; `done`: the marks that workers reported. All but the first and the last two must be 0.

    `due and not done` is what a calm sweep finds at the last moment of the drill; `due a day later` shows
    that such a sweep does find what is due.
    """
    with house.sessions() as session:
        cases = list(session.scalars(select(Case).order_by(Case.id)))
        found = {
            "events": sum(len(case.events) for case in cases),
            **_moves(session, done),
            "cases half done": sum(not _is_whole(case) for case in cases),
            "words missing": _words_missing(session, cases),
            "notices missing": _notices_missing(session, cases),
            "reminders doubled": sum(_doubled(case.events) for case in cases),
            "notices doubled": _notices_doubled(session),
            "reminders": sum(event.kind in TIMED for case in cases for event in case.events),
            "notices": session.scalar(select(func.count(Notice.id))) or 0,
        }
    later = house.clock() + LATER
    missed = sum(run_due(house).values())
    return found | {
        "due and not done": missed,
        "due a day later": sum(run_due(dataclasses.replace(house, clock=lambda: later)).values()),
    }


def _moves(session: Session, done: Sequence[str]) -> dict[str, int]:
    mark = CaseEvent.data["mark"].astext
    there = Counter(session.scalars(select(mark).where(mark.is_not(None))))
    return {
        "moves reported done": len(done),
        "of these lost": sum(each not in there for each in done),
        "moves done twice": sum(times > 1 for times in there.values()),
        "moves never reported": len(there.keys() - set(done)),
    }


def _is_whole(case: Case) -> bool:
    """The columns are what the history tells, and no line of it is missing."""
    events = case.events
    told = replay(EventFacts(event.kind, event.at, event.holder, event.data) for event in events)
    return (
        [event.seq for event in events] == list(range(1, len(events) + 1))
        and all(getattr(case, name) == getattr(told, name) for name in COLUMNS)
        and told.holder == history.holder(case)
    )


def _words_missing(session: Session, cases: Iterable[Case]) -> int:
    """Texts that an event points at and that are not there."""
    kept = set(session.scalars(select(CaseText.id)))
    pointed = (
        event.data.get(name) for case in cases for event in case.events for name in ("reason", "remedy")
    )
    return sum(text is not None and text not in kept for text in pointed)


def _notices_missing(session: Session, cases: Iterable[Case]) -> int:
    """Steps that the citizen had to be told of, and reminders that nobody got."""
    once = set(session.scalars(select(Notice.once)))
    told = {
        body.get("event") for body in session.scalars(select(Notice.body).where(Notice.staff_id.is_not(None)))
    }
    owed = (key for case in cases for event in case.events for key in _owed(case, event))
    unheard = (
        event.id not in told
        for case in cases
        for event in case.events
        if event.kind in TIMED and event.data.get("step") != "confirm" and event.data.get("why") != "nobody"
    )
    return sum(key not in once for key in owed) + sum(unheard)


def _owed(case: Case, event: CaseEvent) -> Iterator[str]:
    if event.kind is EventKind.REMINDED and event.data.get("step") == "confirm":
        yield f"event:{event.id}:citizen.confirm:citizen:{case.id}"
    if event.party != Party.CITIZEN and event.data.get("move"):
        for audience, kind in TELLS.get(Move(event.data["move"]), ()):
            if audience == "citizen":
                yield f"event:{event.id}:{kind}:citizen:{case.id}"


def _doubled(events: Iterable[CaseEvent]) -> int:
    """Reminders of the same step, with nothing in between that begins it anew."""
    told: set[tuple[Any, ...]] = set()
    doubled = 0
    for event in events:
        told = {key for key in told if event.kind not in ANEW.get(str(key[0]), ())}
        if event.kind in TIMED and event.data.get("why") is None:
            key = _occasion(event)
            doubled += key in told
            told.add(key)
    return doubled


def _occasion(event: CaseEvent) -> tuple[Any, ...]:
    step, clock = event.data.get("step"), event.data.get("clock")
    return (clock or step, step, event.data.get("due"))


def _notices_doubled(session: Session) -> int:
    """The same step told to the same reader in the same way more than once."""
    rows = session.execute(select(Notice.body, Notice.kind, Notice.recipient, Notice.case_id))
    told = Counter((body["event"], *whom) for body, *whom in rows if body.get("event"))
    return sum(times > 1 for times in told.values())
