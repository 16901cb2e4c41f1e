"""`python -m app.serve_rasa`: Rasa alone, for a machine where no supervisor runs; trains first if need be."""

from __future__ import annotations

import os
import sys

from app import rasa
from app.errors import OperatorError
from app.training import ensure_model
from settings import ROOT, settings


def main() -> None:
    """Become the Rasa process; ends with one line when there is no model to serve."""
    try:
        model = ensure_model(settings(), print)
    except OperatorError as error:
        sys.exit(str(error))
    command = [str(part) for part in rasa.serving_command(settings(), model)]
    os.chdir(ROOT)
    os.execve(command[0], command, rasa.serving_environment(settings()))  # noqa: S606 - a list of ours, no shell


if __name__ == "__main__":
    main()
