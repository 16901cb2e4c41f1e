"""Pattern cases: what repeats, and what its head does about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.records.base import Base, Sealed
from casework.terms import PatternEventKind, PatternKind, PatternState


class PatternCase(Base):
    """What repeats and has one head who must find its root: reports of many people, or cases that go round.

    `unit`: where it was found; `owner`: who owes the answer now; `others`: units that share the matter.
    `people` (or loops) when it was opened, `evidence` what the test was given then, `cases` which they were.
    `due_at`: until when the next move is owed; `remedy_on`: when the remedy is in place; `check_on`: when
    it is looked whether it helped. Its columns are the sum of its events.
    """

    __tablename__ = "pattern_cases"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[PatternKind]
    state: Mapped[PatternState] = mapped_column(index=True)
    unit: Mapped[str] = mapped_column(String(32), index=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    others: Mapped[list[str]] = mapped_column(default=list)
    category: Mapped[str | None] = mapped_column(String(32))
    people: Mapped[int]
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cases: Mapped[list[int]] = mapped_column(JSONB, default=list)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    remedy_on: Mapped[date | None]
    check_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    events: Mapped[list[PatternEvent]] = relationship(order_by="PatternEvent.seq", back_populates="pattern")


class PatternEvent(Base):
    """One line of a pattern's history; never changed, never deleted (a trigger sees to it)."""

    __tablename__ = "pattern_events"
    __table_args__ = (UniqueConstraint("pattern_id", "seq"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    pattern_id: Mapped[int] = mapped_column(ForeignKey("pattern_cases.id"))
    seq: Mapped[int]
    kind: Mapped[PatternEventKind]
    at: Mapped[datetime]
    party: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str | None] = mapped_column(String(32))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pattern: Mapped[PatternCase] = relationship(back_populates="events")


class PatternText(Base):
    """What a head or Sở Nội vụ wrote about a pattern: cause, remedy, reason. Events hold its id."""

    __tablename__ = "pattern_texts"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    pattern_id: Mapped[int] = mapped_column(ForeignKey("pattern_cases.id"), index=True)
    body: Mapped[Any] = mapped_column(Sealed)
