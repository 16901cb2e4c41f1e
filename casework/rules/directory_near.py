"""A name with one typing error in it: a letter too many, too few, wrong, or two swapped."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from casework.rules.directory_names import Found, Gazetteer, Name
from casework.rules.directory_words import Seen
from vietnamese.syllables import is_syllable

# Letters a misspelled name must have; fewer do where one of its syllables cannot be read aloud.
_SHORTEST, _SHORTEST_BROKEN = 7, 6
# A name of so many words is not met by chance, whatever its first letter.
_WHOLE = 3


class NearNames:
    """Names of a gazetteer by their length, to be compared with hasty typing."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._exact = gazetteer.by_letters
        self._by_length: dict[int, list[str]] = {}
        for letters in gazetteer.by_letters:
            self._by_length.setdefault(len(letters), []).append(letters)

    def at(self, seen: Seen, start: int, kind: str | None) -> Found | None:
        """The names one typing error away from the words that begin at `start`; None when there are none.

        `kind`: ward, commune or town where such a word stands before: shorter and common names are then
        believed too, but only of that kind.
        """
        typed = kind is not None
        if seen.starting(start, "never_begin"):
            return None
        for length in (3, 2, 1):
            window = seen.view.words[start : start + length]
            if len(window) == length and _can_be_name(seen, start, length, typed=typed):
                close = [
                    name
                    for name in self._close("".join(window))
                    if length in (1, len(name.words)) and _marks_agree(seen, start, name)
                ]
                of_kind = [name for name in close if kind in (name.kind, name.kind_before)]
                names = of_kind if typed else _bare(close, window)
                if names:
                    return Found(start, start + length, tuple(names), "near")
        return None

    def _close(self, letters: str) -> list[Name]:
        if letters in self._exact:
            return []
        choices = [
            choice
            for length in (len(letters) - 1, len(letters), len(letters) + 1)
            for choice in self._by_length.get(length, ())
        ]
        hits = process.extract(letters, choices, scorer=OSA.distance, score_cutoff=1, limit=None)
        return [name for choice, _, _ in hits for name in self._exact[choice]]


def _bare(close: list[Name], window: list[str]) -> list[Name]:
    """Without a kind before it: all that are as close, if one of them is no common word and begins alike."""
    likely = any(
        not name.is_common and (len(window) == _WHOLE or name.joined[0] == window[0][0]) for name in close
    )
    return close if likely else []


def _can_be_name(seen: Seen, start: int, length: int, *, typed: bool) -> bool:
    """Long enough to be told from other words, and made of none that the message uses otherwise."""
    view = seen.view
    window = view.words[start : start + length]
    broken = not all(is_syllable(word) for word in window)
    least = _SHORTEST_BROKEN if typed and broken else _SHORTEST
    known = ("type", "communes_again", "institutions") if typed else ()
    return (
        len("".join(window)) >= least
        and view.clauses[start] == view.clauses[start + length - 1]
        and not seen.covers(start, length, *known)
    )


def _marks_agree(seen: Seen, start: int, name: Name) -> bool:
    """A word right but for its typed marks is another word: "xã mình công" is no Minh Long."""
    view = seen.view
    return all(
        view.marks[start + index] in (None, name.marks[index])
        for index, word in enumerate(name.words)
        if start + index < len(view.words) and view.words[start + index] == word
    )
