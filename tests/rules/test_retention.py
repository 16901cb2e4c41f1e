"""How long words are kept: months of the calendar, and sooner where it was asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.retention import kept_until, months_later, surely_kept_since

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param(date(2026, 11, 23), 24, date(2028, 11, 23), id="two years"),
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="a month without that day"),
        pytest.param(date(2024, 2, 29), 24, date(2026, 2, 28), id="a leap day"),
        pytest.param(date(2026, 12, 15), 1, date(2027, 1, 15), id="over the new year"),
        pytest.param(date(2026, 11, 23), 0, date(2026, 11, 23), id="no month"),
    ],
)
def test_months_of_the_calendar(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@given(days, st.integers(1, 60), st.integers(1, 60))
def test_asking_never_makes_it_longer(over: date, months: int, asked: int) -> None:
    ordinary = kept_until(over, months=months)
    assert over < kept_until(over, months=months, asked_days=asked) <= ordinary


@given(days, st.integers(1, 60))
def test_the_narrowed_search_leaves_nothing_out(over: date, months: int) -> None:
    due = kept_until(over, months=months) + timedelta(days=1)
    now = datetime(due.year, due.month, due.day, tzinfo=timezone(timedelta(hours=7)))
    assert over <= surely_kept_since(now, months).date()
