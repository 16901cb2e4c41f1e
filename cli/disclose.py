"""`langnghe disclose REF`: who reported, on a lawful written demand alone; it stays in the case's history."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.errors import sentence
from casework import disclosure
from casework.disclosure import Disclosed
from casework.rules.ref import parse_ref
from casework.terms import Incomplete, NotAllowed, NotVisible
from casework.work import Work
from cli._house import house
from cli.refusal import Refused

NOT_GIVEN = ""


def run(
    ref: Annotated[str, typer.Argument(metavar="REF", help=sentence("cli.disclose.help.ref"))],
    document: Annotated[str, typer.Option(help=sentence("cli.disclose.help.document"))] = NOT_GIVEN,
    authority: Annotated[str, typer.Option(help=sentence("cli.disclose.help.authority"))] = NOT_GIVEN,
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.disclose.help.json"))] = False,
) -> None:
    """Print what was left and the id of the chat; exit 1 without a document, a name, or such a case."""
    with house() as it, it.work() as work:
        told = _disclosed(work, ref, document, authority)
    if as_json:
        found = {"ref": told.ref, "contact": told.contact, "telegram_chat": told.telegram_chat}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(sentence("cli.disclose.contact", contact=told.contact or "-"))
    typer.echo(sentence("cli.disclose.chat", chat=told.telegram_chat or "-"))
    typer.echo(sentence("cli.disclose.noted", ref=told.ref))


def _disclosed(work: Work, typed: str, document: str, authority: str) -> Disclosed:
    try:
        return disclosure.disclose(work, parse_ref(typed) or typed, document=document, authority=authority)
    except Incomplete as error:
        raise Refused(f"cli.disclose.no.{error.params['what']}") from error
    except NotAllowed as error:
        raise Refused("cli.disclose.nameless", ref=typed) from error
    except NotVisible as error:
        raise Refused("cli.case.unknown", ref=typed) from error
