"""Right after filing: what the citizen is told at once, and what of the dossier is asked for, once."""

from __future__ import annotations

from collections.abc import Iterator

from casework import history, tracking
from casework.records import Case
from casework.rules import deadlines
from casework.terms import State
from casework.work import Work
from dialogue.reply import Line, Reply, button, line, reply


def receipt(work: Work, case: Case, public_url: str) -> Reply:
    """The ref, who answers, by when, what comes next, where to follow it."""
    lines = [line("citizen.receipt.filed", ref=case.ref)]
    if case.state is State.CLOSED:
        lines.append(line("citizen.receipt.praise", head={"head": case.accountable}))
    else:
        lines += _promise_of_answer(work, case)
    lines.append(line("citizen.receipt.track", link=tracking.link(public_url, case.ref)))
    missing, asks = _missing_of_dossier(work, case), _asks(work, case)
    if missing:
        lines.append(line("citizen.receipt.dossier", missing={"list": missing}))
    if asks:
        lines.append(line(f"citizen.receipt.ask.{asks}"))
    if case.category in NEAR_A_COMPLAINT:
        lines.append(line("citizen.receipt.no_complaint"))
    if case.identity == "none":
        lines.append(line("citizen.receipt.nameless"))
    rows = list(_rows(case, asks, can_add=bool(missing)))
    return reply(*lines, rows=rows, case_ref=case.ref)


def _rows(case: Case, asks: str, *, can_add: bool) -> Iterator[list[Line]]:
    yield [button("citizen.button.see", f"case:{case.ref}")]
    if asks:
        answers = ASKED[case.category][1]
        yield [button(f"citizen.button.told.{code}", f"move:told:{case.ref}:{code}") for code in answers]
    if case.identity != "none":
        yield [button("citizen.button.contact", f"say:contact:{case.ref}")]
    if can_add:
        yield [button("citizen.button.add", f"say:add:{case.ref}")]
    if case.category in NEAR_A_COMPLAINT:
        yield [button("citizen.button.what_is_complaint", "tell:formal_complaint")]


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


# What else the law looks at, asked by two buttons: label → what is kept, and the answers by their code.
Answers = dict[str, object]
ASKED: dict[str, tuple[str, Answers]] = {
    "refusal": ("refusal_form", {"noform": False, "form": True}),
    "extra_documents": ("papers_asked", {"once": 1, "twice": 2}),
}
ANSWERS: dict[str, tuple[str, object]] = {
    code: (name, value) for name, answers in ASKED.values() for code, value in answers.items()
}


def _asks(work: Work, case: Case) -> str:
    """What of ASKED is not known yet; empty when nothing is asked."""
    name, _ = ASKED.get(case.category, ("", {}))
    return "" if name in history.facts(work.session, case) else name


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
    lines.append(line("citizen.receipt.due", due={"moment": case.due_at.isoformat()}, arbiter=arbiter))
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
