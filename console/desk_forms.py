"""The moves of a case as forms of its page, made from the one table of what each move is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from casework import history
from casework.records import Case
from casework.rules.workflow import moves_open_to
from casework.terms import Move
from console.desk_site import Desk
from dialogue.reply import line
from dialogue.staff_moves import INPUTS, RARE, Input, Kind, as_given, suggested_units, value_of

Choice = tuple[str, Markup]


@dataclass(frozen=True)
class Field:
    """One input: `choices` are codes with their words; of a unit, those that are likely meant.

    `optional`: what it means to leave it out, empty when it may not be.
    """

    name: str
    kind: str
    question: str
    choices: list[Choice]
    optional: str


@dataclass(frozen=True)
class MoveForm:
    """One move that this member can make now. `rare`: shown further down."""

    move: str
    title: str
    fields: list[Field]
    rare: bool


def of_case(desk: Desk, case: Case) -> list[MoveForm]:
    """The forms of everything that this member can do, in the order of the table."""
    able = moves_open_to(history.standing(case, desk.work.rules), desk.actor)
    return [_form(desk, case, move) for move in INPUTS if move in able]


def given(desk: Desk, move: Move, form: dict[str, str]) -> dict[str, Any]:
    """What a posted form gives, as casework takes it; raises Incomplete."""
    values = {each.name: value_of(desk.work, each, _typed(form, each)) for each in INPUTS[move]}
    return as_given(move, values)


def _typed(form: dict[str, str], wanted: Input) -> str:
    """A unit may be chosen, or typed so that only one fits."""
    typed = form.get(wanted.name, "")
    return typed or form.get("q", "") if wanted.kind is Kind.UNIT else typed


def _form(desk: Desk, case: Case, move: Move) -> MoveForm:
    fields = [_field(desk, case, move, each) for each in INPUTS[move]]
    return MoveForm(move, desk.say(f"staff.do.{move}"), fields, move in RARE)


def _field(desk: Desk, case: Case, move: Move, wanted: Input) -> Field:
    question = desk.say(f"staff.give.{move}.{wanted.name}")
    skip = desk.say(f"staff.skip.{move}.{wanted.name}") if wanted.optional else ""
    return Field(wanted.name, wanted.kind, question, _choices(desk, case, move, wanted), skip)


def _choices(desk: Desk, case: Case, move: Move, wanted: Input) -> list[Choice]:
    if wanted.kind is Kind.UNIT:
        return [(code, Markup.escape(desk.name_of(code))) for code in suggested_units(case, move)]
    found = wanted.choices(desk.work) if wanted.choices else {}
    return [(code, desk.lines(line("staff.button.choice", choice=fact))) for code, fact in found.items()]
