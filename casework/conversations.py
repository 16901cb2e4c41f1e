"""Conversations, the address book and the turns: who said something, once, under a pseudonym."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from casework import crypto
from casework.records import Address, Conversation, Notice, Turn
from casework.terms import Channel


def telegram_pseudonym(chat_id: int) -> str:
    """The keyed name of a Telegram chat."""
    return crypto.vault().pseudonym("telegram", chat_id)


def web_pseudonym(session_id: str) -> str:
    """The keyed name of a web chat's session."""
    return crypto.vault().pseudonym("web", session_id)


def meet(session: Session, pseudonym: str, channel: Channel, now: datetime) -> Conversation:
    """The conversation of this pseudonym, begun now if it is new."""
    row = {
        "pseudonym": pseudonym,
        "channel": channel,
        "language": "vi",
        "created_at": now,
        "last_seen_at": now,
    }
    again = insert(Conversation).values(**row)
    session.execute(again.on_conflict_do_update(index_elements=["pseudonym"], set_={"last_seen_at": now}))
    return session.get_one(Conversation, pseudonym, populate_existing=True)


def meet_on_telegram(session: Session, chat_id: int, now: datetime) -> Conversation:
    """The conversation of a Telegram chat; its address goes into the address book."""
    conversation = meet(session, telegram_pseudonym(chat_id), Channel.TELEGRAM, now)
    address = session.get(Address, conversation.pseudonym)
    if address is None:
        session.add(Address(pseudonym=conversation.pseudonym, chat=chat_id))
    else:
        address.unreachable_since = None
    session.flush()
    return conversation


def take_turn(session: Session, key: str, pseudonym: str, *, said: dict[str, Any], now: datetime) -> bool:
    """Write down what was said; False when this turn was taken in before."""
    row = {"key": key, "pseudonym": pseudonym, "said": said, "received_at": now}
    done = session.execute(insert(Turn).values(**row).on_conflict_do_nothing().returning(Turn.key))
    return done.first() is not None


def turn_mark(key: str) -> str:
    """What history keeps of a turn: enough to know it again, and nothing of the conversation in its key."""
    return crypto.vault().index("turn", key)[:16]


def replies(session: Session, turn: str) -> list[Notice]:
    """What was answered in a turn, in order."""
    return list(session.scalars(select(Notice).where(Notice.reply_to == turn).order_by(Notice.id)))


def thread_after(session: Session, pseudonym: str, after: int) -> list[Notice]:
    """What came into a conversation after a message id, in order (the web chat's poll)."""
    query = select(Notice).where(Notice.recipient == pseudonym, Notice.id > after).order_by(Notice.id)
    return list(session.scalars(query))
