"""The weekly summary as one A4 page, headed as documents of the authority are (Nghị định 30/2020/NĐ-CP).

It is drawn up by the program: no number, no signature, no seal.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from casework.rulebook import Rulebook
from casework.rules.deadlines import in_vietnam
from casework.rules.figures import Counts, OpenCase, WeekFigures
from casework.rules.figures_follow import Follow
from reports.letterhead import letterhead, place_of
from reports.weekly_text import is_quiet, late_by, page_lines, title_of, words_for
from reports.words import Words

TEMPLATE = Path(__file__).parent / "weekly.typ"
LABELS, UNITS = 7, 8
CHAIRMAN = "UBND"


def weekly_page(
    figures: WeekFigures,
    language: str,
    rules: Rulebook,
    form: Literal["pdf", "png"] = "pdf",
    *,
    follow: Follow | None = None,
) -> bytes:
    """The page as PDF, or as a picture of it."""
    words = words_for(figures, language, rules)
    data = json.dumps(_data(figures, words, follow), ensure_ascii=False)
    given = {"data": data}
    made = typst.compile(TEMPLATE.read_bytes(), format=form, sys_inputs=given, ppi=110, font_paths=_fonts())
    if not isinstance(made, bytes):
        raise ValueError("a weekly summary has one page")
    return made


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the machine and those of the compiler, searched for once."""
    return typst.Fonts(include_system_fonts=True)


def _data(figures: WeekFigures, words: Words, follow: Follow | None) -> dict[str, Any]:
    quiet = is_quiet(figures.counts)
    return {
        **_header(figures, words),
        "language": words.language,
        "title": f"{words.plain('reports.page.heading')}: {title_of(figures, words)}",
        "heading": words.plain("reports.page.heading"),
        "subject": words.plain("reports.page.subject", name=title_of(figures, words)),
        "period": words.plain("reports.page.period", first=figures.week.monday, last=figures.week.sunday),
        "provisional": None
        if figures.final
        else words.plain("reports.weekly.provisional", at=figures.cut_off),
        "city": figures.city,
        "quiet": words.plain("reports.weekly.quiet") if quiet and not figures.restricted else None,
        "numbers": [] if quiet else _numbers(figures.counts, words),
        "lines": page_lines(figures, words, follow),
        "categories": _categories(figures, words),
        "units": _units(figures, words),
        "oldest": _oldest(figures, words),
        **_holders(figures, words),
        "notes": [words.plain(note) for note in ("reports.weekly.meaning", "reports.page.note")],
    }


def _header(figures: WeekFigures, words: Words) -> dict[str, Any]:
    day = in_vietnam(figures.cut_off).date()
    place = place_of(words, figures.unit)
    return {
        **letterhead(words, figures.unit),
        "place_and_day": words.plain(
            "reports.page.day", place=place, d=f"{day:%d}", m=f"{day:%m}", y=day.year
        ),
    }


def _numbers(counts: Counts, words: Words) -> list[dict[str, Any]]:
    shown = [
        ("new", counts.new),
        ("answered", counts.answered),
        ("overdue", counts.overdue),
        ("due", counts.due_next),
    ]
    tiles = [
        {
            "number": words.number(number),
            "name": words.plain(f"reports.chart.{name}"),
            "alarm": name == "overdue" and number > 0,
        }
        for name, number in shown
    ]
    rate = {"number": words.rate(counts.on_time), "name": words.plain("reports.page.on_time"), "alarm": False}
    return [*tiles, rate]


def _categories(figures: WeekFigures, words: Words) -> dict[str, Any]:
    rows = [
        {
            "name": words.category(row.code) + (words.plain("reports.page.unusual") if row.unusual else ""),
            "length": row.new,
            "mark": row.usual or 0,
            "alarm": row.unusual,
            "new": words.number(row.new),
            "usual": words.usual(row),
        }
        for row in figures.categories[:LABELS]
    ]
    head = [words.plain(f"reports.page.{name}") for name in ("category", "bar", "new", "usual")]
    return {"title": words.plain("reports.weekly.section.categories"), "head": head, "rows": rows}


def _units(figures: WeekFigures, words: Words) -> dict[str, Any]:
    """Units with the most overdue cases first, then those with the most new ones."""
    ordered = sorted(figures.units.items(), key=lambda item: (-item[1].overdue, -item[1].new, item[0]))
    rows = [
        [
            words.unit(unit),
            *(words.number(getattr(counts, name)) for name in ("new", "answered")),
            words.rate(counts.on_time),
            *(
                words.number(getattr(counts, name))
                for name in ("overdue", "hops", "reopened", "promises_missed")
            ),
        ]
        for unit, counts in ordered[:UNITS]
    ]
    columns = ("unit", "new", "answered", "rate", "overdue", "hops", "reopened", "promises_missed")
    return {
        "title": words.plain("reports.page.units", shown=len(rows), n=len(figures.units)),
        "head": [words.plain(f"reports.page.{name}") for name in columns],
        "rows": rows,
    }


def _oldest(figures: WeekFigures, words: Words) -> dict[str, Any]:
    columns = ["ref", "category", *(["unit"] if figures.city else []), "received_at", "due_at", "late"]
    return {
        "title": words.plain("reports.weekly.section.oldest"),
        "head": [words.plain(f"reports.page.{name}") for name in columns],
        "rows": [_open_case(case, words, with_unit=figures.city) for case in figures.oldest],
    }


def _open_case(case: OpenCase, words: Words, *, with_unit: bool) -> list[str]:
    return [
        case.ref,
        words.category(case.category),
        *([words.unit(case.unit)] if with_unit else []),
        words.day_of(case.received_at),
        words.day_of(case.due_at) if case.due_at else words.plain("reports.none"),
        words.plain("reports.page.in_time") if case.days_late is None else late_by(case.days_late, words),
    ]


def _holders(figures: WeekFigures, words: Words) -> dict[str, Any]:
    shares = [f"{words.holder(row.holder)} {words.percent(row.share)}" for row in figures.holders[:5]]
    return {
        "holders_title": words.plain("reports.weekly.section.holders"),
        "holders": "; ".join(shares) + "." if shares else None,
    }
