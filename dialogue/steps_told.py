"""What a citizen is told while a case is passed on, put off, refused, checked or reshaped: kind → reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework import history
from casework.records import Case, CaseEvent
from casework.work import Work
from dialogue.reply import Line, Reply, button, line, reply
from vietnamese import mask


def _told(case: Case, *lines: Line, rows: list[list[Line]] | None = None) -> Reply:
    see = [button("citizen.button.see", f"case:{case.ref}")]
    return reply(*lines, rows=[*(rows or []), see], case_ref=case.ref)


def _due(case: Case) -> dict[str, Any]:
    due = case.second_due_at or case.due_at or case.received_at
    return {"moment": due.isoformat()}


def _offered(work: Work, case: Case, event: CaseEvent) -> Reply:
    unit, other = {"office": event.data["from"]}, {"office": event.data["to"]}
    return _told(case, line("citizen.told.offered", ref=case.ref, unit=unit, other=other))


def _moved(work: Work, case: Case, event: CaseEvent) -> Reply:
    head = {"head": event.data["to"]}
    return _told(case, line("citizen.told.moved", ref=case.ref, head=head, due=_due(case)))


def _to_be_ruled(work: Work, case: Case, event: CaseEvent) -> Reply:
    unit, ruler = {"office": event.data.get("from") or event.unit}, {"unit": event.holder}
    return _told(case, line("citizen.told.to_be_ruled", ref=case.ref, unit=unit, arbiter=ruler))


def _ruled(work: Work, case: Case, event: CaseEvent) -> Reply:
    other = event.data.get("requested")
    if other:
        facts: dict[str, Any] = {"unit": {"office": event.data["to"]}, "other": {"office": other}}
        return _told(case, line("citizen.told.requested", ref=case.ref, **facts))
    silent = event.data.get("by") == "silence"
    key = "citizen.told.ruled_silent" if silent else "citizen.told.ruled"
    return _told(case, line(key, ref=case.ref, head={"head": event.data["to"]}, due=_due(case)))


def _extended(work: Work, case: Case, event: CaseEvent) -> Reply:
    unit, due = {"office": event.data.get("desk") or case.accountable}, {"moment": event.data["to"]}
    return _told(case, line("citizen.told.extended", ref=case.ref, unit=unit, due=due))


def _refused(work: Work, case: Case, event: CaseEvent) -> Reply:
    """The reason in the unit's own words, and one tap against it."""
    reason = mask(history.read_text(work.session, event.data["reason"]))
    lines = [
        line("citizen.told.refused", ref=case.ref, rule={"refusal": event.data["rule"]}),
        line("citizen.told.quoted", text=reason),
        line("citizen.told.appeal"),
    ]
    return _told(case, *lines, rows=[[button("citizen.button.appeal", f"move:appeal:{case.ref}")]])


def _checked(work: Work, case: Case, event: CaseEvent) -> Reply:
    facts: dict[str, Any] = {"arbiter": {"unit": event.unit}, "finding": {"finding": event.data["finding"]}}
    return _told(case, line("citizen.told.checked", ref=case.ref, **facts))


def _handed_to_police(work: Work, case: Case, event: CaseEvent) -> Reply:
    return _told(case, line("citizen.told.handed_to_police", ref=case.ref))


def _relabelled(work: Work, case: Case, event: CaseEvent) -> Reply:
    facts: dict[str, Any] = {"ref": case.ref, "category": {"category": event.data["category"]}}
    if not event.data.get("to"):
        return _told(case, line("citizen.told.relabelled", **facts))
    return _told(case, line("citizen.told.relabelled_moved", **facts, head={"head": event.data["to"]}))


def _into(key: str) -> Callable[[Work, Case, CaseEvent], Reply]:
    return lambda work, case, event: _told(case, line(key, ref=case.ref, into=event.data["into"]))


def _restricted(work: Work, case: Case, event: CaseEvent) -> Reply:
    return _told(case, line("citizen.told.restricted", ref=case.ref, unit={"unit": event.data["to"]}))


def _deadline_moved(work: Work, case: Case, event: CaseEvent) -> Reply:
    due = {"moment": event.data["to"]}
    return _told(case, line("citizen.told.deadline_moved", ref=case.ref, due=due))


def _answered_merged(work: Work, case: Case, event: CaseEvent) -> Reply:
    """The answer to the case that this one was merged into, without what may identify its citizen."""
    remedy = mask(history.read_text(work.session, event.data["remedy"]))
    finding = {"finding": event.data["finding"]}
    lines = [line("citizen.told.answered_merged", ref=case.ref, finding=finding)]
    return _told(case, *lines, line("citizen.answer.remedy", remedy=remedy))


STEPS: dict[str, Callable[[Work, Case, CaseEvent], Reply]] = {
    "citizen.offered": _offered,
    "citizen.moved": _moved,
    "citizen.to_be_ruled": _to_be_ruled,
    "citizen.ruled": _ruled,
    "citizen.extended": _extended,
    "citizen.refused": _refused,
    "citizen.checked": _checked,
    "citizen.handed_to_police": _handed_to_police,
    "citizen.relabelled": _relabelled,
    "citizen.merged": _into("citizen.told.merged"),
    "citizen.split": _into("citizen.told.split"),
    "citizen.restricted": _restricted,
    "citizen.answered_merged": _answered_merged,
    "citizen.deadline_moved": _deadline_moved,
}
