"""Talking to Rasa: one message in, its replies out, and what it answered to a message it has already seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

# Beyond this Rasa's own lock on a conversation is gone; the action route answers far sooner.
_PATIENCE = httpx.Timeout(45.0, connect=3.0)


class DialogueDown(Exception):
    """Rasa or the action route did not answer: the turn is to be tried again."""


@dataclass(frozen=True)
class Rasa:
    """Rasa's server on loopback; `token` opens its tracker."""

    client: httpx.AsyncClient
    url: str
    token: str

    async def say(self, sender: str, message: str, *, turn: str, files: list[str]) -> list[dict[str, Any]]:
        """One turn; the custom part of each reply. Raises DialogueDown, also for an empty reply.

        With the action route down Rasa answers 200 and nothing: to the citizen that would be silence.
        """
        body = {"sender": sender, "message": message, "metadata": {"turn": turn, "files": files}}
        try:
            response = await self.client.post(
                f"{self.url}/webhooks/rest/webhook", json=body, timeout=_PATIENCE
            )
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise DialogueDown(type(error).__name__) from None
        found = [reply["custom"] for reply in response.json() if "custom" in reply]
        if not found:
            raise DialogueDown("empty reply")
        return found

    async def said_before(self, sender: str, turn: str) -> list[dict[str, Any]] | None:
        """What Rasa replied to this turn if its tracker already holds it, else None. Raises DialogueDown."""
        try:
            response = await self.client.get(
                f"{self.url}/conversations/{sender}/tracker",
                params={"token": self.token, "include_events": "ALL"},
                timeout=_PATIENCE,
            )
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise DialogueDown(type(error).__name__) from None
        return _replies_to(turn, response.json().get("events") or [])


def _replies_to(turn: str, events: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    starts = [
        i
        for i, event in enumerate(events)
        if event["event"] == "user" and (event.get("metadata") or {}).get("turn") == turn
    ]
    if not starts:
        return None
    found = []
    for event in events[starts[-1] + 1 :]:
        if event["event"] == "user":
            break
        if event["event"] == "bot" and (event.get("data") or {}).get("custom"):
            found.append(event["data"]["custom"])
    return found
