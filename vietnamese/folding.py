"""Folding: one spelling for words typed with or without marks, composed or decomposed, in any case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Letters that stand for đ in old fonts and foreign keyboards (eth, African d) fold like đ itself.
_PLAIN_D = {"đ": "d", "ð": "d", "ɖ": "d"}


def _fold_character(character: str) -> str:
    """One character without case and marks; nothing for marks, zero-width and direction characters."""
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Cf"):
        return ""
    if kind == "Zs":
        return " "
    if unicodedata.decomposition(character).startswith(("<font>", "<wide>")):
        character = unicodedata.normalize("NFKC", character)
    lower = _PLAIN_D.get(character.lower(), character.lower())
    base = "".join(c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c) != "Mn")
    return base if len(base) == 1 else character


class _FoldTable(dict[int, str]):
    """A table for str.translate that works out each character when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Lower case, no marks, đ as d, no zero-width or direction characters: "Đồng Nai" -> "dong nai"."""
    return text.lower() if text.isascii() else text.translate(_TABLE)


@dataclass(frozen=True)
class Folded:
    """Folded text that knows where each character stood.

    `offsets[i]` is the index in the original of folded character i; one more entry: the original's length.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range in the original that folded characters [start, end) came from."""
        return self.offsets[start], self.offsets[end]

    def sub(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> Folded:
        """Replace matches; a replacement is no longer than what it replaces and keeps its first offsets."""
        if not pattern.search(self.text):
            return self
        pieces: list[str] = []
        offsets: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            new = replace(match)
            pieces += (self.text[last : match.start()], new)
            offsets += self.offsets[last : match.start()]
            offsets += self.offsets[match.start() : match.start() + len(new)]
            last = match.end()
        pieces.append(self.text[last:])
        offsets += self.offsets[last:]
        return Folded("".join(pieces), offsets)


def folded_with_offsets(text: str) -> Folded:
    """`fold(text)` together with the place of each character in `text`."""
    if text.isascii():
        return Folded(text.lower(), range(len(text) + 1))
    letters: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(text):
        folded = _TABLE[ord(character)]
        if folded:
            letters.append(folded)
            offsets.append(index)
    offsets.append(len(text))
    return Folded("".join(letters), offsets)


_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


def _is_invisible(character: str) -> bool:
    """Zero-width and direction characters."""
    return unicodedata.category(character) == "Cf"


def marks(word: str) -> str:
    """A word by its letters and tone, wherever the tone was put: "hoà" and "hòa" give the same."""
    decomposed = unicodedata.normalize("NFD", "".join(c for c in word.lower() if not _is_invisible(c)))
    letters = decomposed.translate(_TONES)
    tones = "".join(c for c in decomposed if c not in letters and unicodedata.combining(c))
    return unicodedata.normalize("NFC", letters) + tones
