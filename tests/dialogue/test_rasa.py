"""Talking to Rasa: silence is an error, and what it has already answered is found in its tracker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from dialogue.rasa import DialogueDown, Rasa

SAID = {"say": [["citizen.say.greet", {}]], "rows": []}


def rasa(answer: Callable[[httpx.Request], httpx.Response]) -> Rasa:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Rasa(client, "http://127.0.0.1:5005", "secret")


def say(answer: Callable[[httpx.Request], httpx.Response]) -> list[dict[str, Any]]:
    return asyncio.run(rasa(answer).say("p", "Chào", turn="tg:1", files=["a"]))


def test_a_turn_carries_its_key_and_its_files() -> None:
    bodies: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json=[{"recipient_id": "p", "custom": SAID}, {"text": "left out"}])

    assert say(answer) == [SAID]
    assert bodies == [
        {"sender": "p", "message": "Chào", "metadata": {"turn": "tg:1", "files": ["a"]}},
    ]


def _refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


def _too_slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda request: httpx.Response(200, json=[]), id="an empty reply"),
        pytest.param(lambda request: httpx.Response(500), id="an error"),
        pytest.param(_refuse, id="nobody there"),
        pytest.param(_too_slow, id="too slow"),
    ],
)
def test_silence_is_an_error(answer: Callable[[httpx.Request], httpx.Response]) -> None:
    with pytest.raises(DialogueDown):
        say(answer)


def events(*told: tuple[str, Any]) -> list[dict[str, Any]]:
    """A tracker: ("user", turn) and ("bot", reply) in order."""
    shapes: dict[str, Callable[[Any], dict[str, Any]]] = {
        "user": lambda turn: {"event": "user", "metadata": {"turn": turn}},
        "bot": lambda body: {"event": "bot", "data": {"custom": body}},
        "slot": lambda name: {"event": "slot", "name": name},
        "silent": lambda _: {"event": "bot", "data": {}, "text": "x"},
    }
    return [shapes[kind](value) for kind, value in told]


@pytest.mark.parametrize(
    ("tracker", "found"),
    [
        pytest.param([], None, id="a new conversation"),
        pytest.param(events(("user", "tg:9"), ("bot", SAID)), None, id="another turn"),
        pytest.param(events(("user", "tg:1"), ("slot", "x"), ("bot", SAID)), [SAID], id="this turn"),
        pytest.param(events(("user", "tg:1")), [], id="taken in and not answered"),
        pytest.param(
            events(("user", "tg:1"), ("bot", SAID), ("user", "tg:2"), ("bot", {})), [SAID], id="only its own"
        ),
        pytest.param(
            events(("user", "tg:1"), ("user", "tg:1"), ("silent", 0), ("bot", SAID)), [SAID], id="asked twice"
        ),
    ],
)
def test_what_was_answered_before_is_found(tracker: list[Any], found: list[Any] | None) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.params["token"] == "secret"
        return httpx.Response(200, json={"events": tracker})

    assert asyncio.run(rasa(answer).said_before("p", "tg:1")) == found


def test_a_tracker_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(DialogueDown):
        asyncio.run(rasa(_refuse).said_before("p", "tg:1"))
