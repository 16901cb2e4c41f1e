"""The head of an administrative document: who issues it, the country's name and motto, place and day.

Nghị định 30/2020/NĐ-CP: a commune's committee stands alone; every other body below the one above it.
"""

from __future__ import annotations

from typing import Any

from reports.words import Words


def letterhead(words: Words, code: str) -> dict[str, Any]:
    """The parts above the title, but place and day."""
    unit = words.rules.directory.unit(code)
    issuer, upper = words.unit(unit.code).upper(), words.unit(unit.parent).upper() if unit.parent else None
    if unit.is_commune:
        issuer, upper = f"{words.plain('reports.prefix.committee').upper()}\n{issuer}", None
    return {
        "upper": upper,
        "issuer": issuer,
        "motto": [words.plain("reports.page.country"), words.plain("reports.page.motto")],
    }


def place_of(words: Words, code: str) -> str:
    """Where a document of this unit is written: the commune, else Đồng Nai."""
    unit = words.rules.directory.unit(code)
    return unit.name if unit.is_commune else words.plain("reports.page.place")
