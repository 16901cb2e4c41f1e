"""`langnghe due`: the deadline of something received at a moment, and why each day off was skipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

import typer

from casework.calendar import build_calendar
from casework.rules.clocks import load_calendar_table
from casework.rules.deadlines import HERE, SkippedDay, due_at, in_vietnam, received_on, skipped_days
from settings import ROOT
from texts import operator_language, plain, say_date, say_weekday


def _said(key: str, **values: object) -> str:
    return plain(f"cli.due.{key}", operator_language(), **values)


def run(
    received: Annotated[str, typer.Option("--from", metavar="ISO", help=_said("help.from"))],
    days: Annotated[int, typer.Option("--days", help=_said("help.days"))],
    explain: Annotated[bool, typer.Option("--explain", help=_said("help.explain"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_said("help.json"))] = False,
) -> None:
    """Print the deadline as ISO 8601; exit 1 for what cannot be counted, 2 for what is no moment."""
    at = _moment(received)
    table = load_calendar_table(ROOT / "data")
    cal = build_calendar(table, language="en" if operator_language() == "en" else "vi")
    due, counted_from = due_at(at, days, cal), received_on(at, cal)
    skipped = skipped_days(at, days, cal)
    undecided = due.year if due.year > max(table.decided_years) else None
    if as_json:
        told = {"received_at": at.isoformat(), "received_on": str(counted_from), "days": days}
        told |= {"due_at": due.isoformat(), "skipped": [_as_json(day) for day in skipped]}
        typer.echo(json.dumps(told | {"decided": undecided is None}, ensure_ascii=False))
        return
    typer.echo(due.isoformat())
    for line in _explained(counted_from, skipped, undecided) if explain else ():
        typer.echo(line)


def _moment(written: str) -> datetime:
    """The moment written in ISO 8601, on the clock of Vietnam unless it has an offset of its own."""
    try:
        moment = datetime.fromisoformat(written)
        return in_vietnam(moment if moment.tzinfo else moment.replace(tzinfo=HERE))
    except (ValueError, OverflowError):
        typer.echo(_said("bad_moment", written=written), err=True)
        raise typer.Exit(2) from None


def _explained(counted_from: date, skipped: list[SkippedDay], undecided: int | None) -> Iterator[str]:
    language = operator_language()
    weekday, day = say_weekday(counted_from, language), say_date(counted_from, language)
    yield _said("received", weekday=weekday, day=day)
    for it in skipped:
        yield f"{it.day}  {say_weekday(it.day, language)}: {it.name or _said(it.reason)}"
    if undecided:
        yield _said("undecided", year=undecided)


def _as_json(it: SkippedDay) -> dict[str, str]:
    return {"date": it.day.isoformat(), "reason": it.reason, "name": it.name}
