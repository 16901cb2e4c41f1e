"""The first lines of a notice to staff: what has happened to the case, before the case itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from casework import history, masked
from casework.crypto import Erased
from casework.records import Case, CaseEvent
from casework.rules import deadlines
from casework.terms import Move
from casework.work import Work
from dialogue.reply import Line, line
from dialogue.staff_case import shortened

QUOTED = (
    "question",
    "reason",
    "basis",
    "text",
)  # texts of an event that the reader of a notice needs


def opening(work: Work, kind: str, case: Case, event: CaseEvent, *, unit: str) -> list[Line]:
    """What happened, for a notice of this kind to a member of `unit`; its key is the kind itself."""
    facts = FACTS[kind](work, case, event) if kind in FACTS else {}
    told = {**event.data, "to_arbiter": unit == work.rules.arbiter_of(case.hidden_from)}
    other = HOW[kind](case, told) if kind in HOW else None
    return [line(other or kind, **facts), *_quotes(work, event)]


def informed(work: Work, event: CaseEvent) -> list[Line]:
    """What the inspectorate tells a head, whose case it stays without; nothing when it was erased."""
    quotes = list(_quotes(work, event))
    on = {"date": deadlines.in_vietnam(event.at).date().isoformat()}
    return [line("staff.head_informed", on=on), *quotes] if quotes else []


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


def _silent(told: dict[str, Any], key: str) -> str | None:
    return key if told.get("by") == "silence" else None


def _no_one(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    return {"unit": {"office": event.data["to"]}}


def _promise(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    return {"on": {"date": event.data["promised_on"]}}


def _office(name: str) -> Callable[[Work, Case, CaseEvent], dict[str, Any]]:
    return lambda work, case, event: {"unit": {"office": event.data[name]}}


def _accountable(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    return {"unit": {"office": case.accountable}}


def _offered(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    by = work.due_after(event.at, work.rules.clocks.transfer_silence_days)
    sender = event.data.get("from") or case.accountable
    return {"unit": {"office": sender}, "by": {"moment": by.isoformat()}}


def _to_rule(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    minutes = work.rules.clocks.ruling_hours * 60
    by = deadlines.add_working_minutes(event.at, minutes, work.rules.calendar)
    return {"by": {"moment": by.isoformat()}}


def _extension(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    due = event.data.get("to") or (case.second_due_at or case.due_at or event.at).isoformat()
    return {"days": event.data["days"], "due": {"moment": due}}


def _checked(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    due, finding = event.data.get("measure_due_at"), {"finding": event.data["finding"]}
    return {"finding": finding, **({"due": {"moment": due}} if due else {})}


def _relabelled(work: Work, case: Case, event: CaseEvent) -> dict[str, Any]:
    to = {"unit": {"office": event.data["to"]}} if event.data.get("to") else {}
    return {"category": {"category": event.data["category"]}, **to}


FACTS: dict[str, Callable[[Work, Case, CaseEvent], dict[str, Any]]] = {
    "staff.offer": _offered,
    "staff.requested": _offered,
    "staff.offer_taken": _office("to"),
    "staff.offer_declined": _office("to"),
    "staff.to_rule": _to_rule,
    "staff.ruled": _office("to"),
    "staff.review": _accountable,
    "staff.lead": _office("to"),
    "staff.extension_asked": _extension,
    "staff.extended": _extension,
    "staff.refusal_proposed": lambda work, case, event: {"rule": {"refusal": event.data["rule"]}},
    "staff.appealed": lambda work, case, event: {"due": {"moment": event.data["second_due_at"]}},
    "staff.checked": _checked,
    "staff.measure_recorded": lambda work, case, event: {"measure": {"measure": event.data["measure"]}},
    "staff.relabelled": _relabelled,
    "staff.merged": lambda work, case, event: {"into": event.data["into"]},
    "staff.deadline_moved": lambda work, case, event: {"due": {"moment": event.data["to"]}},
    "staff.alike": lambda work, case, event: {"refs": ", ".join(event.data["refs"])},
    "staff.split": lambda work, case, event: {"into": event.data["into"]},
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
    "staff.offer_declined": lambda case, told: _silent(told, "staff.offer_silent"),
    "staff.ruled": lambda case, told: _silent(told, "staff.ruled_silent"),
    "staff.checked": lambda case, told: "staff.checked_measure" if told.get("measure_due_at") else None,
    "staff.relabelled": lambda case, told: "staff.relabelled_moved" if told.get("to") else None,
    "staff.supplied": lambda case, told: "staff.supplied_silent" if told.get("by") == "silence" else None,
    "staff.withdrawn": lambda case, told: _withdrawn(told),
    "staff.reopened": lambda case, told: "staff.reopened_partly" if told.get("move") == Move.PARTLY else None,
}
