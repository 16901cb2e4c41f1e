"""Working on patterns in Telegram: their list, one card, and the moves by buttons and replies."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot import forms
from bot.desk import Desk, Say, said
from bot.forms import Filled, Form
from casework import patterns
from casework.terms import NotVisible, PatternMove, PatternNotAllowed
from dialogue.pattern_cards import CARD, FIELDS, LIST
from dialogue.reply import Line, line


def list_or_one(desk: Desk, ref: str, argument: str) -> list[Say]:
    """All patterns of the desk, or one."""
    if not ref.isdecimal():
        return [Say(LIST, {})]
    return [_card(patterns.find(desk.work, desk.member, int(ref)).id)]


def begin(desk: Desk, ref: str, argument: str) -> list[Say]:
    """A move was pressed: asked for what it needs, if it can be made at all. Raises CaseworkError."""
    if argument not in set(PatternMove):
        return [said(line("staff.error.old_button"))]
    row = patterns.find(desk.work, desk.member, _number(ref))
    if PatternMove(argument) not in patterns.moves_of(desk.work, row, desk.member):
        raise PatternNotAllowed
    name = f"pattern.{argument}"
    return forms.go_on(desk, FORMS[name], Filled(name, ref))


def _ask(desk: Desk, filled: Filled, name: str) -> Line:
    return line(f"patterns.ask.{name}", number=filled.of)


def _done(desk: Desk, filled: Filled) -> list[Say]:
    patterns.find(desk.work, desk.member, _number(filled.of))
    given: dict[str, Any] = dict(filled.given)
    if "remedy_on" in given:
        given["remedy_on"] = date.fromisoformat(given["remedy_on"])
    move = PatternMove(filled.name.removeprefix("pattern."))
    row = patterns.move(desk.work, _number(filled.of), move, desk.actor, **given)
    return [said(line(f"patterns.done.{move}")), _card(row.id)]


def _number(ref: str) -> int:
    if not ref.isdecimal():
        raise NotVisible(ref=ref)
    return int(ref)


def _card(pattern_id: int) -> Say:
    return Say(CARD, {"pattern": pattern_id})


READ = {"remedy_on": forms.a_day, "to": forms.a_unit}

FORMS = {f"pattern.{move}": Form(fields, _ask, _done, READ) for move, fields in FIELDS.items()}

VERBS = {"patterns": list_or_one, "pattern": begin}
