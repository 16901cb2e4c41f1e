"""`langnghe demo`: an empty database becomes one with weeks of cases, for trying out and for drills."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Engine, event

from app.errors import sentence
from casework import staff
from casework.rules.deadlines import in_vietnam
from casework.terms import Role
from casework.work import House
from cli._house import house
from cli.refusal import Refused
from drills import demo
from drills.demo import Drill, NotEmpty, Plan
from jobs import weekly
from settings import settings
from texts import operator_language, plain, say_date

CURIOUS = {"SNV": Role.SUPERVISOR, "UBND": Role.LEADER, "VPUB": Role.SUPERVISOR, "TTR": Role.INSPECTOR}
BUSIEST = 3  # communes for whose heads a sign-in is made as well


def run(
    cases: Annotated[int, typer.Option(min=1, max=200_000, help=sentence("cli.demo.help.cases"))],
    weeks: Annotated[int, typer.Option(min=1, max=260, help=sentence("cli.demo.help.weeks"))],
    seed: Annotated[int, typer.Option(help=sentence("cli.demo.help.seed"))] = 1,
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.demo.help.json"))] = False,
) -> None:
    """Fill the database and print how to sign in and what there is; exit 1 if there are cases already."""
    with house() as it:
        _hurry(it.sessions.kw["bind"])
        until = in_vietnam(it.clock())
        drill = _begun(it, Plan(cases, weeks, until, seed))
        with _progress(drill.plan) as progress:
            drill.run(progress)
        links = list(_sign_ins(replace(it, clock=lambda: until), drill))
        with it.work() as work:
            found = demo.figures(work.session, until)
    if as_json:
        typer.echo(
            json.dumps({**found, "done": dict(drill.done), "sign_in": dict(links)}, ensure_ascii=False)
        )
        return
    for name, link in links:
        typer.echo(sentence("cli.demo.sign_in", name=name, link=link))
    typer.echo(sentence("cli.demo.figures", **found))


def _begun(it: House, plan: Plan) -> Drill:
    try:
        return demo.begin(it, plan, weekly.run_due)
    except NotEmpty:
        raise Refused("cli.demo.not_empty") from None


def _hurry(engine: Engine) -> None:
    """A drill that a power cut ends is begun again: its transactions need not wait for the disk."""

    @event.listens_for(engine, "connect")
    def _(connection: object, _record: object) -> None:
        connection.execute("SET synchronous_commit TO off")  # type: ignore[attr-defined]


@contextmanager
def _progress(plan: Plan) -> Iterator[Callable[[datetime], None]]:
    """A bar over the weeks, on a terminal; each day once."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=(plan.until - plan.begin) / timedelta(days=1))

        def moved(now: datetime) -> None:
            day = say_date(now.date(), operator_language())
            bar.update(task, completed=(now - plan.begin) / timedelta(days=1), description=day)

        yield moved


def _sign_ins(it: House, drill: Drill) -> Iterator[tuple[str, str]]:
    """One-time links to the console, for the city's offices and the communes with most reports."""
    heads = {unit.code: Role.HEAD for unit in drill.people.teller.busiest(BUSIEST)}
    language = operator_language()
    with it.work() as work:
        for unit, role in (CURIOUS | heads).items():
            code = staff.invite(work, unit, role)
            name = f"{it.rules.directory.unit(unit).full_name}, {plain(f'staff.role.{role}', language)}"
            yield name, f"{settings().public_url}/console/join?code={code}"
