"""Those who talk with the house: conversations, the address book, turns, members of staff, groups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.records.base import Base, Sealed
from casework.terms import Channel, Role


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
