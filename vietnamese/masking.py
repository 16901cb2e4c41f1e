"""Hiding what identifies the writer: numbers, addresses of mail, plates, the writer's own name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from vietnamese.codes import dossier_codes, long_numbers, phones, private_marks
from vietnamese.folding import Folded, folded_with_offsets
from vietnamese.people import names
from vietnamese.phrases import view_of
from vietnamese.spans import Span, without_overlaps
from vietnamese.syllables import rows_of

_KEPT = ("dossier_code", "tax_code")
_SAID_BEFORE_A_NAME = "toi ten la "  # who is asked for a name often writes nothing else


def mask(text: str, known_names: Sequence[str] = ()) -> str:
    """The text with phones, ID numbers, accounts, e-mails, plates, the writer's name replaced by their kind.

    Dossier codes stay, and tax codes of firms: both are needed to find the matter. Officers' names stay too.
    `known_names`: names of the writer that are known from elsewhere (`names_left`).
    """
    pieces: list[str] = []
    last = 0
    for span in private_spans(text, known_names):
        pieces += (text[last : span.start], f"[{_words()[span.kind]}]")
        last = span.end
    return "".join((*pieces, text[last:]))


@cache
def _words() -> dict[str, str]:
    return {row[0]: row[1] for row in rows_of("masks.tsv")}


def names_left(contact: str) -> list[str]:
    """Names of two syllables or more in what somebody wrote as name and phone.

    A single syllable is a word of the language as well: hiding it everywhere would spoil the text.
    """
    start = len(_SAID_BEFORE_A_NAME)
    spans = names(view_of(_SAID_BEFORE_A_NAME + contact))
    return [span.text for span in spans if span.start >= start and " " in span.text.strip()]


def private_spans(text: str, known_names: Sequence[str] = ()) -> list[Span]:
    """What `mask` hides, in order."""
    folded = folded_with_offsets(text)
    found = (
        *(span for name in known_names for span in _wherever(name, text, folded)),
        *dossier_codes(text, folded),
        *private_marks(text, folded),
        *phones(text, folded),
        *long_numbers(text, folded),
        *(span for span in names(view_of(text)) if span.kind == "own_name"),
    )
    return [span for span in without_overlaps(found) if span.kind not in _KEPT]


def _wherever(name: str, text: str, folded: Folded) -> Iterator[Span]:
    """A known name as whole words, with or without diacritics."""
    wanted = r"\s+".join(map(re.escape, folded_with_offsets(name).text.split()))
    for hit in re.finditer(rf"\b{wanted}\b", folded.text):
        start, end = folded.offsets[hit.start()], folded.offsets[hit.end()]
        yield Span("own_name", start, end, text[start:end], name)
