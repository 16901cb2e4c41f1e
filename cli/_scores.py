"""How good a classification is, in figures: what was found against what people said is right. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # two-sided 95 %
_BINS = 10


@dataclass(frozen=True)
class Judged:
    """One classified message: the label people gave it, further ones they accept, and what was found."""

    label: str
    acceptable: frozenset[str]
    found: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether the finding is the label or an acceptable one."""
        return self.found == self.label or self.found in self.acceptable

    @property
    def truth(self) -> str:
        """The label to be counted for: an acceptable finding is as good as the label itself."""
        return self.found if self.right else self.label


@dataclass(frozen=True)
class Share:
    """`hits` of `total`, with the bounds between which the true share lies (Wilson, 95 %)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """0-1; 0 of 0 is 0."""
        return self.hits / self.total if self.total else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high, 0-1."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.value
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return (0.0 if p == 0 else middle - reach), (1.0 if p == 1 else middle + reach)


@dataclass(frozen=True)
class OfLabel:
    """How well one label is found. `support`: how many messages truly have it."""

    precision: float
    recall: float
    f1: float
    support: int


def accuracy(rows: Sequence[Judged]) -> Share:
    """The share of right findings."""
    return Share(sum(row.right for row in rows), len(rows))


def by_label(rows: Sequence[Judged]) -> dict[str, OfLabel]:
    """Each label that was given or found, in alphabetical order."""
    truths, findings = Counter(row.truth for row in rows), Counter(row.found for row in rows)
    hits = Counter(row.found for row in rows if row.right)
    return {
        label: _of_label(hits[label], findings[label], truths[label]) for label in sorted(truths | findings)
    }


def macro_f1(rows: Sequence[Judged]) -> float:
    """The mean F1 of all labels that messages truly have."""
    scores = [each.f1 for each in by_label(rows).values() if each.support]
    return sum(scores) / len(scores) if scores else 0.0


def confusion(rows: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """For each true label how often what was found, the most frequent first."""
    counted = Counter((row.truth, row.found) for row in rows)
    table: dict[str, dict[str, int]] = {}
    for (truth, found), times in sorted(counted.items(), key=lambda it: (it[0][0], -it[1], it[0][1])):
        table.setdefault(truth, {})[found] = times
    return table


@dataclass(frozen=True)
class Bin:
    """Messages whose confidence lies in [low, high): how many, how sure on average, how many right, 0-1."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(rows: Sequence[Judged]) -> list[Bin]:
    """The points of a reliability diagram: ten bins of confidence, those without messages left out."""
    bins: dict[int, list[Judged]] = {}
    for row in rows:
        bins.setdefault(min(int(row.confidence * _BINS), _BINS - 1), []).append(row)
    return [_bin(number, part) for number, part in sorted(bins.items())]


def calibration_error(rows: Sequence[Judged]) -> float:
    """By how much confidence and being right differ, over ten bins of confidence (expected error, 0-1)."""
    off = (each.count * abs(each.confidence - each.accuracy) for each in reliability(rows))
    return sum(off) / len(rows) if rows else 0.0


def _bin(number: int, part: Sequence[Judged]) -> Bin:
    confidence = sum(row.confidence for row in part) / len(part)
    return Bin(number / _BINS, (number + 1) / _BINS, len(part), confidence, accuracy(part).value)


def _of_label(hits: int, found: int, support: int) -> OfLabel:
    precision, recall = (hits / found if found else 0.0), (hits / support if support else 0.0)
    both = precision + recall
    return OfLabel(precision, recall, 2 * precision * recall / both if both else 0.0, support)
