"""A conversation as Rasa would hold it: slots, the open form, one tracker for each action call."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI

from casework import conversations
from casework.records import Attachment, Case, Conversation
from casework.terms import Channel
from casework.work import House
from dialogue.buttons import as_intent
from dialogue.outgoing import Outgoing
from dialogue.reply import words
from tests.builders import rulebook

Message = dict[str, Any]


class Route:
    """The action route as Rasa calls it."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._ask("GET", path))

    def post(self, path: str, json: Message) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, json=json))

    async def _ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
            return await client.request(method, path, **given)


def an_attachment(name: str, person: str, now: datetime) -> Attachment:
    """A file as it lies here."""
    return Attachment(
        id=name, pseudonym=person, kind="image", media_type="image/jpeg", size=1, received_at=now
    )


class Talk:
    """One person. `said` holds the replies of the newest turn; responses of domain.yml by their names."""

    def __init__(self, route: Route, house: House) -> None:
        self.route, self.house = route, house
        self.person = secrets.token_hex(16)
        self.slots: dict[str, Any] = {}
        self.form: str | None = None
        self.turn = 0
        self.latest: Message = {}
        self.said: list[Outgoing] = []
        self.responses: list[str] = []
        self.events: list[Message] = []
        with house.work() as work:
            conversations.meet(work.session, self.person, Channel.WEB, work.now)

    # -- what the person does -------------------------------------------------------------------------------

    def says(self, text: str, intent: str, *others: str, files: tuple[str, ...] = ()) -> Talk:
        """A typed message that Rasa takes for `intent`, with further ones less likely."""
        ranking = [(intent, 0.7), *((other, 0.3 / len(others)) for other in others)]
        self._new_turn(text, intent, ranking, files=files)
        return self

    def presses(self, payload: str) -> Talk:
        """A button."""
        message = as_intent(payload)
        assert message, payload
        name, _, value = message[1:].partition("{")
        argument = json.loads("{" + value)["value"] if value else None
        self._new_turn(message, name, [(name, 1.0)], value=argument)
        return self

    def sends_files(self, *files: str) -> Talk:
        """Files without a word."""
        self._new_turn("/send_files", "send_files", [("send_files", 1.0)], files=files)
        return self

    def _new_turn(
        self,
        text: str,
        intent: str,
        ranking: list[tuple[str, float]],
        *,
        value: str | None = None,
        files: tuple[str, ...] = (),
    ) -> None:
        self.turn += 1
        with self.house.work() as work:
            for one in files:
                work.session.merge(an_attachment(one, self.person, work.now))
        entities = [] if value is None else [{"entity": "value", "value": value}]
        self.latest = {
            "text": text,
            "intent": {"name": intent, "confidence": ranking[0][1]},
            "intent_ranking": [{"name": name, "confidence": share} for name, share in ranking],
            "entities": entities,
            "message_id": f"m{self.turn}",
            "metadata": {"turn": f"web:{self.person}:{self.turn}", "files": list(files)},
        }

    # -- what Rasa does -------------------------------------------------------------------------------------

    def runs(self, action: str) -> Talk:
        """One action; its slots are kept, its replies are `said`."""
        response = self.route.post("/webhook", json=self._call(action))
        assert response.status_code == 200, response.text
        done = response.json()
        self.events = done["events"]
        for event in self.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.responses = [each["response"] for each in done["responses"] if each.get("response")]
        bodies = [each["custom"] for each in done["responses"] if each.get("custom")]
        self.said = [words(body, self.language, rulebook()) for body in bodies]
        goes_on = any(event["event"] == "followup" for event in self.events)
        return self.reports() if goes_on else self

    def reports(self) -> Talk:
        """The form as the rules run it: read the message, ask for what is missing, else show the card."""
        self.form = self.form or "report_form"
        self.runs("validate_report_form")
        missing = next((name for name in ("story", "unit") if not self.slots.get(name)), None)
        self.slots["requested_slot"] = missing
        if missing:
            return self.runs(f"action_ask_report_form_{missing}")
        self.form = None
        return self.runs("action_show_card")

    def details(self) -> Talk:
        """The form for one text about a case."""
        self.form = "detail_form"
        self.runs("validate_detail_form")
        if not self.slots.get("detail"):
            self.slots["requested_slot"] = "detail"
            return self.runs("action_ask_detail_form_detail")
        self.form, self.slots["requested_slot"] = None, None
        return self.runs("action_take_detail")

    def _call(self, action: str) -> Message:
        loop = {"name": self.form} if self.form else {}
        tracker = {
            "sender_id": self.person,
            "slots": self.slots,
            "latest_message": self.latest,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": loop,
            "latest_action_name": "action_listen",
        }
        call = {"next_action": action, "sender_id": self.person, "tracker": tracker, "domain": {}}
        return {**call, "version": "3.6.21"}

    # -- what came of it ------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        with self.house.work() as work:
            return work.session.get_one(Conversation, self.person).language

    @property
    def text(self) -> str:
        """All that was said in the newest turn."""
        return "\n".join(message.plain for message in self.said)

    @property
    def payloads(self) -> list[str]:
        """All buttons of the newest turn."""
        return [button.payload for message in self.said for button in message.buttons]

    @property
    def draft(self) -> dict[str, Any]:
        """What was understood so far."""
        return self.slots.get("draft") or {}

    @property
    def cases(self) -> list[Case]:
        """What this person has filed, the oldest first."""
        with self.house.work() as work:
            query = work.session.query(Case).where(Case.reporter == self.person)
            cases = query.order_by(Case.id).all()
            for case in cases:
                assert case.events  # loaded while the session is open
            return cases
