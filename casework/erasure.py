"""Erasing what law lets one erase, at once, on the word of the person themselves.

What may not be erased: that there was a report, of what kind, whose it was to answer and how it ended (the
register that Decree 20/2008/NĐ-CP, article 9.1, demands) - without words and without a person. The words that
an open case needs to be answered go when it is over, unless it is withdrawn. Words that tell of pressure, or
that were handed to an authority, stay until their time; nothing leads to the person any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from casework import anonymising, handling, retention
from casework.records import Attachment, Case, CitizenIdentity, Notice, Turn
from casework.terms import CITIZEN, Move, NotAllowed
from casework.work import Work


@dataclass(frozen=True)
class Sorted:
    """The refs of a person's cases by what erasing does to them.

    `erased`: all words; `needed`: open, they go when it is over; `by_law`: they stay until their time.
    """

    erased: tuple[str, ...]
    needed: tuple[str, ...]
    by_law: tuple[str, ...]


def foreseen(work: Work, pseudonym: str) -> Sorted:
    """What would happen now to the cases of this person."""
    return _sorted(cases_of(work, pseudonym))


def cases_of(work: Work, pseudonym: str) -> list[Case]:
    """All cases of a conversation, the oldest first."""
    return list(work.session.scalars(select(Case).where(Case.reporter == pseudonym).order_by(Case.id)))


def withdraw_all(work: Work, pseudonym: str, *, demanded: bool) -> None:
    """Withdraw every open case that can be; `demanded`: somebody wanted it (PRODUCT section 2)."""
    for case in cases_of(work, pseudonym):
        if case.state.is_open:
            try:
                handling.move(work, case.ref, Move.WITHDRAW, CITIZEN, demanded=demanded)
            except NotAllowed:
                continue


def erase(work: Work, pseudonym: str, turn: str) -> Sorted:
    """Erase now; `turn`: the key of the message that asked for it, which goes with the conversation."""
    cases = cases_of(work, pseudonym)
    done = _sorted(cases)
    for case in cases:
        handling.locked(work.session, case.ref)
        _erase_case(work, case)
    _erase_conversation(work, pseudonym, turn)
    return done


def _sorted(cases: list[Case]) -> Sorted:
    needed = [case.ref for case in cases if case.state.is_open]
    over = [case for case in cases if not case.state.is_open]
    by_law = [case.ref for case in over if retention.is_kept_by_law(case)]
    erased = [case.ref for case in over if not retention.is_kept_by_law(case)]
    return Sorted(tuple(erased), tuple(needed), tuple(by_law))


def _erase_case(work: Work, case: Case) -> None:
    if case.state.is_open:
        work.session.execute(delete(CitizenIdentity).where(CitizenIdentity.case_id == case.id))
        retention.ask_erasure(work, case)
    elif retention.is_kept_by_law(case):
        anonymising.cut(work, case)
    else:
        anonymising.anonymise(work, case, "asked")


def _erase_conversation(work: Work, pseudonym: str, turn: str) -> None:
    """All that was said but the present turn, and files that went into no case.

    Notices of cases that go on stay: by them the answer is given.
    """
    session = work.session
    session.execute(delete(Attachment).where(Attachment.pseudonym == pseudonym, Attachment.case_id.is_(None)))
    said = delete(Notice).where(Notice.recipient == pseudonym, Notice.reply_to.is_not(None))
    session.execute(said.where(Notice.reply_to != turn, Notice.state.not_in(anonymising.UNDER_WAY)))
    replied = select(Notice.reply_to).where(Notice.recipient == pseudonym, Notice.reply_to.is_not(None))
    answered = delete(Turn).where(Turn.pseudonym == pseudonym, Turn.done_at.is_not(None))
    session.execute(answered.where(Turn.key != turn, Turn.key.not_in(replied)))
