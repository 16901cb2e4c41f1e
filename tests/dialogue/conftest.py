"""The fixtures of the core, for what is said about it."""

from __future__ import annotations

from tests.casework.conftest import _vault, house, work

__all__ = ["_vault", "house", "work"]
