"""Where the database of this installation is, running for as long as somebody here needs it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from app import migrate, postgres
from app.account import Tell
from app.locks import held, tried
from settings import Settings, settings


def cluster(settings: Settings) -> postgres.Cluster:
    """The embedded cluster of the data folder."""
    return postgres.Cluster(settings.data / "postgres")


def database_url(settings: Settings) -> str:
    """The address of the database for SQLAlchemy, whether or not it runs now."""
    return settings.given_database_url or cluster(settings).url()


def rasa_database_url(settings: Settings) -> str:
    """The same for Rasa, whose environment has psycopg 2."""
    return database_url(settings).replace("postgresql+psycopg://", "postgresql+psycopg2://", 1)


@contextmanager
def opened(settings: Settings, tell: Tell) -> Iterator[str]:
    """The address of a database that runs and has the newest schema, for one command.

    Uses the server of `./run` if it runs; else starts the embedded one, and stops it when the last command
    that uses it is done. Raises DatabaseFailed.
    """
    if not settings.embedded:
        migrate.upgrade(database_url(settings))
        yield database_url(settings)
        return
    settings.make_folder()
    home = cluster(settings)
    while True:
        with tried(home.lock) as free:
            if free:
                with _served_to_the_last_user(home, tell):
                    yield database_url(settings)
                return
        with held(home.users, shared=True):
            if home.answers():
                migrate.upgrade(database_url(settings))
                yield database_url(settings)
                return
        time.sleep(0.1)


@contextmanager
def _served_to_the_last_user(home: postgres.Cluster, tell: Tell) -> Iterator[None]:
    with ExitStack() as closed_to_newcomers, postgres.serving(home, tell):
        migrate.upgrade(home.url())
        try:
            with held(home.users, shared=True):
                yield
        finally:
            closed_to_newcomers.enter_context(held(home.users))


def main() -> None:
    """`python -m app.database`: bring the database of the settings to the newest schema."""
    migrate.upgrade(database_url(settings()))


if __name__ == "__main__":
    main()
