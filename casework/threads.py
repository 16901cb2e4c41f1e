"""Conversations that are read rather than sent: the web chat, and the console's list of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from casework.records import Conversation, Notice, StaffMember
from casework.terms import Channel, NoticeState

_UNREAD = frozenset({NoticeState.QUEUED, NoticeState.SENDING})


def since(session: Session, pseudonym: str, after: int, now: datetime, *, limit: int = 200) -> list[Notice]:
    """What came into a web conversation after a message id, and what was not read yet, in order.

    Ids are given at writing and seen at commit: a notice may appear after one with a higher id was read.
    """
    fresh = or_(Notice.id > after, Notice.state == NoticeState.QUEUED)
    query = select(Notice).where(Notice.recipient == pseudonym, Notice.not_before <= now, fresh)
    return list(session.scalars(query.order_by(Notice.id).limit(limit)))


def mark_read(session: Session, notices: Iterable[Notice], now: datetime) -> None:
    """What a web conversation has been shown is sent; notices to other channels are left to their sender."""
    for notice in notices:
        conversation = session.get(Conversation, notice.recipient)
        if notice.state in _UNREAD and conversation and conversation.channel is Channel.WEB:
            notice.state, notice.sent_at = NoticeState.SENT, now


def of_member(session: Session, member: StaffMember, now: datetime, *, limit: int = 50) -> list[Notice]:
    """The newest notices to a member of staff, without replies to what they typed; the night is quiet."""
    query = select(Notice).where(
        Notice.staff_id == member.id, Notice.not_before <= now, Notice.reply_to.is_(None)
    )
    return list(session.scalars(query.order_by(Notice.id.desc()).limit(limit)))


def unread(session: Session, member: StaffMember, now: datetime) -> int:
    """How many notices wait for a member who reads them in the console; 0 for those told on Telegram."""
    conversation = session.get(Conversation, member.pseudonym) if member.pseudonym else None
    if conversation is None or conversation.channel is not Channel.WEB:
        return 0
    waiting = select(func.count()).select_from(Notice).where(Notice.staff_id == member.id)
    return session.scalars(waiting.where(Notice.not_before <= now, Notice.state == NoticeState.QUEUED)).one()
