"""The weekly summary, sent: figures frozen, words made for each reader, one notice for each, once."""

from __future__ import annotations

from typing import Any

import structlog

from casework import staff, summaries
from casework.records import StaffMember
from casework.rules.figures import Week, WeekFigures
from casework.rules.figures_follow import Follow
from casework.terms import Role
from casework.work import House, Work
from reports import weekly_text
from texts import say

log = structlog.get_logger()


def run_due(house: House) -> int:
    """Send every summary that is due and was not sent; returns how many notices were queued.

    One transaction a week: a crash in the middle leaves nothing, the next round begins that week anew.
    """
    with house.work() as work:
        weeks = summaries.due_weeks(work)
    return sum(_send(house, week) for week in weeks)


def _send(house: House, week: Week) -> int:
    with house.work() as work:
        made = summaries.ensure_weeks(work, week)
        queued = sum(_tell(work, summary.figures) for summary in made.values())
        summaries.mark_sent(work, week)
    log.info("weekly summaries queued", week=week.name, units=len(made), notices=queued)
    return queued


def _tell(work: Work, figures: WeekFigures) -> int:
    readers = summaries.readers_of(work.session, figures.unit)
    queued = [summaries.tell(work, figures.week, reader, _body(work, figures, reader)) for reader in readers]
    return sum(notice is not None for notice in queued)


def _body(work: Work, figures: WeekFigures, reader: StaffMember) -> dict[str, Any]:
    """What the sender shows, and of which summary the files are (`reports.weekly_files`)."""
    language = staff.language_of(work.session, reader)
    follow = summaries.follow(work, figures)
    return {
        "text": weekly_text(figures, language, work.rules, follow),
        "rows": _rows(figures, follow, reader, language),
        "protect": True,
        "report": {"week": figures.week.name, "unit": figures.unit},
    }


def _rows(figures: WeekFigures, follow: Follow, reader: StaffMember, language: str) -> list[list[list[str]]]:
    """What may be pressed below it: a head takes note, commits, tells of the last commitment."""
    rows = [[[say("staff.button.queue", language), "s:queue:-"]]] if figures.counts.open else []
    if figures.city or reader.role is not Role.HEAD:
        return rows
    week, last = figures.week.name, follow.commitment
    said = [("kept", "yes"), ("not_kept", "no")] if last and last.kept is None else []
    asked = [
        [say(f"patterns.weekly.button.{key}", language), f"s:kept:{last.number}:{it}"]
        for key, it in said
        if last
    ]
    own = [("noted", "ack"), ("commit", "commit")]
    keys = [[say(f"patterns.weekly.button.{key}", language), f"s:week:{week}:{it}"] for key, it in own]
    return [row for row in (asked, *rows, keys) if row]
