"""What citizens' questions are answered from: procedures, the product's own help, the directive. Only quoted.

How sure a procedure is stands with it (`Read`): the text of the law was read, or only what somebody wrote of
it, or nothing; of the last kind no fact is given but its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Facet(StrEnum):
    """What may be told of a procedure, in the order of telling."""

    PAPERS = "papers"
    WHERE = "where"
    TIME = "time"
    FEE = "fee"
    DECIDED_BY = "decided_by"


class Read(StrEnum):
    """What was read of the source when the entry was checked."""

    TEXT = "text"
    SUMMARY = "summary"
    NONE = "none"


@dataclass(frozen=True)
class Passage:
    """One answer. `asked`: how people put it; `source`: which law or text it is from.

    A procedure has `facts` and perhaps a `note`; help has `says`, keys of texts/; the directive a `quote`
    out of its `section`.
    """

    code: str
    title: str
    english: str
    asked: tuple[str, ...]
    source: str = ""
    read: Read = Read.TEXT
    checked: date | None = None
    facts: Mapping[Facet, str] = field(default_factory=dict)
    note: str = ""
    says: tuple[str, ...] = ()
    quote: str = ""
    section: str = ""

    @property
    def is_procedure(self) -> bool:
        """Whether it is told by facts, and what is not known of it is said."""
        return not self.says and not self.quote

    @property
    def unknown(self) -> list[Facet]:
        """What people ask of a procedure and no source here tells."""
        return [each for each in Facet if each not in self.facts and each is not Facet.DECIDED_BY]

    def name(self, language: str) -> str:
        """The title; in English with the Vietnamese one that counters know."""
        if language == "vi":
            return self.title
        return f"{self.english} ({self.title})" if self.is_procedure else self.english
