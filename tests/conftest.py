"""The real database of the tests, the fixed clock, and a network that ends at this machine."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from app import migrate, postgres

_TEMPLATE = "template_of_tests"
_numbers = count(1)


def pytest_configure() -> None:
    """A root for temporary folders that is this run's own.

    Each start of pytest closes the root that all runs share, and as root the database runs under another
    account, which then no longer gets through to its files.
    """
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(prefix="langnghe-tests-")


def pytest_unconfigure() -> None:
    """Nothing stays behind."""
    shutil.rmtree(os.environ.pop("PYTEST_DEBUG_TEMPROOT"), ignore_errors=True)


@pytest.fixture
def now() -> datetime:
    """Monday 2026-11-23, 09:00 in Đồng Nai."""
    return datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Cluster]:
    """A PostgreSQL server for this run of the tests, with a migrated database to copy from."""
    made = postgres.Cluster(tmp_path_factory.mktemp("postgres"))
    with postgres.running(made, lambda _: None, durable=False):
        _create(made, _TEMPLATE, "template0")
        migrate.upgrade(made.url(_TEMPLATE))
        yield made


@pytest.fixture(scope="session")
def engine(cluster: postgres.Cluster) -> Iterator[Engine]:
    """One migrated database that tests only write to inside a transaction which is rolled back."""
    _create(cluster, "shared", _TEMPLATE)
    made = create_engine(cluster.url("shared"))
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose commits are SAVEPOINTs of an outer transaction that the test's end rolls back."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as made:
            yield made
        outer.rollback()


@pytest.fixture
def database_url(cluster: postgres.Cluster) -> Iterator[str]:
    """A fresh migrated database for tests that commit, from one or several connections."""
    name = f"fresh_{next(_numbers)}"
    _create(cluster, name, _TEMPLATE)
    yield cluster.url(name)
    _execute(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections that leave the machine: a test that needs the Internet is a wrong test."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(connect: Any) -> Any:
    def local_only(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not _is_here(str(address[0])):
            raise PermissionError(f"tests do not connect to {address[0]}")
        return connect(self, address)

    return local_only


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _create(cluster: postgres.Cluster, name: str, template: str) -> None:
    _execute(cluster, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")


def _execute(cluster: postgres.Cluster, statement: str) -> None:
    engine = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
