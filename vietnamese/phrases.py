"""A message as a row of plain syllables with clauses, and vocabularies of phrases to find in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from vietnamese.english import is_english
from vietnamese.folding import fold, marks
from vietnamese.glosses import glossed
from vietnamese.lemmas import Lemma, lemmas

_SENTENCE_END = re.compile(r"[.!?;\n]")
_CLAUSE_END = re.compile(r"[,:()\u2026]")
# A full stop after these shortens ("p. Trấn Biên", "tx.Bình Long") and ends no sentence.
_SHORTENED = frozenset("p f x h q đ d tt tp tx kp ub ql tl bs ts đc mr mrs ms".split())
_FINAL_Y = re.compile(r"(?<=[bcdhklmnrstvq])y$|(?<=qu)y$")


@dataclass(frozen=True)
class View:
    """Syllables of a message, lists in step.

    `marks` holds how a syllable was typed with its marks, or None where the writer leaves marks out;
    `clauses` and `sentences` number the parts that commas and full stops divide. `english`: the words are
    the meanings of English ones, in English order ("Trấn Biên phường").
    """

    text: str
    words: list[str]
    marks: list[str | None]
    starts: list[int]
    ends: list[int]
    clauses: list[int]
    sentences: list[int]
    english: bool = False

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Range in the text of the words [first, last)."""
        return self.starts[first], self.ends[last - 1]


@dataclass(frozen=True)
class Hit:
    """A phrase of a vocabulary found at the words [first, last) of a view."""

    label: str
    first: int
    last: int


@lru_cache(maxsize=1 << 15)
def sounded(syllable: str) -> str:
    """ "lý" and "lí" are one syllable: y after a consonant is written i."""
    return _FINAL_Y.sub("i", syllable)


@lru_cache(maxsize=1 << 15)
def marked(typed: str) -> str:
    """A typed syllable by letters and tone, y and i told alike: how marks are compared."""
    return sounded(marks(normalize("NFC", typed)))


def view_of(text: str) -> View:
    """The row of syllables of a message."""
    view = View(text, [], [], [], [], [], [], is_english(text))
    clause = sentence = previous_start = previous_end = 0
    found = glossed(text, lemmas(text))
    careful = _writes_marks([lemma.text for lemma in found])
    for lemma in found:
        gap = text[previous_end : lemma.start]
        if gap[:1] == "." and text[previous_start:previous_end].lower() in _SHORTENED:
            gap = gap[1:]
        if _SENTENCE_END.search(gap):
            sentence, clause = sentence + 1, clause + 1
        elif _CLAUSE_END.search(gap):
            clause += 1
        previous_start, previous_end = lemma.start, lemma.end
        known = lemma.meant or (lemma.text if _shows_marks(lemma, careful) else None)
        keys = [marked(word) for word in known.split()] if known else []
        for index, syllable in enumerate(lemma.lemma.split()):
            view.words.append(sounded(syllable))
            view.marks.append(keys[index] if index < len(keys) else None)
            view.starts.append(lemma.start)
            view.ends.append(lemma.end)
            view.clauses.append(clause)
            view.sentences.append(sentence)
    return view


def _shows_marks(lemma: Lemma, careful: bool) -> bool:
    """Whether a word was typed with its marks; leftovers of keyboards and stretched letters hide them."""
    return (careful or not lemma.text.isascii()) and fold(lemma.text) == lemma.lemma


def _writes_marks(words: list[str]) -> bool:
    """Whether the writer puts marks as a rule, so that a word without any is meant so."""
    marked = sum(not word.isascii() for word in words)
    return marked > 3 and marked * 10 >= len(words) * 4


class Phrases:
    """A vocabulary: phrases written with their marks, each with a label.

    A phrase fits words typed without marks; words typed with marks must carry the same ones. A phrase that
    begins with "=" fits only words typed with their marks ("=tự vẫn", for "tu van" is mostly "tư vấn").
    """

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...], str, bool]]] = {}
        for label, phrase in rows:
            typed = phrase.removeprefix("=").split()
            words = tuple(sounded(fold(word)) for word in typed)
            keys = tuple(marked(word) for word in typed)
            entry = (words, keys, label, phrase.startswith("="))
            self._by_first.setdefault(words[0], []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, view: View) -> list[Hit]:
        """Every phrase found, in order of place, longer ones first where several begin together."""
        return list(self._hits(view))

    def _hits(self, view: View) -> Iterator[Hit]:
        for first, word in enumerate(view.words):
            for words, keys, label, only_marked in self._by_first.get(word, ()):
                last = first + len(words)
                if tuple(view.words[first:last]) == words and self._fits(view, first, keys):
                    if only_marked and None in view.marks[first:last]:
                        continue
                    yield Hit(label, first, last)

    @staticmethod
    def _fits(view: View, first: int, keys: tuple[str, ...]) -> bool:
        last = first + len(keys)
        typed = view.marks[first:last]
        return view.clauses[first] == view.clauses[last - 1] and all(
            mark is None or mark == key for mark, key in zip(typed, keys, strict=True)
        )


class Line:
    """A view as one string for patterns: words with one space between, ", " and ". " where clauses end."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._places: list[int] = []
        parts: list[str] = []
        length = 0
        for index, word in enumerate(view.words):
            if index and view.clauses[index] != view.clauses[index - 1]:
                sign = ". " if view.sentences[index] != view.sentences[index - 1] else ", "
                parts.append(sign)
                length += len(sign)
            self._places.append(length)
            parts.append(word + " ")
            length += len(word) + 1
        self.text = "".join(parts)

    def word_at(self, place: int) -> int:
        """Index of the word that holds a character of the line."""
        return bisect_right(self._places, place) - 1

    def words_of(self, match: re.Match[str], group: int = 0) -> tuple[int, int]:
        """Words [first, last) that a match covers."""
        first, end = match.span(group)
        return self.word_at(first), self.word_at(max(first, end - 1)) + 1
