"""Whether a message is in English, and the words that the readers of facts know it by."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from vietnamese.folding import fold
from vietnamese.syllables import rows_of, words_of

# A message is English when so many of its words show it, and so many are at least spelled like English ones;
# names of places and Vietnamese terms are the rest.
_SHOWING, _SPELLED_SO = 0.1, 0.25
_WORD = re.compile(r"[^\W\d_]+")

Phrase = tuple[str, ...]


@lru_cache(maxsize=1024)
def is_english(text: str) -> bool:
    """Whether enough words of a text are English ones that no Vietnamese word is spelled like."""
    words = _WORD.findall(fold(text))
    showing = sum(word in _signs() for word in words)
    spelled_so = sum(word in own_words() for word in words)
    return showing > _SHOWING * len(words) and spelled_so > _SPELLED_SO * len(words)


@cache
def _signs() -> frozenset[str]:
    return frozenset(words_of("english/signs.txt"))


@cache
def own_words() -> frozenset[str]:
    """English words that must not pass for Vietnamese syllables."""
    return _signs() | frozenset(words_of("english/alike.txt"))


@cache
def named(kind: str) -> dict[str, str]:
    """Words of one kind (number, ordinal, month, weekday, counted ...) with what each means."""
    rows = rows_of("english/numbers.tsv")
    return {word: meaning for label, meaning, words in rows if label == kind for word in words.split("|")}


@cache
def phrases() -> dict[str, list[tuple[Phrase, str]]]:
    """English phrases by their first word, longest first, each with its meaning in Vietnamese."""
    table: dict[str, list[tuple[Phrase, str]]] = {}
    for meaning, english in rows_of("english/phrases.tsv"):
        for phrase in english.split("|"):
            words = tuple(phrase.split())
            table.setdefault(words[0], []).append((words, meaning))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table
