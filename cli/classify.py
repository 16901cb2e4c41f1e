"""`langnghe classify`: what messages say, by the trained model and by our own reading, without a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from app.training import ensure_model
from casework.rules.deadlines import HERE
from casework.rules.directory import Resolution
from casework.rules.policy import load_categories
from casework.rules.tables import load_directory
from cli._jsonl import Json, Message, messages, write
from cli._ranker import LONGEST, Ranker
from cli._terminal import tell
from cli.resolve import Input, units_of
from dialogue.buttons import as_message
from dialogue.understanding import Understanding, understand
from settings import ROOT, settings
from vietnamese.spans import Span


def run(source: Input = None) -> None:
    """JSON lines in and out, in the same order; exit 1 at a malformed line, after what came before it."""
    chosen = settings()
    with Ranker(chosen, ensure_model(chosen, tell)) as ranker:
        for row in classified(ranker, messages(source)):
            write(row)


def classified(ranker: Ranker, found: Iterable[Message]) -> Iterator[Json]:
    """What each message says, in order, while later ones are still read."""
    house = (load_directory(ROOT / "data"), frozenset(load_categories(ROOT / "data")))
    started = datetime.now(HERE)
    for message, ranking in ranker.rank(found, lambda it: as_message(it.text)):
        understood = understand(message.text[:LONGEST], message.at or started, ranking, house)
        yield row_of(message, understood)


def row_of(message: Message, understood: Understanding) -> Json:
    """One message understood, as `langnghe classify` prints it."""
    reading, found = understood.reading, understood.resolution
    ranking = [{"code": code, "confidence": round(share, 4)} for code, share in understood.ranking]
    named = list(_mentions(message.text, found))
    spans = sorted([*reading.spans, *named], key=lambda span: (span.start, span.end))
    return {
        "id": message.id,
        "category": understood.category,
        "confidence": round(understood.confidence, 4),
        "ranking": ranking,
        "secondary": understood.secondary,
        "flags": understood.flags,
        "dossier_codes": reading.dossier_codes,
        "phones": reading.phones,
        "id_numbers": reading.id_numbers,
        "dates": [day.isoformat() for day in reading.dates],
        "unit_mentions": list(dict.fromkeys(span.text for span in named)),
        "officer_names": reading.officer_names,
        "trips": reading.trips,
        **units_of(found),
        "spans": [asdict(span) for span in spans],
    }


def _mentions(text: str, found: Resolution) -> Iterator[Span]:
    """Each place where a unit is named, with the code of what it most likely means."""
    stops = {(stop.start, stop.end): stop for stop in reversed([*found.candidates, *found.path])}
    for start, end in sorted(stops):
        yield Span("unit", start, end, text[start:end], stops[start, end].unit.code)
