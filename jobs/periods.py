"""What is due after the end of a period: figures frozen, reports asked for, reminded, late ones listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import structlog

from casework import hand_ins, period_reports
from casework.records import HandIn
from casework.rules.deadlines import in_vietnam
from casework.rules.period import Period
from casework.work import House, Work
from dialogue.reply import Line, Reply, button, line, reply

log = structlog.get_logger()

ASKED, LATE = "asked", "late"


def run_due(house: House) -> int:
    """Freeze what has ended, ask and remind; returns how many notices were queued. Safe to run twice."""
    with house.work() as work:
        periods = hand_ins.ended(work)
    for period in periods:
        with house.work() as work:
            if units := period_reports.freeze(work, period):
                log.info("period frozen", period=period.name, units=units)
    if not periods:
        return 0
    with house.work() as work:  # in December the year's report holds that of its second half
        return _ask(work, periods[-1]) + _remind(work, periods[-1])


def _ask(work: Work, period: Period) -> int:
    return sum(_tell(work, period, row, ASKED) for row in hand_ins.ask(work, period))


def _tell(work: Work, period: Period, row: HandIn, step: str) -> int:
    return hand_ins.tell(work, row.unit, period, step=step, body=_to_unit(work, row, step))


def _remind(work: Work, period: Period) -> int:
    """Units are told of their own report; Sở Nội vụ of all that are late, the chairman of the last rung."""
    reached: dict[str, list[HandIn]] = defaultdict(list)
    queued = 0
    for row in hand_ins.missing(work, period):
        name = hand_ins.rung(work, row)
        if name is None:
            continue
        told = name if name == hand_ins.SOON else LATE
        queued += _tell(work, period, row, told)
        if name != hand_ins.SOON:
            reached[name].append(row)
    for name, rows in reached.items():
        for unit in _above(work, name):
            queued += hand_ins.tell(work, unit, period, step=name, body=_list(work, rows))
    return queued


def _above(work: Work, name: str) -> list[str]:
    routing = work.rules.routing
    last = f"+{work.rules.reporting.hand_in_escalation_days[-1]}"
    return [routing.arbiter, routing.last_arbiter] if name == last else [routing.arbiter]


def _to_unit(work: Work, row: HandIn, step: str) -> dict[str, Reply]:
    rows: list[list[Line]] = [[button("staff.button.handed", f"s:handed:{row.period}")]]
    said = line(f"staff.report.{step}", **_facts(work, row), arbiter={"unit": work.rules.routing.arbiter})
    return {"reply": reply(said, rows=rows)}


def _list(work: Work, rows: Sequence[HandIn]) -> dict[str, Reply]:
    names = ", ".join(work.rules.directory.unit(row.unit).full_name for row in rows)
    said = line("staff.report.late_units", **_facts(work, rows[0]), n=len(rows), units=names)
    return {"reply": reply(said)}


def _facts(work: Work, row: HandIn) -> dict[str, Any]:
    period = work.rules.reporting.named(row.period)
    due = {"date": in_vietnam(row.due_at).date().isoformat()}
    return {
        "first": {"date": period.first.isoformat()},
        "last": {"date": period.last.isoformat()},
        "due": due,
    }
