"""`langnghe cases`: the cases of this database, one a line, without identities."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.errors import sentence
from casework import queries
from casework.queries import Search
from casework.records import Case
from casework.rules.deadlines import in_vietnam
from casework.terms import State
from casework.work import House
from cli._house import house, moment, unit_named, wrong
from cli._terminal import print_table
from texts import operator_language, plain


def run(
    state: Annotated[
        list[str] | None, typer.Option(metavar="|".join(State), help=sentence("cli.cases.help.state"))
    ] = None,
    unit: Annotated[str | None, typer.Option(metavar="CODE", help=sentence("cli.cases.help.unit"))] = None,
    since: Annotated[str | None, typer.Option(metavar="ISO", help=sentence("cli.cases.help.since"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.cases.help.json"))] = False,
) -> None:
    """Print the cases that fit, the oldest first; exit 1 for an unknown unit, 2 for wrong values."""
    states = frozenset(_state(given) for given in state or ())
    begin = moment("--since", since) if since else None
    with house() as it, it.work() as work:
        wanted = Search(states, unit_named(it, unit).code if unit else None, begin)
        found = queries.search(work.session, wanted)
        if as_json:
            for case in found:
                typer.echo(json.dumps(queries.as_row(case, it.rules), ensure_ascii=False))
        else:
            columns = ("ref", "state", "category", "accountable", "due")
            headings = [sentence(f"cli.cases.column.{column}") for column in columns]
            print_table(headings, (_cells(case, it) for case in found))


def state_in_words(case: Case) -> str:
    """The state as staff read it."""
    return plain(f"staff.state.{case.state}", operator_language())


def _state(given: str) -> State:
    if given not in set(State):
        wrong(sentence("cli.cases.bad_state", given=given, states=", ".join(State)))
    return State(given)


def _cells(case: Case, it: House) -> list[str]:
    category = it.rules.categories[case.category].name(operator_language(), to_citizen=False)
    due = f"{in_vietnam(case.due_at):%d/%m/%Y %H:%M}" if case.due_at else ""
    unit = it.rules.directory.unit(case.accountable).full_name
    return [case.ref, state_in_words(case), category, unit, due]
