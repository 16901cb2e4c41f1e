"""What a citizen is told of each step of a case: notice kind → reply, from the case and its event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from casework import delegations, history, tracking
from casework.records import Case, CaseEvent
from casework.rules import deadlines
from casework.rules.workflow import moves_open_to
from casework.terms import CITIZEN, Closing, EventKind, Move, State
from casework.work import Work
from dialogue import steps_told
from dialogue.answers import answer_lines
from dialogue.reply import Line, Reply, button, line, reply


def receipt(work: Work, case: Case, public_url: str) -> Reply:
    """Right after filing: the ref, who answers, by when, what comes next, where to follow it."""
    lines = [line("citizen.receipt.filed", ref=case.ref)]
    if case.state is State.CLOSED:
        lines.append(line("citizen.receipt.praise", head={"head": case.accountable}))
    else:
        lines += _promise_of_answer(work, case)
    lines.append(line("citizen.receipt.track", link=tracking.link(public_url, case.ref)))
    missing = _missing_of_dossier(work, case)
    if missing:
        lines.append(line("citizen.receipt.dossier", missing={"list": missing}))
    if case.category in NEAR_A_COMPLAINT:
        lines.append(line("citizen.receipt.no_complaint"))
    if case.identity == "none":
        lines.append(line("citizen.receipt.nameless"))
    rows = [[button("citizen.button.see", f"case:{case.ref}")]]
    if case.identity != "none":
        rows.append([button("citizen.button.contact", f"say:contact:{case.ref}")])
    if missing:
        rows.append([button("citizen.button.add", f"say:add:{case.ref}")])
    if case.category in NEAR_A_COMPLAINT:
        rows.append([button("citizen.button.what_is_complaint", "tell:formal_complaint")])
    return reply(*lines, rows=rows, case_ref=case.ref)


def joined(case: Case) -> Reply:
    """After a repeat of what was reported before: no second case."""
    rows = [[button("citizen.button.see", f"case:{case.ref}")]]
    return reply(line("citizen.receipt.joined", ref=case.ref), rows=rows, case_ref=case.ref)


# Labels whose matter may be fought over in a formal complaint too, which has a time limit of its own.
NEAR_A_COMPLAINT = frozenset({"delay", "refusal", "result_error", "fee"})

# What helps with a late dossier, asked for once: what is kept of it → what it is called.
OF_A_DOSSIER = {
    "codes": "citizen.receipt.want_code",
    "submitted_on": "citizen.receipt.want_submitted",
    "appointment_on": "citizen.receipt.want_appointment",
    "apology": "citizen.receipt.want_apology",
    "postponed": "citizen.receipt.want_postponed",
}


def _missing_of_dossier(work: Work, case: Case) -> list[str]:
    if case.category != "delay":
        return []
    known = history.facts(work.session, case)
    return [key for name, key in OF_A_DOSSIER.items() if name not in known]


def _promise_of_answer(work: Work, case: Case) -> list[Line]:
    """Who answers by when; nothing is said of an arbiter who was not told."""
    arbiter = {"unit": work.rules.arbiter_of(case.hidden_from)}
    head = {"head": case.accountable}
    if case.state is State.RECEIVED:
        days = work.rules.clocks.triage_days
        lines = [line("citizen.receipt.triage", arbiter=arbiter, n=days)]
    elif case.prepared_by:
        lines = [line("citizen.receipt.prepared", head=head, prepared={"unit": case.prepared_by})]
    elif arbiter["unit"] in case.copied_to:
        lines = [line("citizen.receipt.head", head=head, arbiter=arbiter)]
    else:
        lines = [line("citizen.receipt.head_alone", head=head)]
    if case.due_at is None:
        return lines
    lines.append(line("citizen.receipt.due", due=_moment(case.due_at), arbiter=arbiter))
    off = _days_off(work, case)
    if off:
        lines.append(line("citizen.receipt.days_off", days={"days": off}))
    return [*lines, line("citizen.receipt.next")]


def _days_off(work: Work, case: Case) -> list[str]:
    """Holidays between filing and deadline, for they make a deadline look late."""
    calendar = work.rules.calendar
    if case.due_at is None:
        return []
    received = deadlines.received_on(case.received_at, calendar)
    due = deadlines.in_vietnam(case.due_at).date()
    days = deadlines.working_days_between(received, due, calendar)
    skipped = deadlines.skipped_days(case.received_at, days, calendar)
    return [day.day.isoformat() for day in skipped if day.reason != "weekend"]


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
    return _told(case, line(by, ref=case.ref, unit={"office": case.accountable}, due=due))


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
