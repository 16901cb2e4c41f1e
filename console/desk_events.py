"""The events of a case as sentences for staff: which key, and with which facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from casework.records import CaseEvent
from casework.terms import EventKind
from console.desk_site import Desk
from dialogue.staff_hops import hop

Data = dict[str, Any]


def sentence(desk: Desk, event: CaseEvent) -> str:
    """One event in words, a change of hands as the card tells it."""
    moved = hop(event)
    if moved is not None:
        said = desk.lines(moved).striptags()
        return said[:1].upper() + said[1:]
    how, facts = HOW.get(event.kind), FACTS.get(event.kind)
    ending = how(event.data) if how else ""
    return desk.say(f"web.event.{event.kind}{ending}", **(facts(desk, event.data) if facts else {}))


def _by(data: Data) -> str:
    return "_silence" if data.get("by") == "silence" else ""


def _reminded(data: Data) -> str:
    return "_confirm" if data.get("step") == "confirm" else ""


def _escalated(data: Data) -> str:
    return "_nobody" if data.get("why") == "nobody" else ""


def _noted(data: Data) -> str:
    return f"_{data['what']}" if data.get("what") in NOTED else ""


NOTED = {"triage", "meet", "met", "draft_ready", "joined", "alike", "extension_denied", "refusal_denied"}


def _answered(data: Data) -> str:
    return "_late" if data.get("late") else ""


def _withdrawn(data: Data) -> str:
    return "_demanded" if data.get("demanded") else ""


# Kinds that say it differently: the end of the key by what the event tells.
HOW: dict[EventKind, Callable[[Data], str]] = {
    EventKind.ACCEPTED: _by,
    EventKind.SUPPLIED: _by,
    EventKind.REMINDED: _reminded,
    EventKind.ESCALATED: _escalated,
    EventKind.NOTED: _noted,
    EventKind.ANSWERED: _answered,
    EventKind.WITHDRAWN: _withdrawn,
    EventKind.CLOSED: lambda data: f"_{data['closing']}" if data.get("closing") else "",
}


def _unit(name: str) -> Callable[[Desk, Data], Data]:
    return lambda desk, data: {"unit": desk.name_of(data.get(name) or data["unit"])}


def _classified(desk: Desk, data: Data) -> Data:
    category = desk.work.rules.categories[data["category"]]
    return {"category": category.name(desk.language, to_citizen=False)}


def _finding(desk: Desk, data: Data) -> Data:
    return {"finding": desk.say(f"staff.finding.{data['finding']}")}


def _moved(desk: Desk, data: Data) -> Data:
    return {"to": datetime.fromisoformat(data["to"])}


def _step(desk: Desk, data: Data) -> Data:
    return {"step": desk.say(f"web.step.{STEPS[data['step']]}")} if data.get("step") in STEPS else {}


def _escalated_to(desk: Desk, data: Data) -> Data:
    return {"unit": desk.name_of(data["to"])} if data.get("why") == "nobody" else _step(desk, data)


def _noted_facts(desk: Desk, data: Data) -> Data:
    return {"by": datetime.fromisoformat(data["by"])} if data.get("what") == "meet" else {}


def _day(name: str, shown: str) -> Callable[[Desk, Data], Data]:
    return lambda desk, data: {shown: date.fromisoformat(data[name])}


STEPS = {"50%": "half", "80%": "most", "due": "due", "+1": "late", "+3": "very_late"}

FACTS: dict[EventKind, Callable[[Desk, Data], Data]] = {
    EventKind.CLASSIFIED: _classified,
    EventKind.ROUTED: _unit("to"),
    EventKind.MISROUTED: _unit("from"),
    EventKind.ANSWERED: _finding,
    EventKind.DEADLINE_MOVED: _moved,
    EventKind.REMINDED: _step,
    EventKind.ESCALATED: _escalated_to,
    EventKind.NOTED: _noted_facts,
    EventKind.RATED: lambda desk, data: {"stars": data.get("rating", "")},
    EventKind.PROMISED: _day("asked", "on"),
    EventKind.PROMISE_MISSED: _day("promised_on", "on"),
}
