"""Periodic figures over cases that went through the real moves: transfers, second keys, checks, measures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework import handling, period_reports
from casework.records import Case
from casework.rules.deadlines import HERE
from casework.rules.period_counts import PeriodCounts
from casework.terms import Actor, Move, Role, State
from casework.work import Work
from tests import builders
from tests.builders import BIEN_HOA, a_case, rulebook

H1 = rulebook().reporting.period(2026, 1)
OTHER = "26041"
SNV = Actor(Role.SUPERVISOR, "SNV")
At = Callable[..., Work]


@pytest.fixture
def at(session: Session) -> At:
    """A unit of work at an hour of a day of March 2026."""
    builders.use_test_vault()

    def work(day: int, hour: int = 9, month: int = 3) -> Work:
        return Work(session, rulebook(), datetime(2026, month, day, hour, tzinfo=HERE))

    return work


def head(unit: str) -> Actor:
    return Actor(Role.HEAD, unit)


def move(work: Work, case: Case, what: Move, actor: Actor, **given: Any) -> None:
    handling.move(work, case.ref, what, actor, **given)


def counts(at: At, unit: str) -> PeriodCounts:
    figures = period_reports.ensure(at(1, month=7), H1)[unit].figures
    for each in (figures.counts, *figures.units.values()):
        assert each.adds_up
    return figures.counts


def test_a_transfer_that_was_taken_is_passed_on_and_counts_at_its_new_unit(at: At):
    case = a_case(at(2), "attitude", state=State.ACCEPTED)
    move(at(3), case, Move.OFFER, head(BIEN_HOA), unit=OTHER, reason="Việc ở nơi khác.", basis="Quy chế.")
    move(at(3, 10), case, Move.TAKE, head(OTHER))
    builders.answered(at(4), case)
    assert counts(at, BIEN_HOA)["passed_on"] == 1
    assert counts(at, BIEN_HOA)["hops"] == counts(at, BIEN_HOA)["transfers_offered"] == 1
    assert counts(at, OTHER)["done_on_time"] == 1
    assert counts(at, "SNV").total == 1


def test_a_declined_offer_stays_with_the_sender(at: At):
    case = a_case(at(2), "attitude", state=State.ACCEPTED)
    move(at(3), case, Move.OFFER, head(BIEN_HOA), unit=OTHER, reason="Việc ở nơi khác.", basis="Quy chế.")
    move(at(3, 10), case, Move.DECLINE, head(OTHER), reason="Không phải.")
    found = counts(at, BIEN_HOA)
    assert (found["transfers_returned"], found["open_overdue"], found["passed_on"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        pytest.param("unclear", "not_eligible", id="unclear"),
        pytest.param("not_administrative", "outside", id="no matter of public administration"),
    ],
)
def test_a_refusal_with_two_keys_says_by_its_rule_what_it_is(at: At, rule, outcome):
    case = a_case(at(2), "attitude", state=State.ACCEPTED)
    move(at(3), case, Move.PROPOSE_REFUSAL, head(BIEN_HOA), rule=rule, reason="Đã hỏi mà không rõ.")
    move(at(4), case, Move.REFUSE, SNV)
    found = counts(at, BIEN_HOA)
    assert (found[outcome], found["refusals_proposed"], found.on_time.share) == (1, 1, 1.0)


def test_a_check_and_a_measure_are_counted_beside_the_units_own_finding(at: At):
    case = a_case(at(2), "attitude", state=State.ACCEPTED)
    builders.answered(at(3), case, finding="wrong", cause="none", evidence="Biên bản.")
    move(at(5), case, Move.CHECK, SNV, finding="right")
    measure: dict[str, Any] = {"measure": "review", "text": "Đã kiểm điểm.", "on": date(2026, 3, 5)}
    move(at(6), case, Move.RECORD_MEASURE, head(BIEN_HOA), **measure)
    found = counts(at, BIEN_HOA)
    assert found.spread("finding") == {"wrong": 1}
    assert found.spread("checked") == {"right": 1}
    assert found.spread("measure") == {"review": 1}
    assert (found["checked_differs"], found["attitude_confirmed"]) == (1, 1)


def test_an_extension_moves_the_deadline_that_counts(at: At):
    case = a_case(at(2), "attitude", state=State.ACCEPTED)
    move(at(4), case, Move.ASK_EXTENSION, head(BIEN_HOA), days=5, reason="Chờ xác minh.")
    move(at(5), case, Move.EXTEND, SNV)
    builders.answered(at(12), case)
    found = counts(at, BIEN_HOA)
    assert (found["extended"], found["done_on_time"], found["prolonged"]) == (1, 1, 0)
