"""`langnghe train`: have the model of the present files, and see how good it is."""

from __future__ import annotations

import subprocess

import typer

from app.errors import sentence
from app.training import ensure_model
from cli.evaluate import print_table
from cli.refusal import Refused
from settings import ROOT, settings


def run() -> None:
    """Train unless the model of these very files is there; print its path and the evaluation table."""
    installed = subprocess.run(
        ["/usr/bin/env", "bash", "-c", '. "$0" && ensure_rasa', str(ROOT / "app" / "setup" / "ensure.sh")],
        check=False,
    )
    if installed.returncode:
        raise Refused("cli.training.no_rasa")
    model = ensure_model(settings(), typer.echo)
    typer.echo(sentence("cli.training.model", model=model))
    print_table(model)
