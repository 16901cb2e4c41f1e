"""The way of a notice out of the house: due, being sent, sent, or why not. The sender's side of notices.

The address book is opened here and nowhere else. Each function is one short step of a transaction that the
sender commits before it goes on, so that a crash leaves at most the notices that are marked as being sent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from casework.records import Address, Conversation, Fact, Notice, Turn
from casework.terms import Channel, NoticeState

DRILL = "drill"
ADDRESS_BOOK = Address.__tablename__
TURNS_BEFORE, TURNS_AFTER = 5, 100
PARTS = "parts_sent"
CLOCKS_DIFFER_BY = timedelta(seconds=2)  # of the machines that take in and send


@dataclass(frozen=True)
class Window:
    """Message ids of one range: `before` was given out before a send began, `top` is the highest known.

    `known` are ids of the range that belong to something else than the message looked for.
    """

    before: int
    top: int
    known: frozenset[int]

    def candidates(self, beyond: int) -> list[int]:
        """Ids the message can have, the likeliest first; `beyond`: how many to look at above the top."""
        return [n for n in range(self.before + 1, self.top + beyond + 1) if n not in self.known]


def is_drill(session: Session) -> bool:
    """Whether this database is for drills: no notice of it may reach a real chat."""
    fact = session.get(Fact, DRILL)
    return bool(fact and fact.value)


def take(session: Session, now: datetime, *, busy: Collection[str], limit: int) -> list[Notice]:
    """The oldest due notice of each Telegram chat that nothing is being sent to, marked as being sent.

    `busy`: pseudonyms that must wait. Of two senders only one gets a notice.
    """
    first = _first_due(now).where(Notice.recipient.not_in(busy)).limit(limit)
    still = Notice.state == NoticeState.QUEUED  # looked at again when another sender was quicker
    query = select(Notice).where(Notice.id.in_(first), still).order_by(Notice.id)
    taken = list(session.scalars(query.with_for_update(skip_locked=True)))
    for notice in taken:
        notice.state, notice.sending_since = NoticeState.SENDING, now
        notice.attempts += 1
    return taken


def _first_due(now: datetime) -> Any:
    other = aliased(Notice)
    sending = exists().where(other.recipient == Notice.recipient, other.state == NoticeState.SENDING)
    reachable = exists().where(Address.pseudonym == Notice.recipient, Address.unreachable_since.is_(None))
    first = func.min(Notice.id)
    query = select(first).join(Conversation, Conversation.pseudonym == Notice.recipient)
    return query.where(_is_due(now), reachable, ~sending).group_by(Notice.recipient).order_by(first)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        Notice.state == NoticeState.QUEUED, Notice.not_before <= now, Conversation.channel == Channel.TELEGRAM
    )


def give_up_unreachable(session: Session, now: datetime) -> int:
    """Due notices to Telegram chats that cannot be written to; returns how many."""
    reachable = exists().where(Address.pseudonym == Notice.recipient, Address.unreachable_since.is_(None))
    lost = select(Notice.id).join(Conversation, Conversation.pseudonym == Notice.recipient)
    where = Notice.id.in_(lost.where(_is_due(now), ~reachable))
    done = session.execute(
        update(Notice).where(where).values(state=NoticeState.UNREACHABLE).returning(Notice.id)
    )
    return len(done.all())


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether a notice to a Telegram chat waits to be sent now."""
    query = select(Notice.id).join(Conversation, Conversation.pseudonym == Notice.recipient)
    return session.scalar(query.where(_is_due(now)).limit(1)) is not None


def interrupted(session: Session) -> list[Notice]:
    """Notices whose sending was begun and not finished: delivered or not, nobody here knows."""
    query = select(Notice).where(Notice.state == NoticeState.SENDING).order_by(Notice.id)
    return list(session.scalars(query))


def chat_of(session: Session, pseudonym: str) -> int | None:
    """The Telegram chat behind a pseudonym, None when it was erased."""
    address = session.get(Address, pseudonym)
    return int(address.chat) if address else None


def part_sent(session: Session, notice_id: int, message_id: int, now: datetime) -> None:
    """One part of a long message lies in the chat; the rest begins anew from here."""
    notice = session.get_one(Notice, notice_id)
    notice.body = {**notice.body, PARTS: [*parts_sent(notice), message_id]}
    notice.sending_since = now


def parts_sent(notice: Notice) -> list[int]:
    """Message ids of the parts that were delivered."""
    return list(notice.body.get(PARTS, []))


def sent(session: Session, notice_id: int, message_id: int | None, now: datetime) -> None:
    """The whole notice lies in the chat; `message_id` is that of its last part."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.sent_at, notice.message_id = NoticeState.SENT, now, message_id


def put_back(session: Session, notice_id: int) -> None:
    """Not delivered for sure: it is due again, before any later notice of its chat."""
    _end(session, notice_id, NoticeState.QUEUED)


def fail(session: Session, notice_id: int) -> None:
    """Telegram will never take it: kept as a dead letter."""
    _end(session, notice_id, NoticeState.FAILED)


def park(session: Session, notice_id: int) -> None:
    """Kept back: nobody can tell whether it was delivered, or its reader lost the right to it."""
    _end(session, notice_id, NoticeState.PARKED)


def _end(session: Session, notice_id: int, state: NoticeState) -> None:
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.sending_since = state, None


def unreachable(session: Session, notice_id: int, now: datetime) -> None:
    """The chat is closed to us: neither this notice nor a later one is tried until the person writes."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.sending_since = NoticeState.UNREACHABLE, None
    set_reach(session, notice.recipient, reachable=False, now=now)


def set_reach(session: Session, pseudonym: str, *, reachable: bool, now: datetime) -> None:
    """A person blocked the bot, or lets it write again."""
    address = session.get(Address, pseudonym)
    if address is not None:
        address.unreachable_since = None if reachable else address.unreachable_since or now


def move_chat(session: Session, pseudonym: str, chat: int) -> None:
    """A group has become another chat; its pseudonym stays."""
    address = session.get(Address, pseudonym)
    if address is not None:
        address.chat = chat


def forget_addresses(session: Session, pseudonyms: Collection[str]) -> None:
    """Strike these conversations out of the address book: nothing can be sent to them any more."""
    session.execute(delete(Address).where(Address.pseudonym.in_(pseudonyms)))


def window(session: Session, notice: Notice, *, own_range: bool) -> Window:
    """Between which message ids an interrupted notice lies, from all ids that are known by now.

    Private chats and basic groups share one range of the whole bot; `own_range`: a supergroup has its own.
    Turns count as well: what people write takes numbers of the same range.
    """
    since = _begun(notice)
    turns, sends = _ids_of_turns(session, notice, own_range), _ids_of_notices(session, notice, own_range)
    early = [number for number, at in (*turns, *sends) if at < since]
    every = {number for number, _ in (*turns, *sends)} | set(parts_sent(notice))
    before = max([*early, *parts_sent(notice)], default=0)
    return Window(before, max(every, default=0), frozenset(every))


def _ids_of_turns(session: Session, notice: Notice, own_range: bool) -> list[tuple[int, datetime]]:
    since = _begun(notice)
    query = select(Turn).where(Turn.key.startswith("tg:"))
    if own_range:
        query = query.where(Turn.pseudonym == notice.recipient)
    before = query.where(Turn.received_at < since).order_by(Turn.received_at.desc()).limit(TURNS_BEFORE)
    after = query.where(Turn.received_at >= since).order_by(Turn.received_at).limit(TURNS_AFTER)
    turns = [*session.scalars(before), *session.scalars(after)]
    return [(int(turn.said["message_id"]), turn.received_at) for turn in turns if turn.said.get("message_id")]


def _ids_of_notices(session: Session, notice: Notice, own_range: bool) -> list[tuple[int, datetime]]:
    since = _begun(notice)
    query = select(Notice.message_id, Notice.sent_at).where(
        Notice.message_id.is_not(None), Notice.sent_at.is_not(None)
    )
    if own_range:
        query = query.where(Notice.recipient == notice.recipient)
    newest_before = query.where(Notice.sent_at < since).order_by(Notice.message_id.desc()).limit(1)
    later = query.where(or_(Notice.sent_at >= since, Notice.sending_since >= since))
    rows = [*session.execute(newest_before), *session.execute(later)]
    return [(number, at) for number, at in rows if number is not None and at is not None]


def _begun(notice: Notice) -> datetime:
    return (notice.sending_since or notice.created_at) - CLOCKS_DIFFER_BY
