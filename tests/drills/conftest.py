import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from drills.botapi import Person, Telegram

type UseBot = Callable[[Callable[[Bot], Awaitable[Any]]], Any]


@pytest.fixture(scope="package")
def loopback() -> Iterator[Telegram]:
    with Telegram(webhook_pause=0.05) as running:
        yield running


@pytest.fixture
def telegram(loopback: Telegram, monkeypatch: pytest.MonkeyPatch) -> Iterator[Telegram]:
    """The loopback server with nothing in it."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    yield loopback
    loopback.forget()


@pytest.fixture
def use_bot(telegram: Telegram) -> UseBot:
    """Runs a coroutine with python-telegram-bot's own Bot, which waits one second for each answer."""

    async def run(use: Callable[[Bot], Awaitable[Any]]) -> Any:
        async with Bot(
            telegram.token,
            base_url=telegram.base_url,
            base_file_url=telegram.base_file_url,
            request=_patience(1.0),
            get_updates_request=_patience(1.0),
        ) as bot:
            return await use(bot)

    return lambda use: asyncio.run(run(use))


def _patience(seconds: float) -> HTTPXRequest:
    """Requests without TLS, whose certificates take longest to load."""
    return HTTPXRequest(read_timeout=seconds, httpx_kwargs={"verify": False})


class Hook(ThreadingHTTPServer):
    """A webhook: gives out `statuses` in turn, then 200; `got` holds the secret and body of each request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _HookHandler)
        self.url = f"http://127.0.0.1:{self.server_port}/hook"
        self.statuses: list[int] = []
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.arrived = threading.Condition()

    def take(self, secret: str | None, body: dict[str, Any]) -> int:
        with self.arrived:
            self.got.append((secret, body))
            self.arrived.notify_all()
            return self.statuses.pop(0) if self.statuses else 200

    def wait_for(self, requests: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.got) >= requests, 5), self.got


class _HookHandler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(self.server.take(self.headers.get("X-Telegram-Bot-Api-Secret-Token"), body))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def lan(telegram: Telegram) -> Person:
    """Somebody whom the bot may write to."""
    return telegram.person("Lan Nguyễn", acquainted=True)


def buttons(*labels: str) -> InlineKeyboardMarkup:
    """A column of buttons whose data is `do:<label>`."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"do:{label}")] for label in labels]
    )


def drain(telegram: Telegram, use_bot: UseBot) -> list[Update]:
    """What waits for the bot, unconfirmed."""

    async def read(bot: Bot) -> list[Update]:
        return list(await bot.get_updates(allowed_updates=[]))

    found: list[Update] = use_bot(read)
    return found


def refused(error: type[TelegramError], reason: str) -> pytest.RaisesExc[TelegramError]:
    """The block meets this refusal; python-telegram-bot changes the case of descriptions."""
    return pytest.raises(error, match=f"(?i){reason}")
