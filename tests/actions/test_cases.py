"""The citizen and the cases that were sent: own ones only, each step in words, nothing made twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from casework import dossier, handling, history
from casework.records import Attachment, Case, CitizenIdentity
from casework.terms import Actor, EventKind, Finding, Move, Role, State
from casework.work import House
from tests.actions.talk import Talk
from tests.builders import a_case, accepted, answered, asked
from tests.casework.house import HERE, WARD

K = EventKind


def filed(talk: Talk, state: State | None = None, category: str = "delay", **filing: object) -> Case:
    """A case of this person."""
    with talk.house.work() as work:
        case = a_case(work, category, WARD, state=state, reporter=talk.person, **filing)
        assert case.events
        return case


def test_the_list_and_one_case_of_it(talk: Talk) -> None:
    talk.presses("status:").runs("action_status")
    assert "chưa gửi phản ánh nào" in talk.text
    case = filed(talk)
    talk.presses("status:").runs("action_status")
    assert talk.payloads == [f"case:{case.ref}"]
    talk.presses(f"case:{case.ref}").runs("action_show_case")
    assert talk.text.startswith(f"{case.ref} · Hồ sơ trễ hẹn")


@pytest.mark.parametrize("form", ["{}", "cho xem {}", "ma so {} toi dau roi"])
def test_a_ref_in_a_question_shows_that_case(talk: Talk, form: str) -> None:
    case = filed(talk)
    for typed in (case.ref, case.ref.lower(), case.ref.replace("-", "")):
        talk.says(form.format(typed), "status").runs("action_status")
        assert talk.text.startswith(f"{case.ref} · ")


@pytest.mark.parametrize("action", ["action_fallback", "action_redirect"])
def test_a_bare_ref_is_a_question_whatever_rasa_takes_it_for(talk: Talk, action: str) -> None:
    case = filed(talk)
    talk.says(case.ref, "nlu_fallback" if action == "action_fallback" else "question").runs(action)
    assert talk.text.startswith(f"{case.ref} · ")


def test_nobody_sees_or_moves_another_persons_case(talk: Talk) -> None:
    stranger = Talk(talk.route, talk.house)
    case = filed(talk, State.ANSWERED)
    for payload, action in (
        (f"case:{case.ref}", "action_show_case"),
        (f"move:settle:{case.ref}", "action_case_move"),
        (f"move:ask_withdraw:{case.ref}", "action_case_move"),
        (f"say:add:{case.ref}", "validate_detail_form"),
    ):
        stranger.presses(payload).runs(action)
        assert stranger.text.startswith("Trong cuộc trò chuyện này không có phản ánh")
        assert stranger.payloads == ["status:"]
    stranger.says(case.ref, "status").runs("action_status")
    assert "không có phản ánh" in stranger.text
    stranger.slots |= {"about": {"purpose": "add", "ref": case.ref}, "detail": "x"}
    stranger.says("x", "report_delay").runs("action_take_detail")
    assert "không có phản ánh" in stranger.text
    assert talk.cases[0].state is State.ANSWERED


def test_a_case_that_does_not_exist_is_refused_in_the_same_words(talk: Talk) -> None:
    talk.presses("case:DN-261123-0042-3").runs("action_show_case")
    assert talk.text.startswith("Trong cuộc trò chuyện này không có phản ánh")


def test_what_is_asked_of_the_dossier_is_answered_by_one_tap(talk: Talk) -> None:
    case = filed(talk, category="refusal")
    talk.presses(f"move:told:{case.ref}:noform").runs("action_case_move")
    assert "bổ sung" in talk.text
    with talk.house.work() as work:
        kept = work.session.get_one(Case, case.id)
        assert dossier.breaches_of(kept) == ["refused_without_form"]
        supplied = history.last(kept, EventKind.SUPPLIED)
        assert supplied
        assert history.read_text(work.session, supplied.data["text"]) == "Không có phiếu từ chối"
    talk.presses(f"move:told:{case.ref}:maybe").runs("action_case_move")
    assert "Nút này" in talk.text


def test_what_is_added_in_words_counts_as_told(talk: Talk) -> None:
    case = filed(talk)
    talk.slots |= {
        "about": {"purpose": "add", "ref": case.ref},
        "detail": "Chưa có thư xin lỗi, hẹn lại 2 lần.",
    }
    talk.says("Chưa có thư xin lỗi, hẹn lại 2 lần.", "report_delay").runs("action_take_detail")
    with talk.house.work() as work:
        found = dossier.breaches_of(work.session.get_one(Case, case.id))
    assert found == ["no_apology", "postponed_again"]


def test_settled_by_one_tap_and_rated_by_another(talk: Talk) -> None:
    case = filed(talk, State.ANSWERED)
    talk.presses(f"move:settle:{case.ref}").runs("action_case_move")
    assert talk.payloads == [f"move:rate:{case.ref}:{n}" for n in range(1, 6)]
    talk.presses(f"move:rate:{case.ref}:4").runs("action_case_move")
    assert "Cảm ơn anh/chị đã chấm" in talk.text
    (case,) = talk.cases
    assert (case.state, case.rating) == (State.CLOSED, 4)


def test_a_tap_tried_again_makes_no_second_move(talk: Talk) -> None:
    case = filed(talk, State.ANSWERED)
    talk.presses(f"move:settle:{case.ref}").runs("action_case_move")
    first = talk.text
    talk.runs("action_case_move")
    assert talk.text == first
    assert [event.kind for event in talk.cases[0].events].count(K.CLOSED) == 1


def test_a_tap_on_an_old_button_is_refused_in_words(talk: Talk) -> None:
    case = filed(talk, State.CLOSED)
    talk.presses(f"move:settle:{case.ref}").runs("action_case_move")
    assert talk.text.startswith("Lúc này không làm được việc đó")
    assert talk.payloads == ["status:"]


@pytest.mark.parametrize("name", ["answer", "accept", "triage", "nonsense", "route"])
def test_a_citizen_makes_no_move_of_staff(talk: Talk, name: str) -> None:
    case = filed(talk, State.ACCEPTED)
    talk.presses(f"move:{name}:{case.ref}").runs("action_case_move")
    assert "Nút này không còn dùng được" in talk.text
    assert talk.cases[0].state is State.ACCEPTED


@pytest.mark.parametrize("stars", ["0", "6", "99", "x", ""])
def test_a_forged_rating_is_refused_in_words(talk: Talk, stars: str) -> None:
    case = filed(talk, State.CLOSED)
    talk.presses(f"move:rate:{case.ref}{':' * bool(stars)}{stars}").runs("action_case_move")
    assert "Còn thiếu một phần" in talk.text
    assert talk.cases[0].rating is None


@pytest.mark.parametrize(("tap", "flagged"), [("yes", True), ("no", False)])
def test_withdrawing_asks_once_whether_somebody_demanded_it(talk: Talk, tap: str, flagged: bool) -> None:
    case = filed(talk)
    talk.presses(f"move:ask_withdraw:{case.ref}").runs("action_case_move")
    assert "Có ai yêu cầu anh/chị rút không?" in talk.text
    assert talk.cases[0].state is State.ROUTED
    talk.presses(f"move:withdraw:{case.ref}:{tap}").runs("action_case_move")
    (case,) = talk.cases
    assert case.state is State.WITHDRAWN
    assert ("retaliation" in case.flags) is flagged


@pytest.mark.parametrize(
    ("purpose", "state", "asks", "event"),
    [
        ("add", State.ROUTED, "Anh/chị muốn bổ sung gì", K.SUPPLIED),
        ("supply", State.WAITING, "Anh/chị nhắn câu trả lời", K.SUPPLIED),
        ("partly", State.ANSWERED, "Phần nào chưa xong?", K.REOPENED),
        ("not_settled", State.ANSWERED, "Còn vướng gì?", K.REOPENED),
        ("reopen", State.CLOSED, "Vì sao cần mở lại", K.REOPENED),
    ],
)
def test_a_text_about_a_case_is_asked_for_and_taken(
    talk: Talk, purpose: str, state: State, asks: str, event: EventKind
) -> None:
    case = filed(talk, state)
    talk.presses(f"say:{purpose}:{case.ref}").details()
    assert talk.text.startswith(asks)
    assert talk.payloads == ["cancel:"]
    talk.says("giấy tờ vẫn sai tên", "report_result_error").details()
    assert case.ref in talk.text
    last = next(e for e in reversed(talk.cases[0].events) if e.kind is event)
    assert isinstance(last.data["text"], int)
    assert talk.slots["about"] is None


def test_a_text_taken_twice_makes_one_move(talk: Talk) -> None:
    case = filed(talk, State.ANSWERED)
    talk.presses(f"say:not_settled:{case.ref}").details()
    about = talk.slots["about"]
    talk.says("vẫn sai", "report_result_error").details()
    talk.slots |= {"about": about, "detail": "vẫn sai"}
    talk.runs("action_take_detail")
    assert talk.cases[0].reopened == 1


def test_files_sent_as_an_answer_go_into_the_case(talk: Talk) -> None:
    case = filed(talk)
    with talk.house.work() as work:
        row = {"kind": "photo", "media_type": "image/png", "size": 1, "received_at": work.now}
        work.session.add(Attachment(id="a", pseudonym=talk.person, **row))
    talk.presses(f"say:add:{case.ref}").details()
    talk.sends_files("a").details()
    with talk.house.work() as work:
        assert work.session.get_one(Attachment, "a").case_id == case.id
    (added,) = [event for event in talk.cases[0].events if event.kind is K.SUPPLIED]
    assert added.data["attachments"] == 1


def test_an_answer_that_moves_the_deadline_says_so(talk: Talk, house: House) -> None:
    case = filed(talk, State.WAITING)
    with house.work() as work:
        known = work.session.get_one(Case, case.id)
        known.waiting_since = datetime(2026, 11, 19, 10, tzinfo=HERE)
    talk.presses(f"move:supply:{case.ref}").runs("action_case_move")
    assert "Hạn trả lời mới: 17 giờ thứ ba 01/12/2026" in talk.text


def test_a_contact_is_left_in_one_message(talk: Talk) -> None:
    case = filed(talk)
    talk.presses(f"say:contact:{case.ref}").details()
    talk.says("Bưởi, 0912 345 678", "report_delay").details()
    assert "Đã lưu tên, số điện thoại" in talk.text
    with talk.house.work() as work:
        kept = work.session.get_one(CitizenIdentity, case.id)
        assert kept.contact == {"text": "Bưởi, 0912 345 678"}
        assert kept.phone_index is not None


def test_an_unknown_purpose_is_an_addition(talk: Talk) -> None:
    case = filed(talk)
    talk.presses(f"say:nonsense:{case.ref}").details()
    assert talk.text.startswith("Anh/chị muốn bổ sung gì")


def test_a_meeting_is_asked_for_once(talk: Talk) -> None:
    case = filed(talk, State.ANSWERED)
    talk.presses(f"move:meet:{case.ref}").runs("action_case_move")
    assert "Trong 5 ngày làm việc sẽ có người hẹn anh/chị" in talk.text
    talk.presses(f"move:meet:{case.ref}").runs("action_case_move")
    assert "Lúc này không làm được" in talk.text


def promised(talk: Talk, on: date) -> Case:
    with talk.house.work() as work:
        case = a_case(work, "delay", WARD, reporter=talk.person)
        early = replace(work, now=datetime(2026, 11, 16, 9, tzinfo=HERE))
        accepted(early, case)
        answered(early, case, promised_on=on)
        assert case.events
        return case


def test_on_the_promised_day_yes_settles_and_no_reopens_at_home_affairs(talk: Talk) -> None:
    kept, missed = promised(talk, date(2026, 11, 23)), promised(talk, date(2026, 11, 23))
    talk.presses(f"move:settle_promise:{kept.ref}").runs("action_case_move")
    assert len(talk.payloads) == 5
    talk.presses(f"move:promise_missed:{missed.ref}").runs("action_case_move")
    assert "báo ngay Sở Nội vụ" in talk.text
    assert [case.state for case in talk.cases] == [State.CLOSED, State.ACCEPTED]
    assert talk.cases[1].accountable == "SNV"


@pytest.mark.parametrize("press", ["cancel:", "status:", "report:", "send:sealed"])
def test_another_button_instead_of_the_text_is_left_to_its_own_rule(talk: Talk, press: str) -> None:
    case = filed(talk)
    talk.presses(f"say:add:{case.ref}").details()
    talk.presses(press).runs("validate_detail_form")
    assert talk.events == []


def test_giving_up_the_text_leaves_a_draft_alone(talk: Talk) -> None:
    case = filed(talk)
    talk.says("hồ sơ khai sinh trễ hẹn", "report_delay").reports()
    talk.presses(f"say:add:{case.ref}").details()
    talk.says("thôi", "cancel").runs("validate_detail_form")
    assert talk.events == []
    talk.runs("action_cancel")
    assert talk.text == "Được, tôi không ghi thêm gì."
    assert talk.draft["story"] == ["hồ sơ khai sinh trễ hẹn"]
    assert talk.slots["about"] is None


def test_a_ref_with_a_wrong_digit_is_said_to_be_wrong(talk: Talk) -> None:
    case = filed(talk)
    wrong = case.ref[:-1] + str((int(case.ref[-1]) + 1) % 10)
    talk.says(wrong, "status").runs("action_status")
    assert talk.text.startswith("Mã đó chưa đúng")


# -- in the middle of something else ------------------------------------------------------------------------


def in_the_middle(talk: Talk) -> Talk:
    """Asked for the place of a report."""
    return talk.says("hồ sơ khai sinh trễ hẹn", "report_delay").reports()


def test_in_the_middle_of_a_report_one_may_look_at_a_case(talk: Talk) -> None:
    case = filed(talk)
    in_the_middle(talk).says("phản ánh của tôi tới đâu", "status").runs("action_tell")
    assert talk.payloads == [f"case:{case.ref}"]
    talk.presses(f"case:{case.ref}").runs("action_tell")
    assert talk.text.startswith(f"{case.ref} · ")
    assert talk.draft["story"] == ["hồ sơ khai sinh trễ hẹn"]


@pytest.mark.parametrize("way", ["press", "words"])
def test_in_the_middle_of_a_report_one_may_change_the_language(talk: Talk, way: str) -> None:
    in_the_middle(talk)
    (talk.presses("lang:en") if way == "press" else talk.says("english please", "language_english")).runs(
        "action_tell"
    )
    assert talk.text == "I will speak English from now on."
    assert talk.responses == []


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ("tell:privacy", "utter_privacy"),
        ("tell:help", "utter_help"),
        ("tell:police", "utter_police"),
        ("tell:denounce_where", "utter_denounce_where"),
        ("tell:complain_where", "utter_complain_where"),
        ("tell:formal_complaint", "utter_formal_complaint"),
        ("tell:language", "utter_language"),
        ("tell:nonsense", "utter_help"),
        ("start:", "utter_press_start"),
    ],
)
def test_plain_answers_are_responses_of_the_domain(talk: Talk, said: str, response: str) -> None:
    talk.presses(said).runs("action_tell")
    assert talk.responses == [response]


def test_unused_moves_of_staff_stay_with_staff(talk: Talk) -> None:
    case = filed(talk, State.ACCEPTED)
    with talk.house.work() as work:
        asked(work, work.session.get_one(Case, case.id))
        given = {"finding": Finding.RIGHT, "cause": "signing", "remedy": "x"}
        with pytest.raises(Exception, match="not_allowed"):
            handling.move(work, case.ref, Move.ANSWER, Actor(Role.HEAD, WARD), **given)
