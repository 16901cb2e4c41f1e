"""How staff are spoken to: replies as elsewhere, but never to be forwarded; refusals in one line."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

from casework.rulebook import Rulebook
from casework.terms import CaseworkError, Move, Role, State
from dialogue.outgoing import Outgoing
from dialogue.reply import Line, Reply, line, words
from texts import Said, say

# Values that refusals and cards speak of → the beginning of their keys.
NAMES: dict[type[StrEnum], str] = {State: "staff.state.", Move: "staff.move.", Role: "staff.role."}


def word(key: str) -> dict[str, str]:
    """A fact that is itself a sentence of the catalogue."""
    return {"word": key}


def name_of(value: StrEnum) -> dict[str, str]:
    """A fact that names a state, a move or a role."""
    return word(NAMES[type(value)] + value)


def in_one_line(*parts: Line) -> dict[str, list[Line]]:
    """A fact made of several short sentences, parted by dots."""
    return {"bits": list(parts)}


def spoken(body: Reply, language: str, rules: Rulebook, *, prompt: bool = False) -> Outgoing:
    """The message to a member of staff who reads this language."""
    speaker = _Staff(language, rules)
    made = {
        **body,
        "say": [[key, speaker.facts(facts)] for key, facts in body["say"]],
        "rows": [[[k, speaker.facts(facts), to] for k, facts, to in row] for row in body["rows"]],
    }
    return replace(words(made, language, rules), protect=True, prompt=prompt)


class _Staff:
    """Turns the facts that only staff are told into words; the rest is left to the common speaker."""

    def __init__(self, language: str, rules: Rulebook) -> None:
        self.language, self.rules = language, rules

    def facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {name: self._fact(value) for name, value in facts.items()}

    def _fact(self, value: Any) -> Any:
        if isinstance(value, dict) and "word" in value:
            return say(value["word"], self.language)
        if isinstance(value, dict) and "bits" in value:
            return self._joined(value["bits"])
        return value

    def _joined(self, bits: list[Line]) -> Said:
        said = words({"say": bits, "rows": []}, self.language, self.rules).text
        return Said(said.replace("\n", " · "))


def refusal(error: CaseworkError) -> Line:
    """A refusal of casework as one line; the values it names are put into words."""
    return line(error.key, **{name: _named(name, value) for name, value in error.params.items()})


def _named(name: str, value: Any) -> Any:
    if name == "what":
        return word(f"staff.what.{value}")
    return name_of(value) if type(value) in NAMES else value
