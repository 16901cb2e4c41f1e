"""The entry of `./langnghe`: finds the command, and turns refusals into one line and exit code 1.

Each command is a module `cli/<name>.py` (dashes as underscores) with a function `run` (its parameters are
the options), or with a `typer.Typer` called `app` if it has sub-commands. Only the module of the command
that is called is imported, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

import typer

from cli.refusal import line_for
from texts import operator_language, plain

COMMANDS = (
    "classify",
    "resolve",
    "due",
    "train",
    "evaluate",
    "export-corrections",
    "staff",
    "cases",
    "case",
    "report",
    "demo",
    "clock",
    "doctor",
    "keys",
    "disclose",
    "backup",
    "restore",
    "bench",
)


def main(arguments: list[str]) -> None:
    """Run one command line; ends the process with 0 done, 1 refused, 2 wrong usage."""
    try:
        program(arguments)(args=arguments, prog_name="langnghe")
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except Exception as error:
        line = line_for(error)
        if line is None:
            raise
        sys.exit(line)


def program(arguments: list[str]) -> typer.Typer:
    """The whole command line; of the commands only the one that `arguments` name is loaded."""
    language = operator_language()
    made = typer.Typer(
        help=plain("cli.help.program", language),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
    )
    made.callback()(_nothing)  # keeps a single command a command
    called = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name in COMMANDS:
        described = plain(f"cli.help.{name}", language)
        module = import_module(f"cli.{name.replace('-', '_')}") if name == called else None
        if isinstance(commands := getattr(module, "app", None), typer.Typer):
            made.add_typer(commands, name=name, help=described)
        else:
            made.command(name, help=described)(getattr(module, "run", _nothing))
    return made


def _nothing() -> None:
    pass


if __name__ == "__main__":
    main(sys.argv[1:])
