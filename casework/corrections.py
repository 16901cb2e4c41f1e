"""Labels that people set right, with the masked story: for review before anything is learned from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history, masked
from casework.records import Case, CaseEvent
from casework.terms import EventKind


@dataclass(frozen=True)
class Correction:
    """What a citizen told, masked, the label it was filed under and the one it has now."""

    text: str
    was: str
    label: str


def corrections(session: Session) -> Iterator[Correction]:
    """One for each case whose label was changed and stays changed, the oldest first.

    What is kept from anybody (restricted, hidden) never leaves its case; what was erased has no story.
    """
    changed = select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.RELABELLED)
    query = select(Case).where(Case.id.in_(changed), Case.restricted.is_(False)).order_by(Case.id)
    for case in session.scalars(query):
        first = next(event for event in case.events if event.kind is EventKind.RELABELLED)
        was, text = first.data["was"], masked.story(session, case)
        if text and was != case.category and not case.hidden_from and not _withdrawn(case):
            yield Correction(text, was, case.category)


def _withdrawn(case: Case) -> bool:
    return history.last(case, EventKind.WITHDRAWN) is not None
