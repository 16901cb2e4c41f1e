"""The fixtures of the core, for the work behind the chats."""

from __future__ import annotations

from tests.casework.conftest import _vault, house, work

__all__ = ["_vault", "house", "work"]
