"""Several questions in a row, each answered by a reply; what was given so far travels with the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot import prompts
from bot.desk import Desk, Say, said
from casework.records import Notice
from casework.rules.deadlines import in_vietnam
from dialogue.reply import Line, line, reply
from dialogue.staff_cards import PROMPT
from dialogue.staff_reading import promised_day

DAY_CUE = "hen"  # read before a text that is nothing but a day

Given = dict[str, str]


@dataclass(frozen=True)
class Filled:
    """A form as far as it has come: its name, what it is about, what was given."""

    name: str
    of: str
    given: Given = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """What is asked, in which words, and what is then done. `read`: how a field is taken from a text."""

    fields: tuple[str, ...]
    ask: Callable[[Desk, Filled, str], Line]
    done: Callable[[Desk, Filled], list[Say]]
    read: Mapping[str, Callable[[Desk, str], str | None]] = field(default_factory=dict)


def go_on(desk: Desk, form: Form, filled: Filled) -> list[Say]:
    """Ask for the next thing that is missing; do what the form is for when nothing is."""
    gap = next((name for name in form.fields if name not in filled.given), None)
    return [_question(filled, gap, form.ask(desk, filled, gap))] if gap else form.done(desk, filled)


def answer(desk: Desk, asked: Notice, text: str, forms: Mapping[str, Form]) -> list[Say]:
    """Take the reply to a question of a form. Raises CaseworkError; the question then stays open."""
    about = prompts.asked(asked)
    form = forms.get(about["form"])
    if not text or form is None:
        return [said(line("staff.error.words_only"))]
    filled, name = Filled(about["form"], about["of"], dict(about["given"])), about["asks"]
    read = form.read.get(name)
    value = read(desk, text) if read else text
    if value is None:
        replies = [_question(filled, name, line(f"patterns.again.{name}"))]
    else:
        filled.given[name] = value
        replies = go_on(desk, form, filled)
    prompts.close(asked)
    return replies


def a_day(desk: Desk, text: str) -> str | None:
    """A day that somebody typed, in ISO."""
    day = promised_day(text, in_vietnam(desk.work.now), DAY_CUE)
    return day.isoformat() if day else None


def a_unit(desk: Desk, text: str) -> str | None:
    """The one unit that somebody typed, by its code."""
    codes = {each.unit.code for each in desk.work.rules.directory.resolve(text).candidates}
    return codes.pop() if len(codes) == 1 else None


def _question(filled: Filled, name: str, *lines: Line) -> Say:
    about: dict[str, Any] = {"form": filled.name, "of": filled.of, "given": filled.given, "asks": name}
    return Say(PROMPT, {"reply": reply(*lines), "prompt": about})
