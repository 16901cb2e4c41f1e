"""The weekly summary as a workbook: the figures, the units (for the whole city) and the cases behind them.

No free text of anybody's is in it, and no dossier code: what a sheet passes on must identify nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework.rulebook import Rulebook
from casework.rules.figures import CaseRow, Summary, WeekFigures
from reports.sheets import Book, Cell, Mean, Share, Sheet
from reports.weekly_text import title_of, told_lines, words_for
from reports.words import Words

# Rows of the sheet of figures, in this order; also the columns of the sheet of units.
COUNTS = (
    *("carried", "new", "back", "came_in", "answered", "answered_on_time", "answered_late", "last_hour"),
    *("refused", "withdrawn", "withdrawn_demanded", "merged", "went_out", "open", "overdue", "due_next"),
    *("reopened", "promises_missed", "closed_settled", "closed_unconfirmed"),
    *("transfers_offered", "transfers_returned", "hops"),
    *("wrong_address", "wrong_address_upheld", "wrong_address_rejected", "praise"),
)
RESTRICTED = ("new", "answered", "open", "overdue")


@dataclass(frozen=True)
class Column:
    """One column of the sheet of cases: its title's key, width in characters, and what stands in it."""

    key: str
    width: int
    value: Callable[[CaseRow, Words], Cell]


def _late(row: CaseRow, words: Words) -> str | None:
    if row.late is None:
        return None
    return words.plain("reports.case.was_late" if row.late else "reports.case.was_on_time")


COLUMNS = (
    Column("ref", 20, lambda row, words: row.ref),
    Column("category", 36, lambda row, words: words.category(row.category)),
    Column("field", 18, lambda row, words: words.field(row.field) if row.field else None),
    Column("lodged_at", 30, lambda row, words: words.unit(row.lodged_at) if row.lodged_at else None),
    Column("unit", 30, lambda row, words: words.unit(row.unit)),
    Column("state", 24, lambda row, words: words.state(row.state)),
    Column("received_at", 17, lambda row, words: row.received_at),
    Column("due_at", 17, lambda row, words: row.due_at),
    Column("days_late", 12, lambda row, words: row.days_late),
    Column("answered_at", 17, lambda row, words: row.answered_at),
    Column("late", 12, _late),
    Column("finding", 22, lambda row, words: words.finding(row.finding) if row.finding else None),
    Column("promised_on", 13, lambda row, words: row.promised_on),
    Column("rating", 9, lambda row, words: row.rating),
    Column("hops", 9, lambda row, words: row.hops),
    Column("reopened", 9, lambda row, words: row.reopened),
)


def weekly_tables(summary: Summary, language: str, rules: Rulebook) -> bytes:
    """An XLSX workbook; its sheets have a frozen header, the long ones a filter."""
    words = words_for(summary.figures, language, rules)
    book = Book(title_of(summary.figures, words), summary.figures.cut_off)
    _figures(book.sheet(words.plain("reports.sheet.figures")), summary, words)
    if summary.figures.units:
        _units(book.sheet(words.plain("reports.sheet.units")), summary.figures, words)
    _cases(book.sheet(words.plain("reports.sheet.cases")), summary.rows, words)
    return book.finish()


def _figures(sheet: Sheet, summary: Summary, words: Words) -> None:
    figures = summary.figures
    sheet.widths((60, 16, 16))
    sheet.line(title_of(figures, words), "title")
    sheet.line(words.plain("reports.chart.week", days=words.days(figures.week)), "text")
    sheet.head([words.plain("reports.figures.name"), words.plain("reports.figures.number")])
    sheet.freeze()
    for name in COUNTS:
        sheet.row([words.plain(f"reports.count.{name}"), getattr(figures.counts, name)])
    for name, share in _shares(figures):
        sheet.row([words.plain(f"reports.count.{name}"), share])
    if figures.restricted:
        for name in RESTRICTED:
            sheet.row([words.plain(f"reports.restricted.{name}"), getattr(figures.restricted, name)])
    _categories(sheet, figures, words)
    _holders(sheet, figures, words)
    sheet.skip()
    for line in told_lines(figures, words, summary.follow):
        sheet.line(line, "note")
    sheet.line(words.plain("reports.weekly.meaning"), "note")


def _shares(figures: WeekFigures) -> list[tuple[str, Cell]]:
    city = [] if figures.city else [("on_time_city", Share(figures.on_time_city.share))]
    return [
        ("on_time", Share(figures.counts.on_time.share)),
        ("on_time_before", Share(figures.on_time_before.share)),
        *city,
        ("satisfaction", Mean(figures.counts.satisfaction)),
        ("rated", figures.counts.rated),
    ]


def _categories(sheet: Sheet, figures: WeekFigures, words: Words) -> None:
    sheet.skip()
    sheet.head([words.plain(f"reports.figures.{name}") for name in ("category", "new", "usual")])
    for row in figures.categories:
        sheet.row([words.category(row.code), row.new, Mean(row.usual)])


def _holders(sheet: Sheet, figures: WeekFigures, words: Words) -> None:
    sheet.skip()
    sheet.head([words.plain(f"reports.figures.{name}") for name in ("holder", "hours", "share")])
    for row in figures.holders:
        sheet.row([words.holder(row.holder), Mean(row.minutes / 60), Share(row.share)])


def _units(sheet: Sheet, figures: WeekFigures, words: Words) -> None:
    titles = [words.plain(f"reports.count.{name}") for name in (*COUNTS, "on_time")]
    sheet.widths((44, *(12 for _ in titles)))
    sheet.head([words.plain("reports.case.unit"), *titles])
    sheet.freeze(1)
    for unit, counts in figures.units.items():
        numbers = [getattr(counts, name) for name in COUNTS]
        sheet.row([words.unit(unit), *numbers, Share(counts.on_time.share)])
    sheet.filter(len(titles) + 1)


def _cases(sheet: Sheet, rows: Sequence[CaseRow], words: Words) -> None:
    sheet.widths([column.width for column in COLUMNS])
    sheet.head([words.plain(f"reports.case.{column.key}") for column in COLUMNS])
    sheet.freeze(1)
    for row in rows:
        sheet.row([column.value(row, words) for column in COLUMNS])
    sheet.filter(len(COLUMNS))
