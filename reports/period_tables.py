"""The numbered tables of a periodic report, as rows of typed cells: one form for paper, page and workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework.rules.period_counts import STARS, PeriodCounts, index_8, suppressed
from casework.rules.period_marks import UNKNOWN
from casework.rules.period_summary import PeriodFigures, RestrictedCell
from reports.sheets import Cell, Share
from reports.words import Words

SUGGESTION = "suggestion"
FINDINGS = ("right", "partly", "wrong", "unproven")
LATE_ROWS = (
    *("late_dossiers", "late_with_apology", "late_without_apology", "late_put_off"),
    *("apologies", "apology_breaches"),
)


# Columns of words; all others hold numbers.
WORDY = frozenset({"item", "label", "unit", "result", "ref", "refs", "where"})

# Widths of the columns in millimetres; together the 165 that a page has.
WIDTHS: Mapping[str, tuple[int, ...]] = {
    "general": (25, 11, 11, 11, 11, 10, 10, 11, 11, 14, 13, 14, 13),
    "categories": (8, 53, 14, 15, 15, 17, 14, 14, 15),
    "fields": (8, 53, 14, 15, 15, 17, 14, 14, 15),
    "units": (8, 41, 10, 12, 12, 12, 11, 9, 11, 10, 13, 9, 7),
    "findings": (75, 30, 30, 30),
    "measures": (130, 35),
    "overdue": (8, 36, 38, 45, 20, 18),
    "recurrent": (8, 65, 62, 30),
    "apologies": (130, 35),
    "ratings": (95, 35, 35),
    "restricted": (8, 60, 52, 15, 15, 15),
    "sheet": (62, 17, 17, 69),
}


@dataclass(frozen=True)
class Table:
    """One table: `key` names its title and its columns; `notes` stand below it."""

    key: str
    rows: Sequence[Sequence[Cell]]
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return COLUMNS[self.key]


def tables(figures: PeriodFigures, words: Words) -> list[Table]:
    """Every table of a report, in order; restricted cases for readers about the whole city alone."""
    made = [
        Table("general", list(_general(figures, words)), ("account", "on_time")),
        Table("categories", list(_labels(figures, "category", words)), ("primary",)),
        Table("fields", list(_labels(figures, "field", words))),
        Table("units", list(_units(figures, words)), ("units", "index_8")),
        Table("findings", list(_findings(figures.counts, words)), ("findings",)),
        Table("measures", list(_measures(figures.counts, words))),
        Table("overdue", list(_overdue(figures, words))),
        Table("recurrent", list(_recurrent(figures, words)), ("recurrent",)),
        Table("apologies", list(_late(figures.counts, words)), ("apologies",)),
        Table("ratings", list(_ratings(figures, words)), ("ratings",)),
    ]
    if figures.city:
        made.append(Table("restricted", list(_restricted(figures, words)), ("restricted",)))
    return made


GENERAL = (
    *("item", "carried", "received", "total", "done_on_time", "done_late", "ended_withdrawn"),
    *("open_in_time", "open_overdue", "not_competent", "not_eligible", "on_time", "year_ago"),
)
LABELS = ("number", "label", "total", "received", "before", "change", "done", "open_overdue", "on_time")
UNITS = (
    *("number", "unit", "total", "passed_on", "answered_on_time", "answered_late", "open_overdue"),
    *("extended", "hops", "reopened", "on_time", "index_8", "place"),
)
RESULTS = ("result", "own", "own_share", "checked")
COUNTED = ("item", "count")
OVERDUE = ("number", "ref", "label", "unit", "due", "days_late")
RECURRENT = ("number", "unit", "label", "confirmed")
SHARED = ("item", "count", "share")
SHEET = ("item", "now", "before", "refs")
RESTRICTED = ("number", "where", "label", "total", "done", "open")


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "general": GENERAL,
    "categories": LABELS,
    "fields": LABELS,
    "units": UNITS,
    "findings": RESULTS,
    "measures": COUNTED,
    "overdue": OVERDUE,
    "recurrent": RECURRENT,
    "apologies": COUNTED,
    "ratings": SHARED,
    "restricted": RESTRICTED,
    "sheet": SHEET,
}


def _general(figures: PeriodFigures, words: Words) -> Iterator[list[Cell]]:
    """Reports and suggestions apart, then together."""
    suggestions = figures.counts.of_label("category", SUGGESTION)
    suggested_then = figures.year_ago.of_label("category", SUGGESTION)
    rows = {
        "reports": (_less(figures.counts, suggestions), _less(figures.year_ago, suggested_then)),
        "suggestions": (suggestions, suggested_then),
        "together": (figures.counts, figures.year_ago),
    }
    for name, (counts, then) in rows.items():
        yield [
            words.plain(f"reports.row.{name}"),
            *(counts[column] for column in ("carried", "received")),
            counts.total,
            *(counts[column] for column in GENERAL[4:9]),
            counts.not_competent,
            counts["not_eligible"],
            Share(counts.on_time.share),
            words.change(counts.total, then.total),
        ]


def _less(all_of: PeriodCounts, part: PeriodCounts) -> PeriodCounts:
    """What is left of the plain numbers without a label's."""
    return PeriodCounts({name: n - part[name] for name, n in all_of.numbers.items() if ":" not in name})


def _labels(figures: PeriodFigures, family: str, words: Words) -> Iterator[list[Cell]]:
    name_of: Callable[[str], str] = words.category if family == "category" else words.field_or_none
    codes = list(dict.fromkeys([*figures.counts.codes(family), *figures.before.codes(family)]))
    for number, code in enumerate(codes, 1):
        now, then = figures.counts.of_label(family, code), figures.before.of_label(family, code)
        yield [number, name_of(code), *_label(now, then, words)]
    yield [None, words.plain("reports.row.together"), *_label(figures.counts, figures.before, words)]


def _label(now: PeriodCounts, then: PeriodCounts, words: Words) -> list[Cell]:
    counted: list[Cell] = [now.total, now["received"], then.total, words.change(now.total, then.total)]
    return [*counted, now.done, now["open_overdue"], Share(now.on_time.share)]


def _units(figures: PeriodFigures, words: Words) -> Iterator[list[Cell]]:
    """Each unit once; in a unit's own report that unit alone."""
    places = figures.ranks(words.rules.reporting)
    every = figures.units if figures.city else {figures.unit: figures.counts}
    shown = [(unit, counts) for unit, counts in every.items() if counts.total or counts.on_time.of]
    for number, (unit, counts) in enumerate(sorted(shown, key=lambda row: words.order(row[0])), 1):
        place = places.get(unit)
        yield [number, words.unit(unit), *_unit(counts, words), words.none() if place is None else place]
    if figures.city:
        yield [None, words.plain("reports.row.once"), *_unit(figures.counts, words), words.none()]


def _unit(counts: PeriodCounts, words: Words) -> list[Cell]:
    return [
        counts.total,
        counts["passed_on"],
        counts["answered_on_time"],
        counts["answered"] - counts["answered_on_time"],
        *(counts[name] for name in ("open_overdue", "extended", "hops", "reopened")),
        Share(counts.on_time.share),
        index_8(counts, words.rules.reporting.index_8_partly_percent),
    ]


def _findings(counts: PeriodCounts, words: Words) -> Iterator[list[Cell]]:
    """The unit's own finding beside that of Sở Nội vụ; only the second counts for indices."""
    own, checked = counts.spread("finding"), counts.spread("checked")
    for finding in (*FINDINGS, UNKNOWN):
        if finding in FINDINGS or own.get(finding) or checked.get(finding):
            number = own.get(finding, 0)
            yield [words.result(finding), number, _share(number, counts.done), checked.get(finding, 0)]
    gone = counts["ended_withdrawn"]
    yield [words.plain("reports.row.withdrawn"), gone, _share(gone, counts.done), words.none()]
    together = words.plain("reports.row.together")
    yield [together, counts.done, _share(counts.done, counts.done), counts["checked"]]


def _share(part: int, whole: int) -> Share:
    return Share(part / whole if whole else None)


def _measures(counts: PeriodCounts, words: Words) -> Iterator[list[Cell]]:
    for kind, number in counts.spread("measure").items():
        yield [words.measure(kind), number]
    yield [words.plain("reports.row.measures"), counts["measures"]]


def _overdue(figures: PeriodFigures, words: Words) -> Iterator[list[Cell]]:
    ordered = sorted(figures.overdue, key=lambda case: (-(case.days_late or 0), case.received_at, case.ref))
    for number, case in enumerate(ordered, 1):
        due = words.day_of(case.due_at) if case.due_at else words.none()
        label, unit = words.category(case.category), words.unit(case.unit)
        yield [number, case.ref, label, unit, due, case.days_late]


def _recurrent(figures: PeriodFigures, words: Words) -> Iterator[list[Cell]]:
    for number, (unit, code, confirmed) in enumerate(figures.recurrent(words.rules.reporting), 1):
        yield [number, words.unit(unit), words.category(code), confirmed]


def _late(counts: PeriodCounts, words: Words) -> Iterator[list[Cell]]:
    for name in LATE_ROWS:
        yield [words.plain(f"reports.count.{name}"), counts[name]]


def _ratings(figures: PeriodFigures, words: Words) -> Iterator[list[Cell]]:
    """With fewer ratings than could hide a person a unit is shown that there are few, not which."""
    counts, below = figures.counts, words.rules.reporting.suppress_below
    few = not figures.city and suppressed(counts.raters, below)
    for stars in STARS:
        number = counts[f"stars:{stars}"]
        shown: list[Cell] = [words.none()] * 2 if few else [number, _share(number, counts.raters)]
        yield [words.plain(f"reports.stars.{stars}"), *shown]
    raters: Cell = words.few(below) if few else counts.raters
    yield [words.plain("reports.row.raters"), raters, words.none()]
    yield [
        words.plain("reports.row.response"),
        counts.response.of,
        words.none() if few else Share(counts.response.share),
    ]


def _restricted(figures: PeriodFigures, words: Words) -> Iterator[list[Cell]]:
    below = words.rules.reporting.suppress_below
    for number, cell in enumerate(figures.restricted, 1):
        where = words.unit(cell.place) if cell.place else words.plain("reports.row.no_place")
        yield [number, where, words.category(cell.category), *_cell(cell, below, words)]


def _cell(cell: RestrictedCell, below: int, words: Words) -> list[Cell]:
    """A small count hides what became of it as well."""
    if suppressed(cell.total, below):
        return [words.few(below), words.none(), words.none()]
    return [cell.total, cell.done, cell.open]


def restricted_total(figures: PeriodFigures, words: Words) -> str:
    """How many restricted cases there are; at least so many where the sum would tell the one hidden cell."""
    below = words.rules.reporting.suppress_below
    hidden = [cell for cell in figures.restricted if suppressed(cell.total, below)]
    shown = sum(cell.total for cell in figures.restricted if cell not in hidden)
    if len(hidden) == 1:
        return words.plain("reports.period.at_least", number=words.number(shown + 1))
    return words.number(sum(cell.total for cell in figures.restricted))
