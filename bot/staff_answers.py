"""What a member of staff typed in answer to a prompt."""

from __future__ import annotations

from collections.abc import Callable

from bot import prompts
from bot.desk import Desk, Say, prompt, said
from bot.staff_presses import next_step
from casework import drafts, handling
from casework.records import Case, Notice
from casework.rules.deadlines import in_vietnam
from casework.terms import Move
from dialogue.reply import button, line
from dialogue.staff_reading import promised_day

MOST_UNITS = 6
PROMISE_CUE = "hen"  # read before a text that is nothing but the promised day

Answer = Callable[[Desk, Case, str], list[Say]]


def answer(desk: Desk, asked: Notice, text: str) -> list[Say]:
    """Do what was asked about, once. Raises CaseworkError; the prompt then stays open."""
    about = prompts.asked(asked)
    case = desk.case(about["ref"])
    if not text:
        return [said(line("staff.error.words_only"))]
    replies = ANSWERS[about["move"]](desk, case, text)
    prompts.close(asked)
    return replies


def _ask(desk: Desk, case: Case, text: str) -> list[Say]:
    handling.move(desk.work, case.ref, Move.ASK, desk.actor, question=text)
    return [said(line("staff.done.asked", ref=case.ref, n=desk.work.rules.clocks.pause_days))]


def _wrong_address(desk: Desk, case: Case, text: str) -> list[Say]:
    handling.move(desk.work, case.ref, Move.WRONG_ADDRESS, desk.actor, reason=text)
    arbiter = desk.work.rules.arbiter_of(case.hidden_from)
    return [said(line("staff.done.wrong_address", ref=case.ref, unit={"unit": arbiter}))]


def _triage(desk: Desk, case: Case, text: str) -> list[Say]:
    """Units the supervisor may mean; the choice is a button, so that no slip of the pen moves a case."""
    found = desk.work.rules.directory.resolve(text).candidates
    codes = dict.fromkeys(c.unit.code for c in found if c.unit.code not in case.hidden_from)
    rows = [
        [button("staff.button.unit", f"s:unit:{case.ref}:{code}", unit={"unit": code})]
        for code in list(codes)[:MOST_UNITS]
    ]
    if not rows:
        return [prompt(Move.TRIAGE, case, line("staff.prompt.triage_again", ref=case.ref))]
    return [said(line("staff.prompt.which_unit", ref=case.ref), rows=rows)]


def _remedy(desk: Desk, case: Case, text: str) -> list[Say]:
    """A promised day inside the text is taken as the promise."""
    day = promised_day(text, in_vietnam(desk.work.now))
    given = {"remedy": text}
    if day:
        given["promised_on"] = day.isoformat()
    drafts.save(desk.work, case.ref, desk.member, **given)
    return next_step(desk, case)


def _evidence(desk: Desk, case: Case, text: str) -> list[Say]:
    drafts.save(desk.work, case.ref, desk.member, evidence=text)
    return next_step(desk, case)


def _promised_on(desk: Desk, case: Case, text: str) -> list[Say]:
    day = promised_day(text, in_vietnam(desk.work.now), PROMISE_CUE)
    if day is None:
        return [prompt("promised_on", case, line("staff.answer.promised_on_again"))]
    drafts.save(desk.work, case.ref, desk.member, promised_on=day.isoformat())
    return next_step(desk, case)


ANSWERS: dict[str, Answer] = {
    Move.ASK: _ask,
    Move.WRONG_ADDRESS: _wrong_address,
    Move.TRIAGE: _triage,
    "remedy": _remedy,
    "evidence": _evidence,
    "promised_on": _promised_on,
}
