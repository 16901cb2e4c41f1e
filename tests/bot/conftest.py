"""The house with a real database and a clock that runs from the fixed moment; a loopback Telegram."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from telegram import Bot
from telegram.request import HTTPXRequest

from casework.work import House
from drills.botapi import Telegram
from tests.builders import rulebook, use_test_vault

type WithBot = Callable[[Callable[[Bot], Awaitable[Any]]], Any]


@pytest.fixture(autouse=True)
def _vault() -> None:
    use_test_vault()


class RunningClock:
    """Runs from the fixed moment on; `ahead` moves it."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._begun = time.monotonic()
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return self._start + self.ahead + timedelta(seconds=time.monotonic() - self._begun)


@pytest.fixture
def clock(now: datetime) -> RunningClock:
    return RunningClock(now)


@pytest.fixture
def house(database_url: str, clock: RunningClock) -> Iterator[House]:
    engine = create_engine(database_url)
    yield House(sessionmaker(engine, expire_on_commit=False), rulebook(), clock)
    engine.dispose()


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram(webhook_pause=0.05) as running:
        yield running


@pytest.fixture
def with_bot(telegram: Telegram) -> WithBot:
    """Runs a coroutine with python-telegram-bot's own Bot, half a second of patience for each answer."""

    async def run(use: Callable[[Bot], Awaitable[Any]]) -> Any:
        async with Bot(
            telegram.token,
            base_url=telegram.base_url,
            base_file_url=telegram.base_file_url,
            request=HTTPXRequest(connection_pool_size=30, read_timeout=0.5, pool_timeout=2.0),
            get_updates_request=HTTPXRequest(read_timeout=1.0),
        ) as bot:
            return await use(bot)

    return lambda use: asyncio.run(run(use))
