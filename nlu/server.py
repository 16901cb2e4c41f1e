"""What every Rasa process of ours does before it serves: no text in a log, no schema checked twice.

Rasa checks a constant JSON schema at each reply of the action server, which takes most of a turn's time;
the check itself is kept, the schema's own validation and the validator are made once.
"""

from __future__ import annotations

import logging
import sys
import traceback
from functools import lru_cache
from typing import Any, Dict, List, MutableMapping

import structlog
from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction

PRIVATE = (
    "text",
    "message",
    "slots",
    "slot_candidates",
    "prefilled_slots",
    "event_info",
    "tracker",
    "user_message",
)


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(RemoteAction.action_response_format_spec())


def _validate_action_result(self: RemoteAction, result: Dict[str, Any]) -> bool:
    _validator().validate(result)
    return True


def _without_words(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what a person said from an event before it is written."""
    for key in PRIVATE:
        if key in event:
            event[key] = "…"
    return event


def _bare_errors(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception its kinds and places alone: its words and variables hold what was said."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    error = info if isinstance(info, BaseException) else (info[1] if isinstance(info, tuple) else None)
    error = error or sys.exc_info()[1]
    kinds, places = [], []
    while error is not None:
        kinds.append(type(error).__name__)
        places += [
            f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-2:]
        ]
        error = error.__cause__
    event["error"], event["places"] = kinds, places
    return event


def prepare() -> None:
    """Done at import of the pipeline, in training as in serving; safe to repeat."""
    RemoteAction._validate_action_result = _validate_action_result  # noqa: SLF001 - the one place it is done
    known = structlog.get_config()["processors"]
    if _without_words not in known:
        processors = [_without_words, *known]
        processors.insert(_after_exceptions_are_found(processors), _bare_errors)
        structlog.configure(processors=processors)
    logging.getLogger("rasa.core.channels").setLevel(logging.WARNING)


def _after_exceptions_are_found(processors: List[Any]) -> int:
    """Behind Rasa's own step that looks for an exception, before those that write it out."""
    found = structlog.dev.set_exc_info
    return processors.index(found) + 1 if found in processors else 1
