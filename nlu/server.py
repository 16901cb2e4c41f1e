"""What every Rasa process of ours does before it serves: no text in a log, no schema checked twice.

Rasa checks a constant JSON schema at each reply of the action server, which takes most of a turn's time;
the check itself is kept, the schema's own validation and the validator are made once.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any, Dict, MutableMapping

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


def prepare() -> None:
    """Done at import of the pipeline, in training as in serving; safe to repeat."""
    RemoteAction._validate_action_result = _validate_action_result  # noqa: SLF001 - the one place it is done
    known = structlog.get_config()["processors"]
    if _without_words not in known:
        structlog.configure(processors=[_without_words, *known])
    logging.getLogger("rasa.core.channels").setLevel(logging.WARNING)
