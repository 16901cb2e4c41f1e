"""Names of people in a message: officers as told, and the writer's own name (to be masked)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vietnamese.folding import fold
from vietnamese.phrases import Hit, Phrases, View, marked
from vietnamese.spans import Span
from vietnamese.syllables import rows_of, words_of

_LONGEST_NAME = 4


@cache
def _people() -> Phrases:
    return Phrases(
        (label, phrase) for label, phrases in rows_of("people.tsv") for phrase in phrases.split("|")
    )


@cache
def _surnames() -> frozenset[str]:
    names = words_of("surnames.txt")
    return frozenset((*map(marked, names), *map(fold, names)))


@cache
def _given_names() -> frozenset[str]:
    """Names by their marks, and without any for those who leave them out."""
    names = words_of("given_names.txt")
    return frozenset((*map(marked, names), *map(fold, names)))


@cache
def _bare_names() -> frozenset[str]:
    return frozenset(words_of("bare_names.txt"))


def names(view: View) -> Iterator[Span]:
    """Spans of kind officer_name (value as typed, blanks single) and own_name."""
    hits = _people().find(view)
    own = [hit for hit in hits if hit.label == "own"]
    for hit in own:
        last = _name_end(view, hit, needs_surname="la" in view.words[hit.first : hit.last])
        if last := last or _plain_name(view, hit.last) or _foreign_name(view, hit):
            yield _span(view, "own_name", hit.last, last)
    yield from _officers(view, hits, taken={hit.last for hit in own})


def _officers(view: View, hits: list[Hit], *, taken: set[int]) -> Iterator[Span]:
    kin = [hit for hit in hits if hit.label == "kin"]
    for hit in hits:
        if hit.label not in ("title", "job", "post") or hit.last in taken or _is_kin(view, kin, hit):
            continue
        lead = _past_unit(view, hit) if hit.label == "post" else hit
        last = _name_end(view, lead, needs_surname=hit.label == "post") or _bare_name(view, hit)
        if last:
            taken.add(hit.last)
            yield _span(view, "officer_name", lead.last, last)


def _is_kin(view: View, kin: list[Hit], title: Hit) -> bool:
    """ "Mẹ tôi là bà Hoa": somebody of the family."""
    return any(
        0 <= title.first - hit.last < 3
        and set(view.words[hit.last : title.first]) <= {"la", "ten", "toi", "em"}
        for hit in kin
    )


_OF_A_UNIT = frozenset(
    ("uy", "ban", "nhan", "dan", "phuong", "xa", "la", "ong", "ba", "thanh", "pho", "tinh")
)


def _past_unit(view: View, post: Hit) -> Hit:
    """ "Chủ tịch UBND phường Nguyễn Văn Bình": the name may stand behind the kind of unit."""
    last = post.last
    while last < len(view.words) and view.words[last] in _OF_A_UNIT and last < post.last + 6:
        last += 1
    end = _name_end(view, Hit(post.label, last - 1, last), needs_surname=True) if last > post.last else None
    # Three words at least: "phường La Ngà" begins with a surname as well.
    return Hit(post.label, post.first, last) if end and end - last > 2 else post


def _plain_name(view: View, index: int) -> int | None:
    """ "toi ten nguyen van an": a surname and what can follow it, typed small and without marks."""
    last = index
    names = _given_names() | _MIDDLE_NAMES
    while last < min(len(view.words), index + _LONGEST_NAME):
        known = _surnames() if last == index else names
        if _typed(view, last) not in known or view.clauses[last] != view.clauses[index - 1]:
            break
        last += 1
    return last if last - index > 1 else None


def _foreign_name(view: View, hit: Hit) -> int | None:
    """ "My name is Park Jihun": whatever words with capitals follow, in an English message."""
    last = hit.last
    whole = view.english and view.words[hit.last - 1] == "la"
    while whole and last < min(len(view.words), hit.last + _LONGEST_NAME) and _is_capital(view, last, hit):
        last += 1
    return last if last > hit.last else None


_MIDDLE_NAMES = frozenset(
    ("van", "thi", "ngoc", "duc", "huu", "dinh", "quoc", "xuan", "kim", "thanh", "minh")
)


def _name_end(view: View, hit: Hit, *, needs_surname: bool) -> int | None:
    """The word after the last capitalised word of a name that follows, in the same clause."""
    last = hit.last
    while last < min(len(view.words), hit.last + _LONGEST_NAME) and _is_capital(view, last, hit):
        last += 1
    words = last - hit.last
    if not words or view.text[view.starts[hit.first] : view.ends[last - 1]].isupper():
        return None
    if words > 1 and _typed(view, hit.last) in _surnames():
        return last
    return last if words == 1 and not needs_surname and _typed(view, hit.last) in _given_names() else None


def _typed(view: View, index: int) -> str:
    return marked(view.text[view.starts[index] : view.ends[index]])


def _is_capital(view: View, index: int, hit: Hit) -> bool:
    letter = view.text[view.starts[index]]
    return (
        letter.isupper() and view.clauses[index] == view.clauses[hit.last - 1] and view.words[index].isalpha()
    )


def _bare_name(view: View, hit: Hit) -> int | None:
    """ "anh tuan", "can bo ten hung": a name without marks and capitals that is hardly another word."""
    index = hit.last
    if index >= len(view.words) or view.clauses[index] != view.clauses[index - 1]:
        return None
    named = view.words[index - 1] == "ten" or view.words[index - 2 : index] == ["ten", "la"]
    titled = hit.label == "title" and view.words[index - 1] in ("anh", "chi", "ong")
    plain = view.text[view.starts[index] : view.ends[index]].isascii()
    known = _given_names() if named else _bare_names() if titled else frozenset()
    return index + 1 if plain and view.words[index] in known else None


def _span(view: View, kind: str, first: int, last: int) -> Span:
    start, end = view.span(first, last)
    typed = view.text[start:end]
    return Span(kind, start, end, typed, " ".join(typed.split()))
