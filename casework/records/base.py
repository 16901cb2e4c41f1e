"""Types that all records share; what is sealed is sealed and opened here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Enum, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
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
