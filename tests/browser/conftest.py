"""Chromium on the real pages, served by a real server from a real database; only Rasa is made up.

With SHOTS set to a folder the tests leave pictures of the pages there.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.console.conftest import _vault, app, clock, house, make_app, options, rasa

__all__ = ["_vault", "app", "clock", "house", "make_app", "options", "rasa"]

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 860}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

Open = Callable[..., Page]
Shot = Callable[..., None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, else the one Playwright installed; none at all is a failure, not a skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


class Address(str):
    """Where the pages are; `down()` ends the server, `up()` starts it again at the same place."""

    __slots__ = ("down", "up")
    down: Callable[[], None]
    up: Callable[[], None]


@pytest.fixture
def url(app: FastAPI) -> Iterator[Address]:
    """The application, served on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def up() -> None:
        running.append(_served(app, port))

    def down() -> None:
        server, thread = running.pop()
        server.should_exit = True
        thread.join(10)

    address = Address(f"http://127.0.0.1:{port}")
    address.up, address.down = up, down
    up()
    yield address
    while running:
        down()


def _served(app: FastAPI, port: int) -> tuple[uvicorn.Server, threading.Thread]:
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the server did not come up"
    return server, thread


@contextmanager
def watched(context: BrowserContext) -> Iterator[list[str]]:
    """What the console of the browser complains of: broken scripts, refused styles, missing files."""
    complaints: list[str] = []
    context.on(
        "console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield complaints


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """A page in a browser profile of its own; at the end nothing may have been complained of."""
    contexts: list[tuple[BrowserContext, list[str], list[str]]] = []

    def open_(
        address: str, *, size: dict[str, int] = PHONE, dark: bool = False, allowed: tuple[str, ...] = ()
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if dark else "light",
            has_touch=size is PHONE,
            locale="vi-VN",
        )
        context.set_default_timeout(10_000)
        with watched(context) as complaints:
            contexts.append((context, complaints, list(allowed)))
        page = context.new_page()
        page.goto(address)
        return page

    yield open_
    for context, complaints, allowed in contexts:
        context.close()
        assert [text for text in complaints if not any(re.search(part, text) for part in allowed)] == []


@pytest.fixture
def shot() -> Shot:
    """Keeps a picture of a page when SHOTS names a folder."""
    folder = os.environ.get("SHOTS")

    def take(page: Page, name: str, *, whole: bool = False) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)

    return take


def fits(page: Page) -> bool:
    """Nothing sticks out at the side of the page."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is smaller than a finger (44 px high), links inside sentences left out."""
    return [str(text) for text in page.evaluate(_SMALL)]


_SMALL = """() => Array.from(
    document.querySelectorAll('button, [role=button], select, nav a, textarea, .attach'))
  .filter((node) => node.offsetParent !== null)
  .filter((node) => { const box = node.getBoundingClientRect(); return box.height > 1 && box.height < 40; })
  .map((node) => node.outerHTML.slice(0, 80))"""
