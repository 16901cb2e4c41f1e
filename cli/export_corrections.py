"""`langnghe export-corrections`: stories whose label staff changed, masked, for somebody to look through.

Nothing learns from them by itself: whoever reviews writes a sentence of their own from what they teach
(docs/understanding.md).
"""

from __future__ import annotations

from dataclasses import asdict

from casework.corrections import corrections
from cli._house import house
from cli._jsonl import write


def run() -> None:
    """Print {"text", "was", "label"} a line."""
    with house() as it, it.work() as work:
        for correction in corrections(work.session):
            write(asdict(correction))
