"""Cases: what they are, their events, their texts apart, and what came with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.records.base import Base, Sealed
from casework.terms import Closing, EventKind, IdentityMode, State


class DayNumber(Base):
    """The last number given on a day of filing; locked while a case takes the next."""

    __tablename__ = "day_numbers"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class Case(Base):
    """One report in the making of an answer; its columns are the sum of its events.

    What hangs: `offered_to` has been asked to take the case; `ruling_by` must say where it belongs, and since
    `review_since` that is the chairman, asked against a ruling; `extension_days` and `refusal_rule` wait for
    the second key. `checked` is the arbiter's finding, apart from the unit's own. `merged_into` is a ref.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    turn: Mapped[str] = mapped_column(String(160), unique=True)
    reporter: Mapped[str] = mapped_column(String(32), index=True)
    state: Mapped[State] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(String(32))
    secondary: Mapped[list[str]] = mapped_column(default=list)
    flags: Mapped[list[str]] = mapped_column(default=list)
    field: Mapped[str | None] = mapped_column(String(32))
    lodged_at: Mapped[str | None] = mapped_column(String(32))
    accountable: Mapped[str] = mapped_column(String(32), index=True)
    prepared_by: Mapped[str | None] = mapped_column(String(32))
    copied_to: Mapped[list[str]] = mapped_column(default=list)
    hidden_from: Mapped[list[str]] = mapped_column(default=list)
    restricted: Mapped[bool] = mapped_column(default=False)
    joint: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[str] = mapped_column(String(40))
    identity: Mapped[IdentityMode]
    received_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    second_due_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closing: Mapped[Closing | None]
    finding: Mapped[str | None] = mapped_column(String(16))
    promised_on: Mapped[date | None]
    rating: Mapped[int | None]
    hops: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)
    offered_to: Mapped[str | None] = mapped_column(String(32), index=True)
    ruling_by: Mapped[str | None] = mapped_column(String(32), index=True)
    review_since: Mapped[datetime | None]
    extension_days: Mapped[int | None]
    refusal_rule: Mapped[str | None] = mapped_column(String(32))
    checked: Mapped[str | None] = mapped_column(String(16))
    measure_due_at: Mapped[datetime | None]
    meet_by: Mapped[datetime | None]
    merged_into: Mapped[str | None] = mapped_column(String(24), index=True)
    events: Mapped[list[CaseEvent]] = relationship(order_by="CaseEvent.seq", back_populates="case")


class CaseEvent(Base):
    """One line of a case's history; never changed, never deleted (a trigger sees to it).

    `holder` is who has the case from this moment on: a unit's code, "citizen", or None when it is over.
    """

    __tablename__ = "case_events"
    __table_args__ = (UniqueConstraint("case_id", "seq"), Index("case_events_at_kind", "at", "kind"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    kind: Mapped[EventKind]
    at: Mapped[datetime]
    party: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str | None] = mapped_column(String(32))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    holder: Mapped[str | None] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    case: Mapped[Case] = relationship(back_populates="events")


class CaseKey(Base):
    """The key of one case's free text, itself sealed; deleting the row erases the text."""

    __tablename__ = "case_keys"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    key: Mapped[Any] = mapped_column(Sealed)


class CaseText(Base):
    """One free text of a case under the case's own key; `kind` is story, question, reply, remedy, reason …"""

    __tablename__ = "case_texts"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CitizenIdentity(Base):
    """Name and phone that a citizen chose to leave; apart from the case, sealed."""

    __tablename__ = "identities"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    contact: Mapped[Any] = mapped_column(Sealed)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)


class AnswerDraft(Base):
    """The answer in the making: an officer drafts, whoever must sign signs. One for each case."""

    __tablename__ = "answer_drafts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    parts: Mapped[Any] = mapped_column(Sealed)
    updated_at: Mapped[datetime]


class Attachment(Base):
    """A file that came with a report: content sealed on disk under the data folder, known by a random id."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(ForeignKey("conversations.pseudonym"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    remote: Mapped[Any | None] = mapped_column(Sealed)
    received_at: Mapped[datetime]
