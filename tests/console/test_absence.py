"""A head who will be away names a deputy at the console, and takes it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.records import Delegation, Notice, StaffMember
from casework.terms import Role
from casework.work import House
from tests.builders import BIEN_HOA, a_case, a_member
from tests.console.conftest import Clock, Visitor

SignIn = Callable[..., Visitor]
DAYS = {"begins": "2026-11-23", "ends": "2026-11-27"}


@pytest.fixture
def officer(house: House) -> StaffMember:
    with house.work() as work:
        return a_member(work, BIEN_HOA, Role.OFFICER)


def delegations(house: House) -> list[Delegation]:
    with house.work() as work:
        return list(work.session.scalars(select(Delegation)))


def told(house: House, member: StaffMember) -> int:
    with house.work() as work:
        return len(list(work.session.scalars(select(Notice).where(Notice.staff_id == member.id))))


def test_a_head_names_a_deputy_who_is_told_and_shown_on_the_case(
    signed_in: SignIn, house: House, officer: StaffMember
) -> None:
    head = signed_in()
    assert 'href="/console/absence"' in head.get("/console").text
    assert head.submit("/console/absence", deputy=str(officer.id), **DAYS).headers["Location"]
    page = head.get("/console/absence").text
    assert "Từ 23/11/2026 đến 27/11/2026" in page
    assert "hôm nay" in page
    assert told(house, officer) == 1
    with house.work() as work:
        ref = a_case(work, "attitude").ref
    assert "23/11/2026 - 27/11/2026" in head.get(f"/console/cases/{ref}").text


def test_a_delegation_is_taken_back_once(signed_in: SignIn, house: House, officer: StaffMember) -> None:
    head = signed_in()
    head.submit("/console/absence", deputy=str(officer.id), **DAYS)
    (row,) = delegations(house)
    assert head.submit(f"/console/absence/{row.id}/end").status_code == 303
    assert head.submit(f"/console/absence/{row.id}/end").status_code == 404
    assert "27/11/2026" not in head.get("/console/absence").text
    assert told(house, officer) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"ends": "2026-11-20"}, "ngày", id="the end before the beginning"),
        pytest.param({"ends": ""}, "ngày đầu và ngày cuối", id="no last day"),
        pytest.param({"ends": "2027-06-01"}, "ngày", id="too long"),
        pytest.param({"deputy": "x"}, "cán bộ", id="nobody chosen"),
        pytest.param({"deputy": "99999"}, "cán bộ", id="nobody there"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    signed_in: SignIn, house: House, officer: StaffMember, changed: dict[str, str], said: str
) -> None:
    response = signed_in().submit("/console/absence", **{"deputy": str(officer.id), **DAYS, **changed})
    assert 400 <= response.status_code < 500
    assert said in response.text
    assert "staff.error" not in response.text
    assert delegations(house) == []


@pytest.mark.parametrize(("unit", "role"), [(BIEN_HOA, Role.OFFICER), ("SNV", Role.SUPERVISOR)])
def test_only_a_head_names_a_deputy(
    signed_in: SignIn, house: House, officer: StaffMember, unit: str, role: Role
) -> None:
    other = signed_in(unit, role)
    assert 'href="/console/absence"' not in other.get("/console").text
    assert 400 <= other.get("/console/absence").status_code < 500
    assert 400 <= other.submit("/console/absence", deputy=str(officer.id), **DAYS).status_code < 500
    assert delegations(house) == []


def test_a_head_of_another_unit_takes_nothing_back(
    signed_in: SignIn, house: House, officer: StaffMember, clock: Clock
) -> None:
    signed_in().submit("/console/absence", deputy=str(officer.id), **DAYS)
    (row,) = delegations(house)
    assert signed_in("26041").submit(f"/console/absence/{row.id}/end").status_code == 404
    assert delegations(house)[0].revoked_at is None
