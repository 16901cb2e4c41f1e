"""Cases as figures read them, streamed: only columns and events that count, never all in memory at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from casework.records import Case, CaseEvent
from casework.rulebook import Rulebook
from casework.rules.figures import CaseFacts, EventFacts
from casework.rules.figures_life import IDLE
from casework.rules.sight import Scope
from casework.terms import OPEN_STATES

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
)
_EVENT = (
    CaseEvent.case_id,
    CaseEvent.kind,
    CaseEvent.at,
    CaseEvent.party,
    CaseEvent.unit,
    CaseEvent.holder,
    CaseEvent.data,
)


def facts(session: Session, rules: Rulebook, since: datetime, until: datetime) -> Iterator[CaseFacts]:
    """Every case that is open, or to which something happened at or after `since`; its events before `until`.

    A case that was open at any moment after `since` is among them, whatever became of it.
    """
    happened = select(CaseEvent.case_id).where(CaseEvent.at >= since)
    chosen = or_(Case.id.in_(happened), Case.state.in_(OPEN_STATES)) & (Case.received_at < until)
    cases = _streamed(session, select(*_CASE).where(chosen).order_by(Case.id))
    of_case = groupby(_streamed(session, _events(chosen, until)), key=itemgetter(0))
    waiting = next(of_case, None)
    for row in cases:
        while waiting is not None and waiting[0] < row[0]:  # filed after the cases were read
            waiting = next(of_case, None)
        if waiting is not None and waiting[0] == row[0]:
            yield _case(row, rules, tuple(_event(event) for event in waiting[1]))


def _events(chosen: ColumnElement[bool], until: datetime) -> Select[Any]:
    counts = and_(chosen, CaseEvent.at < until, CaseEvent.kind.not_in(IDLE))
    joined = select(*_EVENT).join(Case, Case.id == CaseEvent.case_id).where(counts)
    return joined.order_by(CaseEvent.case_id, CaseEvent.seq)


def _streamed(session: Session, query: Any) -> Iterator[Row[Any]]:
    return iter(session.execute(query, execution_options={"yield_per": AT_ONCE}))


def _event(row: Any) -> EventFacts:
    _, kind, at, party, unit, holder, data = row
    return EventFacts(kind, at, party, unit, holder, data)


def _case(row: Row[Any], rules: Rulebook, events: tuple[EventFacts, ...]) -> CaseFacts:
    scope = Scope(
        accountable=row.accountable,
        prepared_by=row.prepared_by,
        copied_to=frozenset(row.copied_to),
        hidden_from=frozenset(row.hidden_from),
        restricted=row.restricted,
        arbiter=rules.arbiter_of(row.hidden_from),
    )
    return CaseFacts(row.ref, row.category, scope, events, field=row.field, lodged_at=row.lodged_at)
