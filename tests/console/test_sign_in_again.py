"""Getting back into the console: by the bot that asks for the digits, or by a password."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from casework import sign_in, staff
from casework.records import StaffMember
from casework.terms import SignInOver, WeakPassword
from casework.work import House
from tests.builders import a_member
from tests.console.conftest import SAME_ORIGIN, Clock, Open, Visitor

SignIn = Callable[..., Visitor]
PASSWORD = "ba con mèo trèo cây cau"


@pytest.fixture
def head(house: House) -> StaffMember:
    with house.work() as work:
        return a_member(work)


def asked(browser: Visitor) -> tuple[str, str]:
    """The link's nonce and the digits that the page shows."""
    page = browser.submit("/console/sign-in/telegram").text
    nonce = re.search(r"https://t.me/langnghe_bot\?start=login_([\w-]+)", page)
    digits = re.search(r'class="match"[^>]*>(\d\d)<', page)
    assert nonce
    assert digits
    return nonce[1], digits[1]


def says(house: House, nonce: str, code: str, member: StaffMember) -> bool:
    with house.work() as work:
        return sign_in.confirm(work, nonce, code, member)


def test_the_bots_yes_opens_the_page_that_asked_and_no_other(
    open_as: Open, house: House, head: StaffMember
) -> None:
    browser, stranger = open_as(), open_as()
    nonce, digits = asked(browser)
    assert browser.get("/console/sign-in/wait").status_code == 204
    assert says(house, nonce, digits, head)
    assert stranger.get("/console/sign-in/wait", headers={"HX-Request": "true"}).cookies.get("staff") is None
    told = browser.get("/console/sign-in/wait", headers={"HX-Request": "true"})
    assert told.headers["HX-Redirect"] == "/console"
    assert "Phường Biên Hòa" in browser.get("/console").text
    with pytest.raises(SignInOver):
        says(house, nonce, digits, head)


def test_wrong_digits_end_it(visitor: Visitor, house: House, head: StaffMember) -> None:
    nonce, digits = asked(visitor)
    assert not says(house, nonce, "no", head)
    with pytest.raises(SignInOver):
        says(house, nonce, digits, head)
    assert visitor.get("/console/sign-in/wait").status_code == 303
    assert "staff" not in visitor.cookies


def test_after_five_minutes_it_is_over(
    visitor: Visitor, house: House, head: StaffMember, clock: Clock
) -> None:
    nonce, digits = asked(visitor)
    clock.ahead(minutes=6)
    with pytest.raises(SignInOver):
        says(house, nonce, digits, head)
    assert visitor.get("/console/sign-in/wait").status_code == 303


def test_the_bot_offers_three_numbers_and_the_page_one_of_them() -> None:
    for nonce in ("a", "b", "c"):
        offered = sign_in.offered_codes(nonce)
        assert len(set(offered)) == sign_in.CHOICES
        assert sign_in.match_code(nonce) in offered


def test_without_telegram_a_password_leads_back(
    signed_in: SignIn, open_as: Open, house: House, clock: Clock
) -> None:
    first = signed_in()
    assert "/console/password" in first.get("/console").text
    assert first.submit("/console/password", password=PASSWORD).status_code == 303
    assert "/console/password" not in first.get("/console").text
    clock.ahead(hours=13)
    again = open_as()
    with house.work() as work:
        number = str(staff.active(work.session)[-1].id)
    assert again.submit("/console/sign-in/password", number=number, password="not it").status_code == 403
    assert again.submit("/console/sign-in/password", number=number, password=PASSWORD).status_code == 303
    assert "Phường Biên Hòa" in again.get("/console").text


def test_after_five_wrong_tries_even_the_right_one_waits(
    house: House, head: StaffMember, clock: Clock
) -> None:
    def tries(password: str) -> str | None:
        with house.work() as work:
            return sign_in.by_password(work, str(head.id), password)

    with house.work() as work:
        sign_in.set_password(work, head, PASSWORD)
    assert [tries("wrong wrong") for _ in range(5)] == [None] * 5
    assert tries(PASSWORD) is None
    clock.ahead(minutes=2)
    assert tries(PASSWORD)


@pytest.mark.parametrize("number", ["", "0", "999999", "x", "1" * 30, "١"])
def test_a_number_that_is_nobodys_gets_nowhere(house: House, number: str) -> None:
    with house.work() as work:
        assert sign_in.by_password(work, number, PASSWORD) is None


@pytest.mark.parametrize("weak", ["", "ngắn", "aaaaaaaaaaaa"])
def test_a_weak_password_is_not_kept(house: House, head: StaffMember, weak: str) -> None:
    with house.work() as work, pytest.raises(WeakPassword):
        sign_in.set_password(work, head, weak)


def test_a_revoked_member_does_not_come_back(house: House, head: StaffMember) -> None:
    with house.work() as work:
        sign_in.set_password(work, head, PASSWORD)
        staff.revoke(work.session, head.id, work.now)
        assert sign_in.by_password(work, str(head.id), PASSWORD) is None


def test_without_a_bot_there_is_no_such_way(make_app: Any, options: Any, open_as: Open) -> None:
    browser = open_as(make_app(replace(options, bot=None)))
    assert "/console/sign-in/telegram" not in browser.get("/console").text
    assert browser.post("/console/sign-in/telegram", headers=SAME_ORIGIN).status_code == 404
