"""Mapped records: what the database keeps. No rule lives here.

Addresses, names and texts are sealed (see casework.crypto); a case, its events and its notices carry
facts and references only, so that they may be read, counted and replayed without a person in them.
"""

from __future__ import annotations

from casework.records.accounts import Commitment, HandIn, PeriodReport, WeeklyAcknowledgement, WeeklySummary
from casework.records.base import Base, Sealed
from casework.records.cases import (
    AnswerDraft,
    Attachment,
    Case,
    CaseEvent,
    CaseKey,
    CaseText,
    CitizenIdentity,
    DayNumber,
)
from casework.records.notices import Fact, Notice
from casework.records.patterns import PatternCase, PatternEvent, PatternText
from casework.records.people import (
    Address,
    ConsoleSession,
    Conversation,
    Delegation,
    Invitation,
    SignInRequest,
    StaffMember,
    StaffPassword,
    Turn,
    UnitGroup,
)

__all__ = [
    "Address",
    "AnswerDraft",
    "Attachment",
    "Base",
    "Case",
    "CaseEvent",
    "CaseKey",
    "CaseText",
    "CitizenIdentity",
    "Commitment",
    "ConsoleSession",
    "Conversation",
    "DayNumber",
    "Delegation",
    "Fact",
    "HandIn",
    "Invitation",
    "Notice",
    "PatternCase",
    "PatternEvent",
    "PatternText",
    "PeriodReport",
    "Sealed",
    "SignInRequest",
    "StaffMember",
    "StaffPassword",
    "Turn",
    "UnitGroup",
    "WeeklyAcknowledgement",
    "WeeklySummary",
]
