"""Which unit is meant: the directory of the city's authorities, and reading their names in free text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from casework.rules.directory_bodies import Bodies, Mention
from casework.rules.directory_context import with_context
from casework.rules.directory_mentions import Places
from casework.rules.directory_names import Gazetteer
from casework.rules.directory_roles import (
    CENTRE,
    LODGED,
    MENTIONED,
    VISITED,
    chosen,
    path_of,
    roles_of,
)
from casework.rules.directory_units import FormerUnit, Unit, UnknownUnit
from casework.rules.directory_words import Seen, Words
from vietnamese.phrases import View, view_of

__all__ = ["Candidate", "Directory", "FormerUnit", "Resolution", "Unit", "UnknownUnit"]

_LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Candidate:
    """A unit that the text [start, end) can mean; `score` 0-1; `role`: lodged, home, sent_to or mentioned."""

    unit: Unit
    score: float
    start: int
    end: int
    role: str


@dataclass(frozen=True)
class Resolution:
    """Units named in a message.

    `status` speaks of the unit the report is about (where papers were lodged, else the only one named):
    resolved, ambiguous (ask, `candidates` are the choices) or none. `candidates` best first, other
    units named after those of the main one. `path`: the runaround in told order, each unit as often as it
    came; or empty.
    """

    status: str
    candidates: list[Candidate]
    path: list[Candidate]

    @property
    def unit(self) -> Unit | None:
        """The unit the report is about, when there is no doubt."""
        return self.candidates[0].unit if self.status == "resolved" else None


class Directory:
    """All units by code, and `resolve` for what people write.

    `branches`: land branch by former district; `bodies` settings come from data/directory_kinds.yml.
    """

    def __init__(
        self,
        units: Iterable[Unit],
        gazetteer: Gazetteer,
        words: Words,
        *,
        branches: Mapping[str, str],
        bodies: Mapping[str, Any],
    ) -> None:
        self._units = MappingProxyType({unit.code: unit for unit in units})
        self._branches = dict(branches)
        self._phrases = words.phrases()
        self._places = Places(gazetteer)
        self._bodies = Bodies(
            land_office=bodies["land_office"],
            police=bodies["police_parent"],
            branch_of=self._branch_code,
            police_of=lambda code: f"{bodies['police_parent']}-{code}",
            of_many=dict(words.of_many),
            with_local_offices=tuple(bodies["with_local_offices"]),
        )

    def unit(self, code: str) -> Unit:
        """The unit with this code; raises UnknownUnit."""
        try:
            return self._units[code]
        except KeyError:
            raise UnknownUnit(code) from None

    def units(self) -> list[Unit]:
        """Every unit: communes, departments, land branches, police of wards."""
        return list(self._units.values())

    def communes(self) -> list[Unit]:
        """The wards and communes."""
        return [unit for unit in self._units.values() if unit.is_commune]

    def branch_of_commune(self, code: str) -> Unit | None:
        """The land registration branch that serves a commune; None when the code is no commune's."""
        unit = self._units.get(code)
        branch = self._branches.get(unit.former_district or "") if unit else None
        return self._units[branch] if branch else None

    def ward_police(self, code: str) -> Unit:
        """The police of a ward or commune, by the commune's code; raises UnknownUnit."""
        return self.unit(self._bodies.police_of(code))

    def _branch_code(self, name: str) -> str | None:
        branch = self._branches.get(name)
        unit = self.branch_of_commune(name)
        return branch or (unit.code if unit else None)

    def resolve(self, text: str) -> Resolution:
        """Which units a message names and which one it is about. Never raises; reads 4000 characters."""
        view = view_of(text[:_LONGEST_TEXT])
        seen = Seen(view, self._phrases.find(view))
        mentions = with_context(self._bodies, self._bodies.mentions(seen, self._places.find(seen)))
        roles = roles_of(seen, mentions)
        main = chosen(mentions, roles)
        path = path_of(mentions, roles)
        return Resolution(
            _status(mentions, main),
            self._candidates(view, mentions, roles, main),
            [self._candidate(view, mentions[index], _shown(roles[index], index in main)) for index in path],
        )

    def _candidates(
        self, view: View, mentions: list[Mention], roles: list[str], main: list[int]
    ) -> list[Candidate]:
        """One for each unit: those of the main mentions, then the others at half their score."""
        found: dict[str, Candidate] = {}
        # Of several mentions of one unit the one by name shows where it was read.
        main = sorted(main, key=lambda index: mentions[index].label == "again")
        others = [index for index in range(len(mentions)) if index not in main]
        others.sort(key=lambda index: mentions[index].label == "again")
        for index in (*main, *others):
            start, end = view.span(mentions[index].begin, mentions[index].last)
            for code, score in mentions[index].codes:
                weight = score if index in main else score / 2
                role = _shown(roles[index], index in main)
                found.setdefault(code, Candidate(self._units[code], round(weight, 3), start, end, role))
        return sorted(found.values(), key=lambda each: -each.score)

    def _candidate(self, view: View, mention: Mention, role: str) -> Candidate:
        start, end = view.span(mention.begin, mention.last)
        code, score = mention.codes[0]
        return Candidate(self._units[code], score, start, end, role)


def _shown(role: str, is_main: bool) -> str:
    """A unit visited is where the matter lies when nothing was lodged elsewhere."""
    if role in (CENTRE, VISITED):
        return LODGED if is_main else MENTIONED
    return role


def _status(mentions: list[Mention], main: list[int]) -> str:
    if not main:
        return "none"
    return "resolved" if len(main) == 1 and mentions[main[0]].is_sure else "ambiguous"
