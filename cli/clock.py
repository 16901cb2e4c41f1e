"""`langnghe clock`: what would happen at a moment, made to happen now; on a drill database only."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import sentence
from casework import morning, outbox
from casework.records import CaseEvent
from casework.rules.deadlines import in_vietnam
from casework.work import House
from cli._house import house, moment
from cli.refusal import Refused
from jobs import clock, periods, weekly


def run(
    now: Annotated[str, typer.Option("--now", metavar="ISO", help=sentence("cli.clock.help.now"))],
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.clock.help.json"))] = False,
) -> None:
    """Run every reminder, escalation, closing and summary due at that moment; print how many."""
    at = moment("--now", now)
    with house() as it:
        with it.work() as work:
            _check(work.session, at)
        done = run_all(dataclasses.replace(it, clock=lambda: at))
    if as_json:
        typer.echo(json.dumps({"now": at.isoformat(), "done": dict(done)}))
        return
    for name, times in done.items():
        typer.echo(sentence(f"cli.clock.done.{name}", n=times))
    if not done:
        typer.echo(sentence("cli.clock.nothing"))


def run_all(it: House) -> Counter[str]:
    """Everything that is due at the moment of this house's clock; how often each thing was done."""
    done = clock.run_due(it)
    if mornings := morning.run_due(it):
        done["morning"] += mornings
    if summaries := weekly.run_due(it):
        done["summaries"] = summaries
    if reports := periods.run_due(it):
        done["reports"] = reports
    return done


def _check(session: Session, at: datetime) -> None:
    """Refuse what would tell real people, or write history before what has already happened."""
    if not outbox.is_drill(session):
        raise Refused("cli.clock.no_drill")
    newest = session.scalar(select(func.max(CaseEvent.at)))
    if newest is not None and at < newest:
        raise Refused("cli.clock.backwards", newest=in_vietnam(newest))
