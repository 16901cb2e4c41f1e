"""What a citizen is told of each step of a case: notice kind → reply, from the case and its event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from casework import delegations, history
from casework.records import Case, CaseEvent
from casework.rules.workflow import moves_open_to
from casework.terms import CITIZEN, Closing, EventKind, Move
from casework.work import Work
from dialogue import steps_told
from dialogue.answers import answer_lines
from dialogue.reply import Line, Reply, button, line, reply


def overview(work: Work, case: Case) -> Reply:
    """One case as its citizen sees it: where it lies, with whom, since when, until when, each step."""
    steps = [event for event in case.events if event.kind in SHOWN_STEPS]
    lines = [
        line("citizen.case.title", ref=case.ref, category={"category": case.category}),
        line("citizen.case.state", state={"state": _shown_state(case)}, since=_moment(steps[-1].at)),
    ]
    if case.state.is_open:
        lines.append(line("citizen.case.accountable", head={"head": case.accountable}))
    due = case.second_due_at or case.due_at
    if due and case.state.awaits_answer:
        lines.append(line("citizen.case.due", due=_moment(due)))
    if case.promised_on:
        lines.append(line("citizen.case.promised", on={"date": case.promised_on.isoformat()}))
    lines += [line(_step_key(event), at=_moment(event.at), **_whom(event)) for event in steps]
    return reply(*lines, rows=_case_rows(work, case), case_ref=case.ref)


# Steps that name the unit they speak of.
NAMING = frozenset(
    {
        EventKind.ROUTED,
        EventKind.TRANSFER_OFFERED,
        EventKind.TRANSFER_TAKEN,
        EventKind.TRANSFER_DECLINED,
        EventKind.RULING_ASKED,
        EventKind.TRANSFER_RULED,
    }
)

SHOWN_STEPS = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.ROUTED,
        EventKind.MISROUTED,
        EventKind.ACCEPTED,
        EventKind.ASKED,
        EventKind.SUPPLIED,
        EventKind.DEADLINE_MOVED,
        EventKind.ANSWERED,
        EventKind.REOPENED,
        EventKind.PROMISE_MISSED,
        EventKind.CLOSED,
        EventKind.WITHDRAWN,
        *NAMING,
        EventKind.EXTENDED,
        EventKind.REFUSED,
        EventKind.APPEALED,
        EventKind.CHECKED,
        EventKind.RELABELLED,
        EventKind.MERGED,
        EventKind.SPLIT,
        EventKind.HANDED_TO_POLICE,
    }
)


def _step_key(event: CaseEvent) -> str:
    silent = event.data.get("by") == "silence"
    return f"citizen.step.{event.kind}{'_silent' if silent else ''}"


def _whom(event: CaseEvent) -> dict[str, Any]:
    return {"to": {"unit": event.data["to"]}} if event.kind in NAMING else {}


def _shown_state(case: Case) -> str:
    return str(case.closing) if case.closing in {"unconfirmed", "noted"} else str(case.state)


# The citizen's own moves that a look at the case offers: move → button and payload.
OFFERED: dict[Move, tuple[str, str]] = {
    Move.SETTLE: ("citizen.button.settled", "move:settle:{ref}"),
    Move.PARTLY: ("citizen.button.partly", "say:partly:{ref}"),
    Move.NOT_SETTLED: ("citizen.button.not_settled", "say:not_settled:{ref}"),
    Move.SUPPLY: ("citizen.button.reply", "say:supply:{ref}"),
    Move.ADD: ("citizen.button.add", "say:add:{ref}"),
    Move.REOPEN: ("citizen.button.reopen", "say:reopen:{ref}"),
    Move.APPEAL: ("citizen.button.appeal", "move:appeal:{ref}"),
    Move.WITHDRAW: ("citizen.button.withdraw", "move:ask_withdraw:{ref}"),
}


def _case_rows(work: Work, case: Case) -> list[list[Line]]:
    moves = moves_open_to(history.standing(case, work.rules), CITIZEN)
    if not _can_be_reopened(work, case):
        moves = [move for move in moves if move is not Move.REOPEN]
    if history.last(case, EventKind.APPEALED):
        moves = [move for move in moves if move is not Move.APPEAL]
    return [
        [button(OFFERED[move][0], OFFERED[move][1].format(ref=case.ref))] for move in OFFERED if move in moves
    ]


def _can_be_reopened(work: Work, case: Case) -> bool:
    """Praise is over for good, and so is what was closed too long ago."""
    limit = timedelta(days=work.rules.clocks.reopen_calendar_days)
    return case.closing != Closing.NOTED and bool(case.closed_at and work.now - case.closed_at <= limit)


def mine(cases: list[Case]) -> Reply:
    """The citizen's cases, the newest first, each with a button."""
    if not cases:
        return reply(line("citizen.status.none"), rows=[[button("citizen.button.report", "report:")]])
    lines = [
        line(
            "citizen.status.row",
            ref=case.ref,
            category={"category": case.category},
            state={"state": _shown_state(case)},
        )
        for case in cases
    ]
    rows = [[button("citizen.button.ref", f"case:{case.ref}", ref=case.ref)] for case in cases]
    return reply(line("citizen.status.title"), *lines, rows=rows)


def _accepted(work: Work, case: Case, event: CaseEvent) -> Reply:
    by = "citizen.told.accepted_silent" if event.data.get("by") == "silence" else "citizen.told.accepted"
    due = _moment(case.second_due_at or case.due_at)
    return _told(case, line(by, ref=case.ref, unit={"office": event.holder}, due=due))


def _routed(work: Work, case: Case, event: CaseEvent) -> Reply:
    return _told(case, line("citizen.told.routed", ref=case.ref, head={"head": case.accountable}))


def _rerouting(work: Work, case: Case, event: CaseEvent) -> Reply:
    return _told(case, line("citizen.told.rerouting", ref=case.ref))


def _asked(work: Work, case: Case, event: CaseEvent) -> Reply:
    question = history.read_text(work.session, event.data["question"])
    lines = [line("citizen.told.asked", ref=case.ref), line("citizen.told.quoted", text=question)]
    rows = [
        [button("citizen.button.reply", f"say:supply:{case.ref}")],
        [button("citizen.button.replied_before", f"move:supply:{case.ref}")],
    ]
    return reply(*lines, line("citizen.told.asked_pause"), rows=rows, case_ref=case.ref)


def _resumed(work: Work, case: Case, event: CaseEvent) -> Reply:
    due = _moment(case.second_due_at or case.due_at)
    return _told(case, line("citizen.told.resumed", ref=case.ref, due=due))


def _answered(work: Work, case: Case, event: CaseEvent) -> Reply:
    return reply(*signed_lines(work, case, event), rows=_answer_rows(case), case_ref=case.ref)


def signed_lines(work: Work, case: Case, event: CaseEvent) -> list[Line]:
    """The answer that an event holds; raises crypto.Erased when its words were erased."""
    data = event.data
    parts = {name: str(data[name]) for name in ("finding", "cause", "promised_on") if data.get(name)}
    parts["remedy"] = history.read_text(work.session, data["remedy"])
    deputy = delegations.shown(work.session, data.get("delegation"))
    return answer_lines(case, event.unit or case.accountable, parts, deputy)


def _answer_rows(case: Case) -> list[list[Line]]:
    ref = case.ref
    return [
        [button("citizen.button.settled", f"move:settle:{ref}")],
        [
            button("citizen.button.partly", f"say:partly:{ref}"),
            button("citizen.button.not_settled", f"say:not_settled:{ref}"),
        ],
        [button("citizen.button.meet", f"move:meet:{ref}")],
    ]


def _confirm(work: Work, case: Case, event: CaseEvent) -> Reply:
    return reply(line("citizen.told.confirm", ref=case.ref), rows=_answer_rows(case), case_ref=case.ref)


def _closed_unconfirmed(work: Work, case: Case, event: CaseEvent) -> Reply:
    rows = [[button("citizen.button.reopen", f"say:reopen:{case.ref}")]]
    days = work.rules.clocks.reopen_calendar_days
    return reply(line("citizen.told.unconfirmed", ref=case.ref, n=days), rows=rows, case_ref=case.ref)


def _promise_due(work: Work, case: Case, event: CaseEvent) -> Reply:
    rows = [
        [
            button("citizen.button.got_it", f"move:settle_promise:{case.ref}"),
            button("citizen.button.not_yet", f"move:promise_missed:{case.ref}"),
        ]
    ]
    return reply(line("citizen.told.promise_due", ref=case.ref), rows=rows, case_ref=case.ref)


def _told(case: Case, *lines: Line) -> Reply:
    rows = [[button("citizen.button.see", f"case:{case.ref}")]]
    return reply(*lines, rows=rows, case_ref=case.ref)


def _moment(at: Any) -> dict[str, str]:
    return {"moment": at.isoformat()}


STEPS: dict[str, Callable[[Work, Case, CaseEvent], Reply]] = {
    "citizen.routed": _routed,
    "citizen.accepted": _accepted,
    "citizen.rerouting": _rerouting,
    "citizen.asked": _asked,
    "citizen.resumed": _resumed,
    "citizen.answered": _answered,
    "citizen.confirm": _confirm,
    "citizen.closed_unconfirmed": _closed_unconfirmed,
    "citizen.promise_due": _promise_due,
    **steps_told.STEPS,
}
