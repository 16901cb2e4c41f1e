"""Who reported what about whom, window by window: what the test of patterns is given.

Restricted reports, and those kept from anybody because they are about a head or an arbiter, are never among
them: a pattern is read by the unit it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from casework.records import Case
from casework.rules import deadlines
from casework.rules.patterns import Counted, Voice, Yardstick, counted
from casework.terms import UNANSWERED_STATES, Finding, State
from casework.work import Work

PROVED = (Finding.RIGHT, Finding.PARTLY)
AT_ONCE = 2000
_into = aliased(Case)


def count(work: Work, by: Yardstick, until: date) -> list[Counted]:
    """Distinct people by unit and label: in the window that ends before the day `until`, and before that."""
    return counted(_voices(work, by, until), windows_known(work, by, until))


def people_between(work: Work, unit: str, category: str, days: tuple[date, date]) -> int:
    """Distinct people who reported from the first of two days to the last, verified or unanswered."""
    query = _telling(select(Case.reporter).distinct(), work, unit, category).where(_between(days))
    return len(work.session.scalars(query).all())


def cases_between(work: Work, unit: str, category: str, days: tuple[date, date]) -> list[int]:
    """Ids of the reports that count for it, oldest first."""
    query = _telling(select(Case.id), work, unit, category).where(_between(days))
    return list(work.session.scalars(query.order_by(Case.id)))


def windows_known(work: Work, by: Yardstick, until: date) -> int:
    """Of the windows before, those in which reports could be filed from the first day on."""
    first = work.session.scalar(select(func.min(Case.received_at)))
    if first is None:
        return 0
    days = (until - deadlines.in_vietnam(first).date()).days
    return max(0, min(by.windows, days // (7 * by.weeks) - 1))


def _telling[T](query: Select[T], work: Work, unit: str, category: str) -> Select[T]:
    joined = query.outerjoin(_into, _into.ref == Case.merged_into)
    return joined.where(_open_to_all(work), _tells_now(), Case.accountable == unit, Case.category == category)


def _voices(work: Work, by: Yardstick, until: date) -> Iterator[Voice]:
    length = timedelta(weeks=by.weeks).total_seconds()
    end = midnight(until)
    window = cast(func.floor(func.extract("epoch", end - Case.received_at) / length), Integer)
    query = (
        select(Case.reporter, Case.accountable, Case.category, window, _tells_now())
        .outerjoin(_into, _into.ref == Case.merged_into)
        .where(_open_to_all(work), Case.received_at < end)
        .where(Case.received_at > end - timedelta(weeks=by.weeks * (by.windows + 1)))
    )
    rows = work.session.execute(query.distinct(), execution_options={"yield_per": AT_ONCE})
    return (Voice(*row) for row in rows)


def _open_to_all(work: Work) -> ColumnElement[bool]:
    """Reports that await an answer of a known unit or had one, and are kept from nobody."""
    owed = [code for code, days in work.rules.clocks.answers.items() if days is not None]
    return and_(
        Case.restricted.is_(False),
        Case.hidden_from == cast([], JSONB),
        Case.state.not_in((State.RECEIVED, State.WITHDRAWN)),
        Case.category.in_(owed),
    )


def _tells_now() -> ColumnElement[bool]:
    """Verified, by Sở Nội vụ rather than the unit, or unanswered; a merged one tells what the other does."""
    finding = func.coalesce(_into.checked, _into.finding, Case.checked, Case.finding, "")
    state = case((_into.id.is_not(None), _into.state), else_=Case.state)
    return or_(state.in_(UNANSWERED_STATES), finding.in_(PROVED))


def _between(days: tuple[date, date]) -> ColumnElement[bool]:
    return and_(
        Case.received_at >= midnight(days[0]), Case.received_at < midnight(days[1] + timedelta(days=1))
    )


def midnight(day: date) -> datetime:
    """Its first moment in Đồng Nai."""
    return datetime.combine(day, time(), deadlines.HERE)
