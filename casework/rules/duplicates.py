"""Whether two reports about one unit and label are about one matter. Pure.

Dossier codes decide where both tell one. Else their words do: the share of words that both have. The bounds
are set high on purpose, for two cases that are one cost little, and one case that is two loses a report.
"""

from __future__ import annotations

from dataclasses import dataclass

from vietnamese import fold

A_REPEAT = 0.8  # of one person
ALIKE = 0.6  # of two people: no more than a suggestion to whoever may merge them
FEW_WORDS = 5  # so short a text tells nothing


@dataclass(frozen=True)
class Matter:
    """What a report tells of its matter: dossier codes and the citizen's words."""

    codes: frozenset[str]
    text: str


def is_same(one: Matter, other: Matter, likeness: float) -> bool:
    """Whether they share a code, or, where not both tell one, enough of their words."""
    if one.codes and other.codes:
        return bool(one.codes & other.codes)
    return alike(one.text, other.text) >= likeness


def alike(one: str, other: str) -> float:
    """The share of words that both texts have, accents and case apart: 0 to 1; 0 for a very short text."""
    here, there = set(fold(one).split()), set(fold(other).split())
    if min(len(here), len(there)) < FEW_WORDS:
        return 0.0
    return len(here & there) / len(here | there)
