"""What staff give with each move: the one table behind Telegram's questions and the console's forms.

Words of a move: `staff.do.<move>` its button, `staff.give.<move>.<name>` the question for one input,
`staff.did.<move>` what is said when it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from casework.records import Case
from casework.rules.deadlines import in_vietnam
from casework.rules.ref import find_refs, parse_ref
from casework.terms import Finding, Incomplete, Move
from casework.unit_search import unit_meant
from casework.work import Work
from dialogue.staff_words import word
from vietnamese.reading import read

Fact = dict[str, Any]


class Kind(StrEnum):
    """How an input is given."""

    TEXT = "text"
    UNIT = "unit"
    CHOICE = "choice"
    DAY = "day"
    REF = "ref"


@dataclass(frozen=True)
class Input:
    """One thing to be given: its name is that of `casework.handling.move`; `choices`: code and its words.

    `optional`: it may be left out; `staff.skip.<move>.<name>` are the words for that.
    """

    name: str
    kind: Kind = Kind.TEXT
    choices: Callable[[Work], dict[str, Fact]] | None = None
    optional: bool = False


def _days(work: Work) -> dict[str, Fact]:
    return {str(n): word(f"staff.days.{n}") for n in range(1, work.rules.clocks.extension_days + 1)}


def _findings(work: Work) -> dict[str, Fact]:
    return {finding: word(f"staff.finding.{finding}") for finding in Finding}


def _categories(work: Work) -> dict[str, Fact]:
    """Labels of reports that are owed an answer."""
    return {code: {"category": code} for code, days in work.rules.clocks.answers.items() if days}


def _measures(work: Work) -> dict[str, Fact]:
    return {code: {"measure": code} for code in work.rules.measures}


def _refusals(work: Work) -> dict[str, Fact]:
    return {code: {"refusal": code} for code in work.rules.refusals}


REASON, TEXT, UNIT = Input("reason"), Input("text"), Input("unit", Kind.UNIT)
OTHER_UNIT = Input("unit", Kind.UNIT, optional=True)
CATEGORY = Input("category", Kind.CHOICE, _categories)

# In the order of the card; the answer has a way of its own (dialogue.staff_answer).
INPUTS: dict[Move, tuple[Input, ...]] = {
    Move.ACCEPT: (),
    Move.TRIAGE: (UNIT,),
    Move.TAKE: (),
    Move.DECLINE: (REASON,),
    Move.RULE: (UNIT, REASON),
    Move.NAME_LEAD: (UNIT, REASON),
    Move.EXTEND: (Input("days", Kind.CHOICE, _days, optional=True),),
    Move.DENY_EXTENSION: (REASON,),
    Move.REFUSE: (),
    Move.DENY_REFUSAL: (REASON,),
    Move.ASK: (Input("question"),),
    Move.WRONG_ADDRESS: (REASON,),
    Move.OFFER: (UNIT, Input("basis"), REASON),
    Move.ASK_RULING: (OTHER_UNIT, REASON),
    Move.ASK_CHAIRMAN: (REASON,),
    Move.ASK_EXTENSION: (Input("days", Kind.CHOICE, _days), REASON),
    Move.PROPOSE_REFUSAL: (Input("rule", Kind.CHOICE, _refusals), REASON),
    Move.CHECK: (Input("finding", Kind.CHOICE, _findings),),
    Move.RECORD_MEASURE: (Input("measure", Kind.CHOICE, _measures), TEXT, Input("on", Kind.DAY)),
    Move.MET: (),
    Move.INFORM_HEAD: (TEXT,),
    Move.HAND_TO_POLICE: (REASON,),
    Move.RELABEL: (CATEGORY, REASON),
    Move.MERGE: (Input("into", Kind.REF), REASON),
    Move.SPLIT: (CATEGORY, OTHER_UNIT, TEXT, REASON),
    Move.RESTRICT: (REASON,),
}

# What the desk is likely to do next stands on the card; the rest is one tap further.
RARE = frozenset(
    {
        *(Move.ASK_RULING, Move.ASK_CHAIRMAN, Move.PROPOSE_REFUSAL, Move.RECORD_MEASURE, Move.INFORM_HEAD),
        *(Move.HAND_TO_POLICE, Move.RELABEL, Move.MERGE, Move.SPLIT, Move.RESTRICT, Move.NAME_LEAD),
    }
)


def next_input(move: Move, given: dict[str, Any]) -> Input | None:
    """The first input of a move that is not given yet."""
    return next((each for each in INPUTS[move] if each.name not in given), None)


def input_named(move: Move, name: str) -> Input:
    """An input of a move; raises Incomplete for one it does not have."""
    found = next((each for each in INPUTS[move] if each.name == name), None)
    if found is None:
        raise Incomplete(what=name)
    return found


def value_of(work: Work, wanted: Input, typed: str) -> str:
    """What was typed or chosen, as plain text that can be kept between two questions; raises Incomplete.

    Empty for what is optional and was left out.
    """
    value = READERS[wanted.kind](work, wanted, typed.strip()) if typed.strip() else ""
    if not value and (typed.strip() or not wanted.optional):
        raise Incomplete(what=wanted.name)
    return value


def as_given(move: Move, values: dict[str, str]) -> dict[str, Any]:
    """The values of a move in the form that casework takes them; what was left out is not given."""
    return {name: FORMS.get((move, name), str)(value) for name, value in values.items() if value}


def suggested_units(case: Case, move: Move) -> list[str]:
    """Codes of units that are likely meant, before anything was typed."""
    found = dict.fromkeys(filter(None, SUGGESTS[move](case) if move in SUGGESTS else ()))
    return [code for code in found if code not in case.hidden_from]


def _choice(work: Work, wanted: Input, typed: str) -> str:
    return typed if wanted.choices and typed in wanted.choices(work) else ""


def _unit(work: Work, wanted: Input, typed: str) -> str:
    known = {unit.code for unit in work.rules.directory.units()}
    if typed in known:
        return typed
    meant = unit_meant(work.rules.directory, typed[:80])
    return meant.code if meant else ""


def _day(work: Work, wanted: Input, typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        named = read(typed, in_vietnam(work.now)).dates
        return named[0].isoformat() if named else ""


def _ref(work: Work, wanted: Input, typed: str) -> str:
    return parse_ref(typed) or next(iter(find_refs(typed)), "")


READERS: dict[Kind, Callable[[Work, Input, str], str]] = {
    Kind.TEXT: lambda work, wanted, typed: typed,
    Kind.UNIT: _unit,
    Kind.CHOICE: _choice,
    Kind.DAY: _day,
    Kind.REF: _ref,
}

FORMS: dict[tuple[Move, str], Callable[[str], Any]] = {
    (Move.ASK_EXTENSION, "days"): int,
    (Move.EXTEND, "days"): int,
    (Move.RECORD_MEASURE, "on"): date.fromisoformat,
}


def _of_ruling(case: Case) -> list[str | None]:
    """Who has it, and who was or is asked to take it."""
    offered = [event.data.get("to") for event in case.events if event.kind == "transfer_offered"]
    return [case.accountable, *offered, *(e.data.get("wanted") for e in case.events)]


def _sharing(case: Case) -> list[str | None]:
    """The units of a joint case."""
    return [case.accountable, *case.copied_to]


SUGGESTS: dict[Move, Callable[[Case], list[str | None]]] = {
    Move.RULE: _of_ruling,
    Move.NAME_LEAD: _sharing,
}
