"""What holds for every calendar and every moment."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.rules.deadlines import (
    HERE,
    add_working_minutes,
    due_at,
    is_working_day,
    received_on,
    recomputed,
    reminder_at,
    working_days_between,
    working_minutes,
)
from casework.rules.worktime import Calendar

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
days_of_two_years = st.dates(FIRST, LAST)
calendars = st.builds(
    Calendar,
    st.frozensets(days_of_two_years, max_size=60),
    st.frozensets(days_of_two_years, max_size=15),
)
moments = st.datetimes(
    datetime.combine(FIRST, time()), datetime.combine(LAST, time()), timezones=st.just(HERE)
)
allowances = st.integers(1, 30)


@given(calendars, moments, moments, moments)
def test_working_minutes_of_two_holders_add_up_to_the_age(
    cal: Calendar, a: datetime, b: datetime, c: datetime
):
    assert working_minutes(a, c, cal) == working_minutes(a, b, cal) + working_minutes(b, c, cal)


@given(calendars, moments, st.integers(0, 7 * 24 * 60))
def test_working_minutes_are_those_counted_one_by_one(cal: Calendar, start: datetime, length: int):
    start = start.replace(second=0, microsecond=0)
    each = (start + timedelta(minutes=n) for n in range(length))
    counted = sum(is_working_day(at.date(), cal) and _in_office(at.time()) for at in each)
    assert working_minutes(start, start + timedelta(minutes=length), cal) == counted


def _in_office(clock: time) -> bool:
    return time(7, 30) <= clock < time(11, 30) or time(13) <= clock < time(17)


@given(calendars, moments, st.integers(1, 20_000))
def test_adding_working_minutes_is_the_inverse_and_the_earliest(cal: Calendar, at: datetime, minutes: int):
    end = add_working_minutes(at, minutes, cal)
    assert working_minutes(at, end, cal) == minutes
    assert working_minutes(at, end - timedelta(minutes=1), cal) == minutes - 1


@given(calendars, moments, allowances)
def test_due_is_always_closing_time_of_a_working_day(cal: Calendar, at: datetime, days: int):
    due = due_at(at, days, cal)
    assert is_working_day(due.date(), cal)
    assert (due.time(), due.tzinfo) == (time(17), HERE)


@given(calendars, moments, allowances)
def test_due_leaves_exactly_that_many_working_days_after_receipt(cal: Calendar, at: datetime, days: int):
    received = received_on(at, cal)
    assert received >= at.date()
    assert is_working_day(received, cal)
    assert working_days_between(received, due_at(at, days, cal).date(), cal) == days


@given(calendars, moments, st.timedeltas(timedelta(), timedelta(days=60)), allowances)
def test_who_comes_later_is_never_due_earlier(cal: Calendar, at: datetime, later: timedelta, days: int):
    assert due_at(at, days, cal) <= due_at(at + later, days, cal)


@given(calendars, moments, allowances)
def test_another_day_is_always_later(cal: Calendar, at: datetime, days: int):
    assert due_at(at, days, cal) < due_at(at, days + 1, cal)


@given(calendars, moments, allowances, st.integers(1, 100))
def test_reminders_lie_between_receipt_and_deadline(cal: Calendar, at: datetime, days: int, percent: int):
    due = due_at(at, days, cal)
    assert at <= reminder_at(at, due, percent, cal) <= due


@given(calendars, calendars, moments, allowances)
def test_a_changed_calendar_never_brings_a_deadline_forward(
    before: Calendar, after: Calendar, at: datetime, days: int
):
    moved = recomputed(at, days, before, after)
    assert moved == max(due_at(at, days, before), due_at(at, days, after))


@given(calendars, days_of_two_years, days_of_two_years)
def test_working_days_between_are_those_counted_one_by_one(cal: Calendar, a: date, b: date):
    low, high = min(a, b), max(a, b)
    each = (low + timedelta(days=n) for n in range(1, (high - low).days + 1))
    counted = sum(is_working_day(day, cal) for day in each)
    assert working_days_between(a, b, cal) == (counted if a <= b else -counted)
