"""One process at a time does a thing: the one that holds an advisory lock of the database.

Sending and polling must not run twice. The lock lives as long as its connection, so a dead process gives it
up at once and another takes over. The same connection listens for notices, to wake the sender at a commit.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg
import structlog
from psycopg import sql

log = structlog.get_logger()

LOOK_AGAIN = 1.0
LOST_AFTER = 3.0

Leading = Callable[[asyncio.Event], Awaitable[None]]


async def lead(database_url: str, office: str, run: Leading, *, channel: str | None = None) -> None:
    """Run `run(wake)` here whenever this process holds the lock `office`; ends when `run` returns.

    `wake` is set at each NOTIFY on `channel`. When the database goes away, `run` is cancelled and the next
    election begins; an exception of `run` also leads to a new one.
    """
    while True:
        try:
            async with await _connect(database_url) as connection:
                await _elected(connection, office)
                log.info("elected", office=office)
                return await _serve(connection, run, channel)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.warning("office lost", office=office, error=type(error).__name__)
            await asyncio.sleep(LOOK_AGAIN)


async def _connect(database_url: str) -> psycopg.AsyncConnection:
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    return await psycopg.AsyncConnection.connect(url, autocommit=True)


async def _elected(connection: psycopg.AsyncConnection, office: str) -> None:
    digest = hashlib.sha256(office.encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    while True:
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", [key])
        row = await cursor.fetchone()
        if row and row[0]:
            return
        await asyncio.sleep(LOOK_AGAIN)


async def _serve(connection: psycopg.AsyncConnection, run: Leading, channel: str | None) -> None:
    wake = asyncio.Event()
    listening = asyncio.create_task(_listen(connection, wake, channel))
    running = asyncio.ensure_future(run(wake))
    try:
        await asyncio.wait({listening, running}, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()
        await running
    finally:
        for task in (listening, running):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


async def _listen(connection: psycopg.AsyncConnection, wake: asyncio.Event, channel: str | None) -> None:
    """Pass on what is notified; a question now and then finds out that the connection is gone."""
    if channel:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
    while True:
        async for _ in connection.notifies(timeout=LOOK_AGAIN):
            wake.set()
        async with asyncio.timeout(LOST_AFTER):
            await connection.execute("SELECT 1")
