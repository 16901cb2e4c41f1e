"""The moves of the table in Telegram: a button begins one, then each thing it needs is asked for.

What was given so far lies in the prompt that asks for the next thing: the bot remembers nothing.
"""

from __future__ import annotations

from typing import Any

from bot import prompts
from bot.desk import Desk, Say, prompt, said
from casework import handling, history, queries
from casework.records import Case
from casework.rules import workflow
from casework.terms import Incomplete, Move
from casework.unit_search import units_like
from dialogue.reply import Line, button, line
from dialogue.staff_case import is_sealed_for, rare_rows
from dialogue.staff_moves import (
    INPUTS,
    Input,
    Kind,
    as_given,
    input_named,
    next_input,
    suggested_units,
    value_of,
)
from dialogue.staff_words import word

MOST_UNITS = 6
OLD = "staff.error.old_button"

Given = dict[str, str]


def begin(desk: Desk, ref: str, argument: str) -> list[Say]:
    """A button of a move: asked for what it needs only if it could be made. Raises NotAllowed, NotVisible."""
    case = desk.case(ref)
    if argument not in INPUTS or is_sealed_for(case, desk.member):
        return [said(line(OLD))]
    move = Move(argument)
    workflow.step(history.standing(case, desk.work.rules), move, desk.actor)
    return _go_on(desk, case, move, {})


def more(desk: Desk, ref: str, argument: str) -> list[Say]:
    """The moves that are seldom needed."""
    case = desk.case(ref)
    return [said(line("staff.more", ref=case.ref), rows=rare_rows(desk.work, case, desk.member))]


def pick(desk: Desk, ref: str, argument: str) -> list[Say]:
    """A choice, in answer to the question that is open; a choice of an earlier question is no longer good."""
    case = desk.case(ref)
    name, _, value = argument.partition("=")
    asked = prompts.newest_open(desk.work, desk.turn.pseudonym)
    about: dict[str, Any] = prompts.asked(asked) if asked else {}
    if asked is None or (about["ref"], about.get("name")) != (case.ref, name):
        return [said(line(OLD))]
    replies = _take(desk, case, about, value)
    prompts.close(asked)
    return replies


def typed(desk: Desk, case: Case, about: dict[str, Any], text: str) -> list[Say]:
    """Words in answer to the question. Units are then chosen by a button, so that no slip moves a case."""
    wanted = input_named(Move(about["move"]), about["name"])
    if wanted.kind is Kind.UNIT:
        return [_which_unit(desk, case, about, text)]
    try:
        return _take(desk, case, about, text)
    except Incomplete:
        if wanted.kind is Kind.TEXT:
            raise
        return [_ask(desk, case, Move(about["move"]), about["given"], again=True)]


def _take(desk: Desk, case: Case, about: dict[str, Any], value: str) -> list[Say]:
    move = Move(about["move"])
    wanted = input_named(move, about["name"])
    given = {**about["given"], wanted.name: value_of(desk.work, wanted, value)}
    return _go_on(desk, case, move, given)


def _go_on(desk: Desk, case: Case, move: Move, given: Given) -> list[Say]:
    if next_input(move, given) is not None:
        return [_ask(desk, case, move, given)]
    handling.move(desk.work, case.ref, move, desk.actor, **as_given(move, given))
    return [_done(desk, case, move)]


def _done(desk: Desk, case: Case, move: Move) -> Say:
    """What was done over the case as it is now, if it may still be seen."""
    arbiter = desk.work.rules.arbiter_of(case.hidden_from)
    facts = {
        "head": {"head": case.accountable},
        "unit": {"unit": arbiter},
        "n": desk.work.rules.clocks.pause_days,
    }
    what = line(f"staff.did.{move}", ref=case.ref, **facts)
    seen = queries.visible(desk.member, case, desk.work.rules)
    return desk.card(case.ref, what) if seen and not is_sealed_for(case, desk.member) else said(what)


def _ask(desk: Desk, case: Case, move: Move, given: Given, *, again: bool = False) -> Say:
    wanted = next_input(move, given)
    assert wanted is not None  # noqa: S101 - asked only while something is missing
    lines = [line("staff.again")] if again else []
    question = line("staff.prompt", ref=case.ref, question=word(f"staff.give.{move}.{wanted.name}"))
    rows = [*_choices(desk, case, move, wanted), *_skip(case, move, wanted)]
    return prompt(move, case, *lines, question, rows=rows, name=wanted.name, given=given)


def _choices(desk: Desk, case: Case, move: Move, wanted: Input) -> list[list[Line]]:
    if wanted.kind is Kind.UNIT:
        return [_unit(case, wanted.name, code) for code in suggested_units(case, move)]
    found = wanted.choices(desk.work) if wanted.choices else {}
    return [
        [button("staff.button.choice", f"s:pick:{case.ref}:{wanted.name}={code}", choice=words)]
        for code, words in found.items()
    ]


def _skip(case: Case, move: Move, wanted: Input) -> list[list[Line]]:
    """A button to leave out what may be left out."""
    key, payload = f"staff.skip.{move}.{wanted.name}", f"s:pick:{case.ref}:{wanted.name}="
    return [[button(key, payload)]] if wanted.optional else []


def _unit(case: Case, name: str, code: str) -> list[Line]:
    return [button("staff.button.unit", f"s:pick:{case.ref}:{name}={code}", unit={"unit": code})]


def _which_unit(desk: Desk, case: Case, about: dict[str, Any], text: str) -> Say:
    found = units_like(desk.work.rules.directory, text[:80], limit=MOST_UNITS)
    rows = [_unit(case, about["name"], unit.code) for unit in found if unit.code not in case.hidden_from]
    key = "staff.which_unit" if rows else "staff.unit_again"
    more = {"name": about["name"], "given": about["given"]}
    return prompt(about["move"], case, line(key, ref=case.ref), rows=rows, **more)
