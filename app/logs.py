"""Logs for operators: what happened to which id, never what a person said or who they are."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# What carries words, names, addresses or secrets is not written, whoever logs it.
PRIVATE = frozenset(
    "text message messages said answer name full_name first_name last_name username phone phones id_number "
    "email address token secret code password url body payload slots".split()
)
_TOKEN = re.compile(r"\d{6,}:[\w-]{30,}")
_HIDDEN = "…"
# httpx writes each address, and Telegram's contains the token; procrastinate the arguments of jobs; uvicorn's
# access log the secret part of a tracking link.
_QUIET = (
    "httpx",
    "httpcore",
    "telegram",
    "procrastinate",
    "uvicorn",
    "rasa_sdk",
    "sqlalchemy",
    "alembic",
    "fontTools",
)


def configure(level: str, form: str) -> None:
    """Send all logs of this process to stderr; `form` is `console` or `json`, `level` as logging names it."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_private,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[_without_meta, *_rendering(form), _without_tokens]
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def without_private(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Hide the values of private keys."""
    return {key: _HIDDEN if key in PRIVATE else value for key, value in event.items()}


def _without_meta(logger: Any, method: str, event: EventDict) -> EventDict:
    return structlog.stdlib.ProcessorFormatter.remove_processors_meta(logger, method, event)


def _without_tokens(_logger: Any, _method: str, line: Any) -> str:
    """The last step, on the finished line: an exception's text may contain an address with the token."""
    return _TOKEN.sub(_HIDDEN, str(line))


def _rendering(form: str) -> list[Processor]:
    if form == "json":
        errors = structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        )
        return [errors, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
