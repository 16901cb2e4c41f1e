"""Which sentences say nearly the same: shared pieces of six letters, marks, case and signs apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from vietnamese import fold

_WORD = re.compile(r"\w+")
PIECE = 6  # letters
NEAR = 0.45  # shared pieces of all pieces (Jaccard) from which one of two sentences teaches nothing


@dataclass(frozen=True)
class Pair:
    """Two sentences by their places in what was given, and how alike they are, 0-1."""

    first: int
    second: int
    likeness: float


def pieces(text: str) -> frozenset[str]:
    """The pieces of a sentence without marks and signs; a short one is a piece itself."""
    view = " ".join(_WORD.findall(fold(text)))
    return frozenset(view[start : start + PIECE] for start in range(max(1, len(view) - PIECE + 1)))


def near_pairs(texts: Sequence[str], least: float = NEAR) -> list[Pair]:
    """Every pair at least so alike, the first by place first.

    Only sentences that share one of their rarest pieces are compared: two that are alike must share one.
    """
    cut = [pieces(text) for text in texts]
    seen = Counter(piece for each in cut for piece in each)
    holders: dict[str, list[int]] = defaultdict(list)
    found: list[Pair] = []
    for index, own in enumerate(cut):
        rarest = sorted(own, key=lambda piece: (seen[piece], piece))
        rarest = rarest[: len(own) - _must_share(len(own), least) + 1]
        for other in sorted({holder for piece in rarest for holder in holders[piece]}):
            if not least * len(own) <= len(cut[other]) <= len(own) / least:
                continue
            likeness = _likeness(own, cut[other])
            if likeness >= least:
                found.append(Pair(other, index, likeness))
        for piece in rarest:
            holders[piece].append(index)
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def _must_share(size: int, least: float) -> int:
    """Pieces that two sentences at least share when they are so alike, by the size of one of them."""
    return -int(-least * size // 1)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
