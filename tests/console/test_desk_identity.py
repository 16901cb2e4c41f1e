"""Who reported, at the console: a look with a reason, for those who may; none without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework import identity
from casework.records import Case
from casework.terms import IdentityMode, Role
from casework.work import House
from tests.builders import BIEN_HOA, a_case, a_citizen
from tests.console.conftest import Visitor

SignIn = Callable[..., Visitor]
CONTACT = "Nguyễn Thị Lan 0912 345 678"
CHAT = 7_411_333_444


def filed(
    house: House, mode: IdentityMode = IdentityMode.SEALED, category: str = "attitude", chat: int = CHAT
) -> str:
    with house.work() as work:
        reporter = a_citizen(work, chat).pseudonym
        case = a_case(
            work, category, identity=mode, reporter=reporter, story="Tôi là nguyen thi lan, chờ mãi."
        )
        if mode is not IdentityMode.NONE:
            identity.leave_contact(work, case, CONTACT, "0912345678")
        return case.ref


def looks(house: House, ref: str) -> list[str | None]:
    with house.work() as work:
        case = work.session.query(Case).filter_by(ref=ref).one()
        return [look.reason for look in identity.looks_at(work.session, case)]


def test_the_arbiter_looks_with_a_reason_that_stays_on_record(signed_in: SignIn, house: House) -> None:
    ref, desk = filed(house), signed_in("SNV", Role.SUPERVISOR)
    page = desk.get(f"/console/cases/{ref}").text
    assert "có để lại tên" in page
    assert "0912" not in page
    shown = desk.submit(f"/console/cases/{ref}/identity", reason="Gọi hỏi thêm giấy hẹn").text
    assert CONTACT in shown
    assert looks(house, ref) == ["Gọi hỏi thêm giấy hẹn"]
    assert "Gọi hỏi thêm giấy hẹn" in desk.get("/console/looks").text
    assert "Gọi hỏi thêm giấy hẹn" in desk.get(f"/console/cases/{ref}").text


def test_without_a_reason_nothing_is_shown_nor_noted(signed_in: SignIn, house: House) -> None:
    ref, desk = filed(house), signed_in("SNV", Role.SUPERVISOR)
    refused = desk.submit(f"/console/cases/{ref}/identity", reason=" ")
    assert refused.status_code >= 400
    assert CONTACT not in refused.text
    assert looks(house, ref) == []


@pytest.mark.parametrize("role", [Role.HEAD, Role.OFFICER])
def test_the_unit_looks_only_where_it_was_let_and_never_sees_who_looked(
    signed_in: SignIn, house: House, role: Role
) -> None:
    sealed, shown = filed(house), filed(house, IdentityMode.SHOWN, chat=CHAT + 1)
    desk = signed_in(BIEN_HOA, role)
    refused = desk.submit(f"/console/cases/{sealed}/identity", reason="Muốn biết")
    assert (refused.status_code >= 400, CONTACT in refused.text) == (True, False)
    assert "/identity" not in desk.get(f"/console/cases/{sealed}").text
    assert CONTACT in desk.submit(f"/console/cases/{shown}/identity", reason="Mời lên nhận").text
    assert "Mời lên nhận" not in desk.get(f"/console/cases/{shown}").text
    assert shown not in desk.get("/console/looks").text


def test_who_may_not_see_the_case_finds_no_identity_either(signed_in: SignIn, house: House) -> None:
    ref, desk = filed(house, IdentityMode.SHOWN), signed_in("26041", Role.HEAD)
    assert desk.submit(f"/console/cases/{ref}/identity", reason="Muốn biết").status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INSPECTOR, Role.HEAD, Role.ADMIN])
def test_of_a_nameless_report_no_page_tells_anything(signed_in: SignIn, house: House, role: Role) -> None:
    units = {Role.SUPERVISOR: "SNV", Role.INSPECTOR: "TTR", Role.HEAD: BIEN_HOA, Role.ADMIN: "SNV"}
    ref, desk = filed(house, IdentityMode.NONE), signed_in(units[role], role)
    with house.work() as work:
        reporter = work.session.query(Case).filter_by(ref=ref).one().reporter
    pages = [desk.get(path).text for path in ("/console", f"/console/cases/{ref}", "/console/looks")]
    pages.append(desk.submit(f"/console/cases/{ref}/identity", reason="Muốn biết").text)
    for page in pages:
        assert str(CHAT) not in page
        assert reporter not in page
        assert CONTACT not in page


def test_a_caller_is_found_by_phone(signed_in: SignIn, house: House) -> None:
    ref, desk = filed(house), signed_in("SNV", Role.SUPERVISOR)
    found = desk.submit("/console/looks/phone", phone="0912.345.678", reason="Người dân gọi")
    assert f"/console/cases/{ref}" in found.text
    assert looks(house, ref) == ["Người dân gọi"]
    assert desk.submit("/console/looks/phone", phone="abc", reason="Gọi").status_code == 400


def test_the_name_that_was_left_is_masked_in_the_story(signed_in: SignIn, house: House) -> None:
    ref, desk = filed(house), signed_in(BIEN_HOA, Role.HEAD)
    assert "nguyen thi lan" not in desk.get(f"/console/cases/{ref}").text
