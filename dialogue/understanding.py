"""What one message says: its label, its facts, the units it names. The one place where both are put together.

Rasa ranks intents; labels are those intents that data/categories.yml knows. Facts and units are read by our
own code, once, for the dialogue as for `langnghe classify`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.rules.directory import Directory, Resolution
from vietnamese.reading import Reading, read

SECONDARY_FROM = 0.2  # confidence from which a further label is worth keeping

Ranking = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Understanding:
    """One message understood. `ranking`: labels with their confidence, best first.

    What adds up to less than 1 is left for intents that are no labels, such as a greeting.
    """

    ranking: Ranking
    reading: Reading
    resolution: Resolution
    crisis: bool = False

    @property
    def category(self) -> str:
        """The primary label."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """How sure the primary label is, 0-1."""
        return self.ranking[0][1]

    @property
    def secondary(self) -> list[str]:
        """Further labels that are sure enough to keep."""
        return [code for code, confidence in self.ranking[1:4] if confidence >= SECONDARY_FROM]

    @property
    def flags(self) -> list[str]:
        """Flags of data/categories.yml that apply."""
        found = dict.fromkeys(self.reading.flags)
        return list(found | ({"crisis": None} if self.crisis else {}))


def understand(
    text: str, at: datetime, intents: Iterable[tuple[str, float]], house: tuple[Directory, Collection[str]]
) -> Understanding:
    """Put Rasa's intents and our reading of one text together.

    `intents`: (name, confidence) as Rasa ranks them; `house`: the directory and the codes of all labels.
    """
    directory, labels = house
    ranked = list(intents)
    return Understanding(
        ranking=label_ranking(ranked, labels),
        reading=read(text, at),
        resolution=directory.resolve(text),
        crisis=bool(ranked) and max(ranked, key=lambda pair: pair[1])[0] == "crisis",
    )


def label_ranking(intents: Iterable[tuple[str, float]], labels: Collection[str]) -> Ranking:
    """Only the labels among the intents, as sure as Rasa is of them; `out_of_scope` if there is none."""
    found = [(label_of(name), confidence) for name, confidence in intents]
    known = [(code, confidence) for code, confidence in found if code in labels]
    if not any(confidence for _, confidence in known):
        return (("out_of_scope", 0.0),)
    return tuple(sorted(known, key=lambda pair: -pair[1]))


def label_of(intent: str) -> str:
    """The label of an intent: report_delay → delay; others are named as their label."""
    return intent.removeprefix("report_")
