"""The web application on a real database, a Rasa that says what it is told to, and visitors to the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import sessionmaker

from casework import staff
from casework.terms import Role
from casework.work import House
from console import Options, chat_turn, web_app
from dialogue.rasa import DialogueDown, Rasa
from tests.builders import BIEN_HOA, rulebook, use_test_vault

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
SESSION = "q8Vw2nK5xT0bR7yLzE4uJg"  # 128 bits in base64


class Clock:
    """Stands still at the fixed moment until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **by: float) -> None:
        self.now += timedelta(**by)


class FakeRasa:
    """Rasa's port: answers each message once, remembers turns as the tracker does, is down when told so."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, list[str]]] = []
        self.down = 0
        self.says: Callable[[str], list[dict[str, Any]]] = lambda message: [
            {"text": f"Tôi nghe: <b>{message}</b>", "rows": [[["Gửi phản ánh", "report:"]]], "case_ref": None}
        ]
        self._told: dict[str, list[dict[str, Any]]] = {}

    async def say(self, sender: str, message: str, *, turn: str, files: list[str]) -> list[dict[str, Any]]:
        if self.down:
            self.down -= 1
            raise DialogueDown("down")
        self.heard.append((sender, message, files))
        self._told[turn] = self.says(message)
        return self._told[turn]

    async def said_before(self, sender: str, turn: str) -> list[dict[str, Any]] | None:
        return self._told.get(turn)


class Visitor:
    """A client that keeps its cookies. `far`: it comes from another machine."""

    def __init__(self, app: FastAPI, portal: BlockingPortal, *, far: bool = False) -> None:
        transport = httpx.ASGITransport(
            app, client=("203.0.113.7" if far else "127.0.0.1", 50000), raise_app_exceptions=False
        )
        self._client = httpx.AsyncClient(transport=transport, base_url="http://localhost:8080")
        self._portal = portal

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("POST", path, **options)

    def submit(self, path: str, **fields: str) -> httpx.Response:
        """Send a form as a browser on our own page does."""
        return self.post(path, data=fields, headers=SAME_ORIGIN)

    def says(self, text: str, session: str = SESSION, **more: Any) -> list[dict[str, Any]]:
        """One message of the web chat; the replies."""
        response = self.post("/api/chat", json={"session": session, "text": text, **more})
        assert response.status_code == 200, response.text
        return list(response.json()["messages"])

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._portal.call(lambda: self._client.request(method, path, **options))

    def at_once(self, *messages: dict[str, Any]) -> list[httpx.Response]:
        """Several messages of the chat in flight together."""

        async def both() -> list[httpx.Response]:
            posts = (self._client.post("/api/chat", json=message) for message in messages)
            return list(await asyncio.gather(*posts))

        return self._portal.call(both)


Open = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def _vault() -> None:
    use_test_vault()


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def house(database_url: str, clock: Clock) -> Iterator[House]:
    engine = create_engine(database_url)
    yield House(sessionmaker(engine, expire_on_commit=False), rulebook(), clock)
    engine.dispose()


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> FakeRasa:
    monkeypatch.setattr(chat_turn, "SECOND_TRY_AFTER", 0.0)
    return FakeRasa()


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(
        public_url="http://localhost:8080",
        attachments=tmp_path / "attachments",
        secure_cookies=False,
        loopback=True,
        bot="langnghe_bot",
    )


@pytest.fixture
def make_app(house: House, rasa: FakeRasa) -> Iterator[Callable[[Options], FastAPI]]:
    with ExitStack() as living:

        def make(options: Options) -> FastAPI:
            app = web_app(house, cast("Rasa", rasa), options)
            living.callback(app.state.site.locks.close)
            return app

        yield make


@pytest.fixture
def app(make_app: Callable[[Options], FastAPI], options: Options) -> FastAPI:
    return make_app(options)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """One event loop for all visitors, as in the web process."""
    with start_blocking_portal() as running:
        yield running


@pytest.fixture
def open_as(request: pytest.FixtureRequest, portal: BlockingPortal) -> Iterator[Open]:
    """A new visitor each time, of `app` if of no other."""
    with ExitStack() as living:

        def open_(of: FastAPI | None = None, *, far: bool = False) -> Visitor:
            visitor = Visitor(of or request.getfixturevalue("app"), portal, far=far)
            living.callback(lambda: portal.call(visitor._client.aclose))
            return visitor

        yield open_


@pytest.fixture
def visitor(open_as: Open) -> Visitor:
    return open_as()


@pytest.fixture
def calm(engine: Engine, clock: Clock, rasa: FakeRasa, options: Options, open_as: Open) -> Iterator[Open]:
    """Visitors to a database that all tests share: for what must not write anything."""
    quiet = House(sessionmaker(engine, expire_on_commit=False), rulebook(), clock)
    app = web_app(quiet, cast("Rasa", rasa), options)
    yield lambda **how: open_as(app, **how)
    app.state.site.locks.close()


@pytest.fixture
def signed_in(open_as: Open, house: House) -> Callable[..., Visitor]:
    """A browser in which a new member of staff has joined by the one-time link."""

    def sign_in(unit: str = BIEN_HOA, role: Role = Role.HEAD) -> Visitor:
        with house.work() as work:
            code = staff.invite(work, unit, role)
        browser = open_as()
        assert browser.submit("/console/join", code=code).status_code == 303
        return browser

    return sign_in
