"""What a command says to the person at the terminal, and its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

_IN_A_PIPE = 240  # characters of a line where no terminal sets a limit


def tell(line: str) -> None:
    """One line on stderr: stdout is for what was asked for."""
    typer.echo(line, err=True)


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[str] = ()
) -> None:
    """A table with these headings; those in `numbers` are set to the right."""
    made = Table(box=None, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _IN_A_PIPE
    console.print(made)
