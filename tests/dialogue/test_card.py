"""The card: everything that will be filed is shown, in the words of CONVERSATIONS, and can be corrected."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue import card
from dialogue.buttons import as_intent
from dialogue.draft import Draft
from dialogue.outgoing import Outgoing
from dialogue.reply import words
from tests.builders import rulebook
from tests.dialogue.said import CHAIRMAN, LATE_LAND, RUNAROUND, TRAN_BIEN, told

TODAY = date(2026, 11, 23)


def shown(draft: Draft, language: str = "vi") -> Outgoing:
    """The card as a reader of the language sees it."""
    return words(card.card(draft, rulebook(), TODAY), language, rulebook())


def titles(message: Outgoing) -> list[str]:
    return [button.title for button in message.buttons]


def test_everything_in_one_message() -> None:
    message = shown(told(LATE_LAND, "delay", "attitude", "result_error"))
    assert message.plain.splitlines() == [
        "Tôi hiểu như sau, anh/chị xem giúp:",
        "Hồ sơ trễ hẹn (đất đai)",
        "Nơi nộp: Trung tâm Phục vụ hành chính công phường Trấn Biên",
        "Người phải trả lời: Giám đốc Văn phòng Đăng ký đất đai thành phố Đồng Nai",
        "Mã hồ sơ: H19.38-260921-0417",
        "Ngày nộp: 21/09/2026",
        "Ngày hẹn trả: 12/10/2026",
        "Theo ngày anh/chị cho biết, hồ sơ đã trễ hẹn 30 ngày làm việc.",
        "Đã đi lại: 3 lần",
        f"Lời kể: “{LATE_LAND}”",
        "Đơn vị bị phản ánh không được xem tên, số điện thoại, tài khoản của anh/chị. "
        "Nhưng mã hồ sơ và chi tiết có thể làm họ đoán ra.",
        "Bấm một nút gửi dưới đây là anh/chị đồng ý cho xử lý thông tin này.",
    ]
    assert titles(message) == [
        "Gửi, giữ kín tên",
        "Gửi, cho đơn vị biết tên",
        "Gửi, không để lại tên",
        "Sửa thành: Thái độ của cán bộ",
        "Sửa thành: Giấy tờ trả ra bị sai, mất hồ sơ",
        "Không phải việc này",
        "Sửa nơi nộp",
        "Thêm chi tiết, ảnh",
        "Gửi không kèm mã hồ sơ",
        "Không gửi nữa",
    ]


def test_sent_from_door_to_door() -> None:
    message = shown(told(RUNAROUND, "buck_passing"))
    assert "Bị chỉ qua chỉ lại, không nơi nào nhận" in message.text
    assert (
        "Xã Gia Kiệm → Văn phòng Đăng ký đất đai thành phố Đồng Nai - Chi nhánh Thống Nhất → Xã Gia Kiệm"
    ) in message.text
    assert "Cả hai nơi và Sở Nội vụ cùng nhận phản ánh này" in message.text
    assert "Thời hạn tính từ lúc anh/chị gửi" in message.text


def test_about_the_chairmans_own_conduct() -> None:
    message = shown(told(CHAIRMAN, "attitude"))
    assert "được gửi Chủ tịch UBND thành phố" in message.plain
    assert "và Sở Nội vụ" in message.plain
    assert "Phường Trấn Biên không được gửi và không đọc được" in message.plain
    assert "không nêu tên anh/chị" in message.plain
    assert "Gửi, cho đơn vị biết tên" not in titles(message)
    assert "Nơi xảy ra: Phường Trấn Biên" in message.plain


def test_about_home_affairs() -> None:
    message = shown(told("Sở Nội vụ trễ hẹn hồ sơ của tôi hai tháng", "delay"))
    assert "Phản ánh này nói về Sở Nội vụ, nên được gửi Chủ tịch UBND thành phố" in message.plain
    assert "và Sở Nội vụ" not in message.plain


def test_soliciting_goes_sealed_to_the_inspectorate() -> None:
    message = shown(told("cán bộ phường Trấn Biên đòi 2 triệu bồi dưỡng", "harassment"))
    assert "được gửi kín cho Thanh tra thành phố" in message.plain
    assert [button.payload for button in message.buttons][:2] == ["send:sealed", "send:none"]


def test_soliciting_at_the_inspectorate_goes_to_the_chairman() -> None:
    message = shown(told("cán bộ thanh tra thành phố đòi 2 triệu bồi dưỡng", "harassment"))
    assert "được gửi kín cho Ủy ban nhân dân thành phố" in message.plain


def test_the_chairman_of_the_city_is_redirected() -> None:
    draft = Draft(story=["x"], category="attitude", lodged="UBND", flags=["about_head"])
    message = shown(draft)
    assert "Thanh tra Chính phủ" in message.text
    assert [button.payload for button in message.buttons] == ["cancel:"]


def test_a_recording_nobody_has_heard_has_no_label_yet() -> None:
    message = shown(Draft(files=["a"], category="unclear_guidance", lodged=TRAN_BIEN))
    assert "Cán bộ Sở Nội vụ sẽ nghe, xem rồi xếp loại" in message.text
    assert "Hướng dẫn không rõ" not in message.text
    assert "Kèm 1 tệp" in message.text


def test_a_code_of_another_day_is_asked_about_and_not_mended() -> None:
    draft = told("nộp 21/9/2026 ở phường Trấn Biên, mã H19.38-250921-0417, hẹn 12/10 chưa trả", "delay")
    assert draft.submitted_on == "2026-09-21"
    assert "Mã hồ sơ ghi ngày nộp 21/09/2025, khác ngày anh/chị kể" in shown(draft).text
    assert titles(shown(draft))[:2] == ["Nộp ngày 21/09/2025", "Nộp ngày 21/09/2026"]
    assert "Mã hồ sơ ghi ngày nộp" not in shown(told(LATE_LAND, "delay")).text


def test_without_the_code_it_is_not_shown_and_not_offered() -> None:
    draft = told(LATE_LAND, "delay")
    draft.code_dropped = True
    message = shown(draft)
    assert "Mã hồ sơ:" not in message.text
    assert "Gửi không kèm mã hồ sơ" not in titles(message)


def test_a_unit_that_nobody_knows_is_found_out_by_home_affairs() -> None:
    draft = told("Hồ sơ khai sinh trễ hẹn quá lâu", "delay")
    draft.choose_unit(None)
    assert "Nơi xảy ra: chưa rõ, Sở Nội vụ sẽ xác định" in shown(draft).text
    assert "Người phải trả lời" not in shown(draft).text


def test_a_fault_of_the_online_system_needs_no_unit_to_be_found_out() -> None:
    message = shown(told("VNeID bị lỗi không đăng nhập được", "online_service"))
    assert "Người phải trả lời: Giám đốc Sở Khoa học và Công nghệ" in message.plain
    assert "chưa rõ" not in message.plain


def test_a_chosen_label_is_not_doubted_again() -> None:
    draft = told(LATE_LAND, "delay", "attitude", "result_error")
    draft.choose_category("attitude")
    assert not any(title.startswith("Sửa thành") for title in titles(shown(draft)))


def test_no_other_channel_is_offered_as_a_label() -> None:
    draft = told(LATE_LAND, "delay", "question", "denunciation", "fee")
    alternatives = [title for title in titles(shown(draft)) if title.startswith("Sửa thành")]
    assert alternatives == ["Sửa thành: Thu tiền, lệ phí không đúng"]


def test_a_long_story_is_shown_in_part() -> None:
    story = "hồ sơ trễ hẹn ở phường Trấn Biên " * 100
    message = shown(told(story, "delay"))
    assert "…”" in message.text
    assert len(message.plain) < 2000


def test_signs_in_a_story_are_no_markup() -> None:
    message = shown(told("<b>trễ hẹn</b> & 1 < 2 {category} ở phường Trấn Biên", "delay"))
    assert "&lt;b&gt;trễ hẹn&lt;/b&gt; &amp; 1 &lt; 2 {category}" in message.text
    assert "<b>trễ hẹn</b> & 1 < 2 {category}" in message.plain


DRAFTS = {
    "late land": told(LATE_LAND, "delay", "attitude", "fee"),
    "runaround": told(RUNAROUND, "buck_passing", "delay"),
    "chairman": told(CHAIRMAN, "attitude"),
    "soliciting": told("cán bộ phường Trấn Biên đòi 2 triệu bồi dưỡng", "harassment"),
    "recording": Draft(files=["a", "b"], category="unclear_guidance"),
    "retaliation": Draft(
        story=["x"], category="delay", flags=["retaliation"], lodged=TRAN_BIEN, codes=["H19.38-260921-0417"]
    ),
    "denunciation": Draft(story=["x"], category="denunciation", sure=True, lodged=TRAN_BIEN),
    "praise": Draft(story=["x"], category="praise", lodged=TRAN_BIEN),
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", DRAFTS)
def test_every_card_is_said_in_both_languages_and_all_its_buttons_work(name: str, language: str) -> None:
    draft = DRAFTS[name]
    questions = [
        card.categories(draft, rulebook(), every=False),
        card.categories(draft, rulebook(), every=True),
        card.units(draft),
        card.units(Draft(candidates=["26116", "25195"])),
        card.units(Draft(misses=1)),
    ]
    for message in (shown(draft, language), *(words(each, language, rulebook()) for each in questions)):
        assert message.text
        assert "{" not in message.plain.replace(" · ".join(draft.story), "")
        for button in message.buttons:
            assert as_intent(button.payload), button.payload
            assert len(button.payload.encode()) <= 64
            assert len(button.title) <= 70


def test_buttons_show_signs_as_they_are() -> None:
    from dialogue.reply import button, reply

    message = words(reply(rows=[[button("citizen.button.ref", "status:", ref="A & B")]]), "vi", rulebook())
    assert titles(message) == ["A & B"]


def test_likely_labels_come_first_and_all_of_them_are_one_tap_away() -> None:
    draft = told(LATE_LAND, "delay", "fee", "praise", "attitude", "refusal")
    first = card.categories(draft, rulebook(), every=False)
    assert [row[0][2] for row in first["rows"]] == [
        "cat:fee",
        "cat:attitude",
        "cat:all",
    ]  # praise is unlikely
    every = card.categories(draft, rulebook(), every=True)
    assert len(every["rows"]) == 15
