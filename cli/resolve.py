"""`langnghe resolve`: which units messages mean; needs no model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.errors import sentence
from casework.rules.directory import Resolution
from casework.rules.tables import load_directory
from cli._jsonl import Json, messages, write
from settings import ROOT

Input = Annotated[Path | None, typer.Option("--input", metavar="FILE", help=sentence("cli.input.help"))]


def run(source: Input = None) -> None:
    """JSON lines in and out, in the same order; exit 1 at a malformed line."""
    directory = load_directory(ROOT / "data")
    for message in messages(source):
        write({"id": message.id, **units_of(directory.resolve(message.text))})


def units_of(found: Resolution) -> Json:
    """Status and candidates, the best first, as every command prints them."""
    units = [{"code": it.unit.code, "name": it.unit.full_name, "score": it.score} for it in found.candidates]
    return {"unit_status": found.status, "units": units}
