"""A reply as the dialogue decides it: keys and facts; words come when it is sent, in the reader's language.

{"say": [[key, facts], …], "rows": [[[key, facts, payload], …], …], "case_ref": ref|None}; a fact is a
plain value or one of {"date"}, {"moment"}, {"unit"}, {"office"}, {"centre"}, {"head"}, {"category"},
{"field"}, {"path"}, {"cause"}, {"measure"}, {"refusal"}, {"finding"}, {"state"}, {"days"}, {"list"} (keys
of sentences), {"passage"}.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any

from casework.rulebook import Rulebook
from casework.rules.directory import Unit
from casework.rules.posts import head_of
from dialogue.outgoing import Button, Outgoing
from texts import Said, say, say_date

Line = list[Any]
Reply = dict[str, Any]


def line(key: str, **facts: Any) -> Line:
    """One sentence of a reply."""
    return [key, facts]


def button(key: str, payload: str, **facts: Any) -> Line:
    """One button of a reply."""
    return [key, facts, payload]


def reply(*lines: Line, rows: list[list[Line]] | None = None, case_ref: str | None = None) -> Reply:
    """A whole reply."""
    return {"say": list(lines), "rows": rows or [], "case_ref": case_ref}


def words(body: Reply, language: str, rules: Rulebook) -> Outgoing:
    """The message that a reader of this language sees."""
    speak = _Speaker(language, rules)
    rows = [
        tuple(Button(unescape(speak.line(key, facts)), payload) for key, facts, payload in row)
        for row in body["rows"]
    ]
    text = "\n".join(speak.line(key, facts) for key, facts in body["say"])
    return Outgoing(text=text, rows=tuple(rows), case_ref=body.get("case_ref"), fixed=bool(body.get("fixed")))


class _Speaker:
    def __init__(self, language: str, rules: Rulebook) -> None:
        self.language, self.rules = language, rules

    def line(self, key: str, facts: dict[str, Any]) -> str:
        return say(key, self.language, **{name: self.value(fact) for name, fact in facts.items()})

    def value(self, fact: Any) -> Any:
        if not isinstance(fact, dict):
            return fact
        ((kind, value),) = fact.items()
        return FACTS[kind](self, value)

    def unit(self, code: str) -> Unit:
        return self.rules.directory.unit(code)

    def office(self, code: str) -> str:
        """A commune answers as its people's committee; other units by their own name."""
        unit = self.unit(code)
        if not unit.is_commune:
            return unit.full_name
        return say("citizen.office", self.language, name=unit.full_name[:1].lower() + unit.full_name[1:])

    def path(self, codes: list[str]) -> str:
        return " → ".join(self.unit(code).full_name for code in codes)


FACTS: dict[str, Callable[[_Speaker, Any], Any]] = {
    "date": lambda s, value: date.fromisoformat(value),
    "days": lambda s, value: ", ".join(say_date(date.fromisoformat(day), s.language) for day in value),
    "list": lambda s, value: ", ".join(say(key, s.language) for key in value),
    "moment": lambda s, value: datetime.fromisoformat(value),
    "unit": lambda s, value: s.unit(value).full_name,
    "centre": lambda s, value: s.unit(value).centre_name or s.unit(value).full_name,
    "head": lambda s, value: head_of(s.unit(value)),
    "office": lambda s, value: s.office(value),
    "category": lambda s, value: s.rules.categories[value].name(s.language),
    "field": lambda s, value: _said(f"citizen.field.{value}", s.language),
    "path": lambda s, value: s.path(value),
    "cause": lambda s, value: s.rules.causes[value][s.language],
    "measure": lambda s, value: s.rules.measures[value][s.language],
    "refusal": lambda s, value: s.rules.refusals[value][s.language],
    "finding": lambda s, value: _said(f"citizen.finding.{value}", s.language),
    "passage": lambda s, value: s.rules.passages[value].name(s.language),
    "state": lambda s, value: _said(f"citizen.state.{value}", s.language),
}


def _said(key: str, language: str) -> Said:
    return say(key, language)
