from datetime import date, datetime, time, timedelta

import pytest

from casework.rules.deadlines import (
    HERE,
    BadDays,
    OutsideCalendar,
    QuietHours,
    TooManyDays,
    closing_after,
    due_at,
    escalations_at,
    extended,
    opening_from,
    paused_days,
    received_on,
    recomputed,
    reminder_at,
    shifted_for_pause,
    skipped_days,
    tellable_at,
)
from casework.rules.worktime import Calendar
from tests.rules.holidays_by_hand import BY_HAND, here

NIGHT = QuietHours(time(19), time(7))

# received, working days, last day counted, why. Worked out on paper from the days off in holidays_by_hand.
TABLE = """
office hours, an ordinary week
2026-11-09T00:00  1  2026-11-10  midnight belongs to Monday
2026-11-09T06:00  1  2026-11-10  early morning
2026-11-09T07:29  1  2026-11-10  a minute before opening
2026-11-09T07:30  1  2026-11-10  opening
2026-11-09T11:29  1  2026-11-10  last minute of the morning
2026-11-09T11:30  1  2026-11-10  noon break begins
2026-11-09T11:45  1  2026-11-10  noon break
2026-11-09T13:00  1  2026-11-10  afternoon begins
2026-11-09T16:59  1  2026-11-10  last minute
2026-11-09T16:59:59  1  2026-11-10  last second
2026-11-09T17:00  1  2026-11-11  closing time is after closing
2026-11-09T17:01  1  2026-11-11  after closing
2026-11-09T23:59  1  2026-11-11  late evening
2026-11-13T16:59  1  2026-11-16  Friday before closing
2026-11-13T17:00  1  2026-11-17  Friday closing
2026-11-14T09:00  1  2026-11-17  Saturday
2026-11-14T09:00  3  2026-11-19  Saturday, three days
2026-11-15T23:59  1  2026-11-17  Sunday night
2026-11-09T09:00  2  2026-11-11  two days
2026-11-09T09:00  3  2026-11-12  three days
2026-11-09T09:00  4  2026-11-13  up to Friday
2026-11-09T09:00  5  2026-11-16  over a weekend
2026-11-09T09:00  10  2026-11-23  two weeks
2026-11-09T09:00  11  2026-11-25  two weeks and a holiday
24 November 2026, Vietnam Culture Day
2026-11-23T09:00  1  2026-11-25  holiday eve
2026-11-23T09:00  2  2026-11-26  holiday eve, two days
2026-11-23T09:00  3  2026-11-27  holiday eve, three days
2026-11-23T09:00  5  2026-12-01  holiday eve, five days
2026-11-23T09:00  10  2026-12-08  holiday eve, ten days
2026-11-23T16:59  3  2026-11-27  last minute of the eve
2026-11-23T17:00  1  2026-11-26  eve after closing counts from Wednesday
2026-11-23T17:00  3  2026-11-30  eve after closing, three days
2026-11-24T10:00  3  2026-11-30  on the holiday
2026-11-20T16:59  3  2026-11-26  Friday before
2026-11-20T17:01  3  2026-11-27  Friday after closing
2026-11-21T09:00  3  2026-11-27  Saturday before
2026-11-18T12:00  5  2026-11-26  noon of the Wednesday before
New Year 2026, Friday swapped for Saturday 10/01
2025-12-31T09:00  1  2026-01-05  New Year's Eve
2025-12-31T09:00  3  2026-01-07  New Year's Eve, three days
2025-12-31T09:00  5  2026-01-09  up to the Friday
2025-12-31T09:00  6  2026-01-10  due on the working Saturday
2025-12-31T17:30  1  2026-01-06  New Year's Eve after closing
2026-01-02T10:00  3  2026-01-08  on the swapped Friday
2026-01-09T09:00  1  2026-01-10  the Saturday counts
2026-01-09T16:59  2  2026-01-12  the Saturday and Monday
2026-01-09T17:00  1  2026-01-12  received on the Saturday
2026-01-08T10:00  3  2026-01-12  over the working Saturday
2026-01-10T08:00  1  2026-01-12  filed on the working Saturday
2026-01-10T17:00  1  2026-01-13  filed after it closed
2026-01-11T10:00  1  2026-01-13  Sunday after it
2026-01-05T09:00  10  2026-01-16  ten days with a Saturday
Tết 2026
2026-02-12T16:00  3  2026-02-24  Thursday before
2026-02-12T17:00  3  2026-02-25  Thursday after closing
2026-02-13T09:00  1  2026-02-23  last working day
2026-02-13T16:59  1  2026-02-23  last minute before Tết
2026-02-13T17:00  1  2026-02-24  Tết has begun
2026-02-14T09:00  1  2026-02-24  Saturday before
2026-02-16T09:00  1  2026-02-24  the eve of Tết
2026-02-17T00:00  3  2026-02-26  first minute of the year
2026-02-20T23:00  5  2026-03-02  the fourth day
2026-02-22T12:00  1  2026-02-24  last Sunday
2026-02-23T07:00  1  2026-02-24  first morning
2026-02-09T09:00  5  2026-02-23  five days over Tết
2026-02-09T09:00  10  2026-03-02  ten days over Tết
2026-02-06T17:05  10  2026-03-02  Friday evening a week before
10/3 lunar and 30/4 - 1/5, 2026
2026-04-24T09:00  1  2026-04-28  10/3 falls on Sunday, Monday is off
2026-04-24T17:00  1  2026-04-29  Friday after closing
2026-04-26T09:00  1  2026-04-29  on 10/3
2026-04-27T09:00  1  2026-04-29  on the day off for it
2026-04-28T09:00  1  2026-04-29  between the holidays
2026-04-28T09:00  2  2026-05-04  over 30/4 and 1/5
2026-04-28T09:00  3  2026-05-05  one more
2026-04-29T16:59  1  2026-05-04  last minute before 30/4
2026-04-29T17:00  1  2026-05-05  after closing on the eve
2026-04-30T08:00  3  2026-05-07  on 30/4
2026-05-01T08:00  1  2026-05-05  on 1/5
2026-04-20T09:00  10  2026-05-07  ten days over three holidays
2026-04-23T11:45  5  2026-05-05  five days over three holidays
National Day 2026, Monday 31/08 swapped for Saturday 22/08
2026-08-20T09:00  3  2026-08-24  the Saturday counts
2026-08-21T09:00  1  2026-08-22  due on the Saturday
2026-08-21T17:00  1  2026-08-24  received on the Saturday
2026-08-22T09:00  1  2026-08-24  filed on the Saturday
2026-08-22T16:59  3  2026-08-26  its last minute
2026-08-22T17:00  1  2026-08-25  after it closed
2026-08-23T09:00  1  2026-08-25  Sunday after it
2026-08-17T09:00  10  2026-08-28  ten days with the Saturday
2026-08-28T09:00  1  2026-09-03  Friday before
2026-08-28T17:00  1  2026-09-04  Friday after closing
2026-08-29T10:00  3  2026-09-08  Saturday before
2026-08-31T10:00  1  2026-09-04  on the swapped Monday
2026-09-01T10:00  1  2026-09-04  on the day before
2026-09-02T16:00  5  2026-09-10  on National Day
2026-08-24T09:00  10  2026-09-10  ten days over it
New Year and Tết 2027
2026-12-31T09:00  1  2027-01-04  New Year's Eve
2026-12-31T17:00  1  2027-01-05  New Year's Eve after closing
2027-01-01T09:00  3  2027-01-07  New Year's Day
2027-02-03T09:00  1  2027-02-11  last working day
2027-02-03T17:00  1  2027-02-12  Tết has begun
2027-02-04T09:00  1  2027-02-12  first day off
2027-02-06T09:00  3  2027-02-16  the first of the year
2027-02-10T09:00  5  2027-02-18  last day off
2027-02-01T09:00  3  2027-02-11  three days over Tết
2027-02-02T16:59  2  2027-02-11  two days over Tết
2027-02-01T09:00  10  2027-02-22  ten days over Tết
Other holidays of 2027
2027-04-15T09:00  1  2027-04-19  eve of 10/3
2027-04-14T17:00  1  2027-04-19  the evening before
2027-04-16T10:00  1  2027-04-20  on 10/3
2027-04-28T09:00  2  2027-05-04  1/5 is a Saturday, Monday is off
2027-04-29T09:00  1  2027-05-04  eve of 30/4
2027-04-29T17:01  1  2027-05-05  eve after closing
2027-05-01T09:00  1  2027-05-05  on 1/5
2027-05-03T09:00  3  2027-05-07  on the day off for it
2027-08-31T09:00  5  2027-09-09  five days over National Day
2027-09-01T09:00  1  2027-09-06  eve of National Day
2027-09-01T17:00  1  2027-09-07  eve after closing
2027-09-03T10:00  3  2027-09-09  the day beside it
2027-11-23T09:00  3  2027-11-29  eve of 24/11
2027-11-24T09:00  1  2027-11-26  on 24/11
2027-12-31T09:00  1  2028-01-04  1/1 is a Saturday, Monday is off
30 April 2025, Friday swapped for Saturday 26/04
2025-04-25T09:00  1  2025-04-26  due on the Saturday
2025-04-26T17:00  1  2025-04-29  after it closed
2025-04-29T09:00  1  2025-05-05  eve of 30/4
moments told in other offsets
2026-11-09T09:59+00:00  1  2026-11-10  16:59 here
2026-11-09T10:00+00:00  1  2026-11-11  17:00 here
2026-11-08T16:59+00:00  1  2026-11-10  Sunday night here
2026-11-08T17:30+00:00  1  2026-11-10  Monday morning here
2026-11-13T19:01+09:00  1  2026-11-17  Friday 17:01 here
"""


def day(written: str) -> date:
    return date.fromisoformat(written)


def closing(written: str) -> datetime:
    return datetime.combine(day(written), time(17), HERE)


ROWS = [line.split(maxsplit=3) for line in TABLE.splitlines() if line[:4].isdigit()]
CASES = [pytest.param(*row[:3], id=f"{row[0]} {row[3]}") for row in ROWS]


def test_the_table_is_long_enough_to_be_trusted():
    assert len(CASES) >= 80


@pytest.mark.parametrize(("received", "days", "last_day"), CASES)
def test_due_at_closing_time_of_the_last_day_counted(received: str, days: str, last_day: str):
    assert due_at(here(received), int(days), BY_HAND) == closing(last_day)


def test_a_deadline_is_told_in_the_time_of_vietnam_whatever_the_offset_of_receipt():
    due = due_at(here("2026-11-23T02:00+00:00"), 3, BY_HAND)
    assert due.isoformat() == "2026-11-27T17:00:00+07:00"


@pytest.mark.parametrize("days", [0, -1])
def test_a_deadline_of_no_days_is_refused(days: int):
    with pytest.raises(BadDays) as refused:
        due_at(here("2026-11-23T09:00"), days, BY_HAND)
    assert refused.value.params == {"days": days, "least": 1}


def test_a_moment_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="needs an offset"):
        due_at(datetime(2026, 11, 23, 9), 3, BY_HAND)


@pytest.mark.parametrize(
    ("received", "days"),
    [
        pytest.param("2024-12-31T09:00", 1, id="before the calendar"),
        pytest.param("2028-02-01T09:00", 1, id="after the calendar"),
        pytest.param("2026-11-23T09:00", 2000, id="counting out of the calendar"),
        pytest.param("2026-11-23T09:00", 10**12, id="counting out of time"),
    ],
)
def test_nothing_is_counted_outside_of_the_calendar(received: str, days: int):
    with pytest.raises(OutsideCalendar):
        due_at(here(received), days, BY_HAND)


@pytest.mark.parametrize(
    ("at", "received"),
    [
        pytest.param("2026-11-23T06:00", "2026-11-23", id="early morning"),
        pytest.param("2026-11-23T11:45", "2026-11-23", id="noon break"),
        pytest.param("2026-11-23T17:00", "2026-11-25", id="holiday eve at closing"),
        pytest.param("2026-11-28T09:00", "2026-11-30", id="Saturday"),
        pytest.param("2026-08-22T09:00", "2026-08-22", id="working Saturday"),
        pytest.param("2026-02-18T09:00", "2026-02-23", id="Tết"),
    ],
)
def test_received_on_the_same_day_before_closing_else_on_the_next_working_day(at: str, received: str):
    assert received_on(here(at), BY_HAND) == day(received)


@pytest.mark.parametrize(
    ("due", "days", "after"),
    [
        pytest.param("2026-11-27", 1, "2026-11-30", id="over a weekend"),
        pytest.param("2026-11-23", 3, "2026-11-27", id="over a holiday"),
        pytest.param("2026-02-13", 10, "2026-03-06", id="the longest, over Tết"),
    ],
)
def test_an_extension_adds_working_days_to_the_old_deadline(due: str, days: int, after: str):
    assert extended(closing(due), days, BY_HAND) == closing(after)


def test_an_extension_beyond_the_limit_is_refused():
    with pytest.raises(TooManyDays) as refused:
        extended(closing("2026-11-27"), 11, BY_HAND)
    assert refused.value.params == {"days": 11, "most": 10}


def test_an_extension_by_no_days_is_refused():
    with pytest.raises(BadDays):
        extended(closing("2026-11-27"), 0, BY_HAND)


@pytest.mark.parametrize(
    ("asked", "answered", "days", "due"),
    [
        pytest.param("2026-11-25T09:00", "2026-11-25T16:00", 0, "2026-11-27", id="answered the same day"),
        pytest.param("2026-11-25T09:00", "2026-11-26T09:00", 1, "2026-11-30", id="answered next day"),
        pytest.param("2026-11-25T16:50", "2026-11-26T07:40", 1, "2026-11-30", id="overnight"),
        pytest.param("2026-11-25T09:00", "2026-11-25T20:00", 1, "2026-11-30", id="answered in the evening"),
        pytest.param("2026-11-25T20:00", "2026-11-26T09:00", 0, "2026-11-27", id="asked in the evening"),
        pytest.param("2026-11-23T09:00", "2026-11-25T09:00", 1, "2026-11-30", id="over a holiday"),
        pytest.param("2026-11-27T09:00", "2026-11-29T09:00", 1, "2026-11-30", id="answered on Sunday"),
        pytest.param("2026-11-25T09:00", "2026-12-02T09:00", 5, "2026-12-04", id="five days"),
        pytest.param("2026-11-25T09:00", "2026-12-22T09:00", 5, "2026-12-04", id="never more than five"),
        pytest.param("2026-11-26T09:00", "2026-11-25T09:00", 0, "2026-11-27", id="never backwards"),
    ],
)
def test_a_pause_shifts_the_deadline_by_its_working_days(asked: str, answered: str, days: int, due: str):
    assert paused_days(here(asked), here(answered), BY_HAND) == days
    assert shifted_for_pause(closing("2026-11-27"), here(asked), here(answered), BY_HAND) == closing(due)


def with_day(off: str = "", on: str = "") -> Calendar:
    return Calendar(
        BY_HAND.holidays | {day(written) for written in off.split()},
        BY_HAND.workdays | {day(written) for written in on.split()},
        first=BY_HAND.first,
        last=BY_HAND.last,
    )


@pytest.mark.parametrize(
    ("off", "on", "due", "after"),
    [
        pytest.param("", "", None, "2026-11-12", id="nothing changed"),
        pytest.param("2026-11-11", "", None, "2026-11-13", id="a holiday in between"),
        pytest.param("2026-11-12", "", None, "2026-11-13", id="a holiday on the last day"),
        pytest.param("2026-11-12 2026-11-13", "", None, "2026-11-16", id="two days before a weekend"),
        pytest.param("2026-11-13", "", None, "2026-11-12", id="a holiday after the deadline"),
        pytest.param("2026-11-09", "", None, "2026-11-13", id="the day of receipt becomes a holiday"),
        pytest.param("2026-11-17", "2026-11-14", "2026-11-13", "2026-11-13", id="a Saturday afterwards"),
        pytest.param("2026-11-12", "", "2026-11-16", "2026-11-17", id="after an extension by two days"),
        pytest.param("", "2026-11-14", "2026-11-17", "2026-11-17", id="never brought forward"),
        pytest.param("2026-11-12", "2026-11-14", "2026-11-16", "2026-11-16", id="a swap within the time"),
    ],
)
def test_a_holiday_declared_later_moves_the_deadline(off: str, on: str, due: str | None, after: str):
    moved = recomputed(
        here("2026-11-09T09:00"), 3, BY_HAND, with_day(off, on), due=closing(due) if due else None
    )
    assert moved == closing(after)


@pytest.mark.parametrize(
    ("percent", "at"),
    [
        # Monday 09:00 to Friday 17:00 over the holiday: 390 + 3 * 480 = 1830 minutes
        pytest.param(50, "2026-11-26T08:15", id="915 minutes: 390 + 480 + 45"),
        pytest.param(80, "2026-11-27T09:24", id="1464 minutes: 390 + 960 + 114"),
        pytest.param(100, "2026-11-27T17:00", id="all of it"),
    ],
)
def test_reminders_come_when_their_share_of_the_working_time_has_passed(percent: int, at: str):
    start = here("2026-11-23T09:00")
    assert reminder_at(start, closing("2026-11-27"), percent, BY_HAND) == here(at)


def test_escalations_come_at_closing_time_of_the_working_days_after_the_deadline():
    assert escalations_at(closing("2026-11-27"), [1, 3], BY_HAND) == [
        closing("2026-11-30"),
        closing("2026-12-02"),
    ]


def test_closing_after_counts_from_the_day_of_the_moment():
    assert closing_after(here("2026-11-23T20:00"), 1, BY_HAND) == closing("2026-11-25")


@pytest.mark.parametrize(
    ("monday", "opens"),
    [
        pytest.param("2026-11-23", "2026-11-23T07:30", id="an ordinary Monday"),
        pytest.param("2026-04-27", "2026-04-28T07:30", id="Monday off"),
        pytest.param("2026-02-16", "2026-02-23T07:30", id="the week of Tết"),
    ],
)
def test_the_week_opens_on_its_first_working_morning(monday: str, opens: str):
    assert opening_from(day(monday), BY_HAND) == here(opens)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        pytest.param("2026-11-23T06:59:59", "2026-11-23T07:00", id="before seven"),
        pytest.param("2026-11-23T07:00", "2026-11-23T07:00", id="at seven"),
        pytest.param("2026-11-23T18:59", "2026-11-23T18:59", id="before nineteen"),
        pytest.param("2026-11-23T19:00", "2026-11-24T07:00", id="at nineteen"),
        pytest.param("2026-12-31T23:30", "2027-01-01T07:00", id="over the year"),
        pytest.param("2026-11-23T13:00+00:00", "2026-11-24T07:00", id="twenty o'clock here"),
    ],
)
def test_staff_are_not_told_at_night(at: str, told: str):
    assert tellable_at(here(at), NIGHT) == here(told)


def test_skipped_days_are_told_with_their_reason():
    named = Calendar(
        frozenset({day("2026-11-24"), day("2026-11-26")}),
        frozenset(),
        names={day("2026-11-24"): "Ngày Văn hóa Việt Nam", day("2026-11-26"): "Nghỉ hoán đổi"},
        overrides=frozenset({day("2026-11-26")}),
    )
    skipped = skipped_days(here("2026-11-22T09:00"), 3, named)
    assert [(str(it.day), it.reason, it.name) for it in skipped] == [
        ("2026-11-22", "weekend", ""),
        ("2026-11-24", "holiday", "Ngày Văn hóa Việt Nam"),
        ("2026-11-26", "override", "Nghỉ hoán đổi"),
        ("2026-11-28", "weekend", ""),
        ("2026-11-29", "weekend", ""),
    ]


@pytest.mark.parametrize(("received", "days", "last_day"), CASES)
def test_skipped_and_counted_days_make_up_the_whole_span(received: str, days: str, last_day: str):
    start = received_on(here(received), BY_HAND)
    skipped = [it for it in skipped_days(here(received), int(days), BY_HAND) if it.day > start]
    assert day(last_day) - start == timedelta(days=int(days) + len(skipped))
