"""Days named in a message, counted from when it was written: "21/9", "thứ sáu tuần trước", "rằm tháng 7"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vietnamese import lunar
from vietnamese.folding import marks
from vietnamese.numbers import number_at
from vietnamese.phrases import Hit, Line, View
from vietnamese.spans import Span


@dataclass(frozen=True)
class Mention:
    """A day as told at the words [first, last): complete (`fixed`), or without year, or month and year."""

    first: int
    last: int
    day: int = 0
    month: int | None = None
    year: int | None = None
    fixed: date | None = None
    is_lunar: bool = False
    cue: str | None = None


_ONE = "(?:mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)"
_NUMBER = rf"(?:\d{{1,2}}|(?:hai |ba )?muoi(?: (?:mot|hai|ba|bon|tu|nam|lam|nham|sau|bay|tam|chin))?|{_ONE})"
_SLASHED = re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\w/.])")
_DOTTED = re.compile(r"(?<!\S)(\d{1,2})[.\-\u2013](\d{1,2})(?:[.\-\u2013](\d{4}|\d{2}))?(?!\S)")
_ISO = re.compile(r"(?<!\S)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\S)")
_COUNTED = (
    "lan|luot|ngay|tuan|thang|nam|trieu|nghin|ngan|gio|nguoi|cai|bo|ha|m2|met|phan|ban|bua|buoi"
    "|km|trang|ty|to|dong|k|ho"
)
_OF_A_COUNT = re.compile(rf" (?:{_COUNTED})\b")
_NO_DATE_BEFORE = re.compile(
    r"\b(?:so|hem|ngo|ngach|kiet|duong|to|khu pho|kp|thua|ap|lo|quoc lo|ql|tinh lo|tl|huyen lo|mau"
    r"|thong tu|nghi dinh|nd|tt|can|phong|block|toa|khoan|dieu|muc|ty le|ti le|tren"
    r"|dai hoi|benh vien|cau|truong|cho|qd|quyet dinh so) $"
)
_DATE_BEFORE = re.compile(
    r"\b(?:ngay|hen|nop|tu|den|toi|hom|bua|sang|chieu|truoc|sau|han|la|tra|gui|nhan|lam|vao|qua) $"
)
_LONG = re.compile(
    rf"(?<!\S)(?:(ngay|mung|mong|hom|bua|ram) )?(?:({_NUMBER}) )?(?:tay )?thang (gieng|chap|{_NUMBER})"
    rf"(?! (?:{_COUNTED})\b)(?: nam (20\d\d|nay|ngoai|truoc))?(?: (am lich|am|al))?(?= |$)"
)
_MONTH_WORDS = {"gieng": 1, "chap": 12}
_DAY_OF_THIS = re.compile(
    rf"(?<!\S)(?:(ngay|hom|bua|mung|mong) )(\d{{1,2}}|(?<=mung |mong ){_ONE}|(?<=mung |mong )muoi)"
    r"(?: (?:tay|am lich))?(?: (thang (?:nay|truoc|roi|vua roi|qua|sau|toi)|vua roi|vua qua|tet))?"
    rf"(?! (?:{_COUNTED})\b)(?= |$)"
)
_TET = re.compile(r"(?<!\S)(29|30|ba muoi|hai (?:muoi )?chin) tet(?= |$)")
_FULL_MOON = re.compile(r"(?<!\S)(?:ngay |hom |bua )ram(?! thang)(?= |$)")
_WEEKDAY = re.compile(
    r"(?<!\S)(?:(sang|chieu|toi|hom|ngay|bua|trua) )?"
    r"(?:(thu) (hai|ba|tu|nam|sau|bay|[2-7])|t([2-7])|(chu nhat))"
    r"(?: (?:cua )?((?:tuan )?(?:truoc|roi|qua|vua roi|vua qua|nay|sau|toi|ke)|tuan))?(?= |$)"
)
_WEEKDAYS = {
    "hai": 0,
    "2": 0,
    "ba": 1,
    "3": 1,
    "tu": 2,
    "4": 2,
    "nam": 3,
    "5": 3,
    "sau": 4,
    "6": 4,
    "bay": 5,
    "7": 5,
}
_ORDINAL_BEFORE = re.compile(r"\b(?:lan|cap|loai|so|dot|buoc|ben|nguoi|dieu|cai|hang|don vi|noi|cho|ngay) $")
_RELATIVE = re.compile(
    r"(?<!\S)(?:(hom kia)|(hom qua|bua qua|chieu qua|dem qua|trua qua|sang qua|toi qua|ngay qua)"
    r"|(hom nay|bua nay|ngay hom nay|sang nay|chieu nay|trua nay|hoi sang|hoi chieu|hoi nay)"
    r"|(ngay mai|sang mai|chieu mai|mai nay))(?= |$)"
)
_RELATIVE_DAYS = (-2, -1, 0, 1)
# Typed without marks "toi qua" is mostly "tôi qua"; these count only with their marks.
_NEEDS_MARKS = {"toi qua": "tối qua", "sang qua": "sáng qua", "ngay qua": "ngày qua"}
_DAYS_AGO = re.compile(
    rf"(?<!\S)(?:(?:cach day|truoc day|cach nay) ({_NUMBER}) (?:ngay|hom|bua)"
    rf"|({_NUMBER}) (?:ngay|hom|bua) truoc)(?= |$)"
)


def _number(words: str) -> int:
    found = number_at(words.split(), 0)
    return found[0] if found else 0


def mentions(view: View, at: date) -> list[Mention]:
    """Days told in a message, in order, each place once."""
    line = Line(view)
    kept: list[Mention] = []
    for find in _FINDERS:
        for found in find(line, at):
            if all(found.last <= other.first or other.last <= found.first for other in kept):
                kept.append(found)
    return sorted(kept, key=lambda mention: mention.first)


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _iso(line: Line, at: date) -> Iterator[Mention]:
    del at
    for match in _ISO.finditer(line.text):
        yield _mention(line, match, day=int(match[3]), month=int(match[2]), year=int(match[1]))


def _slashed(line: Line, at: date) -> Iterator[Mention]:
    del at
    for match in _SLASHED.finditer(line.text):
        before, after = line.text[: match.start()], line.text[match.end() :]
        counted = not match[3] and _OF_A_COUNT.match(after)
        if not counted and not _NO_DATE_BEFORE.search(before):
            yield _mention(line, match, day=int(match[1]), month=int(match[2]), year=_year(match[3]))


def _dotted(line: Line, at: date) -> Iterator[Mention]:
    del at
    for match in _DOTTED.finditer(line.text):
        before, after = line.text[: match.start()], line.text[match.end() :]
        told = match[3] or (_DATE_BEFORE.search(before) and not _OF_A_COUNT.match(after))
        if told and not _NO_DATE_BEFORE.search(before):
            yield _mention(line, match, day=int(match[1]), month=int(match[2]), year=_year(match[3]))


def _long(line: Line, at: date) -> Iterator[Mention]:
    for match in _LONG.finditer(line.text):
        lead, day, month, year, calendar = match.groups()
        if not day and lead != "ram":
            continue
        told_year = _year(year) if year and year.isdecimal() else None
        if year and not told_year:
            told_year = at.year if year == "nay" else at.year - 1
        yield _mention(
            line,
            match,
            day=15 if lead == "ram" else _number(day),
            month=_MONTH_WORDS.get(month) or _number(month),
            year=told_year,
            is_lunar=bool(calendar) or lead == "ram" or month in _MONTH_WORDS,
        )


_MONTHS_AWAY = {"nay": 0, "truoc": -1, "roi": -1, "qua": -1, "sau": 1, "toi": 1}


def _day_of_month(line: Line, at: date) -> Iterator[Mention]:
    for match in _DAY_OF_THIS.finditer(line.text):
        _, digits, when = match.groups()
        if when == "tet":
            yield _mention(line, match, day=_number(digits), month=1, is_lunar=True)
        elif when and when.startswith("thang"):
            months = at.year * 12 + at.month - 1 + _MONTHS_AWAY[when.split()[-1]]
            yield _mention(line, match, day=_number(digits), month=months % 12 + 1, year=months // 12)
        else:
            yield _mention(line, match, day=_number(digits))


def _new_year(line: Line, at: date) -> Iterator[Mention]:
    del at
    for match in _TET.finditer(line.text):
        day = 30 if match[1] in ("30", "ba muoi") else 29
        yield _mention(line, match, day=day, month=12, is_lunar=True)


def _full_moon(line: Line, at: date) -> Iterator[Mention]:
    for match in _FULL_MOON.finditer(line.text):
        yield _mention(line, match, fixed=lunar.last_full_moon(at))


def _weekday(line: Line, at: date) -> Iterator[Mention]:
    for match in _WEEKDAY.finditer(line.text):
        lead, ordinal, day, short, sunday, when = match.groups()
        if short and not (lead or when):
            continue
        if ordinal and not _is_weekday(line, match, bool(when and when.startswith("tuan"))):
            continue
        weekday = 6 if sunday else _WEEKDAYS[day or short]
        yield _mention(line, match, fixed=_on_weekday(at, weekday, when))


def _is_weekday(line: Line, match: re.Match[str], has_week: bool) -> bool:
    """ "Thứ 2" may count ("lần thứ 2"), and "thu 6 triệu" is money."""
    typed = line.view.marks[line.word_at(match.start(2))]
    if typed not in (None, marks("thứ")):
        return False
    if has_week:
        return True
    after = line.text[match.end() :]
    return not (
        _ORDINAL_BEFORE.search(line.text[: match.start()])
        or _OF_A_COUNT.match(after)
        or after.startswith(" la ")
    )


def _on_weekday(at: date, weekday: int, when: str | None) -> date:
    monday = at - timedelta(days=at.weekday())
    last = (when or "").split()[-1:]
    if when and when.startswith("tuan ") and last[0] in ("truoc", "roi", "qua"):
        return monday + timedelta(days=weekday - 7)
    if last and last[0] in ("sau", "toi", "ke"):
        return monday + timedelta(
            days=weekday + (7 if weekday <= at.weekday() or "tuan" in (when or "") else 0)
        )
    if when in ("nay", "tuan nay"):
        return monday + timedelta(days=weekday)
    return at - timedelta(days=(at.weekday() - weekday) % 7 or 7)


def _relative(line: Line, at: date) -> Iterator[Mention]:
    for match in _RELATIVE.finditer(line.text):
        days = next(days for days, group in zip(_RELATIVE_DAYS, match.groups(), strict=True) if group)
        needed = _NEEDS_MARKS.get(match[0])
        first, _ = line.words_of(match)
        if needed and line.view.marks[first] != marks(needed.split()[0]):
            continue
        yield _mention(line, match, fixed=at + timedelta(days=days))
    for match in _DAYS_AGO.finditer(line.text):
        yield _mention(line, match, fixed=at - timedelta(days=_number(match[1] or match[2])))


_FINDERS: tuple[Callable[[Line, date], Iterator[Mention]], ...] = (
    _iso,
    _slashed,
    _dotted,
    _long,
    _new_year,
    _full_moon,
    _weekday,
    _relative,
    _day_of_month,
)


def _mention(
    line: Line,
    match: re.Match[str],
    *,
    day: int = 0,
    month: int | None = None,
    year: int | None = None,
    fixed: date | None = None,
    is_lunar: bool = False,
) -> Mention:
    first, last = line.words_of(match)
    return Mention(first, last, day, month, year, fixed, is_lunar)


_CUE_LABELS = ("submit", "appoint", "other")
_LEFT, _RIGHT = 12, 5


def with_cues(view: View, found: list[Mention], hits: list[Hit]) -> list[Mention]:
    """Each day with what happened on it: the nearest cue before it, up to the last day, else right after."""
    own = [hit for hit in hits if hit.label in _CUE_LABELS]
    result: list[Mention] = []
    for index, mention in enumerate(found):
        floor = found[index - 1].last if index else 0
        ceiling = found[index + 1].first if index + 1 < len(found) else len(view.words)
        result.append(replace(mention, cue=_cue(view, own, mention, (floor, ceiling))))
    return result


def _cue(view: View, hits: list[Hit], mention: Mention, limits: tuple[int, int]) -> str | None:
    floor, ceiling = limits
    sentence = view.sentences[mention.first]
    near = [hit for hit in hits if view.sentences[hit.first] == sentence]
    before = [
        hit for hit in near if max(floor, mention.first - _LEFT) <= hit.first and hit.last <= mention.first
    ]
    if before:
        return max(before, key=lambda hit: (hit.last, hit.last - hit.first)).label
    after = [hit for hit in near if mention.last <= hit.first < min(ceiling, mention.last + _RIGHT)]
    return min(after, key=lambda hit: (hit.first, hit.first - hit.last)).label if after else None


@dataclass(frozen=True)
class Told:
    """Days of a message made certain: each mention's date, and which were lodging and appointment."""

    days: list[tuple[Mention, date]]
    submitted_on: date | None
    appointment_on: date | None


def settle(found: list[Mention], at: date, received: list[date]) -> Told:
    """Give each day its year: the last such day for what happened, for an appointment the one that fits.

    `received` are days inside dossier codes: a lodging day that agrees but for the year takes theirs.
    """
    appointment = next((mention for mention in found if mention.cue == "appoint"), None)
    promised = _exact(appointment) if appointment else None
    submission = next((mention for mention in found if mention.cue == "submit"), None)
    submitted = _lodged(submission, promised or at, received) if submission else None
    days: list[tuple[Mention, date]] = []
    for mention in found:
        day = submitted if mention is submission else _day_of(mention, at, submitted)
        if day:
            days.append((mention, day))
    return Told(days, submitted, next((day for mention, day in days if mention is appointment), None))


def _day_of(mention: Mention, at: date, submitted: date | None) -> date | None:
    if mention.cue == "appoint":
        return _fitting(mention, submitted) if submitted else _closest(mention, at)
    return _last(mention, at)


def _lodged(mention: Mention, by: date, received: list[date]) -> date | None:
    for day in received:
        if not mention.year and (mention.day, mention.month) == (day.day, day.month):
            return day
    return _last(mention, by)


def _exact(mention: Mention) -> date | None:
    if mention.fixed:
        return mention.fixed
    return _make(mention, mention.year, mention.month) if mention.year and mention.month else None


def _make(mention: Mention, year: int, month: int) -> date | None:
    if mention.is_lunar:
        return lunar.solar_date(mention.day, month, year)
    try:
        return date(year, month, mention.day)
    except ValueError:
        return None


def _candidates(mention: Mention, around: date) -> list[date]:
    """Every day near a year or month that the incomplete mention could mean."""
    exact = _exact(mention)
    if exact or mention.year or mention.fixed:
        return [exact] if exact else []
    if mention.month:
        made = [_make(mention, around.year + years, mention.month) for years in (-8, -4, -2, -1, 0, 1, 2, 4)]
    else:
        months = [around.year * 12 + around.month - 1 + away for away in (-2, -1, 0, 1, 2)]
        made = [_make(mention, month // 12, month % 12 + 1) for month in months]
    return [day for day in made if day]


def _last(mention: Mention, at: date) -> date | None:
    exact = _exact(mention)
    return exact or max((day for day in _candidates(mention, at) if day <= at), default=None)


def _fitting(mention: Mention, submitted: date) -> date | None:
    exact = _exact(mention)
    return exact or min((day for day in _candidates(mention, submitted) if day >= submitted), default=None)


def _closest(mention: Mention, at: date) -> date | None:
    """Without a lodging day: the nearest one, where up to two months ahead counts as near as the past."""
    found = _candidates(mention, at)
    ahead = at + timedelta(days=62)
    return max((day for day in found if day <= ahead), default=None)


def date_spans(view: View, told: Told) -> Iterator[Span]:
    """Spans of kind date, value ISO 8601."""
    for mention, day in told.days:
        start, end = view.span(mention.first, mention.last)
        yield Span("date", start, end, view.text[start:end], day.isoformat())
