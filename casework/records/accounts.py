"""Giving account: weekly summaries with what heads said to them, periodic reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.records.base import Base, Sealed


class WeeklySummary(Base):
    """The figures of one unit and week as they stood at the cut-off, frozen."""

    __tablename__ = "weekly_summaries"
    __table_args__ = (UniqueConstraint("unit", "week"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32))
    week: Mapped[str] = mapped_column(String(8))
    figures: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class PeriodReport(Base):
    """The figures of one unit and period as they stood at the cut-off, frozen, with their hash."""

    __tablename__ = "period_reports"
    __table_args__ = (UniqueConstraint("unit", "period"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(8))
    figures: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class HandIn(Base):
    """The report that a unit owes for a period: asked for, and handed in by whom and when."""

    __tablename__ = "hand_ins"
    __table_args__ = (UniqueConstraint("unit", "period"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(8), index=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Commitment(Base):
    """What a head promised on the summary of a week; `kept`: the head's own word later, or why not."""

    __tablename__ = "commitments"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32), index=True)
    week: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[Any] = mapped_column(Sealed)
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    kept: Mapped[bool | None]
    reason: Mapped[Any | None] = mapped_column(Sealed)
    said_at: Mapped[datetime | None]


class WeeklyAcknowledgement(Base):
    """The head of a unit has taken note of the summary of a week."""

    __tablename__ = "weekly_acknowledgements"

    unit: Mapped[str] = mapped_column(String(32), primary_key=True)
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
