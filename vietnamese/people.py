"""Names of people in a message: officers as told, and the writer's own name (to be masked)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vietnamese.folding import fold
from vietnamese.phrases import Hit, Phrases, View
from vietnamese.spans import Span
from vietnamese.syllables import rows_of, words_of

_LONGEST_NAME = 4


@cache
def _people() -> Phrases:
    return Phrases(
        (label, phrase) for label, phrases in rows_of("people.tsv") for phrase in phrases.split("|")
    )


@cache
def _compounds() -> frozenset[str]:
    return frozenset(row[0] for row in rows_of("compounds.tsv"))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(fold(name) for name in words_of("surnames.txt"))


@cache
def _given_names() -> frozenset[str]:
    return frozenset(fold(name) for name in words_of("given_names.txt"))


def names(view: View) -> Iterator[Span]:
    """Spans of kind officer_name (value as typed, blanks single) and own_name."""
    hits = _people().find(view)
    own = [hit for hit in hits if hit.label == "own"]
    kin = {hit.last for hit in hits if hit.label == "kin"}
    for hit in own:
        if last := _name_end(view, hit, needs_surname="la" in view.words[hit.first : hit.last]):
            yield _span(view, "own_name", hit.last, last)
    taken = {hit.last for hit in own}
    for hit in hits:
        if hit.label in ("title", "job", "post") and hit.last not in taken and hit.first not in kin:
            last = _name_end(view, hit, needs_surname=hit.label == "post") or _bare_name(view, hit)
            if last:
                taken.add(hit.last)
                yield _span(view, "officer_name", hit.last, last)


def _name_end(view: View, hit: Hit, *, needs_surname: bool) -> int | None:
    """The word after the last capitalised word of a name that follows, in the same clause."""
    last = hit.last
    while last < min(len(view.words), hit.last + _LONGEST_NAME) and _is_capital(view, last, hit):
        last += 1
    words = last - hit.last
    if not words or view.text[view.starts[hit.first] : view.ends[last - 1]].isupper():
        return None
    surnamed = view.words[hit.last] in _surnames() and words > 1
    if needs_surname or words > 1:
        return last if surnamed or (words == 2 and not needs_surname) else None
    return last if view.words[hit.last] in _given_names() else None


def _is_capital(view: View, index: int, hit: Hit) -> bool:
    letter = view.text[view.starts[index]]
    return (
        letter.isupper() and view.clauses[index] == view.clauses[hit.last - 1] and view.words[index].isalpha()
    )


def _bare_name(view: View, hit: Hit) -> int | None:
    """ "anh tuan" where capitals and marks are left out: one common given name that begins no other word."""
    index = hit.last
    title = view.words[hit.last - 1]
    if index >= len(view.words) or view.clauses[index] != view.clauses[hit.last - 1]:
        return None
    if hit.label == "title" and title not in ("anh", "chi", "ong") and view.marks[hit.last - 1] is None:
        return None
    following = view.words[index + 1] if index + 1 < len(view.words) else ""
    known = view.words[index] in _given_names() and view.text[view.starts[index] : view.ends[index]].isascii()
    return (
        index + 1
        if known and f"{view.words[index]} {following}" not in _compounds() and hit.label != "post"
        else None
    )


def _span(view: View, kind: str, first: int, last: int) -> Span:
    start, end = view.span(first, last)
    typed = view.text[start:end]
    return Span(kind, start, end, typed, " ".join(typed.split()))
