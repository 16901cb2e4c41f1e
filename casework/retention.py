"""What is kept how long: what was said, silent conversations, the words of cases that are over.

Each function asks the database what is due and does it; safe to run twice, and late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from casework import anonymising, history, outbox
from casework.records import Base, Case, CaseEvent, Conversation, Notice, Turn
from casework.rules import deadlines, retention
from casework.terms import CITIZEN, OPEN_STATES, EventKind
from casework.work import Work

ERASURE_ASKED = "erasure_asked"


def over_since(case: Case) -> date | None:
    """The day a case ended, None while it is open."""
    if case.state.is_open:
        return None
    return deadlines.in_vietnam(case.closed_at or case.events[-1].at).date()


def kept_until(work: Work, case: Case) -> date | None:
    """The last day on which the words of a case are kept; None while it is open."""
    over, clocks = over_since(case), work.rules.clocks
    if over is None:
        return None
    soon = was_erasure_asked(case) and not is_kept_by_law(case)
    asked = clocks.reopen_calendar_days if soon else None
    return retention.kept_until(over, months=clocks.anonymise_after_months, asked_days=asked)


def is_kept_by_law(case: Case) -> bool:
    """Whether the words may be evidence: of retaliation, or for the inspectorate or the police."""
    handed_on = history.last(case, EventKind.HANDED_TO_POLICE) is not None
    return case.restricted or handed_on or "retaliation" in case.flags


def was_erasure_asked(case: Case) -> bool:
    """Whether its citizen asked for erasure while it was open."""
    return any(event.data.get("what") == ERASURE_ASKED for event in case.events)


def ask_erasure(work: Work, case: Case) -> None:
    """Note that the words are to go as soon as they are no longer needed to answer."""
    if not was_erasure_asked(case):
        history.append(work.session, case, EventKind.NOTED, CITIZEN, work.now, what=ERASURE_ASKED)


def candidates(work: Work) -> list[int]:
    """Ids of cases whose words may be due to go; `anonymise_if_due` looks closer at each."""
    ended = func.coalesce(
        Case.closed_at, select(func.max(CaseEvent.at)).where(_of(Case.id)).scalar_subquery()
    )
    clocks = work.rules.clocks
    old = ended <= retention.surely_kept_since(work.now, clocks.anonymise_after_months)
    asked = exists().where(_of(Case.id), CaseEvent.data["what"].astext == ERASURE_ASKED)
    gone = exists().where(_of(Case.id), CaseEvent.kind == EventKind.ANONYMISED)
    query = select(Case.id).where(Case.state.not_in(OPEN_STATES), ~gone, or_(old, asked))
    return list(work.session.scalars(query.order_by(Case.id)))


def _of(case_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return CaseEvent.case_id == case_id


def anonymise_if_due(work: Work, case_id: int) -> bool:
    """Anonymise one case whose time has come and whose promised day is past; True when it was done."""
    case = work.session.get_one(Case, case_id, with_for_update=True)
    until = kept_until(work, case)
    promised = case.promised_on is not None and case.promised_on >= work.today
    if until is None or until >= work.today or promised or anonymising.is_anonymised(case):
        return False
    anonymising.anonymise(work, case, "asked" if was_erasure_asked(case) else "age")
    return True


def forget_turns(work: Work, before: datetime) -> int:
    """Drop what was said before a moment, with the replies (a card repeats the story); how many turns.

    What is still under way is left for the next time.
    """
    old = Notice.reply_to.is_not(None) & (Notice.created_at < before)
    work.session.execute(delete(Notice).where(old, Notice.state.not_in(anonymising.UNDER_WAY)))
    answered = exists().where(Notice.reply_to == Turn.key)
    gone = delete(Turn).where(Turn.received_at < before, Turn.done_at.is_not(None), ~answered)
    return len(work.session.execute(gone.returning(Turn.key)).all())


def forget_conversations(work: Work, before: datetime) -> int:
    """Drop conversations silent since `before` that nothing leads to any more, with their addresses."""
    nothing_left = [~exists().where(column == Conversation.pseudonym) for column in _leading_there()]
    query = select(Conversation.pseudonym).where(Conversation.last_seen_at < before, *nothing_left)
    silent = list(work.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)))
    outbox.forget_addresses(work.session, silent)
    work.session.execute(delete(Conversation).where(Conversation.pseudonym.in_(silent)))
    return len(silent)


AT_ONCE = 1000


def _leading_there() -> Iterator[ColumnElement[str]]:
    """Every column that leads to a conversation; its address alone is no reason to keep it."""
    yield Case.__table__.c.reporter
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is Conversation.__table__ and table.name != outbox.ADDRESS_BOOK:
                yield key.parent


def long_ago(work: Work) -> datetime:
    """Before this moment drafts and what was said about them are forgotten."""
    return work.now - timedelta(days=work.rules.clocks.draft_calendar_days)
