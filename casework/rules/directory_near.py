"""A name with one typing error in it: a letter too many, too few, wrong, or two swapped."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from casework.rules.directory_names import Found, Gazetteer, Name
from casework.rules.directory_words import Seen

_SHORTEST_AFTER_TYPE, _SHORTEST = 6, 7
_LONGEST_WINDOW = 3


class NearNames:
    """Names of a gazetteer by their length, to be compared with hasty typing."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._exact = gazetteer.by_letters
        self._by_length: dict[int, list[str]] = {}
        for letters in gazetteer.by_letters:
            self._by_length.setdefault(len(letters), []).append(letters)

    def at(self, seen: Seen, start: int, *, typed: bool) -> Found | None:
        """The names one typing error away from the words that begin at `start`; None when there are none.

        `typed`: a word like "phường" stands before, so that shorter and common names are believed too.
        """
        least = _SHORTEST_AFTER_TYPE if typed else _SHORTEST
        view = seen.view
        for length in (2, 3, 1)[: max(0, min(_LONGEST_WINDOW, len(view.words) - start)) or 0]:
            window = view.words[start : start + length]
            letters = "".join(window)
            if len(window) < length or view.clauses[start] != view.clauses[start + length - 1]:
                continue
            if seen.starting(start, "never_begin"):
                return None
            if len(letters) >= least and letters not in self._exact and not seen.covers(start, length):
                names = [name for name in self._close(letters) if length in (1, len(name.words))]
                names = [name for name in names if typed or not name.is_common]
                names = [name for name in names if _marks_agree(seen, start, name)]
                if names:
                    return Found(start, start + length, tuple(names), "near")
        return None

    def _close(self, letters: str) -> list[Name]:
        choices = [
            choice
            for length in (len(letters) - 1, len(letters), len(letters) + 1)
            for choice in self._by_length.get(length, ())
            if choice[0] == letters[0]
        ]
        hits = process.extract(letters, choices, scorer=OSA.distance, score_cutoff=1, limit=None)
        return [name for choice, _, _ in hits for name in self._exact[choice]]


def _marks_agree(seen: Seen, start: int, name: Name) -> bool:
    """A word right but for its typed marks is another word: "xã mình công" is no Minh Long."""
    view = seen.view
    return all(
        view.marks[start + index] in (None, name.marks[index])
        for index, word in enumerate(name.words)
        if start + index < len(view.words) and view.words[start + index] == word
    )
