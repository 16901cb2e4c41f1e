"""Words of a message as typed, beside what they mean folded and written out: "hs" -> "ho so"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from vietnamese.english import is_english
from vietnamese.folding import fold
from vietnamese.keyboards import plain
from vietnamese.syllables import rows_of

_TOKEN = re.compile(r"\d+(?: ?/ ?\d+)+|\d+(?:[.:\-\u2013]\d+)+|[^\W_]+")
_ANY_NUMBER = "#"
_LONGEST_LEFT = 2  # letters of a short form that in an English message is taken as written ("UK" is no "ừ")


@dataclass(frozen=True)
class Lemma:
    """A word: its place in the message, as typed, and its folded meaning (one or more syllables).

    `meant` is what a short form stands for, with marks; None where the word stands for itself.
    """

    start: int
    end: int
    text: str
    lemma: str
    meant: str | None = None


def lemmas(text: str) -> list[Lemma]:
    """Words of `text` in order. A text of signs alone (an emoji) is one word; an empty one has none."""
    folded = plain(text)
    typed = [
        (*folded.span(match.start(), match.end()), match[0].replace(" ", ""))
        for match in _TOKEN.finditer(folded.text)
    ]
    meanings = _meanings([(text[start:end], word) for start, end, word in typed])
    if is_english(text):
        meanings = [
            meant if len(word) > _LONGEST_LEFT else None
            for meant, (_, _, word) in zip(meanings, typed, strict=True)
        ]
    found = [
        Lemma(start, end, text[start:end], _folded(meant) if meant else word, meant)
        for (start, end, word), meant in zip(typed, meanings, strict=True)
    ]
    return found or _signs(text)


def _signs(text: str) -> list[Lemma]:
    stripped = text.strip()
    if not stripped:
        return []
    start = text.index(stripped)
    return [Lemma(start, start + len(stripped), stripped, stripped)]


def _meanings(words: list[tuple[str, str]]) -> list[str | None]:
    """What each (typed, folded) word stands for where it stands, when it is a short form."""
    keys = [_key(typed, folded) for typed, folded in words]
    meant = [_short_forms().get(key) for key in keys]
    for index, key in enumerate(keys):
        if key in _in_context():
            before = _neighbour(meant[index - 1] or words[index - 1][1], -1) if index else ""
            after = _neighbour(meant[index + 1] or words[index + 1][1], 0) if index + 1 < len(words) else ""
            meant[index] = _among(key, before, after) or meant[index]
    return meant


def _neighbour(words: str, place: int) -> str:
    word = _folded(words).split()[place]
    return _ANY_NUMBER if word[:1].isdigit() else word


@lru_cache(maxsize=4096)
def _folded(words: str) -> str:
    return fold(words)


def _among(key: str, before: str, after: str) -> str | None:
    for side, neighbours, meaning in _in_context()[key]:
        if (before if side == "before" else after) in neighbours:
            return meaning
    return None


def _key(typed: str, folded: str) -> str:
    """How a word is looked up. One typed with marks is itself ("cà" is no "công an"), but đ is no mark."""
    if typed.isascii():
        return folded
    return unicodedata.normalize("NFC", typed).lower().replace("đ", "d")


@cache
def _short_forms() -> dict[str, str]:
    return {form.replace("đ", "d"): meaning for form, meaning in rows_of("chat.tsv")}


@cache
def _in_context() -> dict[str, list[tuple[str, frozenset[str], str]]]:
    table: dict[str, list[tuple[str, frozenset[str], str]]] = {}
    for form, side, neighbours, meaning in rows_of("chat_context.tsv"):
        rows = table.setdefault(form.replace("đ", "d"), [])
        rows.append((side, frozenset(neighbours.split()), meaning))
    return table
