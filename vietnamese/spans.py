"""A piece of a message that was understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """`text` is the message's [start, end) as typed; `value` is what it means, by kind."""

    kind: str
    start: int
    end: int
    text: str
    value: str


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """In order of place; of overlapping ones the first given stays."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
