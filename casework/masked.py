"""Free text of a case as units and reports may read it: what identifies the writer is masked, always."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casework import crypto, history
from casework.records import Case, CaseEvent
from vietnamese import mask

QUOTED = ("text", "question", "reason", "remedy", "evidence")  # what an event may hold besides facts


def story(session: Session, case: Case) -> str:
    """What the citizen told at filing; empty when it was erased or only files were sent."""
    return mask("\n".join(text for text in history.texts(session, case, "story") if text.strip()))


def quotes(session: Session, event: CaseEvent) -> list[tuple[str, str]]:
    """The texts an event refers to, as (name, words); those that were erased are left out."""
    found = []
    for name in QUOTED:
        text_id = event.data.get(name)
        if isinstance(text_id, int):
            try:
                found.append((name, mask(history.read_text(session, text_id))))
            except crypto.Erased:
                continue
    return found
