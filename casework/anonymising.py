"""Taking the person out of a case that is over: its words, its files, who told it. What is left is countable.

The events stay as they are and tell the same story of states: they hold facts and ids of words, no person.
"""

from __future__ import annotations

import secrets

from sqlalchemy import ColumnElement, delete, select

from casework import history
from casework.records import (
    AnswerDraft,
    Attachment,
    Case,
    CaseEvent,
    CaseKey,
    CaseText,
    CitizenIdentity,
    Notice,
)
from casework.terms import SYSTEM, EventKind, NoticeState
from casework.work import Work

# What holds words or persons of a case: gone, row by row, when it is anonymised.
HELD_OF_A_CASE = (CaseKey, CaseText, CitizenIdentity, AnswerDraft, Attachment)
UNDER_WAY = (NoticeState.QUEUED, NoticeState.SENDING)


def anonymise(work: Work, case: Case, why: str) -> None:
    """Erase for good all that was told; `why`: "age" or "asked". Files leave the disk at the next sweep.

    What staff are just being told of the case ("withdrawn") is still sent: such notices hold no words of it.
    """
    for held in HELD_OF_A_CASE:
        work.session.execute(delete(held).where(held.case_id == case.id))
    cut(work, case)
    history.append(work.session, case, EventKind.ANONYMISED, SYSTEM, work.now, why=why)
    drop_notices(work, case.id)


def is_anonymised(case: Case) -> bool:
    """Whether that was done."""
    return history.last(case, EventKind.ANONYMISED) is not None


def cut(work: Work, case: Case) -> None:
    """Nothing leads from the case to a conversation any more: another name, drawn by lot, stands for it."""
    work.session.execute(delete(CitizenIdentity).where(CitizenIdentity.case_id == case.id))
    case.reporter, case.turn = secrets.token_hex(16), f"cut:{secrets.token_hex(16)}"
    work.session.flush()
    _drop(work, Notice.case_id == case.id, Notice.staff_id.is_(None), Notice.state != NoticeState.SENDING)


def drop_notices(work: Work, case_id: int | None = None) -> None:
    """Notices of an anonymised case, or of all of them, that are not on their way."""
    over = select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.ANONYMISED)
    of_case = Notice.case_id.in_(over) if case_id is None else Notice.case_id == case_id
    _drop(work, of_case, Notice.state.not_in(UNDER_WAY))


def _drop(work: Work, *where: ColumnElement[bool]) -> None:
    work.session.execute(delete(Notice).where(*where))
