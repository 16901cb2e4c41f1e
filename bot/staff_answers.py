"""What a member of staff typed in answer to a prompt."""

from __future__ import annotations

from collections.abc import Callable

from bot import forms, pattern_forms, prompts, staff_moves, weekly_forms
from bot.desk import Desk, Say, prompt, said
from bot.staff_presses import next_step
from casework import drafts
from casework.records import Case, Notice
from casework.rules.deadlines import in_vietnam
from dialogue.reply import line
from dialogue.staff_reading import promised_day

PROMISE_CUE = "hen"  # read before a text that is nothing but the promised day

FORMS = {**pattern_forms.FORMS, **weekly_forms.FORMS}

Answer = Callable[[Desk, Case, str], list[Say]]


def answer(desk: Desk, asked: Notice, text: str) -> list[Say]:
    """Do what was asked about, once. Raises CaseworkError; the prompt then stays open."""
    about = prompts.asked(asked)
    if "form" in about:
        return forms.answer(desk, asked, text, FORMS)
    case = desk.case(about["ref"])
    if not text:
        return [said(line("staff.error.words_only"))]
    part = ANSWERS.get(about["move"])
    replies = part(desk, case, text) if part else staff_moves.typed(desk, case, about, text)
    prompts.close(asked)
    return replies


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
    "remedy": _remedy,
    "evidence": _evidence,
    "promised_on": _promised_on,
}
