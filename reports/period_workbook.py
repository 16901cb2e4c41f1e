"""A periodic report as a workbook: every table on a sheet, and the cases behind each figure."""

from __future__ import annotations

from casework.period_reports import Counted
from casework.rulebook import Rulebook
from casework.rules.period_summary import PeriodFigures
from reports.period_document import document, words_of
from reports.period_tables import WIDTHS, Table, tables
from reports.sheets import Book, Sheet
from reports.words import Words


def workbook(counted: Counted, language: str, rules: Rulebook) -> bytes:
    """An XLSX workbook, one sheet a table in their order, the cases last."""
    figures = counted.figures
    words = words_of(figures, language, rules)
    title = str(document(counted, language, rules, None)["title"])
    book = Book(title, figures.cut_off)
    for table in tables(figures, words):
        name = words.plain(f"reports.period.table.{table.key}")
        _table(book.sheet(_short(name)), name, table, words)
    _cases(book.sheet(words.plain("reports.period.sheet.cases")), figures, words)
    return book.finish()


def _short(name: str) -> str:
    """What a tab may be called: at most 31 characters."""
    return name.replace("/", "-")[:31].rstrip(" .,")


def _table(sheet: Sheet, name: str, table: Table, words: Words) -> None:
    sheet.widths([max(9, width * 2 // 3) for width in WIDTHS[table.key]])
    sheet.line(name, "title")
    sheet.head([words.plain(f"reports.period.column.{column}") for column in table.columns])
    sheet.freeze()
    for row in table.rows:
        sheet.row(row)
    sheet.skip()
    for note in table.notes:
        sheet.line(words.plain(f"reports.period.note.{note}", n=words.rules.reporting.ranked_from), "note")


def _cases(sheet: Sheet, figures: PeriodFigures, words: Words) -> None:
    """One row for each figure and case; the figure by the name that docs/figures.md explains."""
    sheet.widths((42, 24))
    sheet.head([words.plain("reports.period.sheet.figure"), words.plain("reports.case.ref")])
    sheet.freeze()
    if figures.refs_left_out:
        sheet.line(words.plain("reports.period.sheet.left_out"), "note")
    for name, refs in sorted(figures.refs.items()):
        for ref in refs:
            sheet.row([name, ref])
    sheet.filter(2)
