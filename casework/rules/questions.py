"""Which passage answers a question: likeness of words by tf-idf, and silence below a measured likeness.

A question and each way a passage is asked for are read alike: folded, short forms written out, several
names of a thing made one, words that carry nothing left away. Likeness is the cosine of what remains, words
and neighbouring pairs weighted by how few passages have them. Words no passage has count against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from casework.rules.passages import Facet, Passage
from vietnamese import lemmas

PAIR = 0.5  # weight of two neighbouring words beside that of one
UNHEARD = 0.8  # weight of a word that no passage has, in parts of the rarest word's

Weights = Mapping[str, float]


@dataclass(frozen=True)
class QuestionWords:
    """data/question_words.yml: likenesses from which something is done, and words read in a special way.

    `elsewhere`: matters that are near in words to something here and are not answered here.
    """

    sure_from: float
    near_from: float
    apart_by: float
    offered: int
    facets: Mapping[Facet, Sequence[str]]
    ignored: Sequence[str]
    same: Sequence[Sequence[str]]
    elsewhere: Sequence[str]


@dataclass(frozen=True)
class Found:
    """What answers a question: one passage for sure, or several to choose from, or nothing."""

    sure: Passage | None = None
    near: tuple[Passage, ...] = ()


class Passages:
    """All passages, and the search in them."""

    def __init__(self, passages: Iterable[Passage], words: QuestionWords) -> None:
        self._by_code = {passage.code: passage for passage in passages}
        self._words = words
        self._one_name = _Replacing(
            {_plain(form): _joined(group[0]) for group in words.same for form in group}
        )
        facets = [form for forms in words.facets.values() for form in forms]
        self._without = _Replacing({_plain(form): "" for form in [*words.ignored, *facets]})
        self._facets = {
            facet: _Replacing(dict.fromkeys(map(_plain, forms), "")) for facet, forms in words.facets.items()
        }
        asked = {
            code: [self.tokens(each) for each in (one.title, *one.asked)]
            for code, one in self._by_code.items()
        }
        spread = Counter(word for ways in asked.values() for word in {word for way in ways for word in way})
        self._weights = {word: log(1 + len(asked) / count) for word, count in spread.items()}
        self._asked = {code: [self._vector(way) for way in ways if way] for code, ways in asked.items()}
        self._elsewhere = [self._vector(self.tokens(each)) for each in words.elsewhere]

    def __getitem__(self, code: str) -> Passage:
        return self._by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def all(self) -> list[Passage]:
        """In the order of the files."""
        return list(self._by_code.values())

    def find(self, question: str) -> Found:
        """The passage that answers, or those that may; sure only where no other comes near."""
        asked = self._vector(self.tokens(question))
        ranked = self._ranked(asked)[: self._words.offered + 1]
        near = [(code, likeness) for code, likeness in ranked if likeness >= self._words.near_from]
        if not near or self._is_elsewhere(asked, near[0][1]):
            return Found()
        best = near[0][1]
        rivals = [code for code, likeness in near if best - likeness < self._words.apart_by]
        if best >= self._words.sure_from and len(rivals) == 1:
            return Found(sure=self[near[0][0]])
        return Found(near=tuple(self[code] for code, _ in near[: self._words.offered]))

    def ranked(self, question: str) -> list[tuple[str, float]]:
        """Codes with their likeness 0-1, most alike first."""
        return self._ranked(self._vector(self.tokens(question)))

    def _ranked(self, asked: Weights) -> list[tuple[str, float]]:
        scored = [(code, max(_cosine(asked, way) for way in ways)) for code, ways in self._asked.items()]
        return sorted(scored, key=lambda pair: -pair[1])

    def _is_elsewhere(self, asked: Weights, best: float) -> bool:
        return max((_cosine(asked, matter) for matter in self._elsewhere), default=0.0) >= best

    def facets_of(self, question: str) -> list[Facet]:
        """What about the matter is asked."""
        return [facet for facet, forms in self._facets.items() if forms.finds(_plain(question))]

    def tokens(self, text: str) -> list[str]:
        """The words of a text that tell one matter from another."""
        return self._without(self._one_name(_plain(text))).split()

    def _vector(self, words: list[str]) -> Weights:
        rarest = log(1 + len(self._by_code)) * UNHEARD
        vector = {word: self._weights.get(word, rarest) for word in words}
        for one, other in pairwise(words):
            vector[f"{one} {other}"] = PAIR * (vector[one] + vector[other]) / 2
        return vector


def _cosine(one: Weights, other: Weights) -> float:
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    return shared / (_length(one) * _length(other)) if shared else 0.0


def _length(vector: Weights) -> float:
    return sqrt(sum(weight * weight for weight in vector.values()))


def _plain(text: str) -> str:
    return " ".join(word.lemma for word in lemmas(text))


def _joined(form: str) -> str:
    return _plain(form).replace(" ", "_")


class _Replacing:
    """Whole words and phrases for others, the longest first."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table
        longest_first = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
        self._pattern = re.compile(rf"(?<!\S)(?:{longest_first})(?!\S)")

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._table[match[0]], text)

    def finds(self, text: str) -> bool:
        """Whether any of them stands in the text."""
        return self._pattern.search(text) is not None
