"""The queue of jobs: lives in the same database, so that a job begins to exist with the row it works on.

Arguments of jobs are keys only. A turn's job carries the conversation's pseudonym as its lock: one turn of a
conversation at a time, in order, on however many workers.
"""

from __future__ import annotations

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision, SyncPsycopgConnector
from procrastinate.jobs import Job
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from dialogue.rasa import DialogueDown

TURNS = "turns"
HANDLE_TURN = "turns:handle"
FILES = "files"
FETCH_FILE = "files:fetch"

_deferring = App(connector=SyncPsycopgConnector())


def defer_turn(session: Session, key: str, pseudonym: str) -> None:
    """Queue the handling of a turn in the transaction that wrote it down."""
    connection = session.connection().connection.driver_connection
    task = _deferring.configure_task(HANDLE_TURN, queue=TURNS, lock=pseudonym, connection=connection)
    task.defer(key=key)


def defer_file(session: Session, attachment: str) -> None:
    """Queue the fetching of a file in the transaction that wrote down its row; it carries no chat's lock."""
    connection = session.connection().connection.driver_connection
    task = _deferring.configure_task(FETCH_FILE, queue=FILES, connection=connection)
    task.defer(attachment=attachment)


def conninfo(url: str) -> str:
    """libpq's form of a SQLAlchemy address."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def worker_app(url: str) -> App:
    """The application a worker process runs."""
    return App(connector=PsycopgConnector(conninfo=conninfo(url), min_size=1, max_size=8))


class Patience(BaseRetryStrategy):
    """Rasa away: try again each second, long enough for its restart. Anything else: three tries in all."""

    AWAY = 90
    BROKEN = 2

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None ends the trying; the task then says sorry by itself (see jobs.turns)."""
        if self.is_last(exception, job.attempts):
            return None
        return RetryDecision(retry_in={"seconds": 1})

    @classmethod
    def is_last(cls, exception: BaseException, attempts: int) -> bool:
        """Whether this try was the last one."""
        return attempts >= (cls.AWAY if isinstance(exception, DialogueDown) else cls.BROKEN)


async def take_over(app: App, dead_after: float) -> None:
    """Give the jobs of dead workers to the living; `dead_after`: seconds without a heartbeat."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after):
        await app.job_manager.retry_job(job)
