"""Hiding what identifies the writer: numbers, addresses of mail, plates, the writer's own name."""

from __future__ import annotations

from functools import cache

from vietnamese.codes import dossier_codes, long_numbers, phones, private_marks
from vietnamese.folding import folded_with_offsets
from vietnamese.people import names
from vietnamese.phrases import view_of
from vietnamese.spans import Span, without_overlaps
from vietnamese.syllables import rows_of

_KEPT = ("dossier_code", "tax_code")


def mask(text: str) -> str:
    """The text with phones, ID numbers, accounts, e-mails, plates, the writer's name replaced by their kind.

    Dossier codes stay, and tax codes of firms: both are needed to find the matter. Officers' names stay too.
    """
    pieces: list[str] = []
    last = 0
    for span in private_spans(text):
        pieces += (text[last : span.start], f"[{_words()[span.kind]}]")
        last = span.end
    return "".join((*pieces, text[last:]))


@cache
def _words() -> dict[str, str]:
    return {row[0]: row[1] for row in rows_of("masks.tsv")}


def private_spans(text: str) -> list[Span]:
    """What `mask` hides, in order."""
    folded = folded_with_offsets(text)
    found = (
        *dossier_codes(text, folded),
        *private_marks(text, folded),
        *phones(text, folded),
        *long_numbers(text, folded),
        *(span for span in names(view_of(text)) if span.kind == "own_name"),
    )
    return [span for span in without_overlaps(found) if span.kind not in _KEPT]
