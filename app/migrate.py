"""Bringing a database to the newest schema."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from settings import ROOT

_LOCK = 0x4C_4E_47_48  # any number, the same in every process of ours


def upgrade(url: str) -> None:
    """Apply what is missing, in one transaction; of several processes at once one works, the others wait."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if missing(connection):
                command.upgrade(configuration(connection), "head")
    finally:
        engine.dispose()


def missing(connection: Connection) -> bool:
    """True when the database lacks a migration that this code has."""
    applied = set(MigrationContext.configure(connection).get_current_heads())
    return applied != set(ScriptDirectory.from_config(configuration()).get_heads())


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, kept here instead of in an ini file."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
