"""Reports that nobody wrote: put together from the pieces of data/demo_stories.yml, read as any report is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import yaml

from casework.intake import Filing
from casework.rulebook import Rulebook
from casework.rules.directory import Unit
from casework.rules.routing import route
from casework.terms import IdentityMode
from dialogue.draft import Draft
from dialogue.understanding import Understanding
from vietnamese import fold
from vietnamese.reading import read

WITHOUT_DIACRITICS = 0.35  # share of people who leave them out
KINDS = {"ward", "commune"}
IDENTITIES = {IdentityMode.SEALED: 70, IdentityMode.SHOWN: 16, IdentityMode.NONE: 14}
# Where a report comes from, in percent; the rest are reports at a commune's centre.
OTHERS = {"elsewhere": 16, "pointed": 2, "nowhere": 3}

TROUBLED = 3  # place in the shuffled list: an office that is not the busiest


@dataclass(frozen=True)
class Story:
    """What somebody tells: the words, the label they confirm, and where it happened (None: not told)."""

    text: str
    category: str
    lodged: str | None


class Teller:
    """Tells stories about the units of a rulebook; the same `chance` tells the same ones.

    Units are visited unequally: a few get many reports, most get some.
    """

    def __init__(self, folder: Path, rules: Rulebook, chance: Random) -> None:
        self._pieces: dict[str, Any] = yaml.safe_load((folder / "demo_stories.yml").read_text("utf-8"))
        self._rules, self._chance = rules, chance
        self._communes = [unit for unit in rules.directory.units() if unit.kind in KINDS]
        chance.shuffle(self._communes)

    def report(self, turn: str, reporter: str, at: datetime, *, in_trouble: bool = False) -> Filing:
        """What somebody files at a moment, once they have looked at the card.

        `in_trouble`: one more late dossier of the one office where things pile up.
        """
        while True:
            story = self._trouble(at.date()) if in_trouble else self._story(at.date())
            found = self._filing(turn, reporter, story, at)
            way = route(found.facts, self._rules.directory, self._rules.routing)
            if way.accountable is not None:  # others are told another channel, and nothing is filed
                return found

    def words(self, *path: str) -> str:
        """One of the sentences under a name, such as `questions`."""
        found: Any = self._pieces
        for name in path:
            found = found[name]
        return str(self._chance.choice(found))

    def answer(self, category: str) -> dict[str, str]:
        """Cause and remedy of an answer to a report of this label."""
        name = category if category in self._pieces["answers"] else "default"
        parts = {"cause": "causes", "remedy": "remedies"}
        return {part: self.words("answers", name, pieces) for part, pieces in parts.items()}

    def commune(self) -> Unit:
        """A commune, the first ones of the (shuffled) list more often."""
        return self._chance.choices(self._communes, cum_weights=self._weights)[0]

    def busiest(self, number: int) -> list[Unit]:
        """The communes with the most reports."""
        return self._communes[:number]

    def _story(self, day: date) -> Story:
        tellers = {"elsewhere": self._elsewhere, "pointed": self._pointed, "nowhere": self._nowhere}
        shares = [*OTHERS.values(), 100 - sum(OTHERS.values())]
        (source,) = self._chance.choices([*OTHERS, "reports"], shares)
        return tellers.get(source, self._at_a_centre)(day)

    def _filing(self, turn: str, reporter: str, story: Story, at: datetime) -> Filing:
        draft = self._draft(story, at)
        facts = draft.facts
        return Filing(
            turn=turn,
            reporter=reporter,
            story="\n".join(draft.story),
            category=facts.category,
            identity=self._chance.choices(list(IDENTITIES), list(IDENTITIES.values()))[0],
            lodged=facts.lodged,
            others=tuple(draft.others),
            secondary=tuple(draft.secondary),
            flags=tuple(draft.flags),
            field=facts.field,
            procedure=facts.procedure,
            confidence=draft.confidence,
            dossier=draft.dossier(),
        )

    @cached_property
    def _weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 4) for rank in range(len(self._communes))))

    def _trouble(self, day: date) -> Story:
        texts = self._pieces["reports"]["delay"]["texts"]
        return self._told(self._chance.choice(texts), "delay", self._communes[TROUBLED], day)

    def _at_a_centre(self, day: date) -> Story:
        reports = self._pieces["reports"]
        (category,) = self._chance.choices(list(reports), [each["weight"] for each in reports.values()])
        return self._told(self._chance.choice(reports[category]["texts"]), category, self.commune(), day)

    def _pointed(self, day: date) -> Story:
        piece, unit = self._chance.choice(self._pieces["pointed"]), self.commune()
        called = unit.full_name[:1].lower() + unit.full_name[1:]  # a centre has no chairman
        return self._told(piece["text"].replace("{place}", called), piece["category"], unit, day)

    def _nowhere(self, day: date) -> Story:
        piece = self._chance.choice(self._pieces["nowhere"])
        return self._told(piece["text"], piece["category"], None, day)

    def _elsewhere(self, day: date) -> Story:
        piece = self._chance.choice(self._pieces["elsewhere"])
        return self._told(piece["text"], piece["category"], self._body(piece["unit"]), day)

    def _body(self, name: str) -> Unit:
        directory, near = self._rules.directory, self.commune()
        if name == "branch":
            return directory.branch_of_commune(near.code) or directory.unit("VPDKDD")
        return directory.ward_police(near.code) if name == "ward_police" else directory.unit(name)

    def _told(self, text: str, category: str, unit: Unit | None, day: date) -> Story:
        chance = self._chance
        whole = chance.choice(self._pieces["leads"]) + self._filled(text, unit, day)
        whole += chance.choice(self._pieces["tails"])
        if chance.random() < WITHOUT_DIACRITICS:
            whole = fold(whole)
        return Story(whole[:1].upper() + whole[1:], category, unit.code if unit else None)

    def _filled(self, text: str, unit: Unit | None, day: date) -> str:
        chance = self._chance
        late = chance.randint(2, 45)
        appointment = day - timedelta(days=late)
        submitted = appointment - timedelta(days=chance.randint(5, 40))
        return text.format(
            place=self._place(unit) if unit else "",
            other=self._place(self._neighbour(unit)) if unit else "",
            thing=chance.choice(self._pieces["things"]),
            submitted=f"{submitted:%d/%m/%Y}",
            appointment=f"{appointment:%d/%m/%Y}",
            code=f"H19.{chance.randint(10, 60)}-{submitted:%y%m%d}-{chance.randint(1, 900):04}",
            trips=chance.randint(2, 6),
            late=late,
            counter=chance.randint(1, 9),
            hours=chance.randint(2, 4),
        )

    def _neighbour(self, unit: Unit) -> Unit:
        """Whom a commune points to: its land branch, most of all."""
        branch = self._rules.directory.branch_of_commune(unit.code)
        return branch if branch and self._chance.random() < 0.7 else self.commune()

    def _place(self, unit: Unit) -> str:
        ways = self._pieces["places"].get(unit.kind)
        return str(self._chance.choice(ways)).format(name=unit.name) if ways else unit.full_name

    def _draft(self, story: Story, at: datetime) -> Draft:
        reading, found = read(story.text, at), self._rules.directory.resolve(story.text)
        sure = round(self._chance.betavariate(8, 2), 4)
        draft = Draft()
        draft.tell(story.text, Understanding(((story.category, sure),), reading, found))
        draft.choose_unit(story.lodged)
        return draft
