"""What is wired to what: settings become a house of tables, database and clock, and a way to talk to Rasa."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from app import logs
from app.database import database_url
from app.keys import KeyFile
from casework import crypto
from casework.rulebook import load_rulebook
from casework.work import House
from dialogue.rasa import Rasa
from settings import ROOT, Settings

DATA_TABLES = ROOT / "data"


def house(settings: Settings, *, pool: int = 10) -> House:
    """The house of one process: engine with `pool` connections, rules, vault, clock.

    The clock is the real one; drills may shift it by LANGNGHE_CLOCK_SHIFT seconds, never on real Telegram.
    """
    use_keys(settings)
    engine = create_engine(
        database_url(settings), pool_size=pool, max_overflow=pool, pool_pre_ping=True, hide_parameters=True
    )
    shift = timedelta(seconds=settings.clock_shift)
    sessions = sessionmaker(engine, expire_on_commit=False)
    return House(sessions, load_rulebook(DATA_TABLES), lambda: datetime.now(UTC) + shift)


def use_keys(settings: Settings) -> None:
    """Open the vault of this process."""
    keys, file = settings.identity_keys, settings.identity_key_file
    crypto.use_vault(crypto.Vault(KeyFile(file) if file else keys, settings.secret_key))


def rasa(settings: Settings) -> Rasa:
    """The way to Rasa; connections are kept open between turns."""
    client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=32))
    return Rasa(client, settings.rasa_url, settings.rasa_token)


def begin(settings: Settings) -> None:
    """What every process does first."""
    logs.configure(settings.log_level, settings.log_format)
