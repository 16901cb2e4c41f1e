"""What can be a Vietnamese syllable, judged on folded letters."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

_WORDS = Path(__file__).with_name("words")


def words_of(name: str) -> tuple[str, ...]:
    """Words of a vocabulary file, lines that begin with # left out."""
    lines = (_WORDS / name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def rows_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a tab-separated vocabulary file, empty lines and lines that begin with # left out."""
    lines = (_WORDS / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))


@cache
def _shape() -> re.Pattern[str]:
    onsets = "|".join(sorted(words_of("onsets.txt"), key=len, reverse=True))
    rimes = "|".join(sorted(words_of("rimes.txt"), key=len, reverse=True))
    return re.compile(f"(?:{onsets})?(?:{rimes})")


@lru_cache(maxsize=1 << 16)
def is_syllable(folded: str) -> bool:
    """Whether a folded word can be read aloud as one Vietnamese syllable ("nghieng", "quy", not "hs")."""
    return _shape().fullmatch(folded) is not None
