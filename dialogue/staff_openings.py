"""The first lines of a notice to staff: what has happened to the case, before the case itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from casework import history, masked
from casework.crypto import Erased
from casework.records import Case, CaseEvent
from casework.terms import Move
from casework.work import Work
from dialogue.reply import Line, line
from dialogue.staff_case import shortened

QUOTED = ("question", "reason", "text")  # texts that an event may hold and the reader of a notice needs


def opening(work: Work, kind: str, case: Case, event: CaseEvent, *, unit: str) -> list[Line]:
    """What happened, for a notice of this kind to a member of `unit`; its key is the kind itself."""
    facts = FACTS[kind](work, case, event) if kind in FACTS else {}
    told = {**event.data, "to_arbiter": unit == work.rules.arbiter_of(case.hidden_from)}
    other = HOW[kind](case, told) if kind in HOW else None
    return [line(other or kind, **facts), *_quotes(work, event)]


def _quotes(work: Work, event: CaseEvent) -> Iterator[Line]:
    for name in QUOTED:
        if name in event.data and isinstance(event.data[name], int):
            try:
                text = history.read_text(work.session, event.data[name])
            except Erased:
                continue
            yield line("staff.quoted", text=shortened(masked.hidden(work.session, event.case, text)))


def _withdrawn(told: dict[str, Any]) -> str | None:
    """Whether somebody demanded it is not for the unit to know."""
    return "staff.withdrawn_demanded" if told.get("demanded") and told["to_arbiter"] else None


def _no_one(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    return {"unit": {"office": event.data["to"]}}


def _promise(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    return {"on": {"date": event.data["promised_on"]}}


FACTS: dict[str, Callable[[Work, Case, CaseEvent], dict[str, Any]]] = {
    "staff.new_case": lambda work, case, event: {"n": work.rules.clocks.acceptance_days},
    "staff.triage": lambda work, case, event: {"n": work.rules.clocks.triage_days},
    "staff.prepare": lambda work, case, event: {"head": {"head": case.accountable}},
    "staff.nobody": _no_one,
    "staff.wrong_address": lambda work, case, event: {"unit": {"office": event.data["from"]}},
    "staff.promise_missed": _promise,
    "staff.meet": lambda work, case, event: {"by": {"moment": event.data["by"]}},
}

# Kinds that are said differently by what is told: another key, or None for the kind itself.
HOW: dict[str, Callable[[Case, dict[str, Any]], str | None]] = {
    "staff.new_case": lambda case, told: "staff.praise" if case.due_at is None else None,
    "staff.triage": lambda case, told: "staff.triage_late" if told.get("step") == "due" else None,
    "staff.reminder": lambda case, told: "staff.reminder_half" if told.get("step") == "50%" else None,
    "staff.overdue": lambda case, told: "staff.overdue_now" if told.get("step") == "due" else None,
    "staff.supplied": lambda case, told: "staff.supplied_silent" if told.get("by") == "silence" else None,
    "staff.withdrawn": lambda case, told: _withdrawn(told),
    "staff.reopened": lambda case, told: "staff.reopened_partly" if told.get("move") == Move.PARTLY else None,
}
