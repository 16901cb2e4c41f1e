"""What a command says to the person at the terminal, apart from its output."""

from __future__ import annotations

import typer


def tell(line: str) -> None:
    """One line on stderr: stdout is for what was asked for."""
    typer.echo(line, err=True)
