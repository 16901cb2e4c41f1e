"""The dialogue's own memory and the queue's: what they hold of conversations, and how it is forgotten.

Both belong to other programs and lie in the same database: Rasa's trackers in a schema of their own (one row
an event, `timestamp` in seconds), the queue's jobs in tables of procrastinate. A job names a conversation by
its lock.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

_TRACKER = text("DELETE FROM rasa.events WHERE sender_id = :pseudonym")
_OLD_TRACKERS = text("DELETE FROM rasa.events WHERE timestamp < :before")
_OVER = "status NOT IN ('todo', 'doing')"
_JOBS = text(f"DELETE FROM procrastinate_jobs WHERE lock = :pseudonym AND {_OVER}")  # noqa: S608 - constant
_OLD_JOBS = text(
    f"DELETE FROM procrastinate_jobs WHERE {_OVER} AND NOT EXISTS (SELECT FROM procrastinate_events e "  # noqa: S608
    "WHERE e.job_id = procrastinate_jobs.id AND e.at >= :before)"
)


def forget(session: Session, pseudonym: str) -> None:
    """Everything said in one conversation, when no turn of it is under way but the present one.

    Rasa writes what it holds when its turn ends: to be called after that.
    """
    if _has_trackers(session):
        session.execute(_TRACKER, {"pseudonym": pseudonym})
    session.execute(_JOBS, {"pseudonym": pseudonym})


def forget_before(session: Session, before: datetime) -> None:
    """What was said before a moment, also in conversations that go on, and jobs that were over by then."""
    if _has_trackers(session):
        session.execute(_OLD_TRACKERS, {"before": before.timestamp()})
    session.execute(_OLD_JOBS, {"before": before})


def _has_trackers(session: Session) -> bool:
    """Rasa makes its table at its first start."""
    return inspect(session.connection()).has_table("events", schema="rasa")
