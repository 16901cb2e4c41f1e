"""The weekly summary as JSON for machines; docs/weekly-summary.md is its schema."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from casework.rulebook import Rulebook
from casework.rules.deadlines import in_vietnam
from casework.rules.figures import Counts, OpenCase, Rate, WeekFigures
from casework.rules.figures_follow import Follow
from reports.weekly_text import title_of, words_for
from reports.words import Words

SCHEMA = "weekly-summary/1"
_LANGUAGE = "vi"

# Numbers of Counts that stand under their own name, for the reader and for each unit.
PLAIN = (
    *("new", "answered", "answered_on_time", "answered_late", "last_hour", "open", "overdue", "due_next"),
    *(
        "reopened",
        "promises_missed",
        "withdrawn",
        "withdrawn_demanded",
        "refused",
        "refused_on_time",
        "merged",
    ),
    *("closed_settled", "closed_unconfirmed", "transfers_offered", "transfers_returned", "hops"),
    *("wrong_address", "wrong_address_upheld", "wrong_address_rejected", "praise"),
)


def weekly_json(figures: WeekFigures, rules: Rulebook, follow: Follow | None = None) -> str:
    """The whole summary, indented, with names in Vietnamese and moments in Đồng Nai's time."""
    words = words_for(figures, _LANGUAGE, rules)
    told = {
        "schema": SCHEMA,
        "week": figures.week.name,
        "from": figures.week.monday.isoformat(),
        "to": figures.week.sunday.isoformat(),
        "cut_off": in_vietnam(figures.cut_off).isoformat(),
        "final": figures.final,
        "scope": "city" if figures.city else "unit",
        "unit": {"code": figures.unit, "name": words.unit(figures.unit)},
        "title": title_of(figures, words),
        **_counts(figures.counts),
        "on_time_week_before": _rate(figures.on_time_before),
        "on_time_city": _rate(figures.on_time_city),
        "balance": _balance(figures.counts),
        **_lists(figures, words),
        "restricted": asdict(figures.restricted) if figures.restricted else None,
        **_follow(follow or Follow(), words),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _lists(figures: WeekFigures, words: Words) -> dict[str, Any]:
    return {
        "categories": [{**asdict(row), "name": words.category(row.code)} for row in figures.categories],
        "hot_spots": [
            {
                **asdict(spot),
                "unit": {"code": spot.unit, "name": words.unit(spot.unit)},
                "expected": round(spot.expected, 2),
            }
            for spot in figures.spots
        ],
        "oldest": [_open_case(case, words) for case in figures.oldest],
        "holders": [
            {**asdict(row), "name": words.holder(row.holder), "share": round(row.share, 4)}
            for row in figures.holders
        ],
        "units": [
            {"unit": {"code": unit, "name": words.unit(unit)}, **_counts(counts), "balance": _balance(counts)}
            for unit, counts in figures.units.items()
        ],
    }


def _follow(follow: Follow, words: Words) -> dict[str, Any]:
    own, every = follow.commitment, follow.commitments
    return {
        "commitment": {**asdict(own), "due_on": own.due_on.isoformat()} if own else None,
        "commitments": {**asdict(every), "silent": every.silent} if every else None,
        "unacknowledged": [{"code": unit, "name": words.unit(unit)} for unit in follow.unacknowledged],
    }


def _counts(counts: Counts) -> dict[str, Any]:
    mean = counts.satisfaction
    rating = {"mean": None if mean is None else round(mean, 2), "raters": counts.rated}
    plain = {name: getattr(counts, name) for name in PLAIN}
    return {**plain, "on_time": _rate(counts.on_time), "satisfaction": rating}


def _balance(counts: Counts) -> dict[str, int]:
    """What came in and what became of it; the sums of both sides are equal."""
    return {
        "carried": counts.carried,
        "new": counts.new,
        "back": counts.back,
        "came_in": counts.came_in,
        "answered": counts.answered,
        "refused": counts.refused,
        "withdrawn": counts.withdrawn - counts.withdrawn_answered,
        "merged": counts.merged - counts.merged_answered,
        "closed_unanswered": counts.closed_unanswered,
        "went_out": counts.went_out,
        "open": counts.open,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"met": rate.met, "of": rate.of, "share": None if rate.share is None else round(rate.share, 4)}


def _open_case(case: OpenCase, words: Words) -> dict[str, Any]:
    return {
        "ref": case.ref,
        "category": case.category,
        "unit": {"code": case.unit, "name": words.unit(case.unit)},
        "received_at": in_vietnam(case.received_at).isoformat(),
        "due_at": in_vietnam(case.due_at).isoformat() if case.due_at else None,
        "days_late": case.days_late,
    }
