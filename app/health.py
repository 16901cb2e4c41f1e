"""Whether every process can work: asked by the supervisor, by monitors, by `langnghe doctor`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import text

from casework.work import House
from settings import Settings

_WORKER_SILENT_FOR = timedelta(seconds=15)
_A_WORKER_LIVES = "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - :silent)"


class Health:
    """Looks at each part side by side; a part that does not answer in three seconds cannot work."""

    def __init__(self, house: House, settings: Settings) -> None:
        self._house = house
        self._client = httpx.Client(timeout=3.0)
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="health")
        self._looks: dict[str, Callable[[], bool]] = {
            "database": lambda: self._asks("SELECT true"),
            "rasa": lambda: self._answers(f"{settings.rasa_url}/"),
            "actions": lambda: self._answers(f"http://127.0.0.1:{settings.actions_port}/health"),
            "worker": lambda: self._asks(_A_WORKER_LIVES, silent=_WORKER_SILENT_FOR),
        }

    def __call__(self) -> dict[str, Any]:
        """{"status": "ok", "parts"}, or "failing" with the names of the failing parts. Never raises."""
        found = dict(zip(self._looks, self._pool.map(_without_fail, self._looks.values()), strict=True))
        failing = [name for name, works in found.items() if not works]
        return {"status": "failing", "failing": failing} if failing else {"status": "ok", "parts": found}

    def _answers(self, url: str) -> bool:
        return self._client.get(url).status_code == 200

    def _asks(self, question: str, **values: object) -> bool:
        with self._house.sessions() as session:
            return bool(session.execute(text(question), values).scalar())


def _without_fail(look: Callable[[], bool]) -> bool:
    try:
        return look()
    except Exception:  # whatever is wrong with a part, the answer is that it cannot work
        return False
