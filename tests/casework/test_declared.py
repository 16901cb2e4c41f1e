"""A holiday declared later moves what still runs, once, with an event that the citizen is told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casework import declared, handling
from casework.terms import CITIZEN, Actor, EventKind, Finding, Move, Role, State
from casework.work import Work
from tests.builders import a_case
from tests.casework.house import WARD, City, at, kinds, last, staffed, told

HEAD = Actor(Role.HEAD, WARD)


@pytest.fixture
def city(work: Work) -> City:
    """Everybody is there, and the database knows the calendar of today."""
    declared.catch_up(work)
    return staffed(work)


def declaring(work: Work, *days: date, working: tuple[date, ...] = ()) -> Work:
    """The same house, started again with more days off or more working days."""
    cal = work.rules.calendar
    more = replace(cal, holidays=cal.holidays | {*days}, workdays=cal.workdays | {*working})
    return replace(work, rules=replace(work.rules, calendar=more))


def test_the_deadline_moves_by_the_day_once_and_everybody_hears_of_it(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)  # due Friday the 27th
    later = declaring(work, date(2026, 11, 26))
    assert declared.catch_up(later) == 1
    assert declared.catch_up(later) == 0
    assert case.due_at == at(work, "2026-11-30T17:00").now
    moved = last(case, EventKind.DEADLINE_MOVED)
    assert (moved.data["why"], moved.data["clock"]) == ("holiday", "due_at")
    assert told(work, case, "citizen.deadline_moved") == ["citizen"]
    assert told(work, case, "staff.deadline_moved") == [f"{WARD} head"]


@pytest.mark.parametrize(
    ("days", "working"),
    [
        pytest.param((date(2026, 11, 30),), (), id="after the deadline"),
        pytest.param((date(2026, 11, 20),), (), id="before the filing"),
        pytest.param((), (date(2026, 11, 24),), id="a working day brings nothing forward"),
    ],
)
def test_other_days_move_nothing(
    work: Work, city: City, days: tuple[date, ...], working: tuple[date, ...]
) -> None:
    case = a_case(work, "delay", WARD)
    assert declared.catch_up(declaring(work, *days, working=working)) == 0
    assert EventKind.DEADLINE_MOVED not in kinds(case)


def test_what_is_over_or_overdue_stays_as_it_was(work: Work, city: City) -> None:
    a_case(work, "delay", WARD, state=State.WITHDRAWN)
    a_case(work, "delay", WARD)
    late = at(work, "2026-11-27T17:00")
    assert declared.catch_up(declaring(late, date(2026, 11, 26))) == 0


def test_the_second_clock_is_counted_again_and_the_first_stays_on_record(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD, state=State.ACCEPTED)
    answer = {"finding": Finding.RIGHT, "cause": "signing", "remedy": "Đã trả.", "done": True}
    handling.move(work, case.ref, Move.ANSWER, HEAD, **answer)
    handling.move(work, case.ref, Move.NOT_SETTLED, CITIZEN)
    first = case.due_at
    declared.catch_up(declaring(work, date(2026, 11, 26)))
    assert (case.due_at, case.second_due_at) == (first, at(work, "2026-11-30T17:00").now)


def test_what_was_filed_under_the_new_calendar_is_not_moved_twice(work: Work, city: City) -> None:
    later = declaring(work, date(2026, 11, 26))
    case = a_case(later, "delay", WARD)
    assert case.due_at == at(work, "2026-11-30T17:00").now
    assert declared.catch_up(later) == 0
