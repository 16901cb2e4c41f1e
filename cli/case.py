"""`langnghe case REF`: one case with its history, who held it how long, and whom it was told to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import sentence
from casework import queries
from casework.records import Case
from casework.rules.ref import parse_ref
from casework.work import House
from cli._house import house
from cli._terminal import print_table
from cli.cases import state_in_words
from cli.refusal import Refused
from texts import operator_language

Json = dict[str, Any]


def run(
    ref: Annotated[str, typer.Argument(metavar="REF", help=sentence("cli.case.help.ref"))],
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.case.help.json"))] = False,
) -> None:
    """Print the case; exit 1 when there is none."""
    with house() as it, it.work() as work:
        case = _found(work.session, ref)
        told = queries.in_full(work.session, case, it.rules, work.now)
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False))
            return
        _print(it, case, told)


def _found(session: Session, typed: str) -> Case:
    ref = parse_ref(typed)
    case = session.scalar(select(Case).where(Case.ref == ref)) if ref else None
    if case is None:
        raise Refused("cli.case.unknown", ref=typed)
    return case


def _print(it: House, case: Case, told: Json) -> None:
    category = it.rules.categories[case.category].name(operator_language(), to_citizen=False)
    typer.echo(f"{case.ref}  {state_in_words(case)}  {category}")
    unit = told["unit"]
    typer.echo(sentence("cli.case.accountable", code=unit["code"], unit=unit["name"]))
    _part("events", ("at", "kind", "party", "unit", "holder"), map(_event, told["events"]))
    _part("ledger", ("holder", "minutes"), ([who, str(n)] for who, n in told["ledger"].items()))
    _part("notices", ("at", "kind", "to", "state"), map(_notice, told["notices"]))


def _part(name: str, columns: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    typer.echo(f"\n{sentence(f'cli.case.title.{name}')}")
    print_table([sentence(f"cli.case.column.{column}") for column in columns], rows)


def _event(event: Json) -> list[str]:
    return [event["at"][:16], *(str(event[name] or "") for name in ("kind", "party", "unit", "holder"))]


def _notice(notice: Json) -> list[str]:
    to = notice["to"]
    whom = to if isinstance(to, str) else f"{to['unit']} {to['role']}"
    return [notice["at"][:16], notice["kind"], whom, notice["state"]]
