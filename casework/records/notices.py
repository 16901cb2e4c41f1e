"""Messages on their way out, and what this database is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from casework.records.base import Base, Sealed
from casework.terms import NoticeState


class Notice(Base):
    """One outgoing message: written in the transaction of what it tells, sent later, never twice.

    `body` is {"key", "params", "buttons", …} or only what a renderer needs to build it at sending time.
    `once` makes a notice unique ("event:17:staff:3"); `reply_to` links replies to their turn.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("notices_due", "state", "not_before"), Index("notices_thread", "recipient", "id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recipient: Mapped[str] = mapped_column(ForeignKey("conversations.pseudonym"))
    kind: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reply_to: Mapped[str | None] = mapped_column(ForeignKey("turns.key"), index=True)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    body: Mapped[Any] = mapped_column(Sealed)
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.QUEUED)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    sending_since: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(default=0)


class Fact(Base):
    """A fact about this database itself, such as "drill": the mark that no notice may reach a real chat."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
