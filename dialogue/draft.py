"""The report in the making: all that was understood so far. Lives in Rasa's slot `draft` as plain JSON."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from casework.rules.directory import Candidate, Resolution
from casework.rules.routing import Facts
from dialogue.telling import is_on_behalf
from dialogue.understanding import Understanding
from vietnamese.reading import Reading

WORDS_OF_A_CORRECTION = 12  # a longer one tells more than it corrects
CHOICES = 6  # buttons for units that fit; more is a list nobody reads


@dataclass
class Draft:
    """What the card will show. Unit codes; dates as ISO; `ranking` as [[label, confidence], …].

    `unit_settled`: the citizen was asked for the unit and does not know it; `replaced`: the unit being
    corrected. `sure`: the label was chosen. `shown`: the print of what the newest card showed.
    `rest`: a second matter that waits, {"text", "intents"}. `dates_agreed`: it was asked which of two
    days is right. `taken`: the key of the newest turn that was read.
    """

    story: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    category: str | None = None
    confidence: float = 0.0
    sure: bool = False
    ranking: list[list[Any]] = field(default_factory=list)
    secondary: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    head_post: str | None = None
    subject: str | None = None
    procedure: str | None = None
    lodged: str | None = None
    replaced: str | None = None
    unit_settled: bool = False
    candidates: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    submitted_on: str | None = None
    appointment_on: str | None = None
    trips: int | None = None
    postponed: int | None = None
    apology: bool | None = None
    code_dropped: bool = False
    misses: int = 0
    rest: dict[str, Any] | None = None
    taken: str | None = None
    on_behalf: bool = False
    dates_agreed: bool = False
    shown: str | None = None

    @classmethod
    def of(cls, slot: dict[str, Any] | None) -> Draft:
        """The draft in a slot; names it does not know are left out (a slot may be older than the code)."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in (slot or {}).items() if name in known})

    def as_slot(self) -> dict[str, Any]:
        """Plain JSON for the slot."""
        return asdict(self)

    @property
    def print(self) -> str:
        """A short digest of everything that would be filed."""
        passing = {"shown", "misses", "candidates", "replaced", "rest", "taken"}
        filed = {name: value for name, value in self.as_slot().items() if name not in passing}
        return hashlib.sha256(json.dumps(filed, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def has_story(self) -> bool:
        """It is known what happened: told in words or in a recording."""
        return bool(self.story or self.files) and self.category is not None

    @property
    def facts(self) -> Facts:
        """What routing looks at."""
        return Facts(
            category=self.category or "out_of_scope",
            lodged=self.lodged,
            others=tuple(code for code in self.others if code != self.lodged),
            flags=frozenset(self.flags),
            field=self.subject,
            procedure=self.procedure,
            secondary=tuple(self.secondary),
            head_post=self.head_post,
            told=self.is_told,
        )

    @property
    def is_told(self) -> bool:
        """In words, or by the label that was chosen; a recording alone is heard by triage first."""
        return bool(self.story) or self.sure

    def tell(self, text: str, understood: Understanding) -> None:
        """Take in a piece of the story: the label from the first piece, facts from every piece.

        What is told later fills gaps; `correct` replaces what was told before.
        """
        if self.category is None or (not self.story and not self.sure):
            self._label(understood)
        self.on_behalf = self.on_behalf or is_on_behalf(text)
        if text not in self.story[-1:]:  # a turn tried again tells the same
            self.story.append(text)
        self.secondary = list(dict.fromkeys([*self.secondary, *understood.secondary]))
        self.flags = list(dict.fromkeys([*self.flags, *understood.flags]))
        self.note(understood)
        if self.lodged is None:
            self.place(understood.resolution)

    def correct(self, text: str, understood: Understanding) -> bool:
        """Change what a text corrects; a short one is no piece of the story. False when it names nothing."""
        before = self.print
        self.note(understood, correcting=True)
        self.place(understood.resolution)
        if len(text.split()) > WORDS_OF_A_CORRECTION:
            self.tell(text, understood)
        return self.print != before or bool(self.candidates)

    @property
    def date_in_code(self) -> str | None:
        """The day of submission that the code carries (…-YYMMDD-…), ISO; None when it carries none."""
        for code in [] if self.code_dropped else self.codes:
            found = re.search(r"-(\d{2})(\d{2})(\d{2})-", code)
            if found:
                with suppress(ValueError):
                    return date(2000 + int(found[1]), int(found[2]), int(found[3])).isoformat()
        return None

    @property
    def code_differs(self) -> bool:
        """The code carries another day than the one told, and nobody has said yet which is right."""
        known = self.date_in_code
        return bool(known and self.submitted_on and known != self.submitted_on and not self.dates_agreed)

    def start_over(self) -> None:
        """Forget everything: what was told belonged to another channel."""
        self.__dict__.update(Draft().__dict__)

    def _label(self, understood: Understanding) -> None:
        self.category, self.confidence = understood.category, understood.confidence
        self.ranking = [[code, round(share, 4)] for code, share in understood.ranking[:4]]

    def note(self, understood: Understanding, *, correcting: bool = False) -> None:
        """Take in the facts of a text that is no piece of the story, such as an answer to a question."""
        reading = understood.reading
        told: dict[str, Any] = {
            "subject": reading.field,
            "procedure": reading.procedure,
            "head_post": reading.head_post,
            **told_of_dossier(reading),
        }
        for name, value in told.items():
            known = getattr(self, name)
            if value not in (None, []) and (correcting or known in (None, [])):
                setattr(self, name, value)

    def place(self, resolution: Resolution) -> bool:
        """Take the unit from what was typed; True when it says anything about a unit."""
        if resolution.status == "resolved":
            self.choose_unit(resolution.candidates[0].unit.code)
        self.others = _others(resolution) or self.others
        if resolution.status == "resolved":
            return True
        if resolution.status == "ambiguous":
            self.lodged, self.candidates = None, [c.unit.code for c in resolution.candidates][:CHOICES]
        return resolution.status != "none"

    def choose_unit(self, code: str | None) -> None:
        """The unit as chosen; None: the citizen does not know it. It takes the place of the one corrected."""
        wrong = self.replaced or self.lodged
        if code and wrong:
            self.others = [code if other == wrong else other for other in self.others]
        self.replaced = None
        self.lodged, self.unit_settled, self.candidates = code, code is None, []

    def ask_unit_again(self) -> None:
        """The unit is wrong: it is asked for anew."""
        self.replaced = self.lodged or self.replaced
        self.lodged, self.unit_settled, self.candidates, self.misses = None, False, [], 0

    def choose_category(self, code: str) -> None:
        """The label as the citizen chose it."""
        self.category, self.sure, self.confidence = code, True, 1.0
        self.secondary = [other for other in self.secondary if other != code]

    def dossier(self) -> dict[str, Any]:
        """What is kept of the dossier with the case, encrypted."""
        kept = {
            "codes": [] if self.code_dropped else self.codes,
            "submitted_on": self.submitted_on,
            "appointment_on": self.appointment_on,
            "trips": self.trips,
            "postponed": self.postponed,
            "apology": self.apology,
        }
        return {name: value for name, value in kept.items() if value not in (None, [])}


def told_of_dossier(reading: Reading) -> dict[str, Any]:
    """What a text tells of the dossier, as it is kept with a case; only what it does tell."""
    told = {
        "codes": list(reading.dossier_codes),
        "submitted_on": reading.submitted_on.isoformat() if reading.submitted_on else None,
        "appointment_on": reading.appointment_on.isoformat() if reading.appointment_on else None,
        "trips": reading.trips,
        "postponed": reading.postponed,
        "apology": reading.apology,
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _others(resolution: Resolution) -> list[str]:
    """Further units that the report is about: the runaround, else where the citizen was sent to.

    A commune and the police, tax or the like count both when one is only named: it happened at its centre.
    """
    if resolution.path:
        return [stop.unit.code for stop in resolution.path]
    if resolution.status != "resolved":
        return []
    main, *rest = resolution.candidates
    return [
        other.unit.code
        for other in rest
        if other.role == "sent_to" or (other.role == "mentioned" and _at_its_centre(main, other))
    ]


def _at_its_centre(main: Candidate, other: Candidate) -> bool:
    commune, body = (main.unit, other.unit) if main.unit.is_commune else (other.unit, main.unit)
    return commune.is_commune and not body.ruled_by_city
