"""A periodic report as one tree of plain words: what page and editable document are both made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from casework.hand_ins import Progress
from casework.period_reports import Counted
from casework.rulebook import Rulebook
from casework.rules.deadlines import in_vietnam
from casework.rules.period_summary import PeriodFigures
from reports import period_words
from reports.period_tables import WIDTHS, WORDY, Table, tables
from reports.sheets import Cell, Mean, Share
from reports.words import Words

Lines = Callable[[PeriodFigures, Words], Iterable[str]]

PARTS: tuple[tuple[str, Lines | None, tuple[str, ...]], ...] = (
    ("general", period_words.general, ("general",)),
    ("categories", None, ("categories",)),
    ("fields", None, ("fields",)),
    ("units", period_words.moved, ("units",)),
    ("findings", period_words.checked, ("findings", "measures", "overdue", "recurrent", "apologies")),
    ("ratings", period_words.satisfied, ("ratings",)),
    ("restricted", period_words.restricted, ("restricted",)),
)
"""The parts of section II: name, the sentences above the tables, the tables."""

SECTIONS: tuple[tuple[str, Lines | None], ...] = (
    ("directing", None),
    ("results", None),
    ("weaknesses", period_words.weaknesses),
    ("responsibility", period_words.answers_for),
    ("plans", None),
    ("proposals", None),
)
"""The six sections; what a program cannot know is left for people to fill in."""

CITY_ONLY = frozenset({"restricted"})


def words_of(figures: PeriodFigures, language: str, rules: Rulebook) -> Words:
    """The words of a report: names are those valid at its cut-off."""
    return Words(language, rules, in_vietnam(figures.cut_off).date())


def document(counted: Counted, language: str, rules: Rulebook, handed: Progress | None) -> dict[str, Any]:
    """The whole report; `handed` only for the report of Sở Nội vụ about all units."""
    figures = counted.figures
    words = words_of(figures, language, rules)
    made = {table.key: table_of(table, words) for table in tables(figures, words)}
    frame = period_words.frame_of(figures, words)
    return {
        **frame,
        "language": language,
        "title": f"{frame['heading']}: {frame['subject']}",
        "sections": [_section(name, lines, figures, words) for name, lines in SECTIONS],
        "parts": [
            _part(name, list(lines(figures, words)) if lines else [], [made[key] for key in keys], words)
            for name, lines, keys in PARTS
            if figures.city or name not in CITY_ONLY
        ],
        "handed": period_words.handed_in(handed, words) if handed and handed.asked else "",
        "data": period_words.provenance(counted, words),
    }


def _section(name: str, lines: Lines | None, figures: PeriodFigures, words: Words) -> dict[str, Any]:
    return {
        "key": name,
        "heading": words.plain(f"reports.period.section.{name}"),
        "lines": list(lines(figures, words)) if lines else [],
        "fill": words.plain(f"reports.period.fill.{name}") if name != "results" else "",
    }


def _part(name: str, lines: list[str], made: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    return {
        "key": name,
        "heading": words.plain(f"reports.period.part.{name}"),
        "lines": lines,
        "tables": made,
    }


def table_of(table: Table, words: Words) -> dict[str, Any]:
    """A table in plain words, with its widths in millimetres and which of its columns are words."""
    widths = WIDTHS[table.key]
    rows = [[written(cell, words) for cell in row] for row in table.rows]
    below = {"n": words.rules.reporting.ranked_from}
    return {
        "key": table.key,
        "title": words.plain(f"reports.period.table.{table.key}"),
        "head": [words.plain(f"reports.period.column.{name}") for name in table.columns],
        "widths": list(widths),
        "rows": rows,
        "left": [name in WORDY for name in table.columns],
        "small": len(widths) > 9,
        "nothing": "" if rows else words.plain("reports.period.table.nothing"),
        "notes": [words.plain(f"reports.period.note.{note}", **below) for note in table.notes if rows],
    }


def written(cell: Cell, words: Words) -> str:
    """A cell as it is printed: 0 for nothing, a dash where there is nothing to divide by."""
    if cell is None:
        return ""
    if isinstance(cell, Share):
        return words.none() if cell.value is None else words.exact(cell.value)
    if isinstance(cell, Mean):
        return words.none() if cell.value is None else words.number(cell.value)
    return words.number(cell) if isinstance(cell, int) else str(cell)
