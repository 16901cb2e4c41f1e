"""What a citizen reads in answer to a question: the passage, its source, and what is not known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialogue.answering import answer, quoted
from dialogue.outgoing import Outgoing
from dialogue.reply import button, words
from dialogue.understanding import understand
from tests.builders import rulebook
from texts import LANGUAGES

RULES = rulebook()
ROWS = [[button("citizen.button.is_report", "cat:?")]]


def asked(question: str, language: str = "vi") -> Outgoing:
    understood = understand(question, datetime(2026, 11, 23, tzinfo=UTC), [], (RULES.directory, frozenset()))
    message = words(answer(RULES, question, understood, ROWS), language, RULES)
    return replace(message, text=re.sub("<[^>]+>", "", message.text))


def payloads(message: Outgoing) -> list[str]:
    return [each.payload for row in message.rows for each in row]


def test_a_procedure_is_told_with_its_source_and_the_day_it_was_checked() -> None:
    message = asked("làm giấy khai sinh cho con cần giấy tờ gì")
    assert "giấy chứng sinh" in message.text
    assert "Nguồn: Luật Hộ tịch 2014, Điều 11, 13, 15, 16. Đối chiếu ngày 24/11/2026." in message.text
    assert payloads(message) == ["cat:?"]


def test_what_was_asked_comes_first() -> None:
    lines = asked("khai tử mấy ngày phải đi").text.splitlines()
    assert lines[2].startswith("• Thời gian: Đi khai trong 15 ngày")


def test_a_fee_that_no_source_tells_is_said_to_be_unknown_before_all_else() -> None:
    lines = asked("sang tên sổ đỏ lệ phí bao nhiêu").text.splitlines()
    assert lines[2].startswith("• Chưa có trong nguồn của tôi: nơi nộp, phí, lệ phí. Anh/chị gọi 1022")


def test_a_summary_is_called_a_summary() -> None:
    assert "Tôi chỉ có bản tóm tắt" in asked("tách thửa mất bao lâu").text


def test_of_a_procedure_that_nobody_read_up_only_the_name_is_told() -> None:
    text = asked("rút bhxh 1 lần cần gì").text
    assert text.startswith("Bảo hiểm xã hội một lần\nTôi biết thủ tục này nhưng chưa có nguồn")
    assert "1022" in text
    assert "• " not in text


def test_what_is_not_known_is_said_and_1022_named() -> None:
    message = asked("lịch cúp điện phường tân triều")
    assert "Tôi chưa trả lời chắc được việc này nên không đoán" in message.text
    assert payloads(message) == ["cat:?"]


def test_where_it_is_asked_from_changes_nothing() -> None:
    assert asked("tách thửa ở phường Long Bình mất bao lâu").text == asked("tách thửa mất bao lâu").text


def test_several_that_may_be_meant_are_buttons() -> None:
    message = asked("xác nhận cho người khuyết tật hưởng trợ cấp")
    assert {"tell:disability_certificate", "tell:social_allowance", "cat:?"} <= set(payloads(message))


def test_the_directive_is_quoted_word_by_word() -> None:
    text = asked("chỉ thị nói gì về đùn đẩy né tránh trách nhiệm").text
    assert "“Trường hợp cán bộ, công chức, viên chức cố tình đùn đẩy, né tránh" in text
    assert "mục 4" in text


def test_an_english_reader_gets_an_english_frame_around_the_vietnamese_passage() -> None:
    text = asked("How do I register my baby's birth?", "en").text
    assert text.startswith("Birth registration (Đăng ký khai sinh)\nQuoted in Vietnamese, as in the source:")
    assert "• Papers: Tờ khai theo mẫu" in text
    assert "Checked on 24 Nov 2026" in text


def test_help_answers_in_the_readers_language() -> None:
    text = asked("will the office see my name?", "en").text
    assert "Quoted in Vietnamese" not in text
    assert "three ways to send" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("passage", RULES.passages.all(), ids=lambda each: each.code)
def test_each_passage_can_be_read_and_fits_a_message(passage, language: str) -> None:
    text = words(quoted(passage, ROWS), language, RULES).text
    assert 40 < len(text) < 2000
    assert "{" not in text
