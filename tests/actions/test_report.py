"""From the first word to the filed case, over the action route: little is asked, nothing is filed unseen."""

from __future__ import annotations

import pytest

from actions.server import action_names
from casework.terms import IdentityMode, State
from settings import ROOT
from tests.actions.talk import Route, Talk
from tests.dialogue.said import CHAIRMAN, LATE_LAND, LONG_BINH, RUNAROUND, TRAN_BIEN

DELAY = "report_delay"


def test_everything_in_one_message_and_one_tap(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY, "report_attitude").reports()
    assert "Nơi nộp: Trung tâm Phục vụ hành chính công phường Trấn Biên" in talk.text
    assert talk.cases == []  # nothing is filed unseen
    talk.presses("send:sealed").runs("action_send")
    (case,) = talk.cases
    assert (case.category, case.accountable, case.identity) == ("delay", "VPDKDD", IdentityMode.SEALED)
    assert f"Đã ghi nhận. Mã phản ánh {case.ref}." in talk.text
    assert talk.slots["draft"] is None


def test_a_turn_tried_again_files_once_and_says_the_same(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    draft = dict(talk.draft)
    talk.presses("send:none").runs("action_send")
    first = talk.text
    talk.slots["draft"] = draft  # the crash came before Rasa kept the slots
    talk.runs("action_send")
    assert talk.text == first
    assert len(talk.cases) == 1


def test_only_what_is_missing_is_asked(talk: Talk) -> None:
    talk.says("hồ sơ khai sinh trễ hẹn cả tháng rồi", DELAY).reports()
    assert talk.text.startswith("Việc này xảy ra ở đâu?")
    talk.says("phường trấn biên", "provide_unit").reports()
    assert "Nơi nộp: Trung tâm Phục vụ hành chính công phường Trấn Biên" in talk.text


def test_a_short_question_taken_for_a_report_has_its_answer_one_tap_away(talk: Talk) -> None:
    talk.says("sổ đỏ ghi sai tên thì đính chính ở đâu", "report_result_error").reports()
    assert talk.text.startswith("Việc này xảy ra ở đâu?")
    assert "tell:land_correction" in talk.payloads
    talk.presses("tell:land_correction").runs("action_tell")
    assert "8 ngày làm việc" in talk.text
    talk.reports()
    assert talk.text.startswith("Việc này xảy ra ở đâu?")


def test_a_report_that_asks_nothing_is_offered_no_passage(talk: Talk) -> None:
    talk.says("hồ sơ tách thửa trễ hẹn cả tháng rồi", DELAY).reports()
    assert talk.payloads == ["unit:none"]


def test_an_answer_about_the_place_may_tell_more(talk: Talk) -> None:
    talk.says("hồ sơ đất trễ hẹn", DELAY).reports()
    talk.says("phường trấn biên, hẹn 12/10, mã H19.38-260921-0417", "provide_unit").reports()
    assert "Mã hồ sơ: H19.38-260921-0417" in talk.text
    assert "Ngày hẹn trả: 12/10/2026" in talk.text


def test_a_place_that_nobody_finds_is_asked_for_again_and_the_words_are_kept(talk: Talk) -> None:
    talk.says("hồ sơ khai sinh trễ hẹn", DELAY).reports()
    more = "cô ở quầy số ba còn quát tôi và bảo tôi cứ về nhà chờ"
    talk.says(more, "report_attitude").reports()
    assert talk.text.startswith("Tôi chưa tìm ra nơi đó")
    assert more in talk.draft["story"]
    assert talk.payloads == ["unit:none"]


@pytest.mark.parametrize("said", ["không biết", "khong ro"])
def test_who_does_not_know_the_place_goes_on_without_it(talk: Talk, said: str) -> None:
    talk.says("hồ sơ khai sinh trễ hẹn", DELAY).reports()
    talk.says(said, "skip").reports()
    assert "chưa rõ, Sở Nội vụ sẽ xác định" in talk.text
    talk.presses("send:sealed").runs("action_send")
    assert (talk.cases[0].state, talk.cases[0].accountable) == (State.RECEIVED, "SNV")


def test_several_places_of_the_name_are_buttons(talk: Talk) -> None:
    talk.says("nộp ở phường Tân Phú mà trễ hẹn", DELAY).reports()
    assert "unit:26116" in talk.payloads
    assert talk.payloads[-1] == "unit:none"
    talk.presses("unit:26116").reports()
    assert "phường Tân Phú" in talk.text


def test_a_choice_may_be_typed(talk: Talk) -> None:
    talk.says("nộp ở phường Tân Phú mà trễ hẹn", DELAY).reports()
    talk.says("bình phước", "provide_unit").reports()
    assert talk.draft["lodged"] == "25195"


def test_a_forged_unit_is_asked_for_again(talk: Talk) -> None:
    talk.says("hồ sơ khai sinh trễ hẹn", DELAY).reports()
    talk.presses("unit:99999").reports()
    assert "Việc này xảy ra ở đâu?" in talk.text


def test_the_story_is_asked_for_where_only_a_place_was_told(talk: Talk) -> None:
    talk.says("phường Trấn Biên", "provide_unit").reports()
    assert talk.text.startswith("Tôi ghi nơi xảy ra là Phường Trấn Biên")


@pytest.mark.parametrize("intent", ["greet", "affirm", "status", "privacy", "talk_to_person", "help"])
def test_a_word_of_steering_is_no_story(talk: Talk, intent: str) -> None:
    talk.presses("report:").reports()
    talk.says("chào bạn nhé", intent).reports()
    assert talk.draft["story"] == []
    assert talk.text.startswith("Anh/chị kể giúp tôi việc đã gặp")


def test_a_correction_in_words_changes_the_card(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says("không phải, nộp ở phường Long Bình", "correct").reports()
    assert "phường Long Bình" in talk.text
    assert talk.draft["lodged"] == LONG_BINH
    assert talk.draft["appointment_on"] == "2026-10-12"


def test_the_place_is_corrected_by_a_button(talk: Talk) -> None:
    talk.says(RUNAROUND, "report_buck_passing").reports()
    talk.presses("unit:?").reports()
    assert talk.text.startswith("Việc này xảy ra ở đâu?")
    talk.says("phường trấn biên", "provide_unit").reports()
    assert talk.draft["others"][0] == TRAN_BIEN
    assert "Phường Trấn Biên → " in talk.text


def test_the_label_is_chosen_in_two_taps(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY, "report_fee", "report_attitude").reports()
    talk.presses("cat:?").reports()
    assert talk.text == "Việc nào gần đúng nhất?"
    talk.presses("cat:all").reports()
    assert len(talk.payloads) == 15
    talk.presses("cat:transparency").reports()
    assert "Không công khai, không đưa giấy hẹn" in talk.text
    talk.presses("send:shown").runs("action_send")
    assert (talk.cases[0].category, talk.cases[0].identity) == ("transparency", IdentityMode.SHOWN)


def test_the_label_is_changed_by_one_tap_on_the_card(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY, "report_fee", "report_attitude").reports()
    assert "cat:fee" in talk.payloads
    talk.presses("cat:fee").reports()
    assert talk.draft["category"] == "fee"


def test_a_long_story_that_rasa_is_unsure_of_gets_its_card_at_once(talk: Talk) -> None:
    talk.says(CHAIRMAN, "nlu_fallback", "report_attitude", DELAY).runs("action_fallback")
    assert "Chủ tịch UBND thành phố" in talk.text
    assert "Sửa thành: Hồ sơ trễ hẹn" in [b.title for message in talk.said for b in message.buttons]


@pytest.mark.parametrize(("intent", "action"), [("question", "redirect"), ("nlu_fallback", "fallback")])
def test_after_a_card_a_place_is_a_correction_whatever_rasa_takes_it_for(
    talk: Talk, intent: str, action: str
) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says("không phải, nộp ở phường Long Bình", intent, DELAY).runs(f"action_{action}")
    assert "Nơi nộp: Trung tâm Phục vụ hành chính công phường Long Bình" in talk.text


def test_after_a_card_a_question_is_still_a_question(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says("làm khai sinh cần giấy tờ gì vậy", "question").runs("action_redirect")
    assert "giấy chứng sinh" in talk.text
    assert talk.payloads == ["resume:"]
    talk.presses("send:sealed").runs("action_send")
    assert talk.cases[0].category == "delay"


# -- nothing unseen -----------------------------------------------------------------------------------------


def test_what_no_card_has_shown_is_shown_and_not_filed(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.says("nó cứ lằng nhằng ở đó hoài không ai trả lời", DELAY)
    talk.runs("validate_report_form")  # the crash came before the card
    talk.presses("send:sealed").runs("action_send")  # the button of an older card
    assert "lằng nhằng" in talk.text
    assert talk.cases == []
    talk.presses("send:sealed").runs("action_send")
    assert len(talk.cases) == 1


def test_an_older_card_sends_nothing_that_was_told_after_it(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.presses("unit:?").reports()
    talk.presses("send:sealed").runs("action_send")
    assert talk.cases == []
    talk.presses("unit:none").reports()
    talk.presses("send:sealed").runs("action_send")
    assert len(talk.cases) == 1


def test_a_second_tap_on_a_card_gets_the_same_receipt(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.presses("send:sealed").runs("action_send")
    first = talk.text
    talk.presses("send:sealed").runs("action_send")
    assert talk.text == first
    assert len(talk.cases) == 1


# -- in the middle of the form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "press",
    [
        *("cancel:", "status:", "tell:help", "lang:en", "start:", "case:DN-261123-0042-3"),
        *("move:settle:DN-261123-0042-3", "say:add:DN-261123-0042-3"),
    ],
)
def test_a_button_of_something_else_is_left_to_its_own_rule(talk: Talk, press: str) -> None:
    talk.says("hồ sơ khai sinh trễ hẹn", DELAY).reports()
    draft = dict(talk.draft)
    talk.presses(press).runs("validate_report_form")
    assert talk.events == []  # no slot: Rasa rejects the form and looks for a rule
    assert talk.draft == draft


@pytest.mark.parametrize("intent", ["cancel", "status", "help", "privacy", "crisis", "language_english"])
def test_a_word_of_something_else_is_left_to_its_own_rule(talk: Talk, intent: str) -> None:
    talk.says("hồ sơ khai sinh trễ hẹn", DELAY).reports()
    talk.says("thôi không cần nữa", intent).runs("validate_report_form")
    assert talk.events == []


def test_a_long_story_is_no_word_of_steering(talk: Talk) -> None:
    talk.presses("report:").reports()
    story = "tôi nộp hồ sơ khai sinh ở phường Trấn Biên, hỏi tới đâu rồi thì không ai trả lời cả tháng nay"
    talk.says(story, "status", DELAY).reports()
    assert talk.draft["story"] == [story]


def test_a_forged_label_changes_nothing(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    for label in ("question", "denunciation", "nonsense"):
        talk.presses(f"cat:{label}").reports()
        assert talk.draft["category"] == "delay"


def test_more_is_told_before_sending(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.presses("more:").reports()
    assert talk.text.startswith("Anh/chị nhắn thêm chi tiết")
    talk.says("chưa có thư xin lỗi nào", DELAY, files=("a",)).reports()
    assert "Kèm 1 tệp" in talk.text
    assert talk.draft["apology"] is False


def test_the_code_may_be_left_out(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.presses("nocode:").reports()
    assert "Mã hồ sơ:" not in talk.text


def test_a_recording_counts_as_what_happened_and_is_heard_first(talk: Talk) -> None:
    talk.sends_files("a").reports()
    assert talk.text.startswith("Việc này xảy ra ở đâu?")
    talk.says("phường trấn biên", "provide_unit").reports()
    assert "Cán bộ Sở Nội vụ sẽ nghe, xem rồi xếp loại" in talk.text
    talk.presses("send:sealed").runs("action_send")
    (case,) = talk.cases
    assert (case.state, case.accountable, case.lodged_at) == (State.RECEIVED, "SNV", TRAN_BIEN)


def test_words_after_a_recording_give_it_its_label(talk: Talk) -> None:
    talk.sends_files("a").reports()
    talk.says("hồ sơ nộp ở phường trấn biên trễ hẹn cả tháng", DELAY).reports()
    assert "Hồ sơ trễ hẹn" in talk.text


def test_about_a_head_the_unit_is_always_asked_for(talk: Talk) -> None:
    talk.says("ông chủ tịch hẹn dân rồi bỏ đi, hỏi thì nạt dân", "report_attitude").reports()
    assert talk.text.startswith("Việc này xảy ra ở đâu?")
    talk.says(CHAIRMAN, "report_attitude").reports()
    talk.presses("send:shown").runs("action_send")  # no such button on that card
    (case,) = talk.cases
    assert (case.accountable, case.hidden_from, case.identity) == (
        *("UBND", [TRAN_BIEN], IdentityMode.SEALED),
    )


def test_a_fault_of_the_online_system_needs_no_place(talk: Talk) -> None:
    talk.says("VNeID bị lỗi không đăng nhập được", "report_online_service").reports()
    assert "Bấm một nút gửi" in talk.text


def test_soliciting_is_asked_where(talk: Talk) -> None:
    talk.says("cán bộ đòi 2 triệu bồi dưỡng mới làm", "report_harassment").reports()
    assert talk.text.startswith("Việc này xảy ra ở đâu?")


# -- what is no report --------------------------------------------------------------------------------------


def test_a_denunciation_shows_the_way_and_may_be_left_sealed(talk: Talk) -> None:
    talk.says("tôi muốn tố cáo ông A ở xã Gia Kiệm nhận 40 triệu, có ghi âm", "denunciation")
    talk.runs("action_redirect")
    assert "Luật Tố cáo" in talk.text
    assert talk.payloads == ["tell:denounce_where", "tell:police", "restricted:", "cancel:"]
    talk.presses("restricted:").reports()
    assert "được gửi kín cho Thanh tra thành phố" in talk.text
    talk.presses("send:sealed").runs("action_send")
    (case,) = talk.cases
    assert (case.category, case.restricted, case.hidden_from) == ("denunciation", True, ["26311"])


@pytest.mark.parametrize("label", ["question", "out_of_scope", "formal_complaint", "denunciation"])
def test_what_belongs_to_another_channel_is_never_filed(talk: Talk, label: str) -> None:
    talk.says("chuyện này ở phường Trấn Biên", label).runs("action_redirect")
    assert talk.said
    talk.presses("send:sealed").runs("action_send")
    assert "Chưa có phản ánh nào để gửi" in talk.text
    assert talk.cases == []


@pytest.mark.parametrize("label", ["question", "out_of_scope", "formal_complaint", "denunciation"])
def test_asked_for_a_report_another_channel_is_shown_and_not_asked_again_without_a_word(
    talk: Talk, label: str
) -> None:
    talk.presses("report:").reports()
    talk.says("chuyện này ở phường Trấn Biên là sao nhỉ", label).reports()
    assert talk.text.split("\n")[0][:20] != "Anh/chị kể giúp tôi v"[:20]
    assert talk.payloads
    assert talk.cases == []


def test_a_question_may_still_become_a_report(talk: Talk) -> None:
    talk.says("sao hồ sơ ở phường Trấn Biên mãi chưa xong", "question", DELAY).runs("action_redirect")
    talk.presses("cat:?").reports()
    talk.presses("cat:delay").reports()
    assert "Hồ sơ trễ hẹn" in talk.text
    talk.presses("send:sealed").runs("action_send")
    assert talk.cases[0].category == "delay"


def test_a_report_after_a_question_is_not_mixed_with_it(talk: Talk) -> None:
    talk.says("mấy giờ mở cửa", "question").runs("action_redirect")
    talk.says(LATE_LAND, DELAY).reports()
    assert talk.draft["story"] == [LATE_LAND]


def test_the_chairman_of_the_city_is_redirected_and_not_filed(talk: Talk) -> None:
    about = {"category": "attitude", "lodged": "UBND", "flags": ["about_head"]}
    talk.slots["draft"] = {"story": ["x"], **about}
    talk.presses("send:sealed").runs("action_send")
    assert "Thanh tra Chính phủ" in talk.text
    assert talk.cases == []


def test_what_is_not_understood_is_kept_and_its_kind_is_asked_for(talk: Talk) -> None:
    said = "lằng nhằng ở phường Trấn Biên hoài"
    talk.says(said, "nlu_fallback", DELAY, "report_attitude").runs("action_fallback")
    assert talk.payloads[:2] == ["cat:delay", "cat:attitude"]
    assert talk.payloads[-2:] == ["cat:all", "cancel:"]
    talk.presses("cat:attitude").reports()
    assert talk.draft["story"] == [said]
    assert "Thái độ của cán bộ" in talk.text


# -- danger -------------------------------------------------------------------------------------------------


def test_words_of_despair_in_a_report_bring_the_numbers_and_no_card(talk: Talk) -> None:
    talk.says("hồ sơ ở phường Trấn Biên trễ 3 tháng, chắc tôi chết cho rồi", DELAY).reports()
    assert talk.responses == ["utter_crisis"]
    assert talk.said == []
    talk.presses("tell:fine").runs("action_tell")
    assert talk.payloads == ["report:"]
    talk.presses("report:").reports()
    assert "Nơi nộp: Trung tâm Phục vụ hành chính công phường Trấn Biên" in talk.text


def test_words_of_despair_between_two_questions_are_not_answered_with_a_question(talk: Talk) -> None:
    talk.says("hồ sơ khai sinh trễ hẹn", DELAY).reports()
    talk.says("chắc tôi chết cho rồi", "crisis").runs("action_tell")
    assert talk.responses == ["utter_crisis"]
    talk.runs("action_ask_report_form_unit")
    assert (talk.said, talk.responses) == ([], [])


def test_what_was_told_in_despair_need_not_be_told_twice(talk: Talk) -> None:
    said = "khổ quá tôi không thiết sống nữa, hồ sơ ở phường Trấn Biên trễ 3 tháng"
    talk.says(said, "crisis", DELAY).runs("action_tell")
    assert talk.draft["story"] == [said]


# -- giving up, limits, faults ------------------------------------------------------------------------------


def test_a_draft_is_let_go(talk: Talk) -> None:
    talk.says(LATE_LAND, DELAY).reports()
    talk.presses("cancel:").runs("action_cancel")
    assert "Tôi đã bỏ bản nháp" in talk.text
    assert talk.slots["draft"] is None
    talk.presses("cancel:").runs("action_cancel")
    assert "Không có gì đang chờ gửi" in talk.text


def test_the_sixth_report_of_an_hour_is_refused_in_words_and_its_draft_stays(talk: Talk) -> None:
    for number in range(5):  # of five dossiers: repeats of one would join its case
        talk.says(LATE_LAND.replace("0417", f"041{number}"), DELAY).reports()
        talk.presses("send:sealed").runs("action_send")
    talk.says(LATE_LAND, DELAY).reports()
    talk.presses("send:sealed").runs("action_send")
    assert talk.text.startswith("Trong một giờ anh/chị đã gửi 5 phản ánh")
    assert talk.draft["story"] == [LATE_LAND]
    assert len(talk.cases) == 5


def test_a_fault_of_ours_is_said_and_not_silence(talk: Talk) -> None:
    talk.slots["draft"] = {"story": ["x"], "category": "no such label"}
    talk.presses("send:sealed").runs("action_send")
    assert talk.text.startswith("Xin lỗi, máy gặp lỗi")


def test_everything_is_said_in_english_where_that_was_chosen(talk: Talk) -> None:
    talk.presses("lang:en").runs("action_set_language")
    assert talk.responses == ["utter_press_start"]
    talk.says(LATE_LAND, DELAY, "report_fee").reports()
    assert talk.text.startswith("This is what I understood")
    talk.presses("send:sealed").runs("action_send")
    assert "Your reference is" in talk.text


def test_the_route_is_healthy_and_knows_every_action_of_the_domain(route: Route) -> None:
    assert route.get("/health").json() == {"status": "ok"}
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    assert all(f"  - {name}\n" in domain for name in action_names())


def test_an_action_nobody_knows_is_an_error(route: Route) -> None:
    call = {"next_action": "action_x", "sender_id": "p", "tracker": {"sender_id": "p"}, "domain": {}}
    with pytest.raises(Exception, match="action_x"):
        route.post("/webhook", json=call)
