"""What a citizen is told of each step: true, in both languages, with buttons that work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from casework import declared, escalation, handling, tracking
from casework.audiences import TELLS
from casework.records import Case, CaseEvent, CaseKey, Notice
from casework.terms import CITIZEN, SYSTEM, Actor, EventKind, Finding, IdentityMode, Move, Role, State
from casework.work import Work
from dialogue import receipt as receipts
from dialogue import steps
from dialogue.buttons import as_intent
from dialogue.outgoing import Outgoing
from dialogue.render import render
from dialogue.reply import Reply, words
from dialogue.steps import STEPS
from tests.builders import a_case, accepted, answered, asked
from tests.casework.house import OTHER_WARD, WARD, at, staffed

SITE = "https://dongnai.example"


def said(work: Work, body: Reply, language: str = "vi") -> Outgoing:
    return words(body, language, work.rules)


def receipt(work: Work, *case: Any, **filing: Any) -> str:
    """The plain words right after filing."""
    return said(work, receipts.receipt(work, a_case(work, *case, **filing), SITE)).plain


# -- right after filing -------------------------------------------------------------------------------------

FULL = {"codes": ["H19.38-260921-0417"], "submitted_on": "2026-09-21", "appointment_on": "2026-10-12"}


def test_the_receipt_has_the_link_to_follow_the_report_by(work: Work) -> None:
    case = a_case(work, "delay", WARD)
    assert tracking.link(SITE, case.ref) in said(work, receipts.receipt(work, case, SITE)).plain


def test_a_receipt_says_who_answers_by_when_and_what_comes_next(work: Work) -> None:
    dossier = FULL | {"apology": False, "postponed": 1}
    case = a_case(work, "delay", "26041", field="dat_dai", dossier=dossier)
    message = said(work, receipts.receipt(work, case, SITE))
    assert message.plain.splitlines() == [
        f"Đã ghi nhận. Mã phản ánh {case.ref}.",
        "Người phải trả lời anh/chị: Giám đốc Văn phòng Đăng ký đất đai thành phố Đồng Nai. "
        "Sở Nội vụ cùng theo dõi.",
        "Hạn trả lời: 17 giờ thứ sáu 27/11/2026. Hạn này chỉ được gia hạn một lần, có lý do, "
        "khi Sở Nội vụ đồng ý; anh/chị được báo trước.",
        "Ngày nghỉ lễ không tính vào hạn: 24/11/2026.",
        "Có bước mới tôi báo ngay.",
        f"Theo dõi bất cứ lúc nào: {tracking.link(SITE, case.ref)} "
        "(ai có liên kết này cũng xem được tiến độ).",
        "Phản ánh này không thay cho khiếu nại và không kéo dài thời hạn khiếu nại "
        "(90 ngày từ ngày biết việc).",
    ]
    assert [button.title for button in message.buttons] == [
        *("Xem phản ánh này", "Để lại tên, số điện thoại", "Khiếu nại là gì?"),
    ]
    assert message.case_ref == case.ref


def test_a_late_dossier_is_asked_once_for_what_helps(work: Work) -> None:
    text = receipt(work, "delay", WARD, dossier={"codes": ["H19.38-260921-0417"]})
    assert (
        "Nếu có, anh/chị bổ sung giúp: ngày nộp, ngày hẹn trả, đã nhận được thư xin lỗi chưa, "
        "đã hẹn lại mấy lần." in text
    )
    assert "bổ sung giúp" not in receipt(work, "attitude", WARD)


@pytest.mark.parametrize(
    ("category", "codes", "known"),
    [
        ("refusal", ["noform", "form"], {"refusal_form": True}),
        ("extra_documents", ["once", "twice"], {"papers_asked": 1}),
    ],
)
def test_what_the_law_looks_at_is_asked_once_and_not_when_it_is_known(
    work: Work, category: str, codes: list[str], known: dict[str, Any]
) -> None:
    case = a_case(work, category, WARD)
    message = said(work, receipts.receipt(work, case, SITE))
    payloads = [f"move:told:{case.ref}:{code}" for code in codes]
    assert [button.payload for button in message.buttons][1:3] == payloads
    assert all(as_intent(payload) for payload in payloads)
    assert "Bấm một nút bên dưới" in message.plain
    assert "Bấm một nút bên dưới" not in receipt(work, category, WARD, dossier=known)


@pytest.mark.parametrize(
    ("filing", "says", "never"),
    [
        pytest.param(
            {"category": "attitude", "lodged": WARD, "flags": ("about_head",)},
            "Chủ tịch UBND thành phố. Nơi chuẩn bị: Sở Nội vụ.",
            "Trấn Biên",
            id="about a head",
        ),
        pytest.param(
            {"category": "delay", "lodged": "SNV"},
            "Nơi chuẩn bị: Văn phòng UBND thành phố Đồng Nai.",
            "Sở Nội vụ",
            id="about Sở Nội vụ nothing is promised in its name",
        ),
        pytest.param(
            {"category": "harassment", "lodged": "SNV"},
            "Chánh Thanh tra thành phố Đồng Nai.",
            "Sở Nội vụ",
            id="soliciting at Sở Nội vụ",
        ),
        pytest.param(
            {"category": "harassment", "lodged": WARD},
            "Sở Nội vụ cùng theo dõi",
            "Trấn Biên",
            id="soliciting",
        ),
        pytest.param(
            {"category": "attitude", "lodged": None},
            "Sở Nội vụ sẽ xác định nơi phải trả lời trong 1 ngày làm việc",
            "Người phải trả lời",
            id="nobody knows where",
        ),
        pytest.param(
            {"category": "praise", "lodged": WARD},
            "Lời khen đã được chuyển tới Chủ tịch UBND phường Trấn Biên",
            "Hạn trả lời",
            id="praise",
        ),
        pytest.param(
            {"category": "praise", "lodged": None},
            "Sở Nội vụ sẽ xác định",
            "Hạn trả lời",
            id="praise of nobody",
        ),
        pytest.param(
            {"category": "attitude", "lodged": WARD, "identity": IdentityMode.NONE},
            "chỉ được dùng làm thông tin để kiểm tra",
            "khiếu nại",
            id="without a name",
        ),
    ],
)
def test_a_receipt_promises_only_what_is_true(
    work: Work, filing: dict[str, Any], says: str, never: str
) -> None:
    text = receipt(work, filing.pop("category"), filing.pop("lodged"), **filing)
    assert says in text
    assert never not in text


@pytest.mark.parametrize("category", ["delay", "refusal", "result_error", "fee"])
def test_what_is_near_a_complaint_says_so(work: Work, category: str) -> None:
    assert "90 ngày" in receipt(work, category, WARD)


def test_who_left_no_name_is_not_asked_for_one(work: Work) -> None:
    case = a_case(work, identity=IdentityMode.NONE)
    payloads = [button.payload for button in said(work, receipts.receipt(work, case, SITE)).buttons]
    assert f"say:contact:{case.ref}" not in payloads


# -- a look at one case -------------------------------------------------------------------------------------


def look(work: Work, case: Case, language: str = "vi") -> Outgoing:
    return said(work, steps.overview(work, case), language)


def test_a_look_shows_where_it_lies_with_whom_since_when_until_when_and_each_step(work: Work) -> None:
    city = staffed(work)
    case = a_case(work, "delay", WARD)
    handling.move(
        at(work, "2026-11-23T10:00"),
        case.ref,
        Move.WRONG_ADDRESS,
        city.actor(WARD, Role.HEAD),
        reason="Nhầm.",
    )
    supervisor = city.actor("SNV", Role.SUPERVISOR)
    handling.move(at(work, "2026-11-23T14:30"), case.ref, Move.TRIAGE, supervisor, unit="26068")
    assert look(work, case).plain.splitlines() == [
        f"{case.ref} · Hồ sơ trễ hẹn",
        "đã chuyển nơi phải trả lời, từ 14 giờ 30 thứ hai 23/11/2026",
        "Người phải trả lời: Chủ tịch UBND phường Biên Hòa",
        "Hạn trả lời: 17 giờ thứ sáu 27/11/2026",
        "• 9 giờ thứ hai 23/11/2026: anh/chị gửi phản ánh",
        "• 9 giờ thứ hai 23/11/2026: chuyển tới Phường Trấn Biên",
        "• 10 giờ thứ hai 23/11/2026: đơn vị báo không đúng nơi, Sở Nội vụ xem lại",
        "• 14 giờ 30 thứ hai 23/11/2026: chuyển tới Phường Biên Hòa",
    ]


def test_reminders_to_staff_do_not_change_since_when(work: Work) -> None:
    case = a_case(work, "delay", WARD)
    escalation.run_one(at(work, "2026-11-27T09:30"), case.id)
    assert "đang giải quyết, từ 9 giờ 30" in look(work, case).plain  # accepted by silence at that look
    escalation.run_one(at(work, "2026-11-27T17:00"), case.id)
    assert "đang giải quyết, từ 9 giờ 30" in look(work, case).plain
    assert "đơn vị không báo gì, mặc nhiên phải trả lời" in look(work, case).plain


def offered(work: Work, case: Case) -> list[str]:
    return [button.payload.rsplit(":", 1)[0] for button in look(work, case).buttons]


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (State.ROUTED, ["say:add", "move:ask_withdraw"]),
        (State.ACCEPTED, ["say:add", "move:ask_withdraw"]),
        (State.WAITING, ["say:supply", "move:ask_withdraw"]),
        (
            State.ANSWERED,
            ["move:settle", "say:partly", "say:not_settled", "say:add", "move:ask_withdraw"],
        ),
        (State.CLOSED, ["say:reopen"]),
        (State.WITHDRAWN, []),
    ],
)
def test_a_look_offers_what_the_citizen_may_do(work: Work, state: State, buttons: list[str]) -> None:
    assert offered(work, a_case(work, "delay", WARD, state=state)) == buttons


def test_praise_is_said_to_be_noted_and_is_not_reopened(work: Work) -> None:
    case = a_case(work, "praise", WARD)
    assert offered(work, case) == []
    assert "đã ghi nhận lời khen" in look(work, case).plain


def test_what_was_closed_long_ago_is_not_offered_to_be_reopened(work: Work) -> None:
    case = a_case(work, "delay", WARD, state=State.CLOSED)
    assert offered(at(work, "2027-01-15T09:00"), case) == []


def test_the_list_shows_every_case_with_its_button(work: Work) -> None:
    cases = [a_case(work, "delay", WARD), a_case(work, "praise", WARD)]
    message = said(work, steps.mine(cases))
    assert [button.payload for button in message.buttons] == [f"case:{case.ref}" for case in cases]
    assert "đã ghi nhận lời khen" in message.plain
    assert "chưa gửi phản ánh nào" in said(work, steps.mine([])).plain


# -- every step that is told --------------------------------------------------------------------------------


def routed(work: Work, case: Case) -> None:
    handling.move(work, case.ref, Move.TRIAGE, Actor(Role.SUPERVISOR, "SNV"), unit=WARD)


def accepted_by_hand(work: Work, case: Case) -> None:
    handling.move(work, case.ref, Move.ACCEPT, Actor(Role.HEAD, WARD))


def sent_back(work: Work, case: Case) -> None:
    handling.move(work, case.ref, Move.WRONG_ADDRESS, Actor(Role.HEAD, WARD), reason="Không phải.")


def nobody_answered_the_question(work: Work, case: Case) -> None:
    accepted(work, case)
    asked(work, case)
    handling.move(at(work, "2026-12-01T17:00"), case.ref, Move.SUPPLY, SYSTEM, by="silence")


def a_question(work: Work, case: Case) -> None:
    accepted(work, case)
    asked(work, case)


def an_answer(work: Work, case: Case) -> None:
    accepted(work, case)
    answered(work, case, promised_on=date(2026, 12, 4))


def asked_to_confirm(work: Work, case: Case) -> None:
    accepted(work, case)
    answered(work, case)
    escalation.run_one(at(work, "2026-11-27T17:00"), case.id)


def closed_without_a_word(work: Work, case: Case) -> None:
    accepted(work, case)
    answered(work, case)
    escalation.run_one(at(work, "2026-12-15T17:00"), case.id)


def promised_day(work: Work, case: Case) -> None:
    an_answer(work, case)
    escalation.run_one(at(work, "2026-12-04T09:00"), case.id)


HEAD, SUPERVISOR = Actor(Role.HEAD, WARD), Actor(Role.SUPERVISOR, "SNV")


def an_offer(work: Work, case: Case) -> None:
    accepted(work, case)
    given = {"unit": OTHER_WARD, "reason": "Thửa đất ở nơi khác.", "basis": "Theo nơi có đất."}
    handling.move(work, case.ref, Move.OFFER, HEAD, **given)


def taken(work: Work, case: Case) -> None:
    an_offer(work, case)
    handling.move(work, case.ref, Move.TAKE, Actor(Role.HEAD, OTHER_WARD))


def declined(work: Work, case: Case) -> None:
    an_offer(work, case)
    handling.move(work, case.ref, Move.DECLINE, Actor(Role.HEAD, OTHER_WARD), reason="Không phải.")


def ruled(work: Work, case: Case) -> None:
    declined(work, case)
    handling.move(work, case.ref, Move.RULE, SUPERVISOR, unit=OTHER_WARD, reason="Đất ở đó.")


def extended(work: Work, case: Case) -> None:
    accepted(work, case)
    handling.move(work, case.ref, Move.ASK_EXTENSION, HEAD, days=5, reason="Chờ đo đạc.")
    handling.move(work, case.ref, Move.EXTEND, SUPERVISOR)


def refused(work: Work, case: Case) -> None:
    accepted(work, case)
    handling.move(
        work, case.ref, Move.PROPOSE_REFUSAL, HEAD, rule="answered_before", reason="Đã trả lời hôm 1/11."
    )
    handling.move(work, case.ref, Move.REFUSE, SUPERVISOR)


def checked(work: Work, case: Case) -> None:
    an_answer(work, case)
    handling.move(work, case.ref, Move.CHECK, SUPERVISOR, finding=Finding.PARTLY)


def restricted(work: Work, case: Case) -> None:
    accepted(work, case)
    handling.move(work, case.ref, Move.RESTRICT, SUPERVISOR, reason="Có dấu hiệu vòi vĩnh.")


def handed_to_police(work: Work, case: Case) -> None:
    restricted(work, case)
    handling.move(work, case.ref, Move.HAND_TO_POLICE, Actor(Role.INSPECTOR, "TTR"), reason="Công văn 12.")


def relabelled(work: Work, case: Case) -> None:
    handling.move(work, case.ref, Move.RELABEL, SUPERVISOR, category="result_error", reason="Sai tên.")


def merged(work: Work, case: Case) -> None:
    other = a_case(work, "delay", WARD)
    handling.move(work, case.ref, Move.MERGE, SUPERVISOR, into=other.ref, reason="Cùng một việc.")


def answered_with_another(work: Work, case: Case) -> None:
    other = a_case(work, "delay", WARD, state=State.ACCEPTED)
    handling.move(work, case.ref, Move.MERGE, SUPERVISOR, into=other.ref, reason="Cùng một việc.")
    answered(work, other)


def split(work: Work, case: Case) -> None:
    part = {"category": "attitude", "text": "Cán bộ gắt gỏng.", "reason": "Hai việc khác nhau."}
    handling.move(work, case.ref, Move.SPLIT, SUPERVISOR, **part)


def a_holiday_is_declared(work: Work, case: Case) -> None:
    declared.catch_up(work)
    cal = work.rules.calendar
    more = replace(cal, holidays=cal.holidays | {date(2026, 11, 26)})
    declared.catch_up(replace(work, rules=replace(work.rules, calendar=more)))


WAYS: dict[str, tuple[str | None, Callable[[Work, Case], None], str]] = {
    "citizen.routed": (
        None,
        routed,
        "Sở Nội vụ đã xác định người phải trả lời là Chủ tịch UBND phường Trấn Biên",
    ),
    "citizen.accepted": (WARD, accepted_by_hand, "UBND phường Trấn Biên đã nhận giải quyết"),
    "citizen.rerouting": (WARD, sent_back, "hạn trả lời không đổi"),
    "citizen.asked": (WARD, a_question, "“Anh/chị nộp hồ sơ ở quầy số mấy?”"),
    "citizen.resumed": (WARD, nobody_answered_the_question, "hết thời gian chờ trả lời"),
    "citizen.answered": (WARD, an_answer, "Ngày hẹn có kết quả: 04/12/2026"),
    "citizen.confirm": (WARD, asked_to_confirm, "Việc của anh/chị đã xong chưa?"),
    "citizen.closed_unconfirmed": (WARD, closed_without_a_word, "Trong 30 ngày tới"),
    "citizen.promise_due": (WARD, promised_day, "hôm nay là ngày hẹn"),
    "citizen.offered": (WARD, an_offer, "UBND phường Trấn Biên vẫn phải trả lời anh/chị"),
    "citizen.moved": (WARD, taken, "đã nhận và từ nay phải trả lời anh/chị"),
    "citizen.to_be_ruled": (WARD, declined, "Sở Nội vụ sẽ quyết định"),
    "citizen.ruled": (WARD, ruled, "Thời hạn không đổi: 17 giờ thứ sáu 27/11/2026"),
    "citizen.extended": (WARD, extended, "đến 17 giờ thứ sáu 04/12/2026"),
    "citizen.refused": (WARD, refused, "“Đã trả lời hôm 1/11.”"),
    "citizen.checked": (WARD, checked, "Sở Nội vụ đã tự kiểm tra câu trả lời"),
    "citizen.restricted": (WARD, restricted, "Thanh tra thành phố Đồng Nai trực tiếp xem xét"),
    "citizen.handed_to_police": (WARD, handed_to_police, "chuyển dấu hiệu vi phạm pháp luật"),
    "citizen.relabelled": (WARD, relabelled, "được xếp lại loại"),
    "citizen.merged": (WARD, merged, "nên được gộp"),
    "citizen.answered_merged": (WARD, answered_with_another, "và nay có kết quả"),
    "citizen.deadline_moved": (WARD, a_holiday_is_declared, "lùi đến 17 giờ thứ hai 30/11/2026"),
    "citizen.split": (WARD, split, "nên một phần được tách"),
}


def test_every_kind_that_is_sent_has_words_and_is_tried_here() -> None:
    sent = {kind for tells in TELLS.values() for _, kind in tells if kind.startswith("citizen.")}
    assert (
        sent | {"citizen.confirm", "citizen.promise_due", "citizen.deadline_moved"} == set(STEPS) == set(WAYS)
    )


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", WAYS)
def test_every_step_is_said_in_both_languages_and_its_buttons_work(
    work: Work, kind: str, language: str
) -> None:
    unit, way, says = WAYS[kind]
    case = a_case(work, "delay", unit)
    way(work, case)
    notice = work.session.scalars(select(Notice).where(Notice.kind == kind)).one()
    event = work.session.get_one(CaseEvent, notice.body["event"])
    message = words(STEPS[kind](work, case, event), language, work.rules)
    assert case.ref in message.plain
    assert message.case_ref == case.ref
    assert "{" not in message.plain
    if language == "vi":
        assert says in message.plain
        rendered = render(work, notice)
        assert rendered is not None
        assert rendered.plain == message.plain
    for button in message.buttons:
        assert as_intent(button.payload), button.payload
        assert len(button.payload.encode()) <= 64


def test_the_answer_is_told_with_finding_cause_remedy_promise_and_an_apology(work: Work) -> None:
    case = a_case(work, "delay", WARD)
    an_answer(work, case)
    event = next(event for event in case.events if event.kind is EventKind.ANSWERED)
    message = said(work, STEPS["citizen.answered"](work, case, event))
    assert message.plain.splitlines() == [
        f"Đã có trả lời cho {case.ref}",
        "Nơi trả lời: UBND phường Trấn Biên",
        "Đơn vị xác nhận: đúng như anh/chị phản ánh",
        "Nguyên nhân: khâu trình ký, phê duyệt",
        "Khắc phục: Đã chuyển bước, đã trả kết quả cho người dân.",
        "Ngày hẹn có kết quả: 04/12/2026. Hôm đó tôi sẽ hỏi anh/chị đã nhận được chưa.",
        "UBND phường Trấn Biên xin lỗi anh/chị vì trả kết quả trễ hẹn.",
        "Anh/chị thấy sao?",
        "Không thay cho quyết định giải quyết khiếu nại, kết luận tố cáo.",
    ]
    assert [button.title for button in message.buttons] == [
        *("Đã giải quyết xong", "Mới xong một phần", "Chưa xong", "Gặp cán bộ Sở Nội vụ"),
    ]


def test_nobody_apologises_for_what_was_not_so(work: Work) -> None:
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    answered(work, case, finding=Finding.WRONG, evidence="Sổ trả kết quả.")
    event = next(event for event in case.events if event.kind is EventKind.ANSWERED)
    assert "xin lỗi" not in said(work, STEPS["citizen.answered"](work, case, event)).plain


def test_erased_words_are_not_told_any_more(work: Work) -> None:
    case = a_case(work, "delay", WARD)
    an_answer(work, case)
    notice = work.session.scalars(select(Notice).where(Notice.kind == "citizen.answered")).one()
    work.session.delete(work.session.get_one(CaseKey, case.id))
    work.session.flush()
    assert render(work, notice) is None


def test_a_look_at_a_case_with_a_question_that_was_answered_shows_the_moved_deadline(work: Work) -> None:
    case = a_case(work, "delay", WARD)
    a_question(work, case)
    handling.move(at(work, "2026-11-26T09:00"), case.ref, Move.SUPPLY, CITIZEN, text="Quầy 3.")
    text = look(work, case).plain
    assert "Hạn trả lời: 17 giờ thứ ba 01/12/2026" in text
    assert "hạn trả lời lùi bằng thời gian chờ anh/chị" in text
    assert "anh/chị trả lời hoặc bổ sung" in text
