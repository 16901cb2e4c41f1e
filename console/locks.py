"""One turn at a time in a conversation, in this process and in all others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

_TRY_EACH = 0.05  # seconds between two looks at a conversation another process is busy with
_PATIENCE = 60.0  # longer than Rasa is waited for


class Busy(Exception):
    """An earlier message of this conversation is still being worked on."""


class TurnLocks:
    """PostgreSQL's advisory locks on pseudonyms, all held by one connection of this process.

    The database lock is tried, never waited for: a waiting thread would be missing to the turn it waits for.
    A connection that breaks gives its locks up; turns stay right then, for each is answered once by its key.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._guard = threading.Lock()
        self._local: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def held(self, pseudonym: str, patience: float = _PATIENCE) -> AsyncIterator[None]:
        """Until the block ends nobody else works on this conversation. Raises Busy."""
        ends = monotonic() + patience
        async with self._alone_here(pseudonym, patience):
            while not await asyncio.to_thread(self._ask, "pg_try_advisory_lock", pseudonym):
                if monotonic() > ends:
                    raise Busy
                await asyncio.sleep(_TRY_EACH)
            try:
                yield
            finally:
                with suppress(DBAPIError):  # a broken connection has given its locks up already
                    await asyncio.to_thread(self._ask, "pg_advisory_unlock", pseudonym)

    def close(self) -> None:
        """Give the connection back."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @asynccontextmanager
    async def _alone_here(self, pseudonym: str, patience: float) -> AsyncIterator[None]:
        lock, users = self._local.get(pseudonym, (asyncio.Lock(), 0))
        self._local[pseudonym] = (lock, users + 1)
        try:
            await _acquired(lock, patience)
            try:
                yield
            finally:
                lock.release()
        finally:
            self._forget(pseudonym)

    def _forget(self, pseudonym: str) -> None:
        lock, users = self._local[pseudonym]
        if users > 1:
            self._local[pseudonym] = (lock, users - 1)
        else:
            del self._local[pseudonym]

    def _ask(self, function: str, pseudonym: str) -> bool:
        key = int.from_bytes(bytes.fromhex(pseudonym)[:8], signed=True)
        with self._guard:
            try:
                return bool(self._connected().scalar(text(f"SELECT {function}(:key)"), {"key": key}))
            except DBAPIError:
                self._drop()
                raise

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = None


async def _acquired(lock: asyncio.Lock, patience: float) -> None:
    try:
        await asyncio.wait_for(lock.acquire(), patience)
    except TimeoutError:
        raise Busy from None
