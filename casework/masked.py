"""Free text of a case as units and reports may read it: what identifies the writer is masked, always."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casework import crypto, history, identity
from casework.records import Case, CaseEvent
from vietnamese import mask, names_left

QUOTED = ("text", "question", "reason", "basis", "remedy", "evidence")  # what an event may hold besides facts


def hidden(session: Session, case: Case, text: str) -> str:
    """A text of this case with numbers and the like masked, and with them the name its citizen left."""
    contact = identity.contact_of(session, case)
    return mask(text, names_left(contact) if contact else ())


def story(session: Session, case: Case) -> str:
    """What the citizen told at filing; empty when it was erased or only files were sent."""
    told = "\n".join(text for text in history.texts(session, case, "story") if text.strip())
    return hidden(session, case, told)


def quotes(session: Session, event: CaseEvent) -> list[tuple[str, str]]:
    """The texts an event refers to, as (name, words); those that were erased are left out."""
    found = []
    for name in QUOTED:
        text_id = event.data.get(name)
        if isinstance(text_id, int):
            try:
                words = history.read_text(session, text_id)
            except crypto.Erased:
                continue
            found.append((name, hidden(session, event.case, words)))
    return found
