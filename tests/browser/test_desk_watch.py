"""Signing in again, naming a deputy and the list of silent heads, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from casework import escalation
from casework.records import Case, Delegation
from casework.terms import Role, State
from casework.work import House
from tests.browser.conftest import DESKTOP, PHONE, Address, Open, Shot, fits, small_targets
from tests.browser.test_desk_page import Join, filed, join
from tests.builders import BIEN_HOA, a_case, a_member
from tests.console.conftest import Clock

__all__ = ["join"]

pytestmark = pytest.mark.browser
SIZES = [pytest.param(DESKTOP, "desk", id="desktop"), pytest.param(PHONE, "phone", id="phone")]


@pytest.mark.parametrize(("size", "name"), SIZES)
def test_a_head_names_a_deputy_and_takes_it_back(
    house: House, join: Join, shot: Shot, size: dict[str, int], name: str
) -> None:
    with house.work() as work:
        officer = a_member(work, BIEN_HOA, Role.OFFICER)
        officer.name = "Nguyễn Thị Bưởi"
    page = join(size=size)
    page.goto(page.url + "/absence")
    shot(page, f"absence-{name}-1", whole=True)
    assert fits(page)
    assert small_targets(page) == []
    page.get_by_label("Cán bộ ký thay").select_option(label="Nguyễn Thị Bưởi")
    page.get_by_label("Ngày cuối").fill("2026-11-27")
    page.get_by_role("button", name="Ủy quyền").click()
    expect(page.get_by_text("Từ 23/11/2026 đến 27/11/2026")).to_be_visible()
    shot(page, f"absence-{name}-2", whole=True)
    assert fits(page)
    page.get_by_role("button", name="Thu hồi").click()
    expect(page.get_by_text("27/11/2026")).to_have_count(0)
    with house.work() as work:
        assert work.session.scalars(select(Delegation)).one().revoked_at is not None


@pytest.mark.parametrize(("size", "name"), SIZES)
def test_home_affairs_sees_which_heads_are_silent(
    house: House, join: Join, clock: Clock, shot: Shot, size: dict[str, int], name: str
) -> None:
    with house.work() as work:
        a_member(work)
        ref = a_case(work, "delay", state=State.ACCEPTED).ref
        a_case(work, "fee", "26041", state=State.ACCEPTED)
    clock.ahead(days=20)
    with house.work() as work:
        for case in work.session.scalars(select(Case)).all():
            escalation.run_one(work, case.id)
    clock.ahead(days=5)
    page = join("SNV", Role.SUPERVISOR, size=size)
    page.get_by_role("link", name="Chưa xác nhận").click()
    expect(page.get_by_text(ref)).to_be_visible()
    shot(page, f"unheard-{name}", whole=True)
    assert fits(page)


@pytest.mark.parametrize(("size", "name"), SIZES)
def test_the_pages_to_sign_in_fit_every_screen(
    url: Address, house: House, open_page: Open, join: Join, shot: Shot, size: dict[str, int], name: str
) -> None:
    page = open_page(f"{url}/console", size=size)
    shot(page, f"sign-in-{name}-1", whole=True)
    assert fits(page)
    assert small_targets(page) == []
    page.get_by_role("button", name="Telegram").click()
    expect(page.locator(".match")).to_be_visible()
    shot(page, f"sign-in-{name}-2", whole=True)
    assert fits(page)
    inside = join(size=size)
    inside.goto(f"{url}/console/password")
    shot(inside, f"sign-in-{name}-3", whole=True)
    assert fits(inside)
    assert small_targets(inside) == []


@pytest.mark.parametrize(("size", "name"), SIZES)
def test_what_may_be_left_out_says_what_that_means(
    house: House, join: Join, shot: Shot, size: dict[str, int], name: str
) -> None:
    ref = filed(house, "attitude", state=State.ACCEPTED)
    page = join("SNV", Role.SUPERVISOR, size=size)
    page.goto(f"{page.url}/cases/{ref}")
    page.get_by_text("Tách thành hai", exact=True).first.click()
    expect(page.get_by_text("Giữ nguyên đơn vị")).to_be_visible()
    shot(page, f"split-{name}", whole=True)
    assert fits(page)
