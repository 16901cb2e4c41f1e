"""Vocabularies around names of units, read from data/directory_words.yml and directory_cues.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vietnamese.phrases import Hit, Phrases, View


@dataclass(frozen=True)
class Words:
    """`lists`: phrases by name; `types`: words for kinds of places; `bodies`: names of bodies by code.

    `weak_bodies` count only after a word of place, `acting_bodies` only where they do something or
    somebody is sent to them; `of_many`: codes behind a name that several bodies took.
    """

    lists: Mapping[str, list[str]]
    types: Mapping[str, list[str]]
    bodies: Mapping[str, list[str]]
    weak_bodies: Mapping[str, list[str]]
    acting_bodies: Mapping[str, list[str]]
    of_many: Mapping[str, tuple[str, ...]]

    def phrases(self) -> Phrases:
        """All of them as one vocabulary: "type.ward", "body.SNV", "places", ..."""
        rows = [(f"type.{kind}", text) for kind, texts in self.types.items() for text in texts]
        rows += [(f"body.{code}", text) for code, texts in self.bodies.items() for text in texts]
        rows += [(f"weak_body.{code}", text) for code, texts in self.weak_bodies.items() for text in texts]
        rows += [
            (f"acting_body.{code}", text) for code, texts in self.acting_bodies.items() for text in texts
        ]
        rows += [(label, text) for label, texts in self.lists.items() for text in texts]
        return Phrases(rows)


class Seen:
    """One message with all phrases found in it, by label and place."""

    def __init__(self, view: View, hits: list[Hit]) -> None:
        self.view = view
        self._by_label: dict[str, list[Hit]] = {}
        for hit in hits:
            self._by_label.setdefault(hit.label.partition(".")[0], []).append(hit)

    def of(self, *groups: str) -> list[Hit]:
        """Hits of the groups, in order of place."""
        found = [hit for group in groups for hit in self._by_label.get(group, ())]
        return sorted(found, key=lambda hit: (hit.first, -hit.last))

    def ending(self, place: int, *groups: str) -> Hit | None:
        """The longest hit of the groups that ends right before a word, in the same clause."""
        if not 0 < place < len(self.view.words):
            return None
        if self.view.sentences[place - 1] != self.view.sentences[place]:
            return None
        ending = [hit for hit in self.of(*groups) if hit.last == place]
        return min(ending, key=lambda hit: hit.first, default=None)

    def covers(self, first: int, length: int, *groups: str) -> bool:
        """Whether a phrase of the groups (of any, when none is named) was found within these words."""
        hits = self.of(*(groups or self._by_label))
        return any(hit.first < first + length and first < hit.last for hit in hits)

    def starting(self, place: int, *groups: str) -> Hit | None:
        """The longest hit of the groups that begins at a word."""
        starting = [hit for hit in self.of(*groups) if hit.first == place]
        return max(starting, key=lambda hit: hit.last, default=None)
