"""Forgetting in time: drafts that were never sent, and the dialogue's memory of what was said."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import inspect, text, update

from casework.records import Turn
from casework.work import House

# Rasa's tracker store, in a schema of its own; one row an event, `timestamp` in seconds.
_FORGET_TRACKERS = text(
    "DELETE FROM rasa.events WHERE sender_id IN "
    "(SELECT sender_id FROM rasa.events GROUP BY sender_id HAVING max(timestamp) < :before)"
)


def forget(house: House) -> int:
    """Drop what was said in conversations silent for the set days; returns how many rows were emptied.

    Cases are not touched: what was sent has its own retention.
    """
    with house.work() as work:
        before = work.now - timedelta(days=work.rules.clocks.draft_calendar_days)
        old = update(Turn).where(Turn.received_at < before, Turn.done_at.is_not(None))
        emptied = len(work.session.execute(old.values(said={}).returning(Turn.key)).all())
        if inspect(work.session.connection()).has_table("events", schema="rasa"):
            work.session.execute(_FORGET_TRACKERS, {"before": before.timestamp()})
        return emptied
