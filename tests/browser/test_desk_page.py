"""The console in a real browser: joining by the link, accepting, routing, answering; on a phone too."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from casework import hand_ins, period_reports, staff, tracking
from casework.records import Case
from casework.rules.deadlines import HERE
from casework.terms import Role, State
from casework.work import House
from tests.browser.conftest import DESKTOP, PHONE, Address, Open, Shot, fits, small_targets
from tests.builders import BIEN_HOA, a_case, a_member
from tests.console.conftest import Clock

pytestmark = pytest.mark.browser

Join = Callable[..., Page]
DOSSIER = {
    "codes": ["H19.38-260921-0417"],
    "submitted_on": "2026-09-21",
    "appointment_on": "2026-10-12",
    "trips": 3,
    "apology": False,
}
STORY = "Hồ sơ khai sinh nộp ở phường 21/9, hẹn 12/10 chưa có kết quả. Đi ba lần, gọi 0912345678 không nghe."


@pytest.fixture
def join(url: Address, house: House, open_page: Open) -> Join:
    """A browser in which somebody pressed the button of the one-time link."""

    def join_(
        unit: str = BIEN_HOA, role: Role = Role.HEAD, *, size: dict[str, int] = DESKTOP, **how: bool
    ) -> Page:
        with house.work() as work:
            code = staff.invite(work, unit, role)
        page = open_page(f"{url}/console/join?code={code}", size=size, allowed=("status of 422",), **how)
        page.get_by_role("button", name="Đăng nhập trên máy này").click()
        page.wait_for_url(f"{url}/console")
        return page

    return join_


def filed(house: House, category: str = "delay", **filing: object) -> str:
    with house.work() as work:
        given = {"story": STORY, "dossier": DOSSIER, **filing}
        return a_case(work, category, **given).ref  # type: ignore[arg-type]


def state_of(house: House, ref: str) -> tuple[State, str]:
    with house.work() as work:
        case = work.session.scalars(select(Case).where(Case.ref == ref)).one()
        return case.state, case.accountable


@pytest.mark.parametrize(
    ("size", "name"),
    [pytest.param(DESKTOP, "desk", id="desktop"), pytest.param(PHONE, "desk-phone", id="phone")],
)
def test_a_head_joins_accepts_answers_and_signs(
    house: House, join: Join, clock: Clock, shot: Shot, size: dict[str, int], name: str
) -> None:
    ref, others = filed(house), [filed(house, kind) for kind in ("attitude", "facilities")]
    clock.ahead(days=4, hours=9)
    page = join(size=size)
    for shown in (ref, *others):
        expect(page.get_by_role("link", name=re.compile(shown))).to_be_visible()
    expect(page.locator(".due.late", has_text="quá hạn")).to_be_visible()
    shot(page, f"{name}-1-queue", whole=True)
    assert fits(page)
    assert small_targets(page) == []
    page.get_by_role("link", name=re.compile(ref)).click()
    expect(page.get_by_text("H19.38-260921-0417")).to_be_visible()
    expect(page.get_by_text("0912345678")).to_have_count(0)
    shot(page, f"{name}-2-case", whole=True)
    assert fits(page)
    page.get_by_role("button", name="Nhận giải quyết").click()
    expect(page.get_by_text("đang giải quyết").first).to_be_visible()
    page.get_by_role("button", name="Trả lời", exact=True).click()
    page.get_by_label("Đúng như phản ánh").check()
    page.get_by_label("Nguyên nhân").select_option(label="khâu trình ký, phê duyệt")
    page.get_by_label("Khắc phục").fill("Đã ký ngày 27/11, kết quả có tại quầy số 3.")
    page.get_by_role("button", name="Xem như người dân sẽ đọc").click()
    expect(page.get_by_role("alert")).to_contain_text("Còn thiếu")
    shot(page, f"{name}-3-answer", whole=True)
    assert fits(page)
    page.get_by_label("Ngày hẹn có kết quả").fill("2026-12-04")
    page.get_by_role("button", name="Xem như người dân sẽ đọc").click()
    expect(page.get_by_text("04/12/2026")).to_be_visible()
    shot(page, f"{name}-4-preview", whole=True)
    page.get_by_role("button", name="Ký và gửi").click()
    expect(page.get_by_text("Trả lời sau hạn: Đúng như phản ánh")).to_be_visible()
    shot(page, f"{name}-5-answered", whole=True)
    assert state_of(house, ref)[0] is State.ANSWERED


def test_home_affairs_routes_a_case_by_typing_a_name(house: House, join: Join, shot: Shot) -> None:
    ref = filed(house, "attitude", lodged=None, dossier={})
    page = join("SNV", Role.SUPERVISOR)
    page.get_by_role("link", name=re.compile(ref)).click()
    page.get_by_label("đơn vị nào phải trả lời?").press_sequentially("tran b", delay=20)
    expect(page.get_by_label("Phường Trấn Biên", exact=True)).to_be_visible()
    shot(page, "desk-triage")
    page.get_by_label("Phường Trấn Biên", exact=True).check()
    page.get_by_role("button", name="Xác định nơi trả lời").click()
    expect(page.get_by_text("Chuyển đến Phường Trấn Biên")).to_be_visible()
    assert state_of(house, ref) == (State.ROUTED, "26041")


def test_the_citizen_is_asked_from_a_folded_form(house: House, join: Join, shot: Shot) -> None:
    with house.work() as work:
        ref = a_case(work, "attitude", state=State.ACCEPTED).ref
    page = join(dark=True)
    page.get_by_role("link", name=re.compile(ref)).click()
    page.get_by_text("Hỏi người dân").first.click()
    page.get_by_label("đồng chí viết câu hỏi").fill("Anh/chị nộp ở quầy số mấy?")
    shot(page, "desk-dark-ask", whole=True)
    page.get_by_role("button", name="Hỏi người dân").click()
    expect(page.get_by_text("Thời hạn tạm dừng")).to_be_visible()


def test_the_language_and_the_sign_out_are_one_press_away(url: Address, join: Join) -> None:
    page = join()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Cases to work on")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Đăng nhập dành cho cán bộ")).to_be_visible()


def test_the_public_page_and_what_is_refused_look_right(
    url: Address, open_page: Open, house: House, shot: Shot
) -> None:
    for _ in range(6):
        filed(house)
    missing = ("status of 404",)
    for size, dark, name in (
        (PHONE, False, "public-phone"),
        (DESKTOP, False, "public"),
        (PHONE, True, "public-dark"),
    ):
        page = open_page(url, size=size, dark=dark)
        expect(page.get_by_role("button", name=re.compile("Kể việc đã gặp"))).to_be_visible()
        shot(page, name, whole=True)
        assert fits(page)
        assert small_targets(page) == []
    page = open_page(f"{url}/t/DN-261123-0042-3?k=x", allowed=missing)
    shot(page, "fault-phone")
    page.goto(f"{url}/console")
    shot(page, "sign-in-phone")
    page.goto(f"{url}/console/join?code=abc")
    shot(page, "join-phone")


def test_a_tracking_link_opens_on_a_phone(url: Address, open_page: Open, house: House, shot: Shot) -> None:
    with house.work() as work:
        ref = a_case(work, state=State.ANSWERED, story=STORY, dossier=DOSSIER).ref
    page = open_page(tracking.link(url, ref))
    expect(page.get_by_text(ref).first).to_be_visible()
    shot(page, "tracking-phone", whole=True)
    assert fits(page)


def test_a_head_fetches_the_draft_of_the_report_on_a_phone_and_hands_it_in(
    join: Join, url: Address, house: House, shot: Shot
) -> None:
    h1 = house.rules.reporting.period(2026, 1)
    with house.work() as work:
        june = replace(work, now=datetime(2026, 6, 15, 9, tzinfo=HERE))
        a_member(june)
        period_reports.freeze(june, h1)
        hand_ins.ask(june, h1)
    page = join(size=PHONE)
    page.goto(f"{url}/console/reports")
    assert fits(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="report.pdf").click()
    assert fetched.value.suggested_filename == f"2026-H1-{BIEN_HOA}-report.pdf"
    shot(page, "desk-reports")
    page.get_by_role("button", name="Đã ký, đã gửi").click()
    expect(page.get_by_text("Đã gửi:")).to_be_visible()
