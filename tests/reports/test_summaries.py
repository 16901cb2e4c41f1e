"""Which weeks are due, and figures frozen once, over the real database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from casework import summaries
from casework.records import Fact, Notice, WeeklySummary
from casework.rules.deadlines import HERE
from casework.rules.directory import UnknownUnit
from casework.rules.figures import FutureWeek, Week
from casework.summary_facts import facts
from casework.terms import Role, State
from casework.work import Work
from tests import builders
from tests.builders import BIEN_HOA, a_case, a_member, rulebook

W47 = Week(2026, 47)
At = Callable[..., Work]


@pytest.fixture
def at(session: Session) -> At:
    """A unit of work at a moment of November 2026."""
    builders.use_test_vault()

    def work(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> Work:
        return Work(session, rulebook(), datetime(2026, month, day, hour, minute, tzinfo=HERE))

    return work


def test_nothing_is_due_in_an_empty_house(at: At):
    assert summaries.due_weeks(at(23)) == []


@pytest.mark.parametrize(
    ("moment", "weeks"),
    [
        pytest.param((23, 7, 29), [46], id="Monday before opening: still the week before"),
        pytest.param((23, 7, 30), [47], id="Monday at opening"),
        pytest.param((29, 23, 59), [47], id="until the next Monday"),
    ],
)
def test_a_house_that_never_sent_one_begins_with_the_last_week(at: At, moment, weeks):
    a_case(at(2))
    assert summaries.due_weeks(at(*moment)) == [Week(2026, number) for number in weeks]


def test_nobody_was_here_last_week(at: At):
    a_member(at(23, 8))
    assert summaries.due_weeks(at(23, 9)) == []


def test_after_a_holiday_the_summary_waits_for_the_next_working_day(session: Session):
    builders.use_test_vault()
    calendar = replace(rulebook().calendar, holidays=rulebook().calendar.holidays | {W47.later(1).monday})
    rules = replace(rulebook(), calendar=calendar)
    a_case(Work(session, rulebook(), datetime(2026, 11, 2, 9, tzinfo=HERE)))
    for day, weeks in ((23, [46]), (24, [46]), (25, [47])):  # the 24th is a public holiday
        work = Work(session, rules, datetime(2026, 11, day, 9, tzinfo=HERE))
        assert summaries.due_weeks(work) == [Week(2026, number) for number in weeks]


def test_tết_holds_two_weeks_back(session: Session):
    builders.use_test_vault()
    a_case(Work(session, rulebook(), datetime(2026, 2, 2, 9, tzinfo=HERE)))
    work = Work(session, rulebook(), datetime(2026, 2, 10, 9, tzinfo=HERE))
    summaries.mark_sent(work, Week(2026, 6))
    for moment, weeks in (("2026-02-20T09:00", []), ("2026-02-23T07:00", []), ("2026-02-23T07:30", [7, 8])):
        work = Work(session, rulebook(), datetime.fromisoformat(moment).replace(tzinfo=HERE))
        assert summaries.due_weeks(work) == [Week(2026, number) for number in weeks]


def test_what_was_slept_through_is_caught_up_with_but_not_for_ever(at: At):
    a_case(at(2))
    summaries.mark_sent(at(9), Week(2026, 45))
    assert summaries.due_weeks(at(23)) == [Week(2026, 46), W47]
    summaries.mark_sent(at(23), W47)
    summaries.mark_sent(at(23), Week(2026, 46))  # an older one changes nothing
    assert summaries.due_weeks(at(29)) == []
    assert summaries.due_weeks(at(28, month=12)) == [Week(2026, number) for number in (49, 50, 51, 52)]


def test_a_week_is_frozen_once_and_comes_out_the_same(at: At, session: Session):
    case = a_case(at(16), state=State.ACCEPTED)
    builders.answered(at(17), case)
    first = summaries.ensure_weeks(at(23), W47)
    assert first[BIEN_HOA].figures.counts.answered_on_time == 1
    session.execute(update(WeeklySummary).values(created_at=at(23).now))
    a_case(at(18))  # written down late: the frozen figures stand
    again = summaries.ensure_weeks(at(24), W47)
    assert again == first
    assert summaries.ensure_week(at(24), W47, BIEN_HOA) == first[BIEN_HOA].figures
    assert session.scalar(select(func.count()).select_from(WeeklySummary)) == len(first)


def test_later_events_do_not_change_a_week_that_is_counted_late(at: At):
    case = a_case(at(16), state=State.ACCEPTED)
    before = summaries.ensure_week(at(23), W47, BIEN_HOA)
    builders.answered(at(23), case)
    a_case(at(23))
    at(23).session.execute(delete(WeeklySummary))
    assert summaries.ensure_week(at(30), W47, BIEN_HOA) == before
    assert before.counts.open == before.counts.overdue == 1


def test_every_unit_with_staff_or_cases_has_one_and_the_city(at: At):
    a_case(at(16))
    a_member(at(16), "SXD")
    a_member(at(16), "25195", Role.ADMIN)
    assert summaries.ensure_weeks(at(23), W47).keys() == {"SNV", "UBND", "SXD", BIEN_HOA}


def test_units_with_cases_are_found_though_single_ones_were_frozen_before(at: At):
    a_case(at(16))
    for unit in ("SNV", "UBND"):
        summaries.ensure_week(at(23), W47, unit)
    assert summaries.ensure_weeks(at(23), W47).keys() == {"SNV", "UBND", BIEN_HOA}


def test_the_present_week_stands_as_of_now_and_is_not_kept(at: At, session: Session):
    a_case(at(16))
    figures = summaries.ensure_week(at(17), W47, BIEN_HOA)
    assert (figures.counts.new, figures.final, figures.cut_off) == (1, False, at(17).now)
    assert session.scalar(select(func.count()).select_from(WeeklySummary)) == 0
    a_case(at(17))
    assert summaries.ensure_week(at(18), W47, BIEN_HOA).counts.new == 2


def test_a_week_that_has_not_begun_and_a_unit_that_is_none_are_refused(at: At):
    with pytest.raises(FutureWeek):
        summaries.ensure_weeks(at(15), W47)
    with pytest.raises(UnknownUnit):
        summaries.ensure_week(at(23), W47, "NOWHERE")


def test_rows_come_with_the_frozen_figures(at: At):
    ref = a_case(at(16)).ref
    summaries.ensure_weeks(at(23), W47)
    made = summaries.ensure_weeks(at(23), W47, [BIEN_HOA], with_rows=True)
    assert [row.ref for row in made[BIEN_HOA].rows] == [ref]


def test_a_case_without_deadline_is_praise_and_stands_apart(at: At):
    a_case(at(16), "praise")
    counts = summaries.ensure_week(at(23), W47, BIEN_HOA).counts
    assert (counts.praise, counts.new, counts.open) == (1, 0, 0)


def test_a_restricted_case_is_a_count_for_sở_nội_vụ_and_nothing_for_the_unit(at: At):
    ref = a_case(at(16), "harassment").ref
    made = summaries.ensure_weeks(at(23), W47, with_rows=True)
    assert BIEN_HOA not in made
    assert summaries.ensure_week(at(23), W47, BIEN_HOA).is_empty
    assert made["SNV"].figures.restricted is not None
    assert made["TTR"].figures.restricted == made["SNV"].figures.restricted
    assert ref not in str(made)


def test_each_reader_is_told_once_and_not_at_night(at: At, session: Session):
    head = a_member(at(2))
    officer = a_member(at(2), role=Role.OFFICER)
    assert summaries.readers_of(session, BIEN_HOA) == [head]
    assert officer.unit == BIEN_HOA
    first = summaries.tell(at(23, 20), W47, head, {"text": "…"})
    assert summaries.tell(at(24), W47, head, {"text": "…"}) is None
    notice = session.get_one(Notice, first)
    assert (notice.kind, notice.not_before) == ("staff.weekly", datetime(2026, 11, 24, 7, tzinfo=HERE))


def test_cases_are_streamed_with_what_happened_to_them_before_the_cut_off(at: At, session: Session):
    late = a_case(at(2), state=State.ACCEPTED)
    done = a_case(at(2), state=State.CLOSED)
    a_case(at(23))
    found = list(facts(session, rulebook(), W47.start, W47.end))
    assert [case.ref for case in found] == [late.ref]
    assert [event.kind for event in found[0].events] == ["received", "classified", "routed", "accepted"]
    both = facts(session, rulebook(), W47.start - timedelta(weeks=4), W47.end)
    assert [case.ref for case in both] == [late.ref, done.ref]


def test_the_mark_of_what_was_sent_is_a_fact_of_the_house(at: At, session: Session):
    summaries.mark_sent(at(23), W47)
    assert session.get_one(Fact, summaries.SENT).value == "2026-W47"
