"""Periodic reports over the real database: frozen once, honest when empty, kept from who may not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casework import period_reports
from casework.records import PeriodReport
from casework.rules.deadlines import HERE
from casework.rules.period import FuturePeriod, Period
from casework.terms import Role, State
from casework.work import Work
from tests import builders
from tests.builders import BIEN_HOA, a_case, a_member, rulebook

H1: Period = rulebook().reporting.period(2026, 1)
H2: Period = rulebook().reporting.period(2026, 2)
At = Callable[..., Work]


@pytest.fixture
def at(session: Session) -> At:
    """A unit of work at a day of 2026, nine o'clock."""
    builders.use_test_vault()

    def work(month: int, day: int) -> Work:
        return Work(session, rulebook(), datetime(2026, month, day, 9, tzinfo=HERE))

    return work


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PeriodReport)) or 0


def test_a_period_that_is_over_is_frozen_for_everybody_at_once(at: At, session: Session):
    a_case(at(3, 2), state=State.CLOSED)
    made = period_reports.ensure(at(7, 1), H1, [BIEN_HOA])
    assert made.keys() == {BIEN_HOA}
    assert made[BIEN_HOA].figures.counts["done_on_time"] == 1
    assert made[BIEN_HOA].figures.final
    assert kept(session) == len(period_reports.ensure(at(7, 1), H1)) == 3


def test_what_is_learned_after_the_cut_off_changes_nothing(at: At, session: Session):
    case = a_case(at(6, 10), state=State.ACCEPTED)
    first = period_reports.ensure(at(6, 15), H1)
    builders.answered(at(6, 16), case)
    a_case(at(6, 12))
    case.category = "fee"
    session.flush()
    assert period_reports.ensure(at(9, 1), H1) == first
    assert first[BIEN_HOA].figures.counts["open_in_time"] == 1


def test_the_next_period_is_compared_with_what_was_frozen(at: At, session: Session):
    a_case(at(6, 10), state=State.ACCEPTED)
    period_reports.freeze(at(6, 15), H1)
    a_case(at(6, 12))
    later = period_reports.ensure(at(12, 20), H2, [BIEN_HOA])[BIEN_HOA].figures
    assert later.before.total == 1
    assert (
        later.counts["carried"] == 2
    )  # the cases are what they are: the report before stays as it was printed


def test_a_period_that_lasts_is_told_as_of_now_and_not_kept(at: At, session: Session):
    a_case(at(11, 2))
    made = period_reports.ensure(at(11, 23), H2, [BIEN_HOA, "25195"])
    assert not made[BIEN_HOA].figures.final
    assert made["25195"].figures.is_empty
    assert kept(session) == 0


def test_a_period_that_has_not_begun_is_refused(at: At):
    with pytest.raises(FuturePeriod):
        period_reports.ensure(at(11, 23), rulebook().reporting.period(2027, 1))


def test_a_unit_without_anything_gets_an_honest_empty_report_that_is_kept(at: At, session: Session):
    first = period_reports.ensure(at(7, 1), H1, ["25195"])["25195"]
    assert first.figures.is_empty
    assert period_reports.ensure(at(7, 2), H1, ["25195"])["25195"] == first


def test_figures_that_somebody_changed_are_not_printed(at: At, session: Session):
    a_case(at(3, 2))
    period_reports.freeze(at(7, 1), H1)
    better = PeriodReport.figures.op("||")({"counts": {"received": 9}})
    session.execute(update(PeriodReport).where(PeriodReport.unit == BIEN_HOA).values(figures=better))
    session.expire_all()
    with pytest.raises(period_reports.Tampered):
        period_reports.ensure(at(7, 1), H1, [BIEN_HOA])


def test_two_freezes_are_one(at: At, session: Session):
    a_case(at(3, 2))
    assert period_reports.freeze(at(7, 1), H1) == 3
    assert period_reports.freeze(at(7, 2), H1) == 0


def test_restricted_cases_and_those_about_the_head_never_reach_the_unit(at: At):
    a_member(at(1, 5))
    secret = a_case(at(3, 2), "harassment").ref
    of_head = a_case(at(3, 3), "attitude", flags=("about_head",)).ref
    made = period_reports.ensure(at(7, 1), H1)
    assert made[BIEN_HOA].figures.is_empty
    assert [cell.total for cell in made["SNV"].figures.restricted] == [1]
    assert made["SNV"].figures.refs_of("received") == (of_head,)
    assert secret not in str(made)


def test_what_is_kept_from_sở_nội_vụ_is_in_the_report_of_the_chairmans_office_alone(at: At):
    a_member(at(1, 5), "SNV", Role.SUPERVISOR)
    about = a_case(at(3, 2), "attitude", "SNV")
    made = period_reports.ensure(at(7, 1), H1)
    assert made["SNV"].figures.is_empty
    assert made["UBND"].figures.counts["received"] == 1
    assert made["UBND"].figures.refs_of("received") == (about.ref,)
