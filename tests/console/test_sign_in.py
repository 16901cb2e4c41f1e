"""Signing in to the console by a one-time link, and who may send forms to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework import staff
from casework.records import ConsoleSession, StaffMember
from casework.terms import Role
from casework.work import House
from console import Options
from tests.builders import BIEN_HOA
from tests.console.conftest import SAME_ORIGIN, Clock, Open, Visitor

SignIn = Callable[..., Visitor]


@pytest.fixture
def code(house: House) -> str:
    with house.work() as work:
        return staff.invite(work, BIEN_HOA, Role.HEAD)


def test_looking_at_the_link_does_not_use_it_up(visitor: Visitor, code: str) -> None:
    for _ in range(3):
        page = visitor.get("/console/join", params={"code": code})
        assert page.status_code == 200
        assert code in page.text
    assert visitor.submit("/console/join", code=code).status_code == 303
    assert "Phường Biên Hòa" in visitor.get("/console").text


def test_a_code_works_once(open_as: Open, code: str) -> None:
    assert open_as().submit("/console/join", code=code).status_code == 303
    thief = open_as()
    response = thief.submit("/console/join", code=code)
    assert response.status_code == 403
    assert "Mã mời không đúng" in response.text
    assert not thief.cookies


def test_a_code_that_failed_leaves_no_conversation_behind(visitor: Visitor, house: House) -> None:
    visitor.submit("/console/join", code="wrong")
    with house.work() as work:
        assert not work.session.scalars(select(StaffMember)).all()


def test_an_old_code_is_refused(visitor: Visitor, code: str, clock: Clock) -> None:
    clock.ahead(days=8)
    assert visitor.submit("/console/join", code=code).status_code == 403


def test_the_cookie_is_for_this_site_and_no_script_alone(
    make_app: Callable[[Options], FastAPI], options: Options, open_as: Open, code: str
) -> None:
    secure = make_app(Options("https://langnghe.vn", options.attachments, secure_cookies=True))
    cookie = open_as(secure).submit("/console/join", code=code).headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/console"):
        assert part in cookie


def test_only_the_digest_of_the_cookie_is_kept(visitor: Visitor, house: House, code: str) -> None:
    visitor.submit("/console/join", code=code)
    with house.work() as work:
        (row,) = work.session.scalars(select(ConsoleSession))
        assert row.token_digest != visitor.cookies["staff"]


def test_signing_out_ends_the_session_itself(visitor: Visitor, code: str) -> None:
    visitor.submit("/console/join", code=code)
    token = visitor.cookies["staff"]
    assert visitor.submit("/console/sign-out").status_code == 303
    response = visitor.get("/console/notices", headers={"Cookie": f"staff={token}"})
    assert response.status_code == 303


@pytest.mark.parametrize("end", ["time", "revoked"])
def test_a_session_ends_with_its_time_and_with_the_membership(
    visitor: Visitor, house: House, clock: Clock, code: str, end: str
) -> None:
    visitor.submit("/console/join", code=code)
    if end == "time":
        clock.ahead(hours=13)
    else:
        with house.work() as work:
            staff.revoke(work.session, work.session.scalars(select(StaffMember.id)).one(), work.now)
    assert visitor.get("/console/notices").headers["Location"] == "/console"
    assert "Đăng nhập dành cho cán bộ" in visitor.get("/console").text


INSIDE: list[Any] = [
    ("GET", "/console/notices"),
    ("GET", "/console/notices/1/files/0"),
    ("GET", "/console/search?ref=DN-261123-0042-3"),
    ("GET", "/console/units?q=a"),
    ("GET", "/console/cases/DN-261123-0042-3"),
    ("GET", "/console/cases/DN-261123-0042-3/answer"),
    ("GET", "/console/cases/DN-261123-0042-3/files/0"),
    ("POST", "/console/cases/DN-261123-0042-3/answer"),
    ("POST", "/console/cases/DN-261123-0042-3/answer/sign"),
    ("POST", "/console/cases/DN-261123-0042-3/moves/accept"),
    ("POST", "/console/cases/DN-261123-0042-3/known/1"),
    ("POST", "/console/language"),
]


@pytest.mark.parametrize(("method", "path"), INSIDE)
def test_nobody_gets_in_without_signing_in(calm: Open, method: str, path: str) -> None:
    response = calm().ask(method, path, headers=SAME_ORIGIN)
    assert (response.status_code, response.headers["Location"]) == (303, "/console")


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(calm: Open) -> None:
    response = calm().get("/console/units?q=a", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"], response.text) == (200, "/console", "")


FOREIGN: list[Any] = [
    pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a sister site"),
    pytest.param(
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8080"}, 403, id="forged origin"
    ),
    pytest.param({}, 403, id="no header at all"),
    pytest.param({"Origin": "https://evil.example"}, 403, id="old browser, another site"),
    pytest.param({"Origin": "null"}, 403, id="old browser, hidden site"),
    pytest.param({"Origin": "http://localhost:8080"}, 303, id="old browser, our own page"),
    pytest.param({"Sec-Fetch-Site": "same-origin"}, 303, id="our own page"),
    pytest.param({"Sec-Fetch-Site": "none"}, 303, id="typed by hand"),
]


@pytest.mark.parametrize(("headers", "status"), FOREIGN)
def test_forms_are_taken_from_our_own_pages_alone(calm: Open, headers: dict[str, str], status: int) -> None:
    assert calm().post("/console/sign-out", headers=headers).status_code == status


def test_the_language_is_the_members_own_everywhere(signed_in: SignIn) -> None:
    head = signed_in()
    assert '<html lang="vi">' in head.get("/console").text
    head.submit("/console/language", language="en")
    assert '<html lang="en">' in head.get("/console").text
    assert "no case" in head.get("/console/search?ref=DN-261123-0042-3").text.lower()
