"""A deputy acts for a head: dated, shown, told as the head is, and never for what the head owes in person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework import delegations, drafts, handling, staff
from casework.records import StaffMember
from casework.terms import BadDelegation, EventKind, HeadMustSign, Move, NotAllowed, Role, State
from casework.work import Work
from tests.builders import BIEN_HOA, a_case, a_member
from tests.casework.house import at, kinds, told

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
ANSWER = {"finding": "right", "cause": "conduct", "remedy": "Đã nhắc nhở, đã xin lỗi người dân."}


@pytest.fixture
def head(work: Work) -> StaffMember:
    return a_member(work)


@pytest.fixture
def officer(work: Work) -> StaffMember:
    return a_member(work, role=Role.OFFICER)


def test_a_deputy_signs_within_the_days_and_the_case_shows_it(work: Work, head, officer) -> None:
    delegations.delegate(work, officer, MONDAY, FRIDAY, by=head)
    case = a_case(work, "attitude", state=State.ACCEPTED)
    drafts.save(work, case.ref, officer, **ANSWER)
    drafts.sign(work, case.ref, officer)
    assert kinds(case)[-2:] == [EventKind.DELEGATED, EventKind.ANSWERED]
    assert case.events[-2].data["ends"] == "2026-11-27"
    assert case.events[-1].data["delegation"] == case.events[-2].data["delegation"]
    assert case.events[-1].party == Role.HEAD


@pytest.mark.parametrize("moment", ["2026-11-22T09:00", "2026-11-28T00:00"])
def test_before_and_after_the_days_a_deputy_is_an_officer(work: Work, officer, moment: str) -> None:
    delegations.delegate(work, officer, MONDAY, FRIDAY)
    assert delegations.actor(at(work, moment), officer) == staff.actor(officer)


def test_a_delegation_taken_back_ends_at_once(work: Work, officer) -> None:
    row = delegations.delegate(work, officer, MONDAY, FRIDAY)
    assert delegations.end(work, row.id, unit="26041") is None
    assert delegations.end(work, row.id, unit=BIEN_HOA) is row
    assert delegations.actor(work, officer).party is Role.OFFICER
    assert delegations.end(work, row.id) is None


@pytest.mark.parametrize("category", ["delay", "buck_passing", "refusal"])
def test_late_and_dodged_work_needs_the_head(work: Work, officer, category: str) -> None:
    delegations.delegate(work, officer, MONDAY, FRIDAY)
    case = a_case(work, category, state=State.ACCEPTED)
    drafts.save(work, case.ref, officer, **ANSWER, promised_on="")
    assert not drafts.may_sign(work, case, officer)
    with pytest.raises(HeadMustSign):
        drafts.sign(work, case.ref, officer)
    with pytest.raises(HeadMustSign):
        handling.move(work, case.ref, Move.ANSWER, delegations.actor(work, officer), **ANSWER)
    assert case.state is State.ACCEPTED


def test_what_was_reopened_needs_the_head(work: Work, officer) -> None:
    delegations.delegate(work, officer, MONDAY, FRIDAY)
    case = a_case(work, "attitude", state=State.ACCEPTED)
    assert drafts.may_sign(work, case, officer)
    case.reopened = 1
    assert not drafts.may_sign(work, case, officer)


def test_a_deputy_is_told_as_the_head_is(work: Work, head, officer) -> None:
    delegations.delegate(work, officer, MONDAY, FRIDAY)
    case = a_case(work, "attitude")
    assert told(work, case, "staff.new_case") == [f"{BIEN_HOA} head", f"{BIEN_HOA} officer"]


def test_an_officer_without_delegation_signs_nothing(work: Work, officer) -> None:
    case = a_case(work, "attitude", state=State.ACCEPTED)
    drafts.save(work, case.ref, officer, **ANSWER)
    with pytest.raises(NotAllowed):
        drafts.sign(work, case.ref, officer)


BAD: list[Any] = [
    pytest.param((FRIDAY, MONDAY), "order", id="ends before it begins"),
    pytest.param((date(2026, 11, 2), date(2026, 11, 20)), "past", id="over already"),
    pytest.param((MONDAY, date(2027, 2, 23)), "too_long", id="93 days"),
]


@pytest.mark.parametrize(("days", "why"), BAD)
def test_days_that_cannot_be(work: Work, officer, days: tuple[date, date], why: str) -> None:
    with pytest.raises(BadDelegation) as refused:
        delegations.delegate(work, officer, *days)
    assert refused.value.key.endswith(why)


def test_only_the_head_of_the_unit_delegates_to_an_officer_of_it(work: Work, head, officer) -> None:
    stranger = a_member(work, "26041")
    for deputy, by in ((officer, stranger), (head, head), (officer, officer)):
        with pytest.raises(BadDelegation):
            delegations.delegate(work, deputy, MONDAY, FRIDAY, by=by)
    delegations.delegate(work, officer, MONDAY, FRIDAY, by=head)
    with pytest.raises(BadDelegation) as twice:
        delegations.delegate(work, officer, FRIDAY, FRIDAY, by=head)
    assert twice.value.key.endswith("twice")
