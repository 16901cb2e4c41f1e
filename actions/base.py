"""The common frame of all actions: work in a thread, one transaction, refusals turned into words."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import DBAPIError

from casework.terms import CaseworkError, Incomplete, NotAllowed, NotVisible
from casework.work import House, Work
from dialogue.reply import Reply, button, line, reply

log = structlog.get_logger()

Events = list[dict[str, Any]]


@dataclass
class Turn:
    """What an action is given: the unit of work, what Rasa knows, and a place for replies."""

    work: Work
    tracker: Tracker
    public_url: str = ""
    replies: list[Reply] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)

    @property
    def pseudonym(self) -> str:
        """Who speaks."""
        return str(self.tracker.sender_id)

    @property
    def key(self) -> str:
        """The key of this turn: what it does, it does once."""
        return str(self._metadata.get("turn") or f"rasa:{self.tracker.latest_message.get('message_id')}")

    @property
    def files(self) -> list[str]:
        """Ids of the attachments that came with the message."""
        return list(self._metadata.get("files") or [])

    @property
    def intent(self) -> str:
        """Rasa's intent of the message or button."""
        return str((self.tracker.latest_message.get("intent") or {}).get("name"))

    @property
    def intents(self) -> list[tuple[str, float]]:
        """Rasa's ranking of intents."""
        ranking = self.tracker.latest_message.get("intent_ranking") or []
        return [(str(entry["name"]), float(entry["confidence"])) for entry in ranking]

    @property
    def text(self) -> str:
        """The words of the message; empty for a button."""
        text = str(self.tracker.latest_message.get("text") or "")
        return "" if text.startswith("/") else text

    @property
    def value(self) -> str:
        """The argument of a pressed button."""
        entities = self.tracker.latest_message.get("entities") or []
        return next((str(entity["value"]) for entity in entities if entity["entity"] == "value"), "")

    @property
    def asked(self) -> str | None:
        """What an open form has asked for; None also while a form begins."""
        return self.tracker.slots.get("requested_slot") if self.tracker.active_loop else None

    @property
    def words(self) -> str:
        """What was typed in reply to a step of a case; the dialogue then says which case and what for."""
        entities = self.tracker.latest_message.get("entities") or []
        return next((str(entity["value"]) for entity in entities if entity["entity"] == "words"), "")

    def say(self, body: Reply) -> None:
        """Reply with keys and facts."""
        self.replies.append(body)

    def refuse(self, refusal: CaseworkError) -> None:
        """Say why something is not done, in the citizens' words."""
        rows = [[button("citizen.button.status", "status:")]]
        self.say(reply(line(TO_CITIZENS.get(refusal.key, refusal.key), **refusal.params), rows=rows))

    def utter(self, response: str) -> None:
        """Reply with a response of domain.yml."""
        self.responses.append(response)

    @property
    def _metadata(self) -> dict[str, Any]:
        return dict(self.tracker.latest_message.get("metadata") or {})


class CaseAction(Action, ABC):
    """An action that may read and change cases. `act` is sync, as the database is; others go on."""

    def __init__(self, house: House, public_url: str) -> None:
        self.house = house
        self.public_url = public_url

    @abstractmethod
    def name(self) -> str:
        """As in domain.yml."""

    @abstractmethod
    def act(self, turn: Turn) -> Events:
        """Do it; returns Rasa events."""

    async def run(  # type: ignore[override]  # the library allows generators as well
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Rasa's entrance: one transaction; a refusal is said, anything else is said to be our fault."""
        turn, events = await asyncio.to_thread(self._run, tracker)
        for response in turn.responses:
            dispatcher.utter_message(response=response)
        for body in turn.replies:
            dispatcher.utter_message(json_message=body)
        return events

    def _run(self, tracker: Tracker) -> tuple[Turn, Events]:
        try:
            with self.house.work() as work:
                turn = Turn(work, tracker, self.public_url)
                return turn, self.act(turn)
        except CaseworkError as refusal:
            refused = Turn(work, tracker)
            refused.refuse(refusal)
            return refused, []
        except DBAPIError:
            raise  # the database is away, or another machine was quicker: the turn is tried again
        except Exception as error:
            log.error("action failed", action=self.name(), error=type(error).__name__)
            broken = Turn(work, tracker)
            broken.say(reply(line("citizen.error.broken")))
            return broken, []


# Refusals are worded for staff; to citizens they are said like this.
TO_CITIZENS = {
    NotAllowed.key: "citizen.error.not_allowed",
    NotVisible.key: "citizen.error.not_visible",
    Incomplete.key: "citizen.error.incomplete",
}
