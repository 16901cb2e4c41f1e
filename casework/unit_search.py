"""Finding a unit while its name is typed: by what the directory understands, then by pieces of names."""

from __future__ import annotations

from casework.rules.directory import Directory, Unit
from vietnamese import fold


def units_like(directory: Directory, typed: str, limit: int = 8) -> list[Unit]:
    """Units whose name fits what was typed so far, with or without diacritics, the likeliest first."""
    pieces = fold(typed).split()
    if not pieces:
        return []
    meant = [candidate.unit for candidate in directory.resolve(typed).candidates]
    named = [unit for unit in directory.units() if _fits(unit, pieces)]
    named.sort(key=lambda unit: (unit.kind in {"branch", "ward_police"}, len(unit.full_name)))
    return list({unit.code: unit for unit in (*meant, *named)}.values())[:limit]


def unit_meant(directory: Directory, typed: str) -> Unit | None:
    """The one unit that was surely meant; None when none fits or several do."""
    fitting = units_like(directory, typed, limit=2)
    return directory.resolve(typed).unit or (fitting[0] if len(fitting) == 1 else None)


def _fits(unit: Unit, pieces: list[str]) -> bool:
    """Every piece begins a word of the name, its short form or its code."""
    words = f"{fold(unit.full_name)} {fold(unit.short or '')} {unit.code.casefold()}".split()
    return all(any(word.startswith(piece) for word in words) for piece in pieces)
