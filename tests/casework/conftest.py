"""One unit of work at the fixed moment, under the keys of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from casework.work import House, Work
from tests.builders import rulebook, use_test_vault


@pytest.fixture(autouse=True)
def _vault() -> None:
    use_test_vault()


@pytest.fixture
def work(session: Session, now: datetime) -> Work:
    return Work(session, rulebook(), now)


@pytest.fixture
def house(database_url: str, now: datetime) -> Iterator[House]:
    """A house of its own for what commits, from one or several connections, at the fixed moment."""
    engine = create_engine(database_url, pool_size=8)
    yield House(sessionmaker(engine, expire_on_commit=False), rulebook(), lambda: now)
    engine.dispose()
