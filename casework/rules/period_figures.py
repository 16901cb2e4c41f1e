"""The figures of a period: one pass over the cases, a book for each reader, nothing later than the cut-off.

Pure. What a reader may not see is in no number of theirs (casework.rules.sight). Restricted cases are a count
apart, for those who read about the whole city alone.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from casework.rules.deadlines import Calendar
from casework.rules.figures_frame import Reader
from casework.rules.figures_life import CaseFacts, Life, lived
from casework.rules.figures_marks import Mark, Span, praise
from casework.rules.figures_rows import OpenCase, as_open
from casework.rules.period import Period, Reporting
from casework.rules.period_counts import PeriodCounts
from casework.rules.period_flow import Entry, Outcome
from casework.rules.period_marks import DONE, account, deeds, look
from casework.rules.period_summary import PeriodFigures, RestrictedCell
from casework.rules.sight import may_see

LONGEST = 10
OPEN = frozenset({Outcome.OPEN_IN_TIME, Outcome.OPEN_OVERDUE})


@dataclass(frozen=True)
class PeriodFrame:
    """What figures depend on besides the cases; `cut_off` is now while the period lasts."""

    period: Period
    cut_off: datetime
    calendar: Calendar
    praise: frozenset[str]
    reporting: Reporting

    @property
    def span(self) -> Span:
        """The period up to the cut-off."""
        return Span(self.period.start, self.cut_off)

    @property
    def earlier(self) -> tuple[Span, Span]:
        """The period before, and the same one a year ago."""
        return self.reporting.before(self.period).span, self.reporting.year_ago(self.period).span

    @property
    def since(self) -> datetime:
        """The first moment of which anything must be known."""
        return min(span.start for span in self.earlier)


@dataclass(frozen=True)
class _Counted:
    """One case, counted once for all books."""

    life: Life
    entries: list[Entry]
    now: list[Mark]
    before: list[Mark]
    year_ago: list[Mark]
    overdue: OpenCase | None

    @property
    def units(self) -> set[str]:
        """The units it concerns in this period or concerned in those before."""
        every = (self.now, self.before, self.year_ago)
        return {unit for found in every for unit, _, _ in found if unit}


@dataclass
class _Book:
    """What is gathered for one reader while the cases pass by."""

    reader: Reader
    refs_at_most: int
    now: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    year_ago: Counter[str] = field(default_factory=Counter)
    units: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    restricted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    overdue: list[OpenCase] = field(default_factory=list)
    refs: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cases: int = 0

    def mine(self, found: Iterable[Mark]) -> Iterator[Mark]:
        """The marks that make this reader's own sums.

        In the account of the city each case counts once; everything else is the sum over the units.
        """
        city = self.reader.city
        for mark in found:
            unit, name, _ = mark
            if (unit is None or not _is_of_account(name)) if city else unit == self.reader.unit:
                yield mark


def _is_of_account(name: str) -> bool:
    return name.rpartition("|")[2] in _OF_ACCOUNT


_OF_ACCOUNT = frozenset({"carried", "received", *Outcome})


def period_figures(
    cases: Iterable[CaseFacts], frame: PeriodFrame, readers: Iterable[Reader]
) -> dict[str, PeriodFigures]:
    """The figures of every reader and of every further unit that had a case to answer, by unit code."""
    most = frame.reporting.refs_at_most
    books = {reader.unit: _Book(reader, most) for reader in readers}
    city = [book for book in books.values() if book.reader.city]
    for case in cases:
        counted = _counted(case, frame)
        if counted is None:
            continue
        for book in city:
            _enter(book, counted)
        for unit in counted.units:
            if unit not in books:
                books[unit] = _Book(Reader(unit), most)
            if not books[unit].reader.city:
                _enter(books[unit], counted)
    return {unit: _figures(book, frame) for unit, book in books.items()}


def _counted(case: CaseFacts, frame: PeriodFrame) -> _Counted | None:
    life = lived(case, frame.cut_off)
    if life is None:
        return None
    if life.category in frame.praise:
        return _Counted(life, [], praise(life, frame.span), [], [], None)
    cal, span = frame.calendar, frame.span
    seen = look(life, span, cal)
    now = account(seen) + deeds(seen, frame.reporting)
    before, year_ago = (_earlier(case, life, each, frame) for each in frame.earlier)
    late = as_open(life, span.end, cal)
    overdue = late if late and late.days_late is not None else None
    return _Counted(life, seen.entries, now, before, year_ago, overdue)


def _earlier(case: CaseFacts, life: Life, span: Span, frame: PeriodFrame) -> list[Mark]:
    """The account of a period before: told by the events up to its own end."""
    if life.steps[0].at >= span.end or (life.steps[-1].at < span.start and not life.steps[-1].owes):
        return []
    then = lived(case, span.end)
    return account(look(then, span, frame.calendar)) if then else []


def _enter(book: _Book, counted: _Counted) -> None:
    """Enter a case if its reader may count it."""
    life, reader = counted.life, book.reader
    if not reader.counts(life, life.unit if reader.city else reader.unit):
        return
    if life.restricted:
        if reader.city:
            _enter_restricted(book, counted)
        return
    names = _add(book, counted)
    if names and may_see(reader.unit, reader.role, life.scope):
        _list(book, counted, names)


def _add(book: _Book, counted: _Counted) -> set[str]:
    """Add to the reader's own sums, and for the city to those of its units; which figures were touched."""
    sums = ((book.now, counted.now), (book.before, counted.before), (book.year_ago, counted.year_ago))
    for numbers, found in sums:
        for _, name, amount in book.mine(found):
            numbers[name] += amount
    if book.reader.city:
        for unit, name, amount in counted.now:
            if unit is not None:
                book.units[unit][name] += amount
    return {name for _, name, _ in book.mine(counted.now)}


def _enter_restricted(book: _Book, counted: _Counted) -> None:
    """By the place where the matter happened and the label: sums only."""
    for entry in counted.entries:
        if entry.unit is None:
            place, category = counted.life.case.lodged_at or "", counted.life.category
            outcome = "done" if entry.outcome in DONE else "open" if entry.outcome in OPEN else "other"
            book.restricted[place, category, outcome] += 1


def _list(book: _Book, counted: _Counted, names: set[str]) -> None:
    if counted.overdue is not None and (book.reader.city or counted.overdue.unit == book.reader.unit):
        insort(book.overdue, counted.overdue)
        del book.overdue[LONGEST:]
    book.cases += 1
    if book.cases > book.refs_at_most:
        book.refs.clear()
        return
    for name in names:
        if "|" not in name or _is_of_account(name):
            book.refs[name].append(counted.life.case.ref)


def _figures(book: _Book, frame: PeriodFrame) -> PeriodFigures:
    return PeriodFigures(
        period=frame.period,
        unit=book.reader.unit,
        city=book.reader.city,
        cut_off=frame.cut_off,
        final=frame.cut_off >= frame.period.end,
        counts=PeriodCounts(dict(book.now)),
        before=PeriodCounts(dict(book.before)),
        year_ago=PeriodCounts(dict(book.year_ago)),
        overdue=tuple(book.overdue),
        units={unit: PeriodCounts(dict(numbers)) for unit, numbers in sorted(book.units.items())},
        restricted=tuple(_cells(book)),
        refs={name: tuple(sorted(refs)) for name, refs in book.refs.items()},
        refs_left_out=book.cases > book.refs_at_most,
    )


def _cells(book: _Book) -> Iterator[RestrictedCell]:
    for place, category in sorted({(place, category) for place, category, _ in book.restricted}):
        done, still_open, other = (
            book.restricted[place, category, outcome] for outcome in ("done", "open", "other")
        )
        total = done + still_open + other
        yield RestrictedCell(place or None, category, total, done, still_open)
