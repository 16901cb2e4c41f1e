"""Questions that wait for a typed answer. Which one is meant, the notices know: the bot remembers nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from casework.records import Notice, Turn
from casework.terms import NoticeState
from casework.work import Work
from dialogue.staff_cards import PROMPT

OPEN_FOR = timedelta(hours=24)
DONE = "done"


def meant_by(work: Work, turn: Turn) -> Notice | None:
    """The prompt a text answers: the one replied to, else the newest open one of the last day."""
    replied_to = turn.said.get("reply_to")
    if replied_to is not None:
        mine = select(Notice).where(Notice.recipient == turn.pseudonym, Notice.message_id == replied_to)
        found = work.session.scalars(mine.limit(1)).first()
        return found if found is not None and found.kind == PROMPT else None
    return newest_open(work, turn.pseudonym)


def newest_open(work: Work, pseudonym: str) -> Notice | None:
    """The newest prompt, unless it was answered, let go of, or is a day old."""
    query = select(Notice).where(
        Notice.recipient == pseudonym, Notice.kind == PROMPT, Notice.state != NoticeState.FAILED
    )
    newest = work.session.scalars(query.order_by(Notice.id.desc()).limit(1)).first()
    if newest is None or newest.created_at < work.now - OPEN_FOR or newest.body.get(DONE):
        return None
    return newest


def asked(prompt: Notice) -> dict[str, Any]:
    """What a prompt is about: {"move", "ref"}; of a move of the table also {"name", "given"}."""
    return dict(prompt.body["prompt"])


def close(prompt: Notice) -> None:
    """Answered, or let go of."""
    prompt.body = {**prompt.body, DONE: True}
