"""Days named in a message, counted from when it was written: "21/9", "thứ sáu tuần trước", "rằm tháng 7"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vietnamese import lunar
from vietnamese.folding import marks
from vietnamese.numbers import number_at
from vietnamese.phrases import Line, View


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

    @property
    def exact(self) -> date | None:
        """The date itself where nothing is missing from it."""
        return self.fixed or (self.on(self.year, self.month) if self.year and self.month else None)

    def on(self, year: int, month: int) -> date | None:
        """This day in a given month; None when the month has no such day."""
        if self.is_lunar:
            return lunar.solar_date(self.day, month, year)
        try:
            return date(year, month, self.day)
        except ValueError:
            return None


_ONE = "(?:mot|hai|ba|bon|nam|sau|bay|tam|chin)"
_TENS = "(?:hai |ba )?muoi(?: (?:mot|hai|ba|bon|tu|nam|lam|nham|sau|bay|tam|chin))?"
_NUMBER = rf"(?:\d{{1,2}}|{_TENS}|{_ONE})"
_COUNTED = (
    "(?:lan|luot|ngay|dem|tuan|thang|nam|trieu|nghin|ngan|gio|nguoi|cai|bo|ha|m2|met|phan|ban|bua|buoi"
    "|km|trang|ty|to|dong|ho|chuc)"
)
_OF_A_COUNT = re.compile(rf" {_COUNTED}\b")
_SLASHED = re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\w/.])")
_DOTTED = re.compile(r"(?<!\S)(\d{1,2})[.\-\u2013](\d{1,2})(?:[.\-\u2013](\d{4}|\d{2}))?(?!\S)")
_ISO = re.compile(r"(?<!\S)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\S)")
_OF_A_WHOLE = re.compile(rf" (?:{_COUNTED}|so (?:ho so|nguoi|don|giay)|dien|thoi|gia|quang|chang)\b")
_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4), (2, 4), (3, 4), (1, 5), (1, 10)}
_ALWAYS_OPEN = (24, 7)
# Addresses, plots, numbers of documents, degrees of injury are written with a slash as well.
_ADDRESS_BEFORE = re.compile(
    r"\b(?:so|nha|dia chi|hem|ngo|ngach|kiet|duong|to|khu pho|kp|thua|ap|lo|quoc lo|ql|tinh lo|tl"
    r"|huyen lo|mau|thong tu|nghi dinh|nd|tt|can|phong|block|toa|khoan|dieu|muc|ty le|ti le|tren|dai hoi"
    r"|benh vien|cau|truong|cho|qd|quyet dinh so|binh|hang|loai|tat|ti so) $"
)
_DATE_BEFORE = re.compile(
    r"\b(?:ngay|hen|nop|tu|den|toi|hom|bua|sang|chieu|truoc|sau|han|la|tra|gui|nhan|lam|vao|qua) $"
)
_MONTH = r"gieng|chap|\d{1,2}"
# Words for day and month only together with a word like "ngày": "2 tháng sau" is no date.
_LONG = re.compile(
    rf"(?<!\S)(?:(?P<lead>ngay|mung|mong|hom|bua) (?P<named>{_NUMBER})"
    rf" (?:tay )?thang (?P<month>{_MONTH}|{_NUMBER})"
    rf"|(?:(?P<moon>ram)|(?P<day>\d{{1,2}})) (?:tay )?thang (?P<number>{_MONTH}|(?<=ram thang ){_NUMBER}))"
    rf"(?: nam (?P<year>20\d\d|nay|ngoai|truoc|roi))?(?: (?P<lunar>am lich|am|al))?(?= |$)(?! {_COUNTED}\b)"
)
_MONTH_WORDS = {"gieng": 1, "chap": 12}
_DAY_OF_THIS = re.compile(
    r"(?:(?<!\S)(?:ngay|hom|bua) (?P<day>\d{1,2})"
    rf"|(?<!\S)(?P<lead>mung|mong) (?P<named>\d{{1,2}}|{_ONE}|muoi)|(?<=\bhen )(?P<bare>\d{{1,2}})(?! thang))"
    r"(?: (?:tay|am lich))?(?: (?P<when>thang (?:nay|truoc|roi|vua roi|qua|sau|toi)|vua roi|vua qua|tet))?"
    rf"(?! {_COUNTED}\b)(?= |$)"
)
# "Chúc mừng năm mới" begins like "mùng năm".
_FIRST_DAYS = frozenset((None, marks("mùng"), marks("mồng")))
_NEW_YEAR = re.compile(r"(?<!\S)(29|30|ba muoi|hai (?:muoi )?chin) tet(?= |$)")
_FULL_MOON = re.compile(r"(?<!\S)(?:ngay |hom |bua )ram(?! thang)(?= |$)")
_WEEKDAY = re.compile(
    r"(?<!\S)(?:(?P<lead>sang|chieu|toi|hom|ngay|bua|trua) )?"
    r"(?:(?P<thu>thu) (?P<day>hai|ba|tu|nam|sau|bay|[2-7])|t(?P<short>[2-7])|(?P<sunday>chu nhat))"
    r"(?: (?:cua )?(?P<when>tuan (?:truoc nua|truoc|roi|qua|vua roi|vua qua|nay|sau|toi|ke)"
    r"|truoc|roi|qua|vua roi|vua qua|nay|toi))?(?= |$)"
)
_DAYS_OF_WEEK = ("hai 2", "ba 3", "tu 4", "nam 5", "sau 6", "bay 7")
_WEEKDAYS = {name: index for index, names in enumerate(_DAYS_OF_WEEK) for name in names.split()}
_DAY_WORDS = tuple(marks(word) for word in ("hai", "ba", "tư", "năm", "sáu", "bảy"))
_ORDINAL_BEFORE = re.compile(
    r"\b(?:lan|cap|loai|so|dot|buoc|ben|nguoi|dieu|cai|hang|don vi|noi|cho|ngay|thang|nam|do|doi|quay|to|dong"
    r"|con|dua|moi|cac|nhung|may|ca|\d+|hai|ba|tam) $"
)
# "Thứ sáu nào cũng", "thứ năm hàng tuần": a habit, no day.
_HABIT_AFTER = re.compile(r" (?:nao|hang tuan|moi tuan|dau thang|cuoi thang)\b")
_RELATIVE = re.compile(
    r"(?<!\S)(?:(hom kia)|(hom qua|bua qua|chieu qua|dem qua|trua qua|sang qua|toi qua|ngay qua)"
    r"|((?<!may )(?:hom|bua) nay|ngay hom nay|sang nay|chieu nay|trua nay|hoi sang|hoi chieu|hoi nay)"
    r"|(ngay mai|sang mai|chieu mai|mai nay))(?= |$)"
)
_RELATIVE_DAYS = (-2, -1, 0, 1)
# Typed without marks "toi qua" is mostly "tôi qua"; these count only with their marks.
_NEEDS_MARKS = {"toi qua": "tối", "sang qua": "sáng", "ngay qua": "ngày"}
_DAYS_AGO = re.compile(
    rf"(?<!\S)(?:(?:cach day|truoc day|cach nay) ({_NUMBER}) (ngay|hom|bua|tuan)"
    rf"|({_NUMBER}) (ngay|hom|bua|tuan) truoc)(?= |$)"
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


def _numeric(line: Line, at: date) -> Iterator[Mention]:
    del at
    for match in _ISO.finditer(line.text):
        yield _mention(line, match, day=int(match[3]), month=int(match[2]), year=int(match[1]))
    for pattern in (_SLASHED, _DOTTED):
        for match in pattern.finditer(line.text):
            if _is_date(line.text, match):
                yield _mention(line, match, day=int(match[1]), month=int(match[2]), year=_year(match[3]))


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Whether two numbers are day and month, and no address, fraction, price or "24/7"."""
    before = text[: match.start()]
    if _ADDRESS_BEFORE.search(before):
        return False
    pair = (int(match[1]), int(match[2]))
    led = match[3] or _DATE_BEFORE.search(before)
    counted = _OF_A_COUNT.match(text, match.end())
    whole = _OF_A_WHOLE.match(text, match.end())
    if match.re is _DOTTED:
        return bool(match[3] or (led and not counted))
    return bool(led) if pair == _ALWAYS_OPEN else not (pair in _FRACTIONS and whole and not match[3])


def _long(line: Line, at: date) -> Iterator[Mention]:
    for match in _LONG.finditer(line.text):
        if match["lead"] in ("mung", "mong") and not _is_first_days(line, match):
            continue
        year = match["year"]
        told = _year(year) if year and year.isdecimal() else None
        if year and not told:
            told = at.year if year == "nay" else at.year - 1
        month = match["month"] or match["number"]
        yield _mention(
            line,
            match,
            day=15 if match["moon"] else _number(match["named"] or match["day"]),
            month=_MONTH_WORDS.get(month) or _number(month),
            year=told,
            is_lunar=bool(match["lunar"] or match["moon"]) or month in _MONTH_WORDS,
        )


_MONTHS_AWAY = {"nay": 0, "truoc": -1, "roi": -1, "qua": -1, "sau": 1, "toi": 1}


def _day_of_month(line: Line, at: date) -> Iterator[Mention]:
    for match in _DAY_OF_THIS.finditer(line.text):
        if match["lead"] and not _is_first_days(line, match):
            continue
        when = match["when"] or ""
        day = _number(match["day"] or match["named"] or match["bare"])
        if when == "tet":
            yield _mention(line, match, day=day, month=1, is_lunar=True)
        elif when.startswith("thang"):
            months = at.year * 12 + at.month - 1 + _MONTHS_AWAY[when.split()[-1]]
            yield _mention(line, match, day=day, month=months % 12 + 1, year=months // 12)
        else:
            yield _mention(line, match, day=day)


def _is_first_days(line: Line, match: re.Match[str]) -> bool:
    typed = line.view.marks[line.word_at(match.start("lead"))]
    return typed in _FIRST_DAYS and (typed is not None or match["named"].isdecimal())


def _new_year(line: Line, at: date) -> Iterator[Mention]:
    """The thirtieth of the last lunar month is its last day, also when the month has only 29."""
    for match in _NEW_YEAR.finditer(line.text):
        back = 1 if match[1] in ("30", "ba muoi") else 2
        first = lunar.near(1, 1, at + timedelta(days=back))
        if first:
            yield _mention(line, match, fixed=first - timedelta(days=back))


def _full_moon(line: Line, at: date) -> Iterator[Mention]:
    for match in _FULL_MOON.finditer(line.text):
        yield _mention(line, match, fixed=lunar.last_full_moon(at))


def _weekday(line: Line, at: date) -> Iterator[Mention]:
    for match in _WEEKDAY.finditer(line.text):
        if match["short"] and not (match["lead"] or match["when"]):
            continue
        when = match["when"] or ""
        if match["thu"] and not _is_weekday(line, match):
            continue
        if when == "toi" and line.view.marks[line.word_at(match.start("when"))] != marks("tới"):
            when = ""
        weekday = 6 if match["sunday"] else _WEEKDAYS[match["day"] or match["short"]]
        yield _mention(line, match, fixed=_on_weekday(at, weekday, when))


def _is_weekday(line: Line, match: re.Match[str]) -> bool:
    """ "Thứ 2" may count ("lần thứ 2"), "thu 6 triệu" is money, "thứ sáu nào cũng" a habit."""
    typed = line.view.marks[line.word_at(match.start("thu"))]
    day = line.view.marks[line.word_at(match.start("day"))]
    if typed not in (None, marks("thứ")) or (day not in (None, *_DAY_WORDS) and not match["day"].isdecimal()):
        return False
    if (match["when"] or "").startswith("tuan"):
        return True
    # "Số thứ tự" without marks.
    if match["day"] == "tu" and day is None and not match["lead"]:
        return False
    after = line.text[match.end() :]
    ordinal = _ORDINAL_BEFORE.search(line.text[: match.start()])
    return not (ordinal or _OF_A_COUNT.match(after) or _HABIT_AFTER.match(after) or after.startswith(" la "))


def _on_weekday(at: date, weekday: int, when: str) -> date:
    this_week = at + timedelta(days=weekday - at.weekday())
    direction = when.split()[-1] if when else ""
    if when == "tuan truoc nua":
        return this_week - timedelta(days=14)
    if when.startswith("tuan") and direction in ("truoc", "roi", "qua"):
        return this_week - timedelta(days=7)
    if direction == "nay":
        return this_week
    if direction in ("sau", "toi", "ke"):
        ahead = when.startswith("tuan") or this_week <= at
        return this_week + timedelta(days=7 if ahead else 0)
    return this_week if this_week < at else this_week - timedelta(days=7)


def _relative(line: Line, at: date) -> Iterator[Mention]:
    for match in _RELATIVE.finditer(line.text):
        days = next(days for days, group in zip(_RELATIVE_DAYS, match.groups(), strict=True) if group)
        needed = _NEEDS_MARKS.get(match[0])
        if needed is None or line.view.marks[line.word_at(match.start())] == marks(needed):
            yield _mention(line, match, fixed=at + timedelta(days=days))
    for match in _DAYS_AGO.finditer(line.text):
        days = 7 if "tuan" in match.groups() else 1
        yield _mention(line, match, fixed=at - timedelta(days=days * _number(match[1] or match[3])))


_FINDERS: tuple[Callable[[Line, date], Iterator[Mention]], ...] = (
    _numeric,
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
