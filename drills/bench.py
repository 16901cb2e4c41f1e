"""What the program can do on this machine: all of it, in a folder of its own, against a loopback Telegram."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from cryptography.fernet import Fernet
from sqlalchemy import Engine, create_engine, text

from app import compose, migrate, postgres
from casework.work import House
from drills import bench_replies, bench_work
from drills.bench_work import City
from drills.botapi import Telegram
from drills.stack import Stack
from settings import load

Json = dict[str, Any]
Tell = Callable[[str], None]

# Which process a command line belongs to; the first that fits.
PROCESSES = {"app.web": "web", "app.worker": "worker", "rasa": "rasa"}


@dataclass(frozen=True)
class Extent:
    """How much is measured. `alone`: how often one conversation has the program to itself."""

    alone: int
    together: tuple[int, ...]
    filed: int
    city: City


FULL = Extent(10, (8, 32), 400, City(seed=800, weeks=52, cases=100_000))
QUICK = Extent(3, (8,), 60, City(seed=60, weeks=4, cases=2_000))


@dataclass
class _OwnStack(Stack):
    """A stack that takes nothing from the operator's own settings."""

    own: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What this bench decides goes before what the operator has set."""
        alone = {"LANGNGHE_HOST": "127.0.0.1", "TELEGRAM_MODE": "polling", "PUBLIC_URL": self.url}
        return super().environment | alone | self.own


def run(extent: Extent, tell: Tell) -> Json:
    """All figures; `tell` is called with the name of each part before it is measured."""
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as name:
        folder = Path(name)
        cluster = postgres.Cluster(folder / "postgres")
        with postgres.running(cluster, lambda _: None) as server:
            own = _own_settings(folder, cluster)
            house = compose.house(load(**own), pool=bench_work.AT_ONCE)
            migrate.upgrade(cluster.url())
            figures = _with_people(extent, _OwnStack(folder, own=own), house, tell)
            figures["memory_mb"]["postgres"] = _megabytes(psutil.Process(server.pid), with_children=True)
            tell("filing")
            figures["cases_per_second"] = round(bench_work.filing(house, extent.filed), 1)
            tell("weekly")
            with _database(cluster, "city") as engine:
                figures["weekly_summary"] = bench_work.weekly_summary(house, engine, extent.city)
            house.sessions.kw["bind"].dispose()
    return {"cores": os.cpu_count(), **figures}


def _with_people(extent: Extent, stack: _OwnStack, house: House, tell: Tell) -> Json:
    """What is measured on the running program."""
    with Telegram() as telegram:
        stack.telegram = telegram
        with stack:
            bench_replies.measure(telegram, 1)  # the first of all meets cold caches
            tell("replies")
            waits = {1: bench_replies.measure_alone(telegram, extent.alone)}
            waits |= {number: bench_replies.measure(telegram, number) for number in extent.together}
            tell("notices")
            chats = sorted({update.chat_id for update in telegram.handed})
            sent = bench_work.sending(house, telegram, chats)
            return {
                "replies": {str(number): each.as_json() for number, each in waits.items()},
                "notices_per_second": round(sent, 1),
                "memory_mb": _memory(stack),
            }


def _memory(stack: _OwnStack) -> dict[str, int]:
    """Megabytes of each process of the program, what is shared counted in parts."""
    if stack.process is None:
        return {}
    supervisor = psutil.Process(stack.process.pid)
    found = {"supervisor": _megabytes(supervisor)}
    for child in supervisor.children(recursive=True):
        command = " ".join(child.cmdline())
        name = next((name for part, name in PROCESSES.items() if part in command), "other")
        found[name] = found.get(name, 0) + _megabytes(child)
    return found


def _megabytes(process: psutil.Process, *, with_children: bool = False) -> int:
    family = [process, *(process.children(recursive=True) if with_children else [])]
    return round(sum(_bytes_of(each) for each in family) / 1e6)


def _bytes_of(process: psutil.Process) -> int:
    memory = process.memory_full_info()
    return int(getattr(memory, "pss", memory.rss))


def _own_settings(folder: Path, cluster: postgres.Cluster) -> dict[str, str]:
    """Everything that would otherwise lead to the operator's own data."""
    return {
        "LANGNGHE_DATA": str(folder),
        "DATABASE_URL": cluster.url(),
        "SECRET_KEY": secrets.token_urlsafe(32),
        "IDENTITY_KEY": Fernet.generate_key().decode(),
    }


@contextmanager
def _database(cluster: postgres.Cluster, name: str) -> Iterator[Engine]:
    """Another database of the cluster, with the newest schema."""
    admin = create_engine(cluster.url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    migrate.upgrade(cluster.url(name))
    engine = create_engine(cluster.url(name))
    yield engine
    engine.dispose()
