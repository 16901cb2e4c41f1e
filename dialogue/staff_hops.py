"""The way of a case between units, in plain words: each offer, its end, each ruling, each change of hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.records import Case, CaseEvent
from casework.rules.deadlines import in_vietnam
from casework.terms import EventKind
from dialogue.reply import Line, line

MOST_HOPS = 8  # on the card; the console has all

Data = dict[str, Any]


def hop_lines(case: Case) -> list[Line]:
    """The newest hops of a case, oldest first, each with its day."""
    hops = [(event, said) for event in case.events if (said := hop(event))]
    return [line("staff.hop.on", on=_day(event), hop={"bits": [said]}) for event, said in hops[-MOST_HOPS:]]


def hop(event: CaseEvent) -> Line | None:
    """What one event did with the case among units; None when it moved nothing."""
    ending = HOPS[event.kind](event.data) if event.kind in HOPS else None
    if ending is None:
        return None
    units = {name: {"unit": event.data[name]} for name in ("from", "to", "requested") if event.data.get(name)}
    named = {"sender" if name == "from" else name: fact for name, fact in units.items()}
    return line(f"staff.hop.{event.kind}{ending}", **named)


def _day(event: CaseEvent) -> dict[str, str]:
    return {"date": in_vietnam(event.at).date().isoformat()}


def _always(data: Data) -> str | None:
    return ""


def _declined(data: Data) -> str | None:
    return "_silence" if data.get("by") == "silence" else ""


def _asked(data: Data) -> str | None:
    return "" if data.get("to") else None


def _ruled(data: Data) -> str | None:
    if data.get("requested"):
        return "_requested"
    if data.get("lead"):
        return "_lead"
    return "_silence" if data.get("by") == "silence" else ""


def _if_moved(data: Data) -> str | None:
    return "" if data.get("from") and data.get("to") else None


HOPS: dict[EventKind, Callable[[Data], str | None]] = {
    EventKind.TRANSFER_OFFERED: _always,
    EventKind.TRANSFER_TAKEN: _always,
    EventKind.TRANSFER_DECLINED: _declined,
    EventKind.RULING_ASKED: _asked,
    EventKind.TRANSFER_RULED: _ruled,
    EventKind.RELABELLED: _if_moved,
    EventKind.APPEALED: _if_moved,
}
