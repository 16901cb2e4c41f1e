"""The staff desk in Telegram, from the one-time link to the signed answer."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import staff as desk
from casework import drafts, escalation, handling, morning, sign_in, staff
from casework.records import AnswerDraft, Case, Conversation, Turn
from casework.terms import SYSTEM, EventKind, Finding, IdentityMode, Incomplete, Move, Role, State
from casework.work import House
from drills.botapi import Telegram
from tests.bot.conftest import RunningClock, WithBot
from tests.bot.office import Office
from tests.builders import a_case, a_member

EMPTY_DIALOGUE = "Tôi chưa thấy nội dung"


@pytest.fixture
def office(house: House, telegram: Telegram, with_bot: WithBot) -> Office:
    return Office(house, telegram, with_bot)


def test_joining_by_the_link_names_unit_and_role(office: Office) -> None:
    head = office.staff("Chủ tịch")
    welcome = head.inbox[-1]
    assert "người đứng đầu" in welcome.text
    assert "UBND phường Biên Hòa" in welcome.text
    assert welcome.protected
    assert office.member(head).role is Role.HEAD


def test_a_code_is_good_once(office: Office) -> None:
    with office.house.work() as work:
        code = staff.invite(work, "26068", Role.HEAD)
    first, second = office.person("Một"), office.person("Hai")
    office.does(lambda: first.starts(f"join_{code}"))
    office.does(lambda: second.starts(f"join_{code}"))
    assert "đã dùng" in second.inbox[-1].text
    assert not second.inbox[-1].buttons


def test_a_new_case_reaches_the_head_with_clock_facts_and_masked_story(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(
        field="ho_tich",
        dossier={
            "codes": ["H19.38-260921-0417"],
            "submitted_on": "2026-09-21",
            "appointment_on": "2026-10-12",
            "trips": 3,
            "apology": False,
        },
    )
    card = head.inbox[-1]
    assert case.ref in card.bold
    for said in (
        "Phản ánh mới.",
        "Hồ sơ trễ hẹn · hộ tịch · giữ kín tên",
        "17 giờ thứ sáu 27/11/2026 (còn 3 ngày làm việc)",
        "Đồng chí chịu trách nhiệm trả lời.",
        "hồ sơ H19.38-260921-0417 · nộp 21/09/2026 · hẹn 12/10/2026",
        "đi lại 3 lần · chưa nhận được thư xin lỗi",
        "đã che thông tin cá nhân",
    ):
        assert said in card.text
    assert "0912345678" not in card.text
    assert card.protected
    assert card.labels == ["Nhận giải quyết", "Gửi nhầm nơi", "Mở trên trang cán bộ"]


def test_accepting_takes_one_tap_and_tells_the_citizen(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case()
    office.does(lambda: head.presses("Nhận giải quyết"))
    assert "Đã nhận giải quyết" in head.inbox[-1].text
    assert head.inbox[-1].labels == [
        *("Hỏi người dân", "Trả lời", "Đề nghị chuyển", "Xin gia hạn", "Việc khác…"),
        "Mở trên trang cán bộ",
    ]
    assert office.now_of(case).state is State.ACCEPTED


def test_asking_takes_the_reply_to_the_prompt_as_the_question(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Hỏi người dân"))
    prompt = head.inbox[-1]
    office.does(lambda: head.says("Anh/chị nộp ngày nào?", reply_to=prompt))
    assert "đã gửi câu hỏi cho người dân" in head.inbox[-1].text
    now = office.now_of(case)
    assert now.state is State.WAITING
    assert now.events[-1].kind is EventKind.ASKED


def test_without_reply_the_newest_open_prompt_counts_and_only_once(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Hỏi người dân"))
    office.does(lambda: head.says("Anh/chị nộp ngày nào?"))
    office.does(lambda: head.says("Cảm ơn"))
    assert "dùng cho công việc" in head.inbox[-1].text
    asked = [event for event in office.now_of(case).events if event.kind is EventKind.ASKED]
    assert len(asked) == 1


def test_a_prompt_can_be_let_go(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Hỏi người dân"))
    office.does(lambda: head.says("/thoi"))
    office.does(lambda: head.says("một câu gì đó"))
    assert office.now_of(case).state is State.ACCEPTED


def test_a_wrong_address_goes_to_triage_and_on_to_the_unit_that_is_chosen(office: Office) -> None:
    head, arbiter = office.staff("Chủ tịch"), office.staff("Sở Nội vụ", "SNV", Role.SUPERVISOR)
    case = office.case()
    office.does(lambda: head.presses("Gửi nhầm nơi"))
    office.does(lambda: head.says("Thuộc phường Trấn Biên"))
    told = arbiter.inbox[-1]
    assert "UBND phường Biên Hòa báo gửi nhầm nơi" in told.text
    assert "Thuộc phường Trấn Biên" in told.text
    office.does(lambda: arbiter.presses("Xác định nơi trả lời", told))
    office.does(lambda: arbiter.says("ở đâu đó"))
    assert "chưa nhận ra đơn vị" in arbiter.inbox[-1].text
    office.does(lambda: arbiter.says("phường Trấn Biên"))
    office.does(lambda: arbiter.presses("Phường Trấn Biên"))
    assert "Đã chuyển đến Chủ tịch UBND phường Trấn Biên" in arbiter.inbox[-1].text
    assert office.now_of(case).accountable != "26068"


def test_the_answer_is_built_previewed_and_signed(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Trả lời"))
    office.does(lambda: head.presses("Đúng như phản ánh"))
    office.does(lambda: head.presses("khâu trình ký, phê duyệt"))
    office.does(lambda: head.says("Đã chuyển bước ngày 23/11, hẹn 04/12/2026 trả kết quả."))
    preview = head.inbox[-1]
    assert preview.labels == ["Ký và gửi", "Sửa"]
    office.does(lambda: head.presses("Ký và gửi"))
    assert "Đã ký và gửi trả lời" in head.inbox[-1].text
    now = office.now_of(case)
    assert (now.state, now.finding, str(now.promised_on)) == (State.ANSWERED, "right", "2026-12-04")
    read = preview.text.split("\n", 1)[1]
    sent = [m for m in office.telegram.delivered if m.chat_id != head.id][-1]
    assert sent.text is not None
    assert _plain(sent.text) == read
    with office.house.work() as work:
        assert work.session.scalars(select(AnswerDraft)).all() == []


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"</?\w+>", "", text))


def test_a_late_dossier_is_asked_for_its_date_unless_it_is_done(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Trả lời"))
    office.does(lambda: head.presses("Đúng một phần"))
    office.does(lambda: head.presses("khâu trình ký, phê duyệt"))
    office.does(lambda: head.says("Đã trả kết quả cho người dân hôm nay."))
    assert "hẹn trả kết quả ngày nào" in head.inbox[-1].text
    office.does(lambda: head.says("không biết"))
    assert "Chưa đọc được ngày hẹn" in head.inbox[-1].text
    office.does(lambda: head.presses("Việc đã xong, không cần hẹn"))
    office.does(lambda: head.presses("Ký và gửi"))
    assert office.now_of(case).promised_on is None


def test_a_finding_of_wrong_needs_evidence(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Trả lời"))
    office.does(lambda: head.presses("Không đúng"))
    office.does(lambda: head.presses("không phát hiện sai sót"))
    office.does(lambda: head.says("Hồ sơ đã trả đúng hẹn."))
    assert "cần minh chứng" in head.inbox[-1].text
    office.does(lambda: head.says("Phiếu trả kết quả số 12 ngày 12/10/2026"))
    assert "Phiếu trả kết quả số 12" in head.inbox[-1].text
    office.does(lambda: head.presses("Ký và gửi"))
    assert office.now_of(case).finding == Finding.WRONG


def test_an_officer_drafts_and_the_head_signs(office: Office) -> None:
    head, officer = office.staff("Chủ tịch"), office.staff("Cán bộ", role=Role.OFFICER)
    case = office.case("attitude", state=State.ACCEPTED)
    office.does(lambda: officer.says(case.ref))
    assert "Trả lời" not in officer.inbox[-1].labels
    office.does(lambda: officer.presses("Soạn trả lời"))
    office.does(lambda: officer.presses("Đúng như phản ánh"))
    office.does(lambda: officer.presses("cách giao tiếp, tác phong khi phục vụ"))
    office.does(lambda: officer.says("Đã nhắc nhở, phân công lại."))
    preview = officer.inbox[-1]
    assert preview.labels == ["Trình người đứng đầu ký", "Sửa"]
    office.does(lambda: officer.forges(f"s:sign:{case.ref}", preview))
    assert "không thuộc quyền của đồng chí" in officer.inbox[-1].text
    office.does(lambda: officer.presses("Trình người đứng đầu ký", preview))
    assert "Cán bộ đã soạn xong" in head.inbox[-1].text
    assert "Đã nhắc nhở, phân công lại." in head.inbox[-1].text
    office.does(lambda: head.presses("Ký và gửi"))
    assert office.now_of(case).state is State.ANSWERED


def test_parts_of_a_draft_can_be_changed(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case("attitude", state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Trả lời"))
    office.does(lambda: head.presses("Đúng như phản ánh"))
    office.does(lambda: head.presses("cách giao tiếp, tác phong khi phục vụ"))
    office.does(lambda: head.says("Đã nhắc nhở."))
    office.does(lambda: head.presses("Sửa"))
    office.does(lambda: head.presses("Sửa cách khắc phục"))
    office.does(lambda: head.says("Đã nhắc nhở và xin lỗi người dân."))
    assert "Đã nhắc nhở và xin lỗi người dân." in head.inbox[-1].text
    assert head.inbox[-1].labels == ["Ký và gửi", "Sửa"]


def test_a_button_that_is_out_of_date_gives_one_line(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case()
    card = head.inbox[-1]
    with office.house.work() as work:
        handling.move(work, case.ref, Move.ACCEPT, SYSTEM, by="silence")
    office.does(lambda: head.presses("Nhận giải quyết", card))
    assert head.inbox[-1].text == (
        "Không thể nhận giải quyết: phản ánh đang ở tình trạng “đang giải quyết”, "
        "hoặc việc này không thuộc quyền của đồng chí."
    )


def test_a_button_after_the_case_went_elsewhere_gives_one_line(office: Office) -> None:
    head = office.staff("Chủ tịch")
    office.staff("Sở Nội vụ", "SNV", Role.SUPERVISOR)
    case = office.case()
    card = head.inbox[-1]
    office.does(lambda: head.presses("Gửi nhầm nơi"))
    office.does(lambda: head.says("Không phải của phường"))
    office.does(lambda: head.presses("Nhận giải quyết", card))
    assert head.inbox[-1].text == f"Không có phản ánh {case.ref} trong phạm vi của đồng chí."


@pytest.mark.parametrize(
    "payload", ["s:do:{ref}:accept", "s:sign:{ref}", "s:pick:{ref}:unit=SNV", "s:know:{ref}:1", "s:x"]
)
def test_forged_buttons_of_another_unit_do_nothing(office: Office, payload: str) -> None:
    stranger = office.staff("Chủ tịch khác", "25195")
    case = office.case()
    before = len(office.now_of(case).events)
    office.does(lambda: stranger.forges(payload.format(ref=case.ref), stranger.inbox[-1]))
    assert (
        "trong phạm vi của đồng chí" in stranger.inbox[-1].text
        or "không còn dùng được" in stranger.inbox[-1].text
    )
    assert len(office.now_of(case).events) == before


def test_a_head_never_hears_of_a_case_about_himself(office: Office) -> None:
    head, chairman = office.staff("Chủ tịch"), office.staff("UBND", "UBND", Role.LEADER)
    heard = len(head.inbox)
    case = office.case("attitude", flags=("about_head",))
    assert len(head.inbox) == heard
    assert case.ref in chairman.inbox[-1].text
    office.does(lambda: head.says(case.ref))
    assert "Không có phản ánh" in head.inbox[-1].text
    office.does(lambda: head.says("/viec"))
    assert case.ref not in head.inbox[-1].text


def test_a_member_revoked_before_the_sending_gets_nothing(office: Office) -> None:
    head = office.staff("Chủ tịch")
    with office.house.work() as work:
        staff.revoke(work.session, office.member(head).id, work.now)
    heard = len(head.inbox)
    office.case()
    assert len(head.inbox) == heard


def test_a_restricted_case_shows_its_ref_and_a_link_only(office: Office) -> None:
    inspector = office.staff("Thanh tra", "TTR", Role.INSPECTOR)
    case = office.case("harassment")
    card = inspector.inbox[-1]
    assert card.text == f"{case.ref}: phản ánh hạn chế tiếp cận. Đồng chí xem trên trang cán bộ."
    assert [button.url for button in card.buttons] == [f"https://langnghe.example/console/cases/{case.ref}"]


def test_the_queue_shows_the_most_urgent_first_and_opens_cases(office: Office) -> None:
    head = office.staff("Chủ tịch")
    slow, fast = office.case("facilities"), office.case("delay")
    office.does(lambda: head.says("/viec"))
    queue = head.inbox[-1]
    assert "2 phản ánh đang chờ" in queue.text
    assert queue.labels == [fast.ref, slow.ref]
    office.does(lambda: head.presses(slow.ref, queue))
    assert "17 giờ" in head.inbox[-1].text
    assert slow.ref in head.inbox[-1].bold


def test_a_long_queue_has_pages(office: Office) -> None:
    head = office.staff("Chủ tịch")
    with office.house.work() as work:
        for _ in range(12):
            a_case(work)
    office.does(lambda: head.says("/viec"))
    assert len(head.inbox[-1].buttons) == 11
    office.does(lambda: head.presses("Trang sau"))
    assert head.inbox[-1].labels[-1] == "← Trang trước"
    assert len(head.inbox[-1].buttons) == 3


def test_officials_are_citizens_too(office: Office) -> None:
    head = office.staff("Chủ tịch")
    office.does(lambda: head.says("hs đất đai trễ hẹn"))
    assert "dùng cho công việc" in head.inbox[-1].text
    office.does(lambda: head.says("/guiphananh"))
    assert EMPTY_DIALOGUE in head.inbox[-1].text
    office.does(lambda: head.says("hs đất đai trễ hẹn"))
    assert EMPTY_DIALOGUE in head.inbox[-1].text
    office.does(lambda: head.says("/viec"))
    office.does(lambda: head.says("cảm ơn"))
    assert "dùng cho công việc" in head.inbox[-1].text


def test_a_citizen_never_reaches_the_desk(office: Office) -> None:
    lan = office.person("Lan")
    office.does(lambda: lan.says("/viec"))
    assert EMPTY_DIALOGUE in lan.inbox[-1].text
    office.does(lambda: lan.forges("s:queue:-", lan.inbox[-1]))
    assert lan.inbox[-1].text == "Nút này dành cho cán bộ đã tham gia."


def test_a_turn_handled_twice_is_answered_once(office: Office) -> None:
    head = office.staff("Chủ tịch")
    office.does(lambda: head.says("/viec"))
    heard = len(head.inbox)
    with office.house.work() as work:
        key = work.session.scalars(select(Turn.key).order_by(Turn.received_at.desc())).first()
        desk.handle(work, str(key))
    office.round()
    assert len(head.inbox) == heard


def test_english_speaks_english(office: Office) -> None:
    head = office.staff("Chủ tịch")
    with office.house.work() as work:
        conversation = work.session.get_one(Conversation, office.member(head).pseudonym)
        conversation.language = "en"
    office.case(identity=IdentityMode.SHOWN)
    assert "You are the one who must answer." in head.inbox[-1].text
    assert "Late dossier · name may be shown" in head.inbox[-1].text


def test_a_reminder_is_acknowledged_with_one_tap_that_counts_once(
    office: Office, clock: RunningClock
) -> None:
    head = office.staff("Chủ tịch")
    case = office.case()
    clock.ahead = timedelta(days=3, hours=8)
    with office.house.work() as work:
        escalation.run_one(work, case.id)
    office.round()
    reminder = head.inbox[-1]
    assert "Nhắc hạn" in reminder.text
    office.does(lambda: head.presses("Đã biết", reminder))
    office.does(lambda: head.presses("Đã biết", reminder))
    known = [event for event in office.now_of(case).events if event.kind is EventKind.ACKNOWLEDGED]
    assert [event.staff_id for event in known] == [office.member(head).id]
    assert "đã ghi nhận đồng chí đã biết" in head.inbox[-1].text


def test_a_draft_stays_at_the_desk_where_it_was_written(office: Office) -> None:
    case = office.case("attitude", state=State.ACCEPTED)
    with office.house.work() as work:
        officer = a_member(work, role=Role.OFFICER)
        drafts.save(work, case.ref, officer, finding="right", cause="conduct", remedy="Đã nhắc nhở.")
        found = work.session.get_one(Case, case.id)
        assert drafts.missing(found, drafts.read(work.session, found)) is None
        found.accountable = "25195"
        assert drafts.read(work.session, found) == {}
        work.session.rollback()


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"finding": "perhaps"}, id="no such finding"),
        pytest.param({"cause": "the weather"}, id="no such cause"),
        pytest.param({"remedy": "  "}, id="no words"),
        pytest.param({"promised_on": "2026-11-23"}, id="a promise for today"),
    ],
)
def test_a_part_that_cannot_be_taken_is_refused(office: Office, parts: dict[str, str]) -> None:
    case = office.case(state=State.ACCEPTED)
    with office.house.work() as work, pytest.raises(Incomplete):
        drafts.save(work, case.ref, a_member(work), **parts)


def test_a_picture_is_no_answer_to_a_question_for_words(office: Office) -> None:
    head = office.staff("Chủ tịch")
    case = office.case(state=State.ACCEPTED)
    office.does(lambda: head.says(case.ref))
    office.does(lambda: head.presses("Hỏi người dân"))
    office.does(head.sends_photo)
    assert "cần viết bằng chữ" in head.inbox[-1].text
    office.does(lambda: head.says("Anh/chị nộp ngày nào?"))
    assert office.now_of(case).state is State.WAITING


def test_the_bot_asks_who_signs_in_to_the_console(office: Office) -> None:
    head = office.staff("Chủ tịch")
    with office.house.work() as work:
        nonce, browser = sign_in.ask(work)
    office.does(lambda: head.starts(f"login_{nonce}"))
    asked = head.inbox[-1]
    assert sorted(asked.labels[:3]) == sign_in.offered_codes(nonce)
    office.does(lambda: head.presses(sign_in.match_code(nonce)))
    assert "Đã xác nhận" in head.inbox[-1].text
    with office.house.work() as work:
        assert sign_in.finish(work, browser)
    office.does(lambda: head.presses("Không phải tôi", asked))
    assert "đã dùng hoặc đã hết hạn" in head.inbox[-1].text


def test_a_stranger_confirms_nothing(office: Office) -> None:
    stranger = office.person("Ai đó")
    with office.house.work() as work:
        nonce, browser = sign_in.ask(work)
    office.does(lambda: stranger.starts(f"login_{nonce}"))
    assert not stranger.inbox[-1].buttons
    with office.house.work() as work:
        assert sign_in.finish(work, browser) is None


def test_five_things_come_once_on_a_working_morning_to_whoever_wishes_them(
    office: Office, clock: RunningClock
) -> None:
    head = office.staff("Chủ tịch")
    cases = [office.case() for _ in range(6)]
    assert morning.run_due(office.house) == 0
    office.does(lambda: head.says("/tuychon"))
    office.does(lambda: head.presses("Tin 7 giờ 15: năm việc hôm nay (đang tắt)"))
    clock.ahead += timedelta(hours=22, minutes=20)  # Tuesday 2026-11-24, a holiday
    assert morning.run_due(office.house) == 0
    clock.ahead += timedelta(days=1)
    assert [morning.run_due(office.house) for _ in range(2)] == [1, 0]
    office.round()
    told = head.inbox[-1]
    assert "5 việc nên xem trước hôm nay" in told.text
    assert [case.ref in told.text for case in cases] == [True] * 5 + [False]


def test_a_head_who_is_away_chooses_a_deputy_in_one_sentence(office: Office) -> None:
    head, officer = office.staff("Chủ tịch"), office.staff("Cán bộ", role=Role.OFFICER)
    office.does(lambda: head.says("Tôi vắng từ 24/11 đến 28/11"))
    assert "vắng từ 24/11/2026 đến 28/11/2026" in head.inbox[-1].text
    office.does(lambda: head.presses(f"#{office.member(officer).id}"))
    assert "ký thay từ 24/11/2026 đến 28/11/2026" in head.inbox[-1].text
    assert "được ủy quyền ký thay" in officer.inbox[-1].text
    office.does(lambda: officer.says("tôi vắng từ 24/11 đến 28/11"))
    assert "Chỉ người đứng đầu ủy quyền được" in officer.inbox[-1].text
    office.does(lambda: head.presses("Tôi về sớm, kết thúc ủy quyền"))
    assert "Đã kết thúc ủy quyền" in head.inbox[-1].text
