"""`langnghe doctor`: is everything there that the program needs? One line each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from app.checkup import Finding, Grade, findings
from app.errors import sentence
from settings import settings


def run(
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.doctor.help.json"))] = False,
) -> None:
    """Print each finding as it comes; exit 1 if one is bad."""
    bad = False
    for found in findings(settings(), datetime.now(UTC)):
        typer.echo(_as_json(found) if as_json else _as_line(found))
        bad |= found.grade is Grade.BAD
    raise typer.Exit(int(bad))


def _as_line(found: Finding) -> str:
    grade, subject = (
        sentence(f"cli.doctor.{part}") for part in (f"grade.{found.grade}", f"of.{found.subject}")
    )
    return f"{grade:<8} {subject}: {found.line}"


def _as_json(found: Finding) -> str:
    told = {"check": found.subject, "result": found.grade, "text": found.line}
    return json.dumps(told, ensure_ascii=False)
