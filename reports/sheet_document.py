"""The accountability sheet of a head: every figure of one unit and period beside the cases behind it.

It is drawn up by Sở Nội vụ (about itself: by the chairman's office) for the chairman, from the frozen figures
of the unit's own report. So nothing in it comes from restricted cases or from those kept from the unit, and
only checked findings speak about conduct (Circular 01/2018/TT-VPCP, article 13).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from casework.period_reports import CHAIRMAN, Counted
from casework.rulebook import Rulebook
from casework.rules.figures_counts import Rate
from casework.rules.period_counts import PeriodCounts, attitude_points, index_8, suppressed
from casework.rules.period_summary import PeriodFigures
from casework.rules.posts import head_of
from reports.letterhead import letterhead, place_of
from reports.period_document import table_of, words_of
from reports.period_tables import Table
from reports.period_words import period_name, provenance, signing
from reports.sheets import Cell, Mean, Share
from reports.words import Words

REFS_SHOWN = 8

Value = Callable[[PeriodCounts], Cell]


@dataclass(frozen=True)
class Row:
    """One figure: `key` names its words, `refs` the figures whose cases stand beside it."""

    key: str
    value: Value
    refs: tuple[str, ...] = ()


def _plain(*names: str) -> list[Row]:
    return [Row(name, lambda counts, name=name: counts[name], (name,)) for name in names]  # type: ignore[misc]


def _rate(take: Callable[[PeriodCounts], Rate]) -> Value:
    return lambda counts: Share(take(counts).share)


def rows(rules: Rulebook) -> list[Row]:
    """Every figure of the sheet, in order."""
    partly = rules.reporting.index_8_partly_percent
    return [
        Row("total", lambda counts: counts.total, ("carried", "received")),
        Row("on_time", _rate(lambda counts: counts.on_time)),
        Row("answered_late", _late, ("done_late",)),
        *_plain("open_overdue", "prolonged", "last_hour", "extended"),
        *_plain("transfers_offered", "transfers_returned", "hops", "loops", "wrong_address_rejected"),
        *_plain("refusals_proposed", "refused", "appealed"),
        *_plain("reopened", "promises_made", "promises_kept", "promises_missed"),
        *_plain("closed_unconfirmed", "withdrawn_demanded"),
        Row("known", _rate(lambda counts: counts.known_acknowledged), ("escalated",)),
        Row("checked", lambda counts: counts["checked"], ("checked",)),
        Row("confirmed", _confirmed, ("checked:right", "checked:partly")),
        *_plain("checked_differs", "apology_breaches", "attitude_confirmed"),
        Row("satisfaction", lambda counts: _satisfaction(counts, rules)),
        Row("response", _rate(lambda counts: counts.response)),
        *_plain("measures"),
        Row("index_8", lambda counts: index_8(counts, partly)),
        Row("index_7", attitude_points),
    ]


def _late(counts: PeriodCounts) -> Cell:
    return counts["answered"] - counts["answered_on_time"]


def _confirmed(counts: PeriodCounts) -> Cell:
    return counts["checked:right"] + counts["checked:partly"]


def _satisfaction(counts: PeriodCounts, rules: Rulebook) -> Cell:
    """Not told of fewer ratings than could hide a person."""
    few = suppressed(counts.raters, rules.reporting.suppress_below)
    return Mean(None if few else counts.satisfaction)


@dataclass(frozen=True)
class Sheet:
    """What a sheet is made of: the figures of the period and of the one before, of this unit or of the city.

    `note`: what Sở Nội vụ says about it; `cases_at`: the address before the ref of a case, for links.
    """

    unit: str
    now: Counted
    before: Counted
    note: str = ""
    cases_at: str = ""


def sheet(made: Sheet, language: str, rules: Rulebook) -> dict[str, Any]:
    """The sheet as a tree of plain words, like a report."""
    figures, before = (_of_one(each.figures, made.unit) for each in (made.now, made.before))
    words = words_of(figures, language, rules)
    shown = list(_written(figures, before.counts, words))
    frame = _frame(figures, words)
    table = table_of(Table("sheet", shown, ("findings", "index_8")), words)
    return {
        **frame,
        "language": language,
        "title": f"{frame['heading']}: {frame['subject']}",
        "sections": [_results(words), _note(made.note, words)],
        "parts": [{"key": "sheet", "heading": "", "lines": [], "tables": [table]}],
        "handed": "",
        "data": provenance(replace(made.now, figures=figures), words),
        "cases_at": made.cases_at,
    }


def _of_one(figures: PeriodFigures, unit: str) -> PeriodFigures:
    """One unit out of a report about the city, without its refs; else the report as it is."""
    if not figures.city:
        return figures
    return replace(figures, unit=unit, city=False, counts=figures.units.get(unit, PeriodCounts()), refs={})


def _written(figures: PeriodFigures, before: PeriodCounts, words: Words) -> Iterator[list[Cell]]:
    """A dash for the period before if the unit had nothing to do then."""
    for row in rows(words.rules):
        refs = sorted({ref for name in row.refs for ref in figures.refs_of(name)})
        then = words.none() if before.is_empty else row.value(before)
        yield [words.plain(f"reports.count.{row.key}"), row.value(figures.counts), then, _refs(refs, words)]


def _refs(refs: list[str], words: Words) -> str:
    shown = ", ".join(refs[:REFS_SHOWN])
    rest = len(refs) - REFS_SHOWN
    more = words.plain("reports.sheet.more", shown=shown, rest=words.number(rest))
    return more if rest > 0 else shown


def _frame(figures: PeriodFigures, words: Words) -> dict[str, Any]:
    routing = words.rules.routing
    issuer = routing.deputy_arbiter if figures.unit == routing.arbiter else routing.arbiter
    period = figures.period
    year = figures.cut_off.year
    return {
        **letterhead(words, issuer),
        "draft": words.plain("reports.period.draft"),
        "number": "",
        "place_and_day": words.plain(
            "reports.period.place_and_day", place=place_of(words, issuer), year=year
        ),
        "heading": words.plain("reports.sheet.heading"),
        "subject": head_of(words.rules.directory.unit(figures.unit)),
        "days": words.plain(
            "reports.period.days", period=period_name(period, words), first=period.first, last=period.last
        ),
        "provisional": "" if figures.final else words.plain("reports.period.provisional", at=figures.cut_off),
        "addressee": words.plain(
            "reports.period.addressee",
            to=words.plain("reports.period.to_chairman", committee=words.unit(CHAIRMAN)),
        ),
        "recipients_title": words.plain("reports.period.recipients"),
        "recipients": [
            words.plain("reports.period.recipient.same"),
            words.plain("reports.period.recipient.kept"),
        ],
        "on_behalf": "",
        "signs": signing(words, issuer),
        "end": "",
    }


def _results(words: Words) -> dict[str, Any]:
    return {"key": "results", "heading": words.plain("reports.sheet.results"), "lines": [], "fill": ""}


def _note(note: str, words: Words) -> dict[str, Any]:
    arbiter = words.unit(words.rules.routing.arbiter).upper()
    return {
        "key": "note",
        "heading": words.plain("reports.sheet.note", arbiter=arbiter),
        "lines": [note] if note else [],
        "fill": "" if note else words.plain("reports.sheet.fill"),
    }
