"""The figures of a period as JSON for machines; docs/period-report.md is its schema."""

from __future__ import annotations

import json
from typing import Any

from casework.period_reports import Counted
from casework.rulebook import Rulebook
from casework.rules.deadlines import in_vietnam
from casework.rules.figures_counts import Rate
from casework.rules.period_counts import ACCOUNT, PeriodCounts, attitude_points, index_8
from casework.rules.period_summary import PeriodFigures, to_json
from reports.period_document import words_of
from reports.words import Words

SCHEMA = "period-report/1"
_LANGUAGE = "vi"


def period_json(counted: Counted, rules: Rulebook) -> str:
    """The figures, indented: what is said of them first, then, under `frozen`, what the hash is over."""
    figures = counted.figures
    words = words_of(figures, _LANGUAGE, rules)
    period = figures.period
    told = {
        "schema": SCHEMA,
        "period": period.name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "cut_off": in_vietnam(figures.cut_off).isoformat(),
        "final": figures.final,
        "frozen_at": in_vietnam(counted.frozen_at).isoformat() if counted.frozen_at else None,
        "hash": counted.digest,
        "scope": "city" if figures.city else "unit",
        "unit": {"code": figures.unit, "name": words.unit(figures.unit)},
        **_account(figures.counts),
        "period_before": _account(figures.before),
        "year_ago": _account(figures.year_ago),
        "index_8": index_8(figures.counts, rules.reporting.index_8_partly_percent),
        "attitude_points": attitude_points(figures.counts),
        "categories": _labels(figures, "category", words),
        "fields": _labels(figures, "field", words),
        "units": _units(figures, words),
        "frozen": to_json(figures),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _account(counts: PeriodCounts) -> dict[str, Any]:
    """Table 1; both sides of the balance are equal."""
    sums = {"total": counts.total, "done": counts.done, "open": counts.open}
    more = {"not_competent": counts.not_competent, "on_time": _rate(counts.on_time)}
    return {**{str(name): counts[name] for name in ACCOUNT}, **sums, **more}


def _labels(figures: PeriodFigures, family: str, words: Words) -> list[dict[str, Any]]:
    name_of = words.category if family == "category" else words.field_or_none
    return [
        {"code": code, "name": name_of(code), **_account(figures.counts.of_label(family, code))}
        for code in figures.counts.codes(family)
    ]


def _units(figures: PeriodFigures, words: Words) -> list[dict[str, Any]]:
    partly = words.rules.reporting.index_8_partly_percent
    return [
        {
            "unit": {"code": unit, "name": words.unit(unit)},
            **_account(counts),
            "index_8": index_8(counts, partly),
        }
        for unit, counts in figures.units.items()
    ]


def _rate(rate: Rate) -> dict[str, Any]:
    return {"met": rate.met, "of": rate.of, "share": None if rate.share is None else round(rate.share, 4)}
