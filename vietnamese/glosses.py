"""English messages put into Vietnamese words, so that one set of readers understands both languages.

Nobody is shown this: only phrases that a reader of facts, units or flags listens for are put over ("due on
12 October" -> "hẹn trả ngày 12 tháng 10"), each at the place of the English words it stands for. All others
stay themselves, and are kept from passing for Vietnamese syllables ("to" is no "tố").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from vietnamese.english import is_english, named, own_words, phrases
from vietnamese.folding import fold
from vietnamese.lemmas import Lemma

_LEFT_OUT = ("the", "a", "an", "of", "s")
_BREAK = re.compile(r"[.!?;\n,:()\u2026]")
_DAY = re.compile(r"(?P<day>0?[1-9]|[12]\d|3[01])(?P<th>st|nd|rd|th)?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_NUMBER = re.compile(r"\d{1,3}(?:-\d{1,2})?")
_YEAR = re.compile(r"20\d\d")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])(?:/(20\d\d))?")
_BESIDE_A_COUNT = (
    "more",
    "full",
    "whole",
    "working",
    "business",
    "calendar",
    "different",
    "separate",
    "long",
)
_TIMES = "lần"
_LEADS_OF_DAYS = ("on", "by", "before", "since", "until", "till", "from")

Gloss = tuple[int, str]


@dataclass(frozen=True)
class Row:
    """The words of a message: `words` folded as typed, `parts` with their places."""

    text: str
    parts: list[Lemma]
    words: list[str]

    def word(self, index: int) -> str:
        """A word, or nothing before the first and after the last."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def past(self, index: int, *skipped: str) -> int:
        """The first place from `index` on that holds none of some words."""
        while self.word(index) in skipped:
            index += 1
        return index

    def is_whole(self, first: int, last: int) -> bool:
        """Whether no sign that ends a clause stands within the words [first, last)."""
        return not any(self.breaks_after(index) for index in range(first, last - 1))

    def breaks_after(self, index: int) -> bool:
        """Whether a clause ends between a word and the next."""
        return bool(_BREAK.search(self.text[self.parts[index].end : self.parts[index + 1].start]))

    def is_capital(self, index: int) -> bool:
        """Whether a word begins with a capital."""
        return index < len(self.parts) and self.parts[index].text[:1].isupper()


def glossed(text: str, found: list[Lemma]) -> list[Lemma]:
    """The words of an English message with their meanings; those of any other message as they are."""
    if not is_english(text):
        return found
    row = Row(text, found, [fold(part.text) for part in found])
    result: list[Lemma] = []
    index = 0
    while index < len(found):
        gloss = next((gloss for find in _FINDERS if (gloss := find(row, index))), None)
        if gloss:
            result.append(_meaning(row, index, gloss))
        elif not _is_left_out(row, index):
            result.append(_itself(row, index))
        index = gloss[0] if gloss else index + 1
    return result


def _meaning(row: Row, first: int, gloss: Gloss) -> Lemma:
    last, meant = gloss
    start, end = row.parts[first].start, row.parts[last - 1].end
    return Lemma(start, end, row.text[start:end], fold(meant), meant)


def _is_left_out(row: Row, index: int) -> bool:
    """Articles, "of", the s of possession; "An" with a capital is part of a name, but for the first word."""
    is_name = row.is_capital(index) and not _begins(row, index)
    return row.words[index] in _LEFT_OUT and not is_name


def _begins(row: Row, index: int) -> bool:
    return index == 0 or row.breaks_after(index - 1)


def _itself(row: Row, index: int) -> Lemma:
    """A word of its own, marked as meant so where it could be taken for a Vietnamese syllable."""
    part, word = row.parts[index], row.words[index]
    is_name = row.is_capital(index) and not _begins(row, index)
    return part if is_name or word not in own_words() else replace(part, lemma=word, meant=word)


# -- days ----------------------------------------------------------------------------------------------------


def _day(row: Row, index: int) -> Gloss | None:
    """ "21 September 2026", "the 21st of Sept", "September 21st", "on the 21st", "9/21"."""
    return _day_first(row, index) or _month_first(row, index) or _in_figures(row, index)


def _day_first(row: Row, index: int) -> Gloss | None:
    number = _DAY.fullmatch(row.words[index])
    if not number:
        return None
    place = row.past(index + 1, "of", "the", "day")
    month = named("month").get(row.word(place))
    if month and row.is_whole(index, place + 1):
        return _dated(row, place + 1, number["day"], month)
    return _day_alone(row, index, number["day"]) if number["th"] else None


def _day_alone(row: Row, index: int, day: str) -> Gloss | None:
    """ "On the 21st", "by the 21st of last month"; "the 1st window" is no day."""
    if row.word(index - 1) != "the" or row.word(index - 2) not in _LEADS_OF_DAYS:
        return None
    place = row.past(index + 1, "of")
    when = {"last": " tháng trước", "this": " tháng này", "next": " tháng sau"}.get(row.word(place), "")
    if when and row.word(place + 1) == "month":
        return place + 2, f"ngày {day}{when}"
    ends = index + 1 == len(row.words) or row.breaks_after(index) or row.word(index + 1) in own_words()
    return (index + 1, f"ngày {day}") if ends else None


def _month_first(row: Row, index: int) -> Gloss | None:
    month = named("month").get(row.words[index])
    place = row.past(index + 1, "the")
    number = _DAY.fullmatch(row.word(place)) if month else None
    may_be_verb = row.words[index] == "may" and not row.is_capital(index)
    if not (month and number) or may_be_verb or row.word(place + 1) in named("counted"):
        return None
    return _dated(row, place + 1, number["day"], month)


def _dated(row: Row, last: int, day: str, month: str) -> Gloss:
    has_year = _YEAR.fullmatch(row.word(last))
    year = f" năm {row.word(last)}" if has_year else ""
    return last + bool(has_year), f"ngày {int(day)} tháng {month}{year}"


def _in_figures(row: Row, index: int) -> Gloss | None:
    """The month first, as Americans and Filipinos write it, where no other reading is possible."""
    match = _MONTH_FIRST.fullmatch(row.words[index])
    if not match:
        return None
    year = f" năm {match[3]}" if match[3] else ""
    return index + 1, f"ngày {int(match[2])} tháng {int(match[1])}{year}"


_BY_LEAD = {"last": " vừa rồi", "past": " vừa rồi", "this": " tuần này", "next": " tới", "coming": " tới"}
_BY_WEEK = {"last": " tuần trước", "this": " tuần này", "next": " tuần sau"}


def _weekday(row: Row, index: int) -> Gloss | None:
    """ "Last Friday", "on Fri", "Friday of last week"; "every Friday" is a habit and no day."""
    lead = row.words[index] if row.words[index] in (*_BY_LEAD, "every", "each") else ""
    place = index + bool(lead)
    short = named("weekday_short") if lead or row.word(index - 1) == "on" else {}
    name = named("weekday").get(row.word(place)) or short.get(row.word(place))
    if not name:
        return None
    if lead in ("every", "each"):
        return place + 1, "mỗi tuần"
    week = row.past(place + 1, "of")
    if row.word(week) in _BY_WEEK and row.word(week + 1) == "week":
        return week + 2, name + _BY_WEEK[row.word(week)]
    return place + 1, name + _BY_LEAD.get(lead, "")


# -- counts --------------------------------------------------------------------------------------------------


def _counted(row: Row, index: int) -> Gloss | None:
    """ "Three times", "my fourth visit", "20 working days", "2 weeks ago"."""
    return _nth(row, index) or _so_many(row, index)


def _nth(row: Row, index: int) -> Gloss | None:
    figure = _ORDINAL.fullmatch(row.words[index])
    number = figure[1] if figure else named("ordinal").get(row.words[index])
    thing = named("counted").get(row.word(index + 1), "")
    return (index + 2, f"{thing} thứ {number}") if number and thing.endswith(_TIMES) else None


def _so_many(row: Row, index: int) -> Gloss | None:
    word = row.words[index]
    number = word if _NUMBER.fullmatch(word) else named("number").get(word)
    place = row.past(index + 1, *_BESIDE_A_COUNT)
    thing = named("counted").get(row.word(place))
    if not number or not thing or not row.is_whole(index, place + 1):
        return None
    ago = row.word(place + 1) == "ago"
    done, _, unit = thing.rpartition(" ")
    return place + 1 + ago, f"{done} {number} {unit}".strip() + (" trước" if ago else "")


# -- all others ----------------------------------------------------------------------------------------------


def _phrase(row: Row, index: int) -> Gloss | None:
    for words, meaning in phrases().get(row.words[index], ()):
        last = _end_of(row, index, words)
        if last and row.is_whole(index, last):
            return last, meaning
    return None


def _end_of(row: Row, index: int, words: tuple[str, ...]) -> int | None:
    """The place after a phrase that begins at a word, articles left out; None when it does not."""
    for position, word in enumerate(words):
        if position:
            while row.word(index) != word and row.word(index) in _LEFT_OUT:
                index += 1
        if row.word(index) != word:
            return None
        index += 1
    return index


def _in_a_place(row: Row, index: int) -> Gloss | None:
    """ "In Trang Bom": before a name only."""
    known = {**named("month"), **named("weekday")}
    is_name = row.is_capital(index + 1) and row.word(index + 1) not in known
    return (index + 1, "ở") if row.words[index] == "in" and is_name else None


_FINDERS: tuple[Callable[[Row, int], Gloss | None], ...] = (_day, _weekday, _counted, _phrase, _in_a_place)
