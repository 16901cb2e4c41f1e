"""Forgetting in time: drafts that were never sent, what was said about them, and the dialogue's memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists, inspect, text

from casework import attachments
from casework.records import Notice, Turn
from casework.terms import NoticeState
from casework.work import House, Work

# Rasa's tracker store, in a schema of its own; one row an event, `timestamp` in seconds.
_FORGET_TRACKERS = text(
    "DELETE FROM rasa.events WHERE sender_id IN "
    "(SELECT sender_id FROM rasa.events GROUP BY sender_id HAVING max(timestamp) < :before)"
)
UNDER_WAY = (NoticeState.QUEUED, NoticeState.SENDING)


def forget(house: House, files: Path | None = None) -> int:
    """Drop what was said longer ago than the set days, and the dialogue of conversations silent since then.

    Turns with their replies go (a card repeats the story); `files`: the folder of attachments, of which those
    go that went into no case. Returns how many turns. Cases are not touched: they have their own retention.
    """
    with house.work() as work:
        before = work.now - timedelta(days=work.rules.clocks.draft_calendar_days)
        forgotten = _forget_turns(work, before)
        if inspect(work.session.connection()).has_table("events", schema="rasa"):
            work.session.execute(_FORGET_TRACKERS, {"before": before.timestamp()})
        if files is not None:
            attachments.drop_unclaimed(work, before, files)
        return forgotten


def _forget_turns(work: Work, before: datetime) -> int:
    """What is still under way is left for the next time."""
    old = Notice.reply_to.is_not(None) & (Notice.created_at < before) & Notice.state.not_in(UNDER_WAY)
    work.session.execute(delete(Notice).where(old))
    answered = exists().where(Notice.reply_to == Turn.key)
    gone = delete(Turn).where(Turn.received_at < before, Turn.done_at.is_not(None), ~answered)
    return len(work.session.execute(gone.returning(Turn.key)).all())
