"""Mapped records: what the database keeps. No rule lives here.

Addresses, names and texts are sealed (see casework.crypto); a case, its events and its notices carry
facts and references only, so that they may be read, counted and replayed without a person in them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from casework import crypto
from casework.terms import (
    Channel,
    Closing,
    EventKind,
    IdentityMode,
    NoticeState,
    PatternEventKind,
    PatternKind,
    PatternState,
    Role,
    State,
)


class Sealed(TypeDecorator[Any]):
    """A JSON value that only the holder of the identity keys can read."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        return None if value is None else crypto.vault().seal_json(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Open on the way out."""
        return None if value is None else crypto.vault().open_json(value)


def _words(enum: type[Any]) -> Enum:
    """Store the value of a StrEnum as text: readable, and new members need no migration."""
    return Enum(enum, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e])


class Base(DeclarativeBase):
    """Common types of all records."""

    type_annotation_map = {
        datetime: DateTime(timezone=True),
        date: Date,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
        State: _words(State),
        Role: _words(Role),
        EventKind: _words(EventKind),
        IdentityMode: _words(IdentityMode),
        Closing: _words(Closing),
        NoticeState: _words(NoticeState),
        Channel: _words(Channel),
        PatternKind: _words(PatternKind),
        PatternState: _words(PatternState),
        PatternEventKind: _words(PatternEventKind),
    }


class Conversation(Base):
    """One chat with one person, known everywhere by its keyed pseudonym only."""

    __tablename__ = "conversations"

    pseudonym: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[Channel]
    language: Mapped[str] = mapped_column(String(2), default="vi")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class Address(Base):
    """The one address book: joins a pseudonym to a chat; read by the sender alone."""

    __tablename__ = "addresses"

    pseudonym: Mapped[str] = mapped_column(ForeignKey("conversations.pseudonym"), primary_key=True)
    chat: Mapped[Any] = mapped_column(Sealed)
    unreachable_since: Mapped[datetime | None]


class Turn(Base):
    """One thing a person said or pressed, taken in once: `key` is "tg:<update_id>" or "web:<pseudonym>:<id>".

    `said` is {"text"} or {"button"}, with "attachments": [ids]; sealed, dropped with the conversation.
    """

    __tablename__ = "turns"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(ForeignKey("conversations.pseudonym"), index=True)
    said: Mapped[Any] = mapped_column(Sealed)
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]


class StaffMember(Base):
    """A person who acts for a unit. `name` is shown to colleagues only; citizens see the post."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32), index=True)
    role: Mapped[Role]
    name: Mapped[Any] = mapped_column(Sealed)
    pseudonym: Mapped[str | None] = mapped_column(ForeignKey("conversations.pseudonym"), index=True)
    each_case: Mapped[bool] = mapped_column(default=True)
    morning: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Delegation(Base):
    """Days on which a member acts for the head of the unit, first and last included; `by_id`: the head."""

    __tablename__ = "delegations"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    unit: Mapped[str] = mapped_column(String(32), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    begins: Mapped[date]
    ends: Mapped[date]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invitation(Base):
    """A one-time code by which a person becomes staff; only its digest is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    unit: Mapped[str] = mapped_column(String(32))
    role: Mapped[Role]
    name: Mapped[Any] = mapped_column(Sealed)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class ConsoleSession(Base):
    """A signed-in browser of a member of staff; only the digest of its cookie is kept."""

    __tablename__ = "console_sessions"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInRequest(Base):
    """A browser that wants in by the bot: once, for minutes. Only digests of link and cookie are kept."""

    __tablename__ = "sign_in_requests"

    nonce_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    used_at: Mapped[datetime | None]


class StaffPassword(Base):
    """How a member without Telegram gets back in: scrypt of the password, and the tries that failed."""

    __tablename__ = "staff_passwords"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    set_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class UnitGroup(Base):
    """A Telegram group of a unit: invited by a one-time code, joined, left. It gets refs and links alone."""

    __tablename__ = "unit_groups"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    pseudonym: Mapped[str | None] = mapped_column(ForeignKey("conversations.pseudonym"), index=True)
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


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


class Fact(Base):
    """A fact about this database itself, such as "drill": the mark that no notice may reach a real chat."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
