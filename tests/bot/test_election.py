"""One process at a time holds an office; another takes over at once when it dies."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot import election


def test_one_leads_and_the_other_takes_over(database_url: str) -> None:
    led: list[str] = []

    def leading(name: str) -> Any:
        async def run(wake: asyncio.Event) -> None:
            led.append(name)
            await asyncio.Event().wait()

        return run

    async def both() -> None:
        first = asyncio.create_task(election.lead(database_url, "sender", leading("một")))
        while not led:
            await asyncio.sleep(0.02)
        second = asyncio.create_task(election.lead(database_url, "sender", leading("hai")))
        await asyncio.sleep(0.3)
        assert led == ["một"]
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        async with asyncio.timeout(5):
            while len(led) < 2:
                await asyncio.sleep(0.02)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)

    asyncio.run(both())
    assert led == ["một", "hai"]


def test_the_leader_is_woken_by_a_notification(database_url: str) -> None:
    engine = create_engine(database_url)
    woken: list[bool] = []

    async def run(wake: asyncio.Event) -> None:
        await asyncio.to_thread(_notify, engine)
        async with asyncio.timeout(3):
            await wake.wait()
        woken.append(True)

    asyncio.run(election.lead(database_url, "sender", run, channel="notices"))
    engine.dispose()
    assert woken == [True]


def _notify(engine: Any) -> None:
    import time

    time.sleep(0.2)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_notify('notices', 'x')"))


@pytest.mark.parametrize("breaks", ["connection", "work"])
def test_a_leader_that_breaks_is_elected_again(database_url: str, breaks: str) -> None:
    engine = create_engine(database_url)
    terms: list[int] = []

    async def run(wake: asyncio.Event) -> None:
        terms.append(len(terms))
        if len(terms) == 2:
            return
        if breaks == "work":
            raise ConnectionError
        await asyncio.to_thread(_cut, engine)
        await asyncio.Event().wait()

    async def lead() -> None:
        async with asyncio.timeout(15):
            await election.lead(database_url, "sender", run)

    asyncio.run(lead())
    engine.dispose()
    assert len(terms) == 2


def _cut(engine: Any) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
