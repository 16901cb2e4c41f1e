"""A command's way to the database: running, migrated, and let go of at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

import typer

from app import compose, logs
from app.database import opened
from app.errors import sentence
from casework.rules.deadlines import HERE
from casework.rules.directory import Unit, UnknownUnit
from casework.work import House
from cli._terminal import tell
from cli.refusal import Refused
from settings import Settings, settings


@contextmanager
def house() -> Iterator[House]:
    """The house of the settings, for one command; what goes wrong in it is logged to stderr."""
    chosen = settings()
    quiet_logs(chosen)
    with opened(chosen, tell):
        made = compose.house(chosen, pool=2)
        try:
            yield made
        finally:
            made.sessions.kw["bind"].dispose()


def quiet_logs(chosen: Settings) -> None:
    """A command prints its result; of its logs only what went wrong, unless more was asked for."""
    logs.configure("WARNING" if chosen.log_level == "INFO" else chosen.log_level, chosen.log_format)


def unit_named(it: House, code: str) -> Unit:
    """The unit of this code, in any case; raises Refused."""
    for spelling in (code, code.upper()):
        try:
            return it.rules.directory.unit(spelling)
        except UnknownUnit:
            continue
    raise Refused("cli.error.unknown_unit", code=code)


def moment(option: str, written: str) -> datetime:
    """A moment or day in ISO 8601, without an offset on the clock of Vietnam; else wrong usage."""
    try:
        given = datetime.fromisoformat(written)
        return (given if given.tzinfo else given.replace(tzinfo=HERE)).astimezone(HERE)
    except (ValueError, OverflowError):
        wrong(sentence("cli.error.bad_moment", option=option, written=written))


def wrong(line: str) -> NoReturn:
    """Wrong usage, told in one line: exit code 2."""
    tell(line)
    raise typer.Exit(2)
