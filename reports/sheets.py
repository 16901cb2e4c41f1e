"""Workbooks: rows of typed cells, frozen headers, filters, Vietnamese forms of numbers and days.

Text is always written as text, so that no cell can become a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from casework.rules.deadlines import in_vietnam

A4 = 9
DASH = "–"


@dataclass(frozen=True)
class Share:
    """A part of one, shown as a percentage; a dash for None."""

    value: float | None


@dataclass(frozen=True)
class Mean:
    """A number with one decimal; a dash for None."""

    value: float | None


Cell = str | int | date | datetime | Share | Mean | None

_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 13},
    "head": {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E4ECF3"},
    "note": {"italic": True, "font_color": "#5F5F5F"},
    "text": {},
    "dash": {"align": "right"},
    "number": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "mean": {"num_format": "0.0"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    "day": {"num_format": "dd/mm/yyyy", "align": "left"},
}


class Sheet:
    """One sheet, written from the top row by row."""

    def __init__(self, sheet: Any, formats: dict[str, Any]) -> None:
        self._sheet = sheet
        self._formats = formats
        self._next = 0

    def widths(self, widths: Sequence[int]) -> None:
        """Widths of the columns from the left, in characters."""
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def line(self, text: str, form: str) -> None:
        """One text in the first column: `title`, `note` or `text`."""
        self._sheet.write_string(self._next, 0, text, self._formats[form])
        self._next += 1

    def head(self, titles: Sequence[str]) -> None:
        """A row of column titles."""
        for column, title in enumerate(titles):
            self._sheet.write_string(self._next, column, title, self._formats["head"])
        self._next += 1

    def row(self, cells: Sequence[Cell]) -> None:
        """A row of values; None stays empty."""
        for column, cell in enumerate(cells):
            if cell is not None:
                _WRITERS[type(cell)](self._sheet, self._formats, (self._next, column), cell)
        self._next += 1

    def skip(self) -> None:
        """An empty row."""
        self._next += 1

    def freeze(self, columns: int = 0) -> None:
        """Keep all rows so far in sight, and so many columns at the left."""
        self._sheet.freeze_panes(self._next, columns)

    def filter(self, columns: int, *, header: int = 0) -> None:
        """A filter over the columns from the header's row to the last one."""
        self._sheet.autofilter(header, 0, max(self._next - 1, header + 1), columns - 1)


class Book:
    """A workbook in memory; `finish` gives its bytes."""

    def __init__(self, title: str, made_at: datetime) -> None:
        self._bytes = BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {"in_memory": True})
        self._book.set_properties({"title": title, "created": _local(made_at)})
        self._formats = {name: self._book.add_format(form) for name, form in _FORMATS.items()}

    def sheet(self, name: str) -> Sheet:
        """A new sheet, printed on A4 across as many pages as it takes."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return Sheet(sheet, self._formats)

    def finish(self) -> bytes:
        """The finished XLSX file."""
        self._book.close()
        return self._bytes.getvalue()


Place = tuple[int, int]


def _text(sheet: Any, formats: dict[str, Any], place: Place, cell: str) -> None:
    sheet.write_string(*place, cell, formats["text"])


def _number(sheet: Any, formats: dict[str, Any], place: Place, cell: int) -> None:
    sheet.write_number(*place, cell, formats["number"])


def _moment(sheet: Any, formats: dict[str, Any], place: Place, cell: datetime) -> None:
    sheet.write_datetime(*place, _local(cell), formats["moment"])


def _day(sheet: Any, formats: dict[str, Any], place: Place, cell: date) -> None:
    sheet.write_datetime(*place, cell, formats["day"])


def _part(sheet: Any, formats: dict[str, Any], place: Place, cell: Share | Mean) -> None:
    if cell.value is None:
        sheet.write_string(*place, DASH, formats["dash"])
    else:
        sheet.write_number(*place, cell.value, formats["share" if isinstance(cell, Share) else "mean"])


_WRITERS: dict[type, Callable[[Any, dict[str, Any], Place, Any], None]] = {
    str: _text,
    int: _number,
    datetime: _moment,
    date: _day,
    Share: _part,
    Mean: _part,
}


def _local(at: datetime) -> datetime:
    """The time on the clock of Đồng Nai, as a workbook without time zones shows it."""
    return in_vietnam(at).replace(tzinfo=None)
