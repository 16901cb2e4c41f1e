"""The order of a Vietnamese telephone book: a ă â b c d đ e ê ..., then tones."""

from __future__ import annotations

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=100)}
# Level, falling, asking, tumbling, rising, heavy: the order of dictionaries.
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

SortKey = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def sort_key(name: str) -> SortKey:
    """Key for sorted(): words in order, each by its letters first and its tones only in a tie."""
    return tuple(_word_key(word) for word in unicodedata.normalize("NFC", name).lower().split())


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[int] = []
    tones: list[int] = []
    for character in word:
        letter, tone = _without_tone(character)
        letters.append(_RANK.get(letter, ord(letter) if ord(letter) < 100 else ord(letter) + 1000))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _without_tone(character: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", character)
    tone = next((mark for mark in parts if mark in _TONE_RANK), "")
    letter = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else character
    return letter[:1] or character, _TONE_RANK.get(tone, 0)
