"""`langnghe report`: weekly summaries and periodic reports as files, a folder for each addressee."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.errors import sentence
from casework import hand_ins, period_reports, summaries
from casework.records import HandIn
from casework.rules.deadlines import in_vietnam
from casework.rules.figures import NoSuchWeek, Summary, Week
from casework.rules.period import NoSuchPeriod, Period
from casework.work import House, Work
from cli._house import house, unit_named, wrong
from cli.refusal import Refused, line_for
from reports import weekly as files
from reports.period import period_files, sheet_files
from reports.sheet_document import Sheet
from settings import settings
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
    _known_language(language)
    with house() as it:
        units = None if unit.lower() == EVERYBODY else [unit_named(it, unit).code]
        _writable(out)
        with it.work() as work, Console(stderr=True).status(sentence("reports.command.counting")):
            made = summaries.ensure_weeks(work, asked, units, with_rows=True)
        _write(it, made, out, language)
    typer.echo(_told(made, asked, out))


@app.command(help=sentence("reports.command.help.period"))
def period(
    year: Annotated[int, typer.Option(metavar="2026", help=sentence("reports.command.help.year"))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=sentence("reports.command.help.out"))],
    *,
    half: Annotated[
        int | None, typer.Option(metavar="1|2", help=sentence("reports.command.help.half"))
    ] = None,
    unit: Annotated[
        str, typer.Option(metavar="CODE|all", help=sentence("reports.command.help.unit"))
    ] = EVERYBODY,
    language: Annotated[
        str, typer.Option(metavar="|".join(LANGUAGES), help=sentence("reports.command.help.language"))
    ] = LANGUAGES[0],
) -> None:
    """Write report.docx, report.pdf, tables.xlsx and figures.json under DIR/<CODE>/."""
    _known_language(language)
    with house() as it:
        asked = _period(it, year, half)
        units = None if unit.lower() == EVERYBODY else [unit_named(it, unit).code]
        _writable(out)
        with it.work() as work, Console(stderr=True).status(sentence("reports.command.counting")):
            made = period_reports.ensure(work, asked, units)
            handed = hand_ins.progress(work, asked)
        with _drawing(len(made)) as drawn:
            for code, counted in made.items():
                merged = handed if counted.figures.city else None
                files.write(period_files(counted, language, it.rules, merged), out / code)
                drawn()
    empty = all(counted.figures.is_empty for counted in made.values())
    key = "reports.command.empty_period" if empty else "reports.command.written_period"
    typer.echo(sentence(key, n=len(made), period=asked.name, out=out))


@app.command(help=sentence("reports.command.help.sheet"))
def sheet(
    unit: Annotated[str, typer.Option(metavar="CODE", help=sentence("reports.command.help.sheet_unit"))],
    year: Annotated[int, typer.Option(metavar="2026", help=sentence("reports.command.help.year"))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=sentence("reports.command.help.out"))],
    *,
    half: Annotated[
        int | None, typer.Option(metavar="1|2", help=sentence("reports.command.help.half"))
    ] = None,
    note: Annotated[str, typer.Option(help=sentence("reports.command.help.note"))] = "",
    language: Annotated[
        str, typer.Option(metavar="|".join(LANGUAGES), help=sentence("reports.command.help.language"))
    ] = LANGUAGES[0],
) -> None:
    """Write sheet.docx and sheet.pdf under DIR/<CODE>/."""
    _known_language(language)
    with house() as it:
        asked, code = _period(it, year, half), unit_named(it, unit).code
        _writable(out)
        with it.work() as work, Console(stderr=True).status(sentence("reports.command.counting")):
            now = period_reports.ensure(work, asked, [code])[code]
            before = period_reports.ensure(work, it.rules.reporting.before(asked), [code])[code]
        cases_at = f"{settings().public_url}/console/cases/"
        made = Sheet(code, now, before, note, cases_at)
        files.write(sheet_files(made, language, it.rules), out / code)
    typer.echo(sentence("reports.command.written_sheet", unit=code, period=asked.name, out=out / code))


@app.command(name="handed-in", help=sentence("reports.command.help.handed_in"))
def handed_in(
    year: Annotated[int, typer.Option(metavar="2026", help=sentence("reports.command.help.year"))],
    half: Annotated[
        int | None, typer.Option(metavar="1|2", help=sentence("reports.command.help.half"))
    ] = None,
    received: Annotated[
        str | None, typer.Option(metavar="CODE", help=sentence("reports.command.help.received"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=sentence("reports.command.help.json"))] = False,
) -> None:
    """Which units have handed their report in, one a line; with --received note one that came on paper."""
    with house() as it:
        asked = _period(it, year, half)
        with it.work() as work:
            if received is not None:
                hand_ins.record(work, unit_named(it, received).code, asked)
            rows = [_handed(work, row) for row in hand_ins.of_period(work, asked)]
    if not rows:
        typer.echo(sentence("reports.command.nobody_asked", period=asked.name))
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else _handed_line(row))


def _handed(work: Work, row: HandIn) -> dict[str, str | bool | None]:
    unit = work.rules.directory.unit(row.unit)
    return {
        "unit": row.unit,
        "name": unit.full_name,
        "due_at": in_vietnam(row.due_at).isoformat(),
        "handed_at": in_vietnam(row.handed_at).isoformat() if row.handed_at else None,
        "late": (row.handed_at or work.now) > row.due_at,
    }


def _handed_line(row: Mapping[str, str | bool | None]) -> str:
    state = "handed" if row["handed_at"] else "missing"
    key = f"reports.command.{state}{'_late' if row['late'] else ''}"
    return sentence(key, unit=row["name"])


def _period(it: House, year: int, half: int | None) -> Period:
    try:
        return it.rules.reporting.period(year, half)
    except NoSuchPeriod as error:
        wrong(f"--year, --half: {line_for(error)}")


def _known_language(language: str) -> None:
    if language not in LANGUAGES:
        wrong(sentence("reports.command.bad_language", given=language, languages=", ".join(LANGUAGES)))


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
    with _drawing(len(made)) as drawn:
        for unit in sorted(made):
            files.write(files.drawn(made[unit], language, it.rules), out / unit)
            drawn()


@contextmanager
def _drawing(total: int) -> Iterator[Callable[[], None]]:
    """A bar while files are drawn; what it yields is called after each reader's."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(sentence("reports.command.drawing"), total=total)
        yield lambda: progress.advance(task)


def _told(made: Mapping[str, Summary], week: Week, out: Path) -> str:
    empty = all(summary.figures.is_empty for summary in made.values())
    key = "reports.command.empty" if empty else "reports.command.written"
    return sentence(key, n=len(made), week=week.name, out=out)
