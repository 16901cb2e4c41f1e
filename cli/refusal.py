"""What a command refuses, in one line for the person at the terminal."""

from __future__ import annotations

import sys

from app.errors import OperatorError, sentence
from casework.terms import CaseworkError
from settings import WrongSetting
from texts import operator_language, plain


class Refused(OperatorError):
    """A command cannot do what it was asked."""


def line_for(error: Exception) -> str | None:
    """The line that tells an expected failure; None for what is a mistake in the program."""
    if isinstance(error, CaseworkError):
        return plain(error.key, operator_language(), **error.params)
    if isinstance(error, OperatorError | WrongSetting):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    if _is_database_error(error):
        return sentence("cli.error.database", why=str(error).strip().splitlines()[0])
    return None


def _is_database_error(error: Exception) -> bool:
    """Looked up only if SQLAlchemy is loaded: commands without a database start faster without it."""
    loaded = sys.modules.get("sqlalchemy.exc")
    return loaded is not None and isinstance(error, loaded.OperationalError)
