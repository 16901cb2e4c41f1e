"""The command line in this process: what it printed, what it refused, on which database."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from casework.work import House
from cli.__main__ import main
from settings import settings
from tests.builders import KEYS, SECRET, rulebook, use_test_vault


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, stdout, and stderr."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Langnghe = Callable[..., Ended]


@pytest.fixture
def langnghe(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Langnghe]:
    """`langnghe(*arguments, stdin=bytes)` for an operator who reads English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    settings.cache_clear()

    def run(*arguments: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = (stream.decode() for stream in capsysbinary.readouterr())
        code = ended.value.code
        if isinstance(code, str):
            return Ended(1, out, f"{err}{code}\n")
        return Ended(code or 0, out, err)

    yield run
    settings.cache_clear()


@pytest.fixture
def house(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now) -> Iterator[House]:
    """A fresh database that commands find by their settings; its own clock shows the fixed moment."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("LANGNGHE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("IDENTITY_KEY", ",".join(KEYS))
    settings.cache_clear()
    use_test_vault()
    engine = create_engine(database_url)
    yield House(sessionmaker(engine, expire_on_commit=False), rulebook(), lambda: now)
    engine.dispose()
    settings.cache_clear()
