"""A case is passed on at the console: offered by typing a name, declined, ruled on; hops told in words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from casework import staff
from casework.records import Case
from casework.terms import Role, State
from casework.work import House
from tests.browser.conftest import DESKTOP, PHONE, Address, Open, Shot, fits, small_targets
from tests.builders import BIEN_HOA, a_case

pytestmark = pytest.mark.browser

Join = Callable[..., Page]
OTHER = "26041"


@pytest.fixture
def join(url: Address, house: House, open_page: Open) -> Join:
    def join_(unit: str, role: Role, size: dict[str, int]) -> Page:
        with house.work() as work:
            code = staff.invite(work, unit, role)
        page = open_page(f"{url}/console/join?code={code}", size=size)
        page.get_by_role("button", name="Đăng nhập trên máy này").click()
        return page

    return join_


@pytest.mark.parametrize(
    ("size", "name"),
    [pytest.param(DESKTOP, "transfer", id="desktop"), pytest.param(PHONE, "transfer-phone", id="phone")],
)
def test_an_offer_is_declined_and_ruled_on(
    url: Address, house: House, join: Join, shot: Shot, size: dict[str, int], name: str
) -> None:
    with house.work() as work:
        ref = a_case(work, "attitude", state=State.ACCEPTED).ref
    path = f"{url}/console/cases/{ref}"
    sender, receiver = join(BIEN_HOA, Role.HEAD, size), join(OTHER, Role.HEAD, size)
    arbiter = join("SNV", Role.SUPERVISOR, size)
    sender.goto(path)
    form = sender.locator("form[action$='moves/offer']")
    sender.locator("summary", has_text="Đề nghị chuyển").click()
    form.locator("input[type=search]").press_sequentially("tran b", delay=20)
    form.get_by_label("Phường Trấn Biên", exact=True).check()
    form.get_by_label("quy định nào").fill("Quyết định 12/2026, Điều 3")
    form.get_by_label("vì sao cần chuyển").fill("Hồ sơ thuộc địa bàn Trấn Biên.")
    shot(sender, f"{name}-1-offer", whole=True)
    assert fits(sender)
    assert small_targets(sender) == []
    form.get_by_role("button", name="Đề nghị chuyển").click()
    expect(sender.get_by_text("Phường Biên Hòa đề nghị chuyển cho Phường Trấn Biên")).to_be_visible()
    receiver.goto(path)
    receiver.locator("summary", has_text="Không nhận").click()
    receiver.get_by_label("vì sao đơn vị không nhận").fill("Hồ sơ nộp ở Biên Hòa.")
    shot(receiver, f"{name}-2-decline", whole=True)
    receiver.locator("form[action$='moves/decline'] button").click()
    arbiter.goto(path)
    ruling = arbiter.locator("form[action$='moves/rule']")
    arbiter.locator("summary", has_text="Xác định nơi chủ trì").click()
    ruling.get_by_label("Phường Biên Hòa", exact=True).check()
    ruling.get_by_label(re.compile("căn cứ, lý do")).fill("Nơi nộp hồ sơ là Biên Hòa.")
    shot(arbiter, f"{name}-3-rule", whole=True)
    assert fits(arbiter)
    ruling.get_by_role("button").click()
    expect(arbiter.get_by_text("Xác định nơi chủ trì: Phường Biên Hòa")).to_be_visible()
    shot(arbiter, f"{name}-4-history", whole=True)
    with house.work() as work:
        assert work.session.scalars(select(Case)).one().accountable == BIEN_HOA
