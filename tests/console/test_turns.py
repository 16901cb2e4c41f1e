"""One turn at a time in a conversation, in one process and in several."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine

from casework import conversations
from console import Options
from console.locks import Busy, TurnLocks
from tests.console.conftest import SESSION, FakeRasa, Open, Visitor

PSEUDONYM = "0f" * 16
OTHER = "1e" * 16


class SlowRasa:
    """Counts how many turns it is asked for at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def say(self, sender: str, message: str, *, turn: str, files: list[str]) -> list[dict[str, Any]]:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.1)
        self.now -= 1
        return [{"text": message, "rows": []}]

    async def said_before(self, sender: str, turn: str) -> None:
        return None


def _slow(app: FastAPI) -> SlowRasa:
    slow = SlowRasa()
    object.__setattr__(app.state.site, "rasa", slow)
    return slow


def _message(number: int, session: str = SESSION) -> dict[str, str]:
    return {"session": session, "text": str(number), "message_id": str(number)}


def test_messages_of_one_conversation_wait_for_each_other(visitor: Visitor, app: FastAPI) -> None:
    slow = _slow(app)
    answers = visitor.at_once(*(_message(n) for n in range(4)))
    assert [answer.json()["messages"][0]["text"] for answer in answers] == ["0", "1", "2", "3"]
    assert slow.most == 1


def test_conversations_do_not_wait_for_each_other(visitor: Visitor, app: FastAPI) -> None:
    slow = _slow(app)
    visitor.at_once(*(_message(n, SESSION[:-1] + str(n)) for n in range(4)))
    assert slow.most > 1


def test_the_same_message_sent_twice_at_once_is_worked_on_once(visitor: Visitor, rasa: FakeRasa) -> None:
    first, second = visitor.at_once(_message(1), _message(1))
    assert first.json() == second.json()
    assert len(rasa.heard) == 1


def test_two_processes_do_not_work_on_one_conversation_together(
    app: FastAPI, make_app: Callable[[Options], FastAPI], options: Options, open_as: Open
) -> None:
    slow = _slow(app)
    other = make_app(options)
    object.__setattr__(other.state.site, "rasa", slow)
    here, there = open_as(app), open_as(other)
    for visitor in (here, there):
        visitor.says("first", message_id=f"warm{id(visitor)}")

    async def both() -> None:
        await asyncio.gather(
            here._client.post("/api/chat", json=_message(1)),
            there._client.post("/api/chat", json=_message(2)),
        )

    here._portal.call(both)
    assert slow.most == 1


def test_who_waits_too_long_is_told_so(database_url: str) -> None:
    engines = [create_engine(database_url) for _ in range(2)]
    mine, theirs = (TurnLocks(engine) for engine in engines)

    async def wait() -> None:
        async with mine.held(PSEUDONYM):
            async with theirs.held(OTHER, patience=0.2):
                pass
            for waiting in (mine, theirs):
                with pytest.raises(Busy):
                    async with waiting.held(PSEUDONYM, patience=0.2):
                        pass
        async with theirs.held(PSEUDONYM, patience=0.2):
            pass

    asyncio.run(wait())
    for locks, engine in zip((mine, theirs), engines, strict=True):
        locks.close()
        engine.dispose()


def test_a_busy_conversation_is_said_in_one_line(visitor: Visitor, app: FastAPI) -> None:
    pseudonym = conversations.web_pseudonym(SESSION)
    locks = app.state.site.locks

    class Impatient:
        def held(self, name: str) -> Any:
            return locks.held(name, patience=0.05)

    async def hold() -> Any:
        async with locks.held(pseudonym):
            object.__setattr__(app.state.site, "locks", Impatient())
            return await visitor._client.post("/api/chat", json=_message(1))

    response = visitor._portal.call(hold)
    object.__setattr__(app.state.site, "locks", locks)
    assert response.status_code == 503
    assert list(response.json()) == ["error"]
