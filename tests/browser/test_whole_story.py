"""The whole program, with Rasa: a citizen tells it in Chromium, the head answers at the console."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from drills.stack import Stack
from tests.browser.conftest import DESKTOP, Open, Shot

pytestmark = [pytest.mark.browser, pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(400)]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
AWAITED = 20_000  # ms


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("browser"), at=MONDAY) as running:
        yield running


def at_console(stack: Stack, open_page: Open, unit: str) -> Page:
    invited = json.loads(stack.langnghe("staff", "invite", "--unit", unit, "--role", "head", "--json"))
    page = open_page(f"{stack.url}/console/join?code={invited['code']}", size=DESKTOP)
    page.get_by_role("button", name="Đăng nhập trên máy này").click()
    return page


def test_a_late_dossier_is_told_answered_and_settled_in_two_browsers(
    stack: Stack, open_page: Open, shot: Shot
) -> None:
    head = at_console(stack, open_page, "26098")
    citizen = open_page(f"{stack.url}/chat")
    citizen.get_by_label("Viết cho trợ lý").fill(
        "Tôi nộp hồ sơ khai sinh cho con ở phường Bảo Vinh ngày 2/11, hẹn 6/11 mà giờ vẫn chưa có kết quả"
    )
    citizen.get_by_role("button", name="Gửi", exact=True).click()
    expect(citizen.get_by_text("Tôi hiểu như sau")).to_be_visible(timeout=AWAITED)
    shot(citizen, "story-1-card")
    citizen.get_by_role("button", name="Gửi, giữ kín tên").click()
    filed = citizen.locator(".bubble:not(.own)", has_text="Đã ghi nhận").last
    expect(filed).to_be_in_viewport(timeout=AWAITED)
    shot(citizen, "story-2-filed")
    found = re.search(r"DN-\d{6}-\d{4}-\d", filed.inner_text())
    assert found
    ref = found[0]

    head.get_by_role("link", name="Phản ánh cần xử lý").click()
    head.get_by_role("link", name=re.compile(ref)).click()
    head.get_by_role("button", name="Nhận giải quyết").click()
    expect(citizen.get_by_text("đã nhận giải quyết")).to_be_visible(timeout=AWAITED)
    head.get_by_role("button", name="Trả lời", exact=True).click()
    head.get_by_label("Đúng như phản ánh").check()
    head.get_by_label("Nguyên nhân").select_option("signing")
    head.get_by_label("Khắc phục").fill("Đã ký, kết quả có tại quầy số 3.")
    head.get_by_label("Việc đã xong").check()
    head.get_by_role("button", name="Xem như người dân sẽ đọc").click()
    head.get_by_role("button", name="Ký và gửi").click()

    expect(citizen.get_by_text("Đã ký, kết quả có tại quầy số 3.")).to_be_visible(timeout=AWAITED)
    shot(citizen, "story-3-answer")
    citizen.get_by_role("button", name="Đã giải quyết xong").click()
    expect(citizen.get_by_text("hài lòng")).to_be_visible(timeout=AWAITED)
    shot(citizen, "story-4-rating")
    case = json.loads(stack.langnghe("case", ref, "--json"))
    assert case["state"] == "closed"
    assert [event["kind"] for event in case["events"]][-2:] == ["answered", "closed"]
