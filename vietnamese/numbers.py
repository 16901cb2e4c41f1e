"""Numbers as words and counts: "ba lần", "hai mươi mốt", "chục lần", trips and postponements."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vietnamese.folding import fold
from vietnamese.phrases import Hit, Phrases, View, marked
from vietnamese.spans import Span
from vietnamese.syllables import rows_of

_ONES = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
# Counting words as written; those that are other words without marks count only beside a verb of going.
_UNITS = {
    fold(word): marked(word) for word in ("lần", "lượt", "chuyến", "bận", "vòng", "phen", "buổi", "bữa")
}
_ALONE = ("lan", "luot")
_LEADS_ALONE = frozenset(("", "da", "ca", "gan", "hon", "tong", "het", "mat", "toi", "roi", "du", "hang"))
_DURATIONS = {"ngay": "D", "tuan": "W", "thang": "M", "nam": "Y", "gio": "H", "tieng": "H"}
_FEWEST_TRIPS, _MOST_TRIPS = 2, 99
_LEFT, _LEFT_OF_DOUBTFUL, _RIGHT = 8, 3, 4


def number_at(words: list[str], index: int) -> tuple[int, int] | None:
    """The number that begins at a word, and how many words it takes; None when there is none."""
    word = words[index]
    if word.isdecimal():
        return (int(word), 1) if len(word) < 5 else None
    if word in ("muoi", "chuc"):
        return _after_ten(words, index)
    # "Tư" alone is "từ" more often than four.
    if word not in _ONES or word == "tu":
        return None
    following = words[index + 1] if index + 1 < len(words) else ""
    if following in ("muoi", "chuc") and _ONES[word] > 1:
        ones = _ones_at(words, index + 2) if following == "muoi" else None
        return _ONES[word] * 10 + (ones or 0), 3 if ones else 2
    return _ONES[word], 1


def _after_ten(words: list[str], index: int) -> tuple[int, int]:
    ones = _ones_at(words, index + 1) if words[index] == "muoi" else None
    return (10 + ones, 2) if ones else (10, 1)


def _ones_at(words: list[str], index: int) -> int | None:
    return _ONES.get(words[index]) if index < len(words) else None


@cache
def cues() -> Phrases:
    """Words beside dates and counts that say what they are."""
    return Phrases((label, phrase) for label, phrase in rows_of("cues.tsv"))


def counts(view: View, hits: list[Hit]) -> Iterator[Span]:
    """Spans of kind trips, postponed and count ("3 lần"), value the number."""
    for unit, word in enumerate(view.words):
        if word in _UNITS and view.marks[unit] in (None, _UNITS[word]):
            found = _count_before(view, unit)
            if found:
                number, first, last = found
                kind = _kind_of_count(view, hits, (first, last), word)
                if number > _MOST_TRIPS or (kind == "trips" and number < _FEWEST_TRIPS):
                    continue
                if kind and number:
                    start, end = view.span(first, last)
                    yield Span(kind, start, end, view.text[start:end], str(number))


def _count_before(view: View, unit: int) -> tuple[int, int, int] | None:
    """(number, first word, word after) of "3 lần", "2-3 lần", "lần thứ 3"."""
    if view.words[unit + 1 : unit + 2] == ["thu"] and unit + 2 < len(view.words):
        number = (4, 1) if view.words[unit + 2] == "tu" else number_at(view.words, unit + 2)
        return (number[0], unit, unit + 2 + number[1]) if number else None
    if unit and "-" in view.words[unit - 1]:
        lower = view.words[unit - 1].split("-")[0]
        return (int(lower), unit - 1, unit + 1) if lower.isdecimal() else None
    for first in range(max(0, unit - 3), unit):
        number = number_at(view.words, first)
        if number and first + number[1] == unit:
            return _lower_of_range(view, first, number[0], unit)
    return None


def _lower_of_range(view: View, first: int, number: int, unit: int) -> tuple[int, int, int]:
    """ "Hai ba lần", "năm bảy lần", "3, 4 lần": the lower one is certain."""
    before = number_at(view.words, first - 1) if first else None
    if before and before[1] == 1 and not _splits(view, first):
        in_words = not view.words[first - 1].isdecimal() and before[0] < number < 10
        if in_words or before[0] == number - 1:
            return before[0], first - 1, unit + 1
    return number, first, unit + 1


def _splits(view: View, first: int) -> bool:
    return view.sentences[first - 1] != view.sentences[first]


def _kind_of_count(view: View, hits: list[Hit], words: tuple[int, int], unit: str) -> str | None:
    reach = _LEFT if unit in _ALONE or view.marks[words[1] - 1] else _LEFT_OF_DOUBTFUL
    label = _cue_of_count(view, hits, words, reach)
    if label == "move":
        return "trips"
    if label == "postpone":
        return "postponed"
    if label is None and unit in _ALONE and _stands_alone(view, words[0]):
        return "trips"
    return "count"


def _stands_alone(view: View, first: int) -> bool:
    """ "Sáu lần rồi" without a verb tells of trips; "chào ba lần" and "một lần nữa" do not."""
    starts = first == 0 or view.clauses[first - 1] != view.clauses[first]
    number = number_at(view.words, first)
    return bool(number and number[0] > 1) and ("" if starts else view.words[first - 1]) in _LEADS_ALONE


_COUNT_LABELS = ("move", "postpone", "deed")


def _cue_of_count(view: View, hits: list[Hit], words: tuple[int, int], reach: int) -> str | None:
    """The verb that was done so often: the nearest before, else right after."""
    first, last = words
    own = [
        hit
        for hit in hits
        if hit.label in _COUNT_LABELS and view.sentences[hit.first] == view.sentences[first]
    ]
    before = [hit for hit in own if first - reach <= hit.last - 1 < first]
    if before:
        return max(before, key=lambda hit: (hit.last, hit.last - hit.first)).label
    after = [hit for hit in own if last <= hit.first < last + _RIGHT]
    return min(after, key=lambda hit: (hit.first, hit.first - hit.last)).label if after else None


def durations(view: View) -> Iterator[Span]:
    """Spans of kind duration, value as ISO 8601 ("P3M", "PT2H"): lengths of time, never dates."""
    for number, unit, first, last in _lengths(view):
        start, end = view.span(first, last)
        value = f"PT{number}H" if unit == "H" else f"P{number}{unit}"
        yield Span("duration", start, end, view.text[start:end], value)


def duration_words(view: View) -> list[tuple[int, int]]:
    """Words [first, last) of each duration."""
    return [(first, last) for _, _, first, last in _lengths(view)]


def _lengths(view: View) -> Iterator[tuple[int, str, int, int]]:
    for index, word in enumerate(view.words):
        unit = _DURATIONS.get(word)
        ordinal = view.words[index + 1 : index + 2] == ["thu"]
        found = _count_before(view, index) if unit and not ordinal else None
        if unit and found and found[0] > 0:
            yield found[0], unit, found[1], found[2]
