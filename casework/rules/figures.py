"""The figures of a week: one pass over the cases, a book for each reader, nothing later than the cut-off.

Pure: cases come in as a stream of facts, the calendar and the readers are arguments. What a reader may not
see is in no number of theirs (casework.rules.sight); restricted cases are a count apart for those who may.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from casework.rules.deadlines import in_vietnam
from casework.rules.figures_counts import Counts, Rate, counts_from
from casework.rules.figures_frame import Frame, Reader
from casework.rules.figures_life import CaseFacts, EventFacts, Life, lived
from casework.rules.figures_marks import Mark, Span, birth, held, marks, praise
from casework.rules.figures_rows import CaseRow, OpenCase, as_open, as_row, belongs
from casework.rules.figures_spots import spots_of_city, spots_of_unit, unusual_in_city, voice_of
from casework.rules.figures_summary import CategoryWeek, Holding, HotSpot, Restricted, Summary, WeekFigures
from casework.rules.figures_week import FutureWeek, NoSuchWeek, Week, parse_week, week_of
from casework.rules.patterns import Counted, Voice, counted
from casework.rules.sight import may_see
from casework.terms import Role

__all__ = [
    "CaseFacts",
    "CaseRow",
    "CategoryWeek",
    "Counts",
    "EventFacts",
    "Frame",
    "FutureWeek",
    "Holding",
    "HotSpot",
    "NoSuchWeek",
    "OpenCase",
    "Rate",
    "Reader",
    "Restricted",
    "Summary",
    "Week",
    "WeekFigures",
    "parse_week",
    "week_of",
    "weekly",
]

OLDEST = 5


@dataclass
class _Book:
    """What is gathered for one reader while the cases pass by."""

    reader: Reader
    units: dict[str, Counter[str]] = field(default_factory=dict)
    whole: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    usual: Counter[str] = field(default_factory=Counter)
    restricted: Counter[str] = field(default_factory=Counter)
    oldest: list[OpenCase] = field(default_factory=list)
    rows: list[CaseRow] = field(default_factory=list)
    voices: set[Voice] = field(default_factory=set)

    def mine(self, found: Iterable[Mark]) -> Iterator[Mark]:
        """The marks that concern this reader."""
        return (mark for mark in found if self.reader.city or mark[0] in {None, self.reader.unit})


@dataclass(frozen=True)
class _Entry:
    """One case, counted once for all books."""

    life: Life
    now: list[Mark]
    before: list[Mark]
    usual: list[Mark]
    open: OpenCase | None
    row: CaseRow | None
    voice: Voice | None = None

    @property
    def units(self) -> set[str]:
        """The units it concerns this week or concerned in the weeks before."""
        return {unit for mark in (self.now, self.before, self.usual) for unit, _, _ in mark if unit}


def weekly(cases: Iterable[CaseFacts], frame: Frame, readers: Iterable[Reader]) -> dict[str, Summary]:
    """The summary of every reader and of every further unit that had a case to answer, by unit code."""
    books = {reader.unit: _Book(reader) for reader in readers}
    asked = frozenset(books)
    overall = _Book(Reader("", Role.LEADER, city=True))
    over_city = [overall, *(book for book in books.values() if book.reader.city)]
    for case in cases:
        life = lived(case, frame.cut_off)
        if life is None:
            continue
        entry = _entry(life, frame)
        for book in over_city:
            _offer(book, entry)
        for unit in entry.units:
            book = books.get(unit) or _Book(Reader(unit))
            if not book.reader.city and _offer(book, entry):
                books[unit] = book
    rate = counts_from(overall.whole).on_time
    everyone = counted(overall.voices, frame.weeks_known)
    summaries = {unit: _summary(book, frame, rate, everyone) for unit, book in books.items()}
    return {unit: it for unit, it in summaries.items() if unit in asked or not it.figures.is_empty}


def _entry(life: Life, frame: Frame) -> _Entry:
    cal, span = frame.calendar, frame.span
    if life.category in frame.praise:
        return _Entry(life, praise(life, span), [], [], None, None)
    return _Entry(
        life,
        now=marks(life, span, cal) + held(life, span, cal),
        before=marks(life, frame.span_before, cal),
        usual=_usual(life, frame),
        open=as_open(life, frame.cut_off, cal),
        row=as_row(life, frame.cut_off, cal) if frame.with_rows and belongs(life, span) else None,
        voice=voice_of(life, frame),
    )


def _usual(life: Life, frame: Frame) -> list[Mark]:
    """The same label in the weeks before: in its own week, as it was counted then."""
    own = week_of(in_vietnam(life.steps[0].at).date())
    if not frame.usual_since <= own < frame.week:
        return []
    return [(birth(life, Span.of(own)), life.category, 1)]


def _offer(book: _Book, entry: _Entry) -> bool:
    """Enter a case if its reader may count it; whether it was entered."""
    life, reader = entry.life, book.reader
    if life.restricted:
        counted = reader.counts(life, life.unit)
        _add(book.restricted, book.mine(entry.now) if counted else ())
        return counted
    if not reader.counts(life, life.unit if reader.city else reader.unit):
        return False
    _post(book, entry)
    if may_see(reader.unit, reader.role, life.scope) and (reader.city or life.unit == reader.unit):
        _list(book, entry)
    return True


def _post(book: _Book, entry: _Entry) -> None:
    _add(book.whole, book.mine(entry.now))
    _add(book.before, book.mine(entry.before))
    _add(book.usual, book.mine(entry.usual))
    if entry.voice is not None and (book.reader.city or entry.voice.unit == book.reader.unit):
        book.voices.add(entry.voice)
    if book.reader.city:
        for unit, name, amount in entry.now:
            if unit is not None:
                book.units.setdefault(unit, Counter())[name] += amount


def _add(numbers: Counter[str], found: Iterable[Mark]) -> None:
    for _, name, amount in found:
        numbers[name] += amount


def _list(book: _Book, entry: _Entry) -> None:
    if entry.open is not None:
        insort(book.oldest, entry.open)
        del book.oldest[OLDEST:]
    if entry.row is not None:
        book.rows.append(entry.row)


def _summary(book: _Book, frame: Frame, rate_of_city: Rate, everyone: list[Counted]) -> Summary:
    own = counted(book.voices, frame.weeks_known)
    if book.reader.city:
        spots, unusual = spots_of_city(own, frame), unusual_in_city(book.voices, frame)
    else:
        spots = spots_of_unit(book.reader.unit, own, everyone, frame)
        unusual = {spot.category for spot in spots}
    figures = WeekFigures(
        week=frame.week,
        unit=book.reader.unit,
        city=book.reader.city,
        cut_off=frame.cut_off,
        final=frame.final,
        counts=counts_from(book.whole),
        on_time_before=counts_from(book.before).on_time,
        on_time_city=rate_of_city,
        categories=_categories(book, frame.weeks_known, unusual),
        oldest=tuple(book.oldest),
        holders=_holders(book.whole),
        restricted=_restricted(book.restricted),
        units={unit: counts_from(numbers) for unit, numbers in sorted(book.units.items())},
        spots=tuple(spots),
    )
    return Summary(figures, tuple(sorted(book.rows, key=lambda row: (row.received_at, row.ref))))


def _categories(book: _Book, weeks: int, unusual: set[str]) -> tuple[CategoryWeek, ...]:
    """Labels of this week and of the weeks before, the most frequent first."""
    new = {name.partition(":")[2]: n for name, n in book.whole.items() if name.startswith("category:")}
    rows = []
    for code in new.keys() | book.usual.keys():
        usual = book.usual[code] / weeks if weeks else None
        count = new.get(code, 0)
        rows.append(CategoryWeek(code, count, usual, code in unusual))
    return tuple(sorted(rows, key=lambda row: (-row.new, -(row.usual or 0), row.code)))


def _holders(numbers: Mapping[str, int]) -> tuple[Holding, ...]:
    """Those who had the cases longest; what others had is the rest of the sum."""
    held_by = {name.partition(":")[2]: n for name, n in numbers.items() if name.startswith("held:") and n}
    whole = sum(held_by.values())
    rows = [Holding(holder, minutes, minutes / whole) for holder, minutes in held_by.items()]
    return tuple(sorted(rows, key=lambda row: (-row.minutes, row.holder)))


def _restricted(numbers: Mapping[str, int]) -> Restricted | None:
    counts = counts_from(numbers)
    if counts.is_empty:
        return None
    return Restricted(counts.new, counts.answered, counts.open, counts.overdue)
