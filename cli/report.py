"""`langnghe report`: the weekly summary as files, a folder for each addressee."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.errors import sentence
from casework import summaries
from casework.rules.figures import NoSuchWeek, Summary, Week
from casework.work import House
from cli._house import house, unit_named, wrong
from cli.refusal import Refused, line_for
from reports import weekly as files
from texts import LANGUAGES

EVERYBODY = "all"

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback(help=sentence("cli.help.report"))
def _report() -> None:
    """Keeps a single command a command."""


@app.command(help=sentence("reports.command.help.weekly"))
def weekly(
    week: Annotated[str, typer.Option(metavar="2026-W47", help=sentence("reports.command.help.week"))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=sentence("reports.command.help.out"))],
    unit: Annotated[
        str, typer.Option(metavar="CODE|all", help=sentence("reports.command.help.unit"))
    ] = EVERYBODY,
    language: Annotated[
        str, typer.Option(metavar="|".join(LANGUAGES), help=sentence("reports.command.help.language"))
    ] = LANGUAGES[0],
) -> None:
    """Write summary.json, summary.txt, chart.png, summary.pdf and cases.xlsx under DIR/<CODE>/."""
    asked = _week(week)
    if language not in LANGUAGES:
        wrong(sentence("reports.command.bad_language", given=language, languages=", ".join(LANGUAGES)))
    with house() as it:
        units = None if unit.lower() == EVERYBODY else [unit_named(it, unit).code]
        _writable(out)
        with it.work() as work, Console(stderr=True).status(sentence("reports.command.counting")):
            made = summaries.ensure_weeks(work, asked, units, with_rows=True)
        _write(it, made, out, language)
    typer.echo(_told(made, asked, out))


def _week(written: str) -> Week:
    try:
        return summaries.parse_week(written)
    except NoSuchWeek as error:
        wrong(f"--week: {line_for(error)}")


def _writable(folder: Path) -> None:
    """Found out before the counting, not after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused("reports.command.unwritable", folder=folder, why=error.strerror) from error


def _write(it: House, made: Mapping[str, Summary], out: Path, language: str) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        for unit in progress.track(sorted(made), description=sentence("reports.command.drawing")):
            files.write(files.drawn(made[unit], language, it.rules), out / unit)


def _told(made: Mapping[str, Summary], week: Week, out: Path) -> str:
    empty = all(summary.figures.is_empty for summary in made.values())
    key = "reports.command.empty" if empty else "reports.command.written"
    return sentence(key, n=len(made), week=week.name, out=out)
