"""Cases as figures read them, streamed: only columns and events that count, never all in memory at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, case, select, union
from sqlalchemy.orm import Session

from casework.records import Case, CaseEvent
from casework.rulebook import Rulebook
from casework.rules.figures import CaseFacts, EventFacts
from casework.rules.figures_life import IDLE, TELLING
from casework.rules.sight import Scope
from casework.terms import OPEN_STATES, EventKind

AT_ONCE = 2000

_CASE = (
    Case.id,
    Case.ref,
    Case.category,
    Case.field,
    Case.lodged_at,
    Case.accountable,
    Case.prepared_by,
    Case.copied_to,
    Case.hidden_from,
    Case.restricted,
    Case.reporter,
)
_EVENT = (
    CaseEvent.case_id,
    CaseEvent.kind,
    CaseEvent.at,
    CaseEvent.holder,
    CaseEvent.seq,
    CaseEvent.unit,
)
_NOTHING: Mapping[str, Any] = {}


def facts(
    session: Session,
    rules: Rulebook,
    since: datetime,
    until: datetime,
    *,
    units: Collection[str] | None = None,
    left_out: Collection[EventKind] = IDLE,
) -> Iterator[CaseFacts]:
    """Every case that is open, or to which something happened at or after `since`; its events before `until`.

    A case that was open at any moment after `since` is among them, whatever became of it. `units`: only
    cases that one of these units had to answer at some time. `left_out`: events that need not be loaded.
    """
    chosen = and_(Case.id.in_(_concerned(since)), Case.received_at < until)
    if units is not None:
        chosen &= Case.events.any(CaseEvent.holder.in_(units))
    cases = _streamed(session, select(*_CASE).where(chosen).order_by(Case.id))
    of_case = groupby(_streamed(session, _events(chosen, until, left_out)), key=itemgetter(0))
    waiting = next(of_case, None)
    for row in cases:
        while waiting is not None and waiting[0] < row[0]:  # filed after the cases were read
            waiting = next(of_case, None)
        if waiting is not None and waiting[0] == row[0]:
            yield _case(row, rules, tuple(_event(event) for event in waiting[1]))


def _concerned(since: datetime) -> CompoundSelect[int]:
    """Ids by a union: the database joins with it, while it would look an OR of two lists up row by row."""
    happened = select(CaseEvent.case_id).where(CaseEvent.at >= since)
    return union(happened, select(Case.id).where(Case.state.in_(OPEN_STATES)))


def _events(chosen: ColumnElement[bool], until: datetime, left_out: Collection[EventKind]) -> Select[Any]:
    counts = and_(chosen, CaseEvent.at < until, CaseEvent.kind.not_in(left_out))
    telling = TELLING | (IDLE - frozenset(left_out))
    joined = (
        select(*_EVENT, case((CaseEvent.kind.in_(telling), CaseEvent.data)))
        .join(Case, Case.id == CaseEvent.case_id)
        .where(counts)
    )
    return joined.order_by(CaseEvent.case_id, CaseEvent.seq)


def _streamed(session: Session, query: Any) -> Iterator[Row[Any]]:
    return iter(session.execute(query, execution_options={"yield_per": AT_ONCE}))


def _event(row: Any) -> EventFacts:
    _, kind, at, holder, seq, unit, data = row
    return EventFacts(kind, at, holder, data or _NOTHING, seq, unit)


def _case(row: Row[Any], rules: Rulebook, events: tuple[EventFacts, ...]) -> CaseFacts:
    scope = Scope(
        accountable=row.accountable,
        prepared_by=row.prepared_by,
        copied_to=frozenset(row.copied_to),
        hidden_from=frozenset(row.hidden_from),
        restricted=row.restricted,
        arbiter=rules.arbiter_of(row.hidden_from),
    )
    return CaseFacts(
        row.ref,
        row.category,
        scope,
        events,
        field=row.field,
        lodged_at=row.lodged_at,
        reporter=row.reporter,
    )
