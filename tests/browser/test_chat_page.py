"""The chat page in a real browser: on a phone, by keyboard, with the network gone, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from casework.records import Attachment, Conversation, Turn
from casework.work import House
from dialogue import card
from dialogue.draft import Draft
from tests.browser.conftest import DESKTOP, PHONE, Address, Open, Shot, fits, small_targets
from tests.builders import BIEN_HOA, a_case, accepted, rulebook
from tests.console.conftest import Clock, FakeRasa
from tests.console.test_attachments import picture

pytestmark = pytest.mark.browser

GONE = (
    "ERR_CONNECTION_REFUSED",
    "ERR_INTERNET_DISCONNECTED",
    "Failed to fetch",
    "ERR_EMPTY_RESPONSE",
    "ERR_FAILED",
)
STORY = "hs dat dai nop o bien hoa 21/9 hen 12/10 gio chua co ket qua, chay 3 lan roi"


def the_card(clock: Clock) -> list[dict[str, Any]]:
    draft = Draft(
        story=[STORY],
        category="delay",
        subject="dat_dai",
        lodged=BIEN_HOA,
        codes=["H19.38-260921-0417"],
        submitted_on="2026-09-21",
        appointment_on="2026-10-12",
        trips=3,
    )
    return [card.card(draft, rulebook(), clock().date())]


def say(page: Page, text: str) -> None:
    page.get_by_label("Viết cho trợ lý").fill(text)
    page.get_by_role("button", name="Gửi", exact=True).click()


@pytest.mark.parametrize(
    ("size", "dark", "name"),
    [
        pytest.param(PHONE, False, "chat-phone", id="phone"),
        pytest.param(PHONE, True, "chat-phone-dark", id="phone, dark"),
        pytest.param(DESKTOP, False, "chat-desktop", id="desktop"),
    ],
)
def test_a_report_is_told_shown_and_sent(
    url: Address,
    open_page: Open,
    rasa: FakeRasa,
    clock: Clock,
    shot: Shot,
    size: dict[str, int],
    dark: bool,
    name: str,
) -> None:
    page = open_page(f"{url}/chat", size=size, dark=dark)
    shot(page, f"{name}-1-open")
    assert fits(page)
    assert small_targets(page) == []
    rasa.says = lambda message: the_card(clock)
    say(page, STORY)
    expect(page.get_by_role("button", name="Gửi, giữ kín tên")).to_be_visible()
    expect(page.get_by_text("Tôi hiểu như sau")).to_be_in_viewport()
    shot(page, f"{name}-2-card")
    assert fits(page)
    assert small_targets(page) == []
    rasa.says = lambda message: [
        {"text": "Đã ghi nhận. Mã phản ánh <b>DN-261123-0042-3</b>.", "rows": [[["Xem", "status:"]]]}
    ]
    page.get_by_role("button", name="Gửi, giữ kín tên").click()
    expect(page.get_by_text("Đã ghi nhận")).to_be_in_viewport()
    shot(page, f"{name}-3-filed")
    assert rasa.heard[-1][1] == '/press_send{"value": "sealed"}'
    assert page.get_by_label("Viết cho trợ lý").input_value() == ""


def test_what_is_new_is_read_out_and_the_order_of_focus_makes_sense(url: Address, open_page: Open) -> None:
    page = open_page(f"{url}/chat", size=DESKTOP)
    log = page.get_by_role("log", name="Cuộc trò chuyện")
    expect(log).to_have_attribute("aria-live", "polite")
    page.get_by_label("Viết cho trợ lý").focus()
    page.keyboard.type("chao")
    page.keyboard.press("Enter")
    expect(log.get_by_text("Tôi nghe: chao")).to_be_visible()
    expect(page.get_by_label("Viết cho trợ lý")).to_be_focused()
    page.get_by_label("Đính kèm ảnh, tệp").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Viết cho trợ lý")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_focused()


def test_a_line_break_is_typed_with_shift(url: Address, open_page: Open, rasa: FakeRasa) -> None:
    page = open_page(f"{url}/chat", size=DESKTOP)
    page.get_by_label("Viết cho trợ lý").focus()
    page.keyboard.type("mot")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("hai")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tôi nghe: mot")).to_be_visible()
    assert rasa.heard[0][1] == "mot\nhai"


def test_the_session_is_128_bits_and_stays_in_this_browser(url: Address, open_page: Open) -> None:
    page = open_page(f"{url}/chat")
    say(page, "chao")
    expect(page.get_by_text("Tôi nghe: chao")).to_be_visible()
    kept = page.evaluate("JSON.parse(localStorage.getItem('langnghe.session'))")
    assert re.fullmatch("[0-9a-f]{32}", kept)
    page.reload()
    expect(page.get_by_text("Tôi nghe: chao")).to_be_visible()
    expect(page.locator(".bubble.own")).to_have_text("Anh/chị chao")
    assert page.evaluate("JSON.parse(localStorage.getItem('langnghe.session'))") == kept


def test_the_bots_button_changes_the_language_of_the_whole_page(
    url: Address, open_page: Open, house: House, rasa: FakeRasa, shot: Shot
) -> None:
    page = open_page(f"{url}/chat")

    def switch(message: str) -> list[dict[str, Any]]:
        with house.work() as work:
            work.session.scalars(select(Conversation)).one().language = "en"
        return [{"text": "English it is.", "rows": []}]

    rasa.says = switch
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("English it is.")).to_be_visible()
    assert rasa.heard[-1][1] == '/press_language{"value": "en"}'
    expect(page.get_by_label("Write to the assistant")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Tiếng Việt")).to_be_visible()
    shot(page, "chat-english")
    page.reload()
    expect(page.get_by_label("Write to the assistant")).to_be_visible()


def test_a_conversation_begun_on_an_english_page_is_english(
    url: Address, open_page: Open, house: House
) -> None:
    page = open_page(f"{url}/chat?lang=en")
    page.get_by_label("Write to the assistant").fill("hello")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Tôi nghe: hello")).to_be_visible()
    with house.work() as work:
        assert work.session.scalars(select(Conversation)).one().language == "en"


def test_without_a_network_nothing_is_lost_and_nothing_is_said_twice(
    url: Address, open_page: Open, house: House, rasa: FakeRasa, shot: Shot
) -> None:
    page = open_page(f"{url}/chat", allowed=GONE)
    page.context.set_offline(True)
    say(page, "mat mang")
    expect(page.get_by_text("Mất kết nối mạng")).to_be_visible()
    expect(page.get_by_text("Chưa gửi được, đang thử lại…")).to_be_visible()
    shot(page, "chat-offline")
    page.context.set_offline(False)
    expect(page.get_by_text("Tôi nghe: mat mang")).to_be_visible()
    expect(page.get_by_text("Mất kết nối mạng")).to_be_hidden()
    expect(page.get_by_text("đang thử lại")).to_have_count(0)
    with house.work() as work:
        assert len(work.session.scalars(select(Turn)).all()) == 1


def test_an_answer_lost_on_the_way_is_fetched_by_the_same_message(
    url: Address, open_page: Open, rasa: FakeRasa
) -> None:
    page = open_page(f"{url}/chat", allowed=GONE)
    lost: list[str] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.post_data)
            route.fetch()  # it arrives, its answer does not
            route.abort()
        else:
            route.continue_()

    page.route("**/api/chat", lose)
    say(page, "mot lan thoi")
    expect(page.locator(".bubble", has_text="Tôi nghe: mot lan thoi")).to_have_count(1)
    assert lost
    assert len(rasa.heard) == 1


def test_a_page_closed_while_sending_sends_it_when_it_is_opened_again(
    url: Address, open_page: Open, rasa: FakeRasa
) -> None:
    page = open_page(f"{url}/chat", allowed=GONE)
    page.context.route("**/api/chat", lambda route: route.abort())
    say(page, "gui do dang")
    expect(page.get_by_text("đang thử lại")).to_be_visible()
    page.close()
    context = page.context
    context.unroute("**/api/chat")
    again = context.new_page()
    again.goto(f"{url}/chat")
    expect(again.get_by_text("Tôi nghe: gui do dang")).to_be_visible()
    expect(again.locator(".bubble.own")).to_have_count(1)
    assert len(rasa.heard) == 1


def test_unsent_text_is_still_there_after_a_reload(url: Address, open_page: Open) -> None:
    page = open_page(f"{url}/chat")
    page.get_by_label("Viết cho trợ lý").fill("chưa viết xong")
    page.reload()
    expect(page.get_by_label("Viết cho trợ lý")).to_have_value("chưa viết xong")


def test_files_go_along_and_refusals_are_shown_where_they_belong(
    url: Address, open_page: Open, house: House, tmp_path: Path, shot: Shot
) -> None:
    photo, program = tmp_path / "giay hen rat dai ten mot chut.jpg", tmp_path / "virus.exe"
    photo.write_bytes(picture())
    program.write_bytes(b"MZ")
    page = open_page(f"{url}/chat", allowed=("status of 400",))
    attach = page.get_by_label("Đính kèm ảnh, tệp")
    attach.set_input_files([photo])
    attach.set_input_files([program])
    shot(page, "chat-files")
    say(page, "kem giay hen")
    expect(page.get_by_text("Tệp virus.exe không mở được")).to_be_visible()
    expect(page.get_by_label("Viết cho trợ lý")).to_have_value("kem giay hen")
    shot(page, "chat-file-refused")
    attach.set_input_files([photo, program])
    page.get_by_role("button", name="Bỏ tệp này: virus.exe").click()
    say(page, "kem giay hen")
    expect(page.get_by_text("Tôi nghe: kem giay hen")).to_be_visible()
    with house.work() as work:
        assert [row.kind for row in work.session.scalars(select(Attachment))] == ["image"]


def test_too_many_or_too_large_files_are_said_at_once(url: Address, open_page: Open, tmp_path: Path) -> None:
    page = open_page(f"{url}/chat")
    attach = page.get_by_label("Đính kèm ảnh, tệp")
    small = tmp_path / "a.pdf"
    small.write_bytes(b"%PDF-")
    large = tmp_path / "b.pdf"
    large.write_bytes(bytes(10 * 2**20 + 1))
    attach.set_input_files([large])
    expect(page.get_by_text("lớn hơn 10 MB")).to_be_visible()
    attach.set_input_files([small] * 6)
    expect(page.get_by_text("nhiều nhất 5 tệp")).to_be_visible()
    expect(page.locator("#chips li")).to_have_count(5)


def test_a_step_of_the_case_comes_by_itself(url: Address, open_page: Open, house: House) -> None:
    page = open_page(f"{url}/chat")
    say(page, "chao")
    expect(page.get_by_text("Tôi nghe: chao")).to_be_visible()
    with house.work() as work:
        mine = work.session.scalars(select(Conversation.pseudonym)).one()
        case = a_case(work, reporter=mine)
        accepted(work, case)
        ref = case.ref
    expect(page.locator(".bubble", has_text=ref)).to_be_visible(timeout=15_000)


def test_the_conversation_can_be_removed_from_a_shared_device(
    url: Address, open_page: Open, shot: Shot
) -> None:
    page = open_page(f"{url}/chat")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Thêm").click()
    expect(page.get_by_role("button", name="Xoá cuộc trò chuyện")).to_be_hidden()
    say(page, "chao")
    shot(page, "chat-menu")
    page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
    expect(page.get_by_text("Tôi nghe: chao")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('langnghe.session')") is None


def test_a_dialogue_that_is_down_is_said_plainly(url: Address, open_page: Open, rasa: FakeRasa) -> None:
    rasa.down = 2
    page = open_page(f"{url}/chat")
    say(page, "chao")
    expect(page.locator(".bubble:not(.own):not(.typing)")).to_have_count(2)


def test_a_server_that_was_restarted_goes_on_with_the_conversation(
    url: Address, open_page: Open, rasa: FakeRasa
) -> None:
    page = open_page(f"{url}/chat", allowed=GONE)
    say(page, "mot")
    expect(page.get_by_text("Tôi nghe: mot")).to_be_visible()
    url.down()
    say(page, "hai")
    expect(page.get_by_text("đang thử lại")).to_be_visible()
    url.up()
    expect(page.get_by_text("Tôi nghe: hai")).to_be_visible(timeout=20_000)
    assert [message for _, message, _ in rasa.heard] == ["mot", "hai"]
