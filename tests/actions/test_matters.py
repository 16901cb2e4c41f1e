"""A second matter, days that differ, wishes in words, slips, drafts taken up again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from casework.records import Notice
from casework.terms import State
from dialogue.reply import words
from tests.actions.talk import Talk
from tests.builders import rulebook
from tests.dialogue.said import LATE_LAND, TRAN_BIEN

DELAY, RUDE = "report_delay", "report_attitude"
ELSEWHERE = "ra phường Bảo Vinh chứng thực giấy tờ mà cán bộ quát mắng đuổi về"
TWO = "hồ sơ khai sinh ở phường Bảo Vinh trễ hẹn cả tháng, ngoài ra cán bộ phường Long Bình còn quát mắng tôi"


def filed(talk: Talk) -> str:
    talk.says(LATE_LAND, DELAY).reports()
    talk.presses("send:sealed").runs("action_send")
    return talk.cases[-1].ref


def test_another_matter_after_a_card_is_asked_about_and_gets_its_own_report(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says(ELSEWHERE, RUDE).reports()
    assert talk.text.startswith("Tin này là việc khác, hay cùng việc ở Phường Trấn Biên")
    talk.presses("split:new").reports()
    assert "Việc thứ hai tôi giữ lại" in talk.text
    talk.presses("send:sealed").runs("action_send")
    assert "phường Bảo Vinh" in talk.text
    talk.presses("send:sealed").runs("action_send")
    assert [case.category for case in talk.cases] == ["delay", "attitude"]
    assert talk.slots["draft"] is None


def test_more_of_the_same_joins_the_card(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says(ELSEWHERE, RUDE).reports()
    talk.presses("split:join").reports()
    assert talk.draft["story"] == [LATE_LAND, ELSEWHERE]
    assert talk.draft["lodged"] == TRAN_BIEN


def test_a_message_of_two_matters_is_parted_on_offer(talk: Talk) -> None:
    talk.says(TWO, DELAY, RUDE).reports()
    assert "split:two" in talk.payloads
    talk.presses("split:two").reports()
    assert "Long Bình" not in talk.text
    talk.presses("send:sealed").runs("action_send")
    talk.presses("send:sealed").runs("action_send")
    assert [case.category for case in talk.cases] == ["delay", "attitude"]


def test_giving_up_the_first_of_two_leaves_the_second(talk: Talk) -> None:
    talk.says(TWO, DELAY, RUDE).reports()
    talk.presses("split:two").reports()
    talk.presses("cancel:").runs("action_cancel")
    assert "phường Long Bình" in talk.text
    assert talk.cases == []


@pytest.mark.parametrize(("press", "day"), [("date:code", "2025-09-21"), ("date:told", "2026-09-21")])
def test_a_day_that_differs_from_the_code_is_settled_by_a_tap(talk: Talk, press: str, day: str) -> None:
    said = "hồ sơ nộp 21/9/2026 ở phường Trấn Biên, mã H19.38-250921-0417, hẹn 12/10 chưa trả"
    talk.says(said, DELAY).reports()
    assert talk.payloads[:2] == ["date:code", "date:told"]
    talk.presses(press).reports()
    assert talk.draft["submitted_on"] == day
    assert "date:code" not in talk.payloads


def test_what_is_told_for_somebody_else_is_marked(talk: Talk) -> None:
    talk.says("tôi phản ánh giùm mẹ tôi, hồ sơ ở phường Trấn Biên trễ hẹn", DELAY).reports()
    assert "Gửi giùm người khác" in talk.text
    talk.presses("send:sealed").runs("action_send")
    assert talk.cases[0].flags == ["on_behalf"]


def test_a_wish_in_words_offers_the_cases_it_fits(talk: Talk) -> None:
    ref = filed(talk)
    talk.says("tôi muốn rút phản ánh", "withdraw").runs("action_pick_case")
    assert talk.payloads == [f"move:ask_withdraw:{ref}"]
    talk.says("bổ sung", "add_more").runs("action_pick_case")
    assert talk.payloads == [f"say:add:{ref}"]
    talk.says("mở lại", "reopen").runs("action_pick_case")
    assert talk.text.startswith("Không có phản ánh nào mở lại được")
    assert talk.cases[0].state is State.ROUTED


def test_somebody_elses_ref_in_a_wish_is_not_found(talk: Talk) -> None:
    talk.says("rút DN-261123-0042-3", "withdraw").runs("action_pick_case")
    assert "không có phản ánh" in talk.text


def test_a_slip_is_kept_for_its_day_and_becomes_a_report_by_a_tap(talk: Talk) -> None:
    said = "nhắc tôi ngày 4/12 lấy giấy khai sinh ở phường Trấn Biên"
    talk.says(said, "remind").runs("action_remind")
    assert "Ngày 04/12/2026 tôi sẽ hỏi" in talk.text
    with talk.house.work() as work:
        (slip,) = work.session.scalars(select(Notice).where(Notice.kind == "slip"))
        assert slip.not_before.date() == date(2026, 12, 4)
        assert "ngày hẹn trả kết quả" in words(slip.body, "vi", rulebook()).plain
        slip.not_before = work.now  # the day has come
    talk.presses("slip:late").runs("action_remind")
    assert "Trung tâm Phục vụ hành chính công phường Trấn Biên" in talk.text
    talk.presses("send:sealed").runs("action_send")
    assert talk.cases[0].category == "delay"


def test_a_slip_that_came_in_time_is_thanked_for_and_one_nobody_left_is_not(talk: Talk) -> None:
    talk.presses("slip:late").runs("action_remind")
    assert "Nút này không còn dùng được" in talk.text
    talk.says("nhắc tôi", "remind").runs("action_remind")
    assert talk.text.startswith("Tôi sẽ nhắc. Anh/chị nhắn ngày hẹn")


def test_a_draft_is_taken_up_again_and_named_where_somebody_greets(talk: Talk) -> None:
    talk.presses("resume:").runs("action_resume")
    assert talk.text.startswith("Không có gì đang chờ gửi")
    talk.says(LATE_LAND, DELAY).reports()
    talk.says("alo", "greet").runs("action_tell")
    assert "còn một phản ánh chưa gửi" in talk.text
    talk.presses("resume:").runs("action_resume")
    assert "Tôi hiểu như sau" in talk.text


def test_yes_is_no_consent(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says("ok gửi đi", "affirm").runs("action_tell")
    assert talk.text.startswith("Muốn gửi thì anh/chị bấm một nút gửi")
    assert talk.cases == []


def test_wrong_without_saying_what_is_asked_back(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says("sai rồi", "correct").reports()
    assert talk.text.startswith("Anh/chị cho biết chỗ nào chưa đúng")
    assert talk.payloads == ["cat:?", "unit:?", "more:", "resume:"]


def test_a_word_that_says_nothing_makes_no_draft(talk: Talk) -> None:
    talk.says("hmm", "nlu_fallback").runs("action_fallback")
    assert talk.text.startswith("Tôi chưa hiểu tin này")
    assert talk.draft == {}


def test_a_step_of_somebody_elses_case_is_refused_and_the_next_words_are_free(talk: Talk) -> None:
    talk.presses("say:add:DN-261123-0042-3").details()
    assert talk.slots.get("about") is None
    assert talk.said == []
