"""Buttons of the staff desk: payload "s:<verb>:<ref>[:<argument>]", at most 64 bytes."""

from __future__ import annotations

from collections.abc import Callable

from bot import (
    pattern_forms,
    staff_moves,
    staff_wishes,
    unit_groups,
    weekly_forms,
)
from bot.desk import Desk, Say, prompt, said
from casework import acknowledging, drafts, hand_ins, sign_in
from casework.records import Case
from dialogue.reply import button, line
from dialogue.staff_answer import cause_rows, change_rows, finding_rows
from dialogue.staff_cards import QUEUE

Press = Callable[[Desk, str, str], list[Say]]


def press(desk: Desk, payload: str) -> list[Say]:
    """Do what the button says; rights are asked again. Raises CaseworkError."""
    _, verb, ref, argument = [*payload.split(":", 3), "", "", ""][:4]
    do = VERBS.get(verb)
    return do(desk, ref, argument) if do else [said(line("staff.error.old_button"))]


def _queue(desk: Desk, ref: str, argument: str) -> list[Say]:
    return [Say(QUEUE, {"page": int(argument) if argument.isdecimal() else 1})]


def _open(desk: Desk, ref: str, argument: str) -> list[Say]:
    return [desk.card(ref)]


def _answer(desk: Desk, ref: str, argument: str) -> list[Say]:
    """Begin an answer, or go on where the draft ends."""
    case = desk.case(ref)
    drafts.save(desk.work, case.ref, desk.member)
    return next_step(desk, case)


def _find(desk: Desk, ref: str, argument: str) -> list[Say]:
    case = desk.case(ref)
    drafts.save(desk.work, case.ref, desk.member, finding=argument)
    return next_step(desk, case)


def _cause(desk: Desk, ref: str, argument: str) -> list[Say]:
    case = desk.case(ref)
    drafts.save(desk.work, case.ref, desk.member, cause=argument)
    return next_step(desk, case)


def _no_date(desk: Desk, ref: str, argument: str) -> list[Say]:
    case = desk.case(ref)
    drafts.save(desk.work, case.ref, desk.member, promised_on=drafts.NO_PROMISE)
    return next_step(desk, case)


def _edit(desk: Desk, ref: str, argument: str) -> list[Say]:
    case = desk.case(ref)
    drafts.save(desk.work, case.ref, desk.member)
    if argument in ASKS:
        return [ASKS[argument](desk, case)]
    return [said(line("staff.answer.change", ref=case.ref), rows=change_rows(case))]


def _sign(desk: Desk, ref: str, argument: str) -> list[Say]:
    case = drafts.sign(desk.work, desk.case(ref).ref, desk.member)
    return [desk.card(case.ref, line("staff.done.answered"))]


def _done(desk: Desk, ref: str, argument: str) -> list[Say]:
    case = drafts.finish(desk.work, desk.case(ref).ref, desk.member)
    return [said(line("staff.done.draft", ref=case.ref))]


def _know(desk: Desk, ref: str, argument: str) -> list[Say]:
    of = int(argument) if argument.isdecimal() else 0
    case = acknowledging.acknowledge(desk.work, desk.case(ref).ref, desk.member, of)
    return [said(line("staff.done.known", ref=case.ref))]


def _handed(desk: Desk, ref: str, argument: str) -> list[Say]:
    """The head says that the unit's periodic report is signed and sent; `ref` is the period."""
    period = desk.work.rules.reporting.named(ref)
    hand_ins.hand_in(desk.work, desk.member, period)
    return [said(line("staff.done.handed", period=period.name))]


def _login(desk: Desk, nonce: str, code: str) -> list[Say]:
    """Which digits the console shows, or that it was not this member."""
    confirmed = sign_in.confirm(desk.work, nonce, code, desk.member)
    return [said(line("staff.login.done" if confirmed else "staff.login.refused"))]


VERBS: dict[str, Press] = {
    "login": _login,
    "wish": staff_wishes.change,
    "ungroup": unit_groups.leave,
    "away": staff_wishes.delegate,
    "back": staff_wishes.back,
    "queue": _queue,
    "open": _open,
    "do": staff_moves.begin,
    "pick": staff_moves.pick,
    "more": staff_moves.more,
    "answer": _answer,
    "find": _find,
    "cause": _cause,
    "nodate": _no_date,
    "edit": _edit,
    "sign": _sign,
    "done": _done,
    "know": _know,
    "handed": _handed,
    **pattern_forms.VERBS,
    **weekly_forms.VERBS,
}


def next_step(desk: Desk, case: Case) -> list[Say]:
    """The next thing the answer lacks; the preview when it lacks nothing."""
    gap = drafts.missing(case, drafts.read(desk.work.session, case))
    return [ASKS[gap](desk, case)] if gap else [desk.preview(case)]


def _ask_finding(desk: Desk, case: Case) -> Say:
    return said(line("staff.answer.finding", ref=case.ref), rows=finding_rows(case))


def _ask_cause(desk: Desk, case: Case) -> Say:
    return said(line("staff.answer.cause"), rows=cause_rows(desk.work, case))


def _ask_remedy(desk: Desk, case: Case) -> Say:
    return prompt("remedy", case, line("staff.answer.remedy", ref=case.ref))


def _ask_evidence(desk: Desk, case: Case) -> Say:
    return prompt("evidence", case, line("staff.answer.evidence"))


def _ask_promise(desk: Desk, case: Case) -> Say:
    rows = [[button("staff.button.no_date", f"s:nodate:{case.ref}")]]
    return prompt("promised_on", case, line("staff.answer.promised_on"), rows=rows)


ASKS: dict[str, Callable[[Desk, Case], Say]] = {
    "finding": _ask_finding,
    "cause": _ask_cause,
    "remedy": _ask_remedy,
    "evidence": _ask_evidence,
    "promised_on": _ask_promise,
}
