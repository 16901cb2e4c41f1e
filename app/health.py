"""Whether every process can work: asked by the supervisor, by monitors, by `langnghe doctor`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import httpx
from sqlalchemy import text

from casework.work import House
from settings import Settings

_WORKER_SILENT_FOR = "15 seconds"


async def check(house: House, settings: Settings, client: httpx.AsyncClient) -> dict[str, bool]:
    """Each part by name: whether it can work now. Never raises."""
    looks: dict[str, Awaitable[bool]] = {
        "database": _asks(house, "SELECT true"),
        "rasa": _answers(client, f"{settings.rasa_url}/"),
        "actions": _answers(client, f"http://127.0.0.1:{settings.actions_port}/health"),
        "worker": _asks(
            house,
            "SELECT EXISTS (SELECT FROM procrastinate_workers "
            f"WHERE last_heartbeat > now() - interval '{_WORKER_SILENT_FOR}')",
        ),
    }
    found = await asyncio.gather(*looks.values())
    return dict(zip(looks, found, strict=True))


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url, timeout=3.0)).status_code == 200
    except httpx.HTTPError:
        return False


async def _asks(house: House, question: str) -> bool:
    def ask() -> bool:
        with house.sessions() as session:
            return bool(session.execute(text(question)).scalar())

    try:
        return await asyncio.wait_for(asyncio.to_thread(ask), timeout=5.0)
    except Exception:  # whatever is wrong with the database, the answer is that it cannot work
        return False
