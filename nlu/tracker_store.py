"""Rasa's memory of conversations, sealed: what people said is not to be read in the database.

The key comes in the environment variable TRACKER_KEY (a Fernet key). Who speaks is a pseudonym as everywhere;
kinds of events, intents and times stay readable, for the store sorts and counts by them.
"""

from __future__ import annotations

import os
from typing import Any, Optional

import sqlalchemy as sa
from cryptography.fernet import Fernet
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy.ext.declarative import declarative_base

KEY = "TRACKER_KEY"


class SealedText(sa.types.TypeDecorator):
    """A text that only the holder of the key can read."""

    impl = sa.Text
    cache_ok = True

    def __init__(self) -> None:
        super().__init__()
        self._fernet = Fernet(os.environ[KEY])

    def process_bind_param(self, value: Optional[str], dialect: Any) -> Optional[str]:
        """Seal on the way in."""
        return None if value is None else self._fernet.encrypt(value.encode()).decode()

    def process_result_value(self, value: Optional[str], dialect: Any) -> Optional[str]:
        """Open on the way out."""
        return None if value is None else self._fernet.decrypt(value.encode()).decode()


class SealedTrackerStore(SQLTrackerStore):
    """The stock store with its one column of words sealed."""

    Base = declarative_base()

    class SQLEvent(Base):
        """One event of a conversation, as in the stock store."""

        __tablename__ = "events"

        id = sa.Column(sa.Integer, sa.Sequence("events_seq", optional=True), primary_key=True)
        sender_id = sa.Column(sa.String(255), nullable=False, index=True)
        type_name = sa.Column(sa.String(255), nullable=False)
        timestamp = sa.Column(sa.Float)
        intent_name = sa.Column(sa.String(255))
        action_name = sa.Column(sa.String(255))
        data = sa.Column(SealedText())
