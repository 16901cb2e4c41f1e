"""What staff read: every kind of notice, the card of a case in every state, refusals in one line."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework import acknowledging, escalation, handling, history
from casework.records import Case, CaseKey, Notice, StaffMember
from casework.terms import (
    CITIZEN,
    Actor,
    CaseworkError,
    Finding,
    IdentityMode,
    Incomplete,
    Move,
    NotAllowed,
    NotVisible,
    Role,
    State,
)
from casework.work import Work
from dialogue.outgoing import Outgoing
from dialogue.reply import reply
from dialogue.staff_cards import CARD, card
from dialogue.staff_reading import promised_day
from dialogue.staff_words import NAMES, refusal, spoken
from tests.builders import a_case, a_member, rulebook, use_test_vault
from texts import say


@pytest.fixture(autouse=True)
def _vault() -> None:
    use_test_vault()


@pytest.fixture
def work(session: Session, now: datetime) -> Work:
    return Work(session, rulebook(), now)


def later(work: Work, **ahead: float) -> Work:
    return Work(work.session, work.rules, work.now + timedelta(**ahead))


def newest(work: Work, member: StaffMember) -> Notice:
    query = select(Notice).where(Notice.staff_id == member.id).order_by(Notice.id.desc()).limit(1)
    return work.session.scalars(query).one()


def read(work: Work, member: StaffMember) -> str:
    shown = card(work, newest(work, member), member)
    assert shown is not None
    assert shown.protect
    return shown.plain


def look(work: Work, case: Case, member: StaffMember) -> Outgoing:
    notice = Notice(recipient=str(member.pseudonym), kind=CARD, case_id=case.id, staff_id=member.id, body={})
    shown = card(work, notice, member)
    assert shown is not None
    return shown


def test_every_step_of_a_case_opens_with_what_happened(work: Work) -> None:
    head = a_member(work)
    case = a_case(work)
    assert read(work, head).startswith("Phản ánh mới. Đồng chí xác nhận trong 1 ngày làm việc")
    handling.move(work, case.ref, Move.ADD, CITIZEN, text="Nay lại bị hẹn, gọi 0912345678 nhé")
    added = read(work, head)
    assert added.startswith("Người dân bổ sung thông tin.\n“Nay lại bị hẹn, gọi [số điện thoại] nhé”")
    handling.move(work, case.ref, Move.ACCEPT, Actor(Role.HEAD, "26068"))
    handling.move(work, case.ref, Move.ASK, Actor(Role.HEAD, "26068"), question="Ngày nào?")
    handling.move(work, case.ref, Move.SUPPLY, CITIZEN, text="Ngày 21/9")
    assert read(work, head).startswith("Người dân đã trả lời câu hỏi. Thời hạn tiếp tục tính.\n“Ngày 21/9”")
    answer = {"finding": "right", "cause": "signing", "remedy": "Đã trả.", "done": True}
    handling.move(work, case.ref, Move.ANSWER, Actor(Role.HEAD, "26068"), **answer)
    handling.move(work, case.ref, Move.PARTLY, CITIZEN, text="Còn thiếu một bản")
    assert read(work, head).startswith("Người dân báo mới xong một phần")
    assert "Đã mở lại 1 lần." in read(work, head)
    handling.move(work, case.ref, Move.ANSWER, Actor(Role.HEAD, "26068"), **answer)
    handling.move(work, case.ref, Move.SETTLE, CITIZEN)
    assert read(work, head).startswith("Người dân xác nhận đã giải quyết xong.")


def test_praise_asks_for_nothing(work: Work) -> None:
    head = a_member(work)
    case = a_case(work, "praise")
    assert read(work, head).startswith("Lời khen của người dân. Không cần trả lời.")
    assert [button.payload for button in look(work, case, head).buttons] == [
        f"s:more:{case.ref}",
        f"/console/cases/{case.ref}",
    ]


def test_the_arbiter_is_asked_to_decide_and_told_when_nobody_hears(work: Work) -> None:
    arbiter = a_member(work, "SNV", Role.SUPERVISOR)
    unknown = a_case(work, lodged=None)
    assert read(work, arbiter).startswith("Cần xác định nơi trả lời.")
    overdue = later(work, days=2, hours=9)
    escalation.run_one(overdue, unknown.id)
    assert read(overdue, arbiter).startswith("Đã quá thời hạn xác định nơi trả lời.")
    assert f"s:do:{unknown.ref}:triage" in [button.payload for button in look(work, unknown, arbiter).buttons]
    a_case(work)
    notices = work.session.scalars(select(Notice).where(Notice.staff_id == arbiter.id)).all()
    shown = {notice.kind: card(work, notice, arbiter) for notice in notices}
    gap = shown["staff.nobody"]
    assert gap is not None
    assert gap.plain.startswith("Chưa có ai ở UBND phường Biên Hòa nhận được thông báo.")
    copy = shown["staff.copy"]
    assert copy is not None
    assert "Người chịu trách nhiệm trả lời: Chủ tịch UBND phường Biên Hòa." in copy.plain


def test_a_case_about_a_head_is_prepared_for_the_chairman(work: Work) -> None:
    preparer, chairman = a_member(work, "SNV", Role.SUPERVISOR), a_member(work, "UBND", Role.LEADER)
    a_case(work, "attitude", flags=("about_head",))
    assert "Cần chuẩn bị để Chủ tịch UBND thành phố" in read(work, preparer)
    assert "Đồng chí chịu trách nhiệm trả lời." in read(work, chairman)


def test_reminders_and_overdue_notices_are_acknowledged(work: Work) -> None:
    head, arbiter = a_member(work), a_member(work, "SNV", Role.SUPERVISOR)
    leader = a_member(work, "UBND", Role.LEADER)
    case = a_case(work, state=State.ACCEPTED)
    assert escalation.run_one(later(work, days=3, hours=8), case.id) == ["climbed"]
    assert read(work, head).startswith("Nhắc hạn: đã qua nửa thời hạn.")
    soon = later(work, days=4, hours=4)
    escalation.run_one(soon, case.id)
    assert read(soon, head).startswith("Nhắc hạn: sắp đến hạn trả lời.")
    due = later(work, days=4, hours=9)
    escalation.run_one(due, case.id)
    assert read(due, arbiter).startswith("Đã đến hạn mà chưa có trả lời.")
    assert "(vừa quá hạn)" in read(due, head)
    notice = newest(due, head)
    seq = case.events[-1].seq
    shown = card(due, notice, head)
    assert shown
    assert shown.buttons[0].payload == f"s:know:{case.ref}:{seq}"
    acknowledging.acknowledge(due, case.ref, head, seq)
    shown = card(due, notice, head)
    assert shown
    assert shown.buttons[0].payload != f"s:know:{case.ref}:{seq}"
    last = later(work, days=12)
    escalation.run_one(last, case.id)
    assert read(last, leader).startswith("Báo cáo cấp trên: phản ánh quá hạn")
    assert "quá hạn 5 ngày làm việc" in read(last, leader)


def test_a_missed_promise_names_the_day(work: Work) -> None:
    arbiter = a_member(work, "SNV", Role.SUPERVISOR)
    a_member(work)
    case = a_case(work, state=State.ACCEPTED)
    promised = (work.now + timedelta(days=11)).date()
    answer = {"finding": "right", "cause": "signing", "remedy": "Hẹn lại.", "promised_on": promised}
    handling.move(work, case.ref, Move.ANSWER, Actor(Role.HEAD, "26068"), **answer)
    on_the_day = later(work, days=11)
    handling.move(on_the_day, case.ref, Move.PROMISE_MISSED, CITIZEN)
    assert read(on_the_day, arbiter).startswith("Đã lỡ ngày hẹn 04/12/2026.")


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        pytest.param({}, "(còn 3 ngày làm việc)", id="three days left, a holiday between"),
        pytest.param({"days": 4}, "(hết hạn hôm nay)", id="the last day"),
        pytest.param({"days": 4, "hours": 9}, "(vừa quá hạn)", id="the same evening"),
        pytest.param({"days": 8}, "(quá hạn 2 ngày làm việc)", id="two working days later"),
    ],
)
def test_the_deadline_is_told_in_words(work: Work, ahead: dict[str, float], said: str) -> None:
    head, case = a_member(work), a_case(work)
    assert said in look(later(work, **ahead), case, head).plain


def test_a_paused_an_answered_and_a_withdrawn_case_tell_their_state(work: Work) -> None:
    head = a_member(work)
    assert "Thời hạn tạm dừng." in look(work, a_case(work, state=State.WAITING), head).plain
    answered = look(work, a_case(work, state=State.ANSWERED), head)
    assert "Tình trạng: đã trả lời, chờ người dân xác nhận." in answered.plain
    assert "Tình trạng: đã rút." in look(work, a_case(work, state=State.WITHDRAWN), head).plain


def test_the_path_of_a_runaround_is_shown(work: Work) -> None:
    head = a_member(work)
    others = ("26068", "VPDKDD-BIENHOA", "26068")
    shown = look(work, a_case(work, "buck_passing", others=others), head).plain
    assert "Vụ việc chung của nhiều đơn vị" in shown
    assert "Nơi đã bị chỉ đến: Phường Biên Hòa → Văn phòng Đăng ký đất đai" in shown


def test_an_erased_story_is_said_to_be_erased(work: Work) -> None:
    head, case = a_member(work), a_case(work)
    work.session.execute(delete(CaseKey).where(CaseKey.case_id == case.id))
    work.session.expire_all()
    assert "Nội dung đã được xóa theo quy định." in look(work, case, head).plain


def test_a_very_long_story_is_cut(work: Work) -> None:
    head = a_member(work)
    shown = look(work, a_case(work, story="chờ mãi " * 900), head)
    assert "…” (đã che thông tin cá nhân)" in shown.plain
    assert len(shown.plain) < 4096


def test_markup_in_a_story_stays_text(work: Work) -> None:
    head = a_member(work)
    shown = look(work, a_case(work, story="<b>đậm</b> & {ngoặc}"), head)
    assert "&lt;b&gt;đậm&lt;/b&gt; &amp; {ngoặc}" in shown.text


def test_a_draft_of_officers_has_its_own_button(work: Work) -> None:
    officer, case = a_member(work, role=Role.OFFICER), a_case(work, state=State.ACCEPTED)
    titles = [button.title for button in look(work, case, officer).buttons]
    assert titles == ["Hỏi người dân", "Soạn trả lời", "Mở trên trang cán bộ"]


@pytest.mark.parametrize(
    ("unit", "role"),
    [
        pytest.param("TTR", Role.INSPECTOR, id="the inspectorate"),
        pytest.param("SNV", Role.SUPERVISOR, id="who is told"),
    ],
)
def test_a_restricted_case_is_its_ref_and_a_link(work: Work, unit: str, role: Role) -> None:
    member = a_member(work, unit, role)
    case = a_case(work, "harassment")
    shown = look(work, case, member)
    assert shown.plain == f"{case.ref}: phản ánh hạn chế tiếp cận. Đồng chí xem trên trang cán bộ."
    assert [button.payload for button in shown.buttons] == [f"/console/cases/{case.ref}"]


def test_inspectors_get_ref_and_link_of_any_case(work: Work) -> None:
    member = a_member(work, "TTR", Role.INSPECTOR)
    assert "hạn chế" in look(work, a_case(work, "attitude", "TTR"), member).plain


def test_whoever_may_not_see_a_case_gets_nothing_of_it(work: Work) -> None:
    head, case = a_member(work), a_case(work, "attitude", flags=("about_head",))
    notice = Notice(recipient=str(head.pseudonym), kind=CARD, case_id=case.id, staff_id=head.id, body={})
    assert card(work, notice, head) is None


def test_a_demanded_withdrawal_is_told_to_the_arbiter_alone(work: Work) -> None:
    head, arbiter = a_member(work), a_member(work, "SNV", Role.SUPERVISOR)
    case = a_case(work)
    handling.move(work, case.ref, Move.WITHDRAW, CITIZEN, demanded=True)
    assert read(work, head).startswith("Người dân đã rút phản ánh.")
    assert read(work, arbiter).startswith("Người dân rút phản ánh và cho biết có người yêu cầu rút.")


NAMED: list[tuple[type[StrEnum], str]] = [
    *NAMES.items(),
    (IdentityMode, "staff.identity."),
    (Finding, "staff.finding."),
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("kind", "begins"), NAMED, ids=str)
def test_every_value_has_a_name(kind: type[StrEnum], begins: str, language: str) -> None:
    assert all(say(begins + member, language) for member in kind)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(
            NotAllowed(state=State.CLOSED, move=Move.ASK),
            "Không thể hỏi người dân: phản ánh đang ở tình trạng “đã khép”, "
            "hoặc việc này không thuộc quyền của đồng chí.",
            id="not allowed",
        ),
        pytest.param(Incomplete(what="remedy"), "Còn thiếu: cách khắc phục.", id="incomplete"),
        pytest.param(
            NotVisible(ref="<b>"), "Không có phản ánh <b> trong phạm vi của đồng chí.", id="not visible"
        ),
        pytest.param(CaseworkError(), "Không thực hiện được việc này.", id="any other"),
    ],
)
def test_refusals_are_one_line(error: CaseworkError, said: str) -> None:
    assert spoken(reply(refusal(error)), "vi", rulebook()).plain == said


AT = datetime(2026, 11, 23, 9)


@pytest.mark.parametrize(
    ("text", "cue", "day"),
    [
        pytest.param("Đã chuyển bước ngày 25/11. Hẹn 04/12/2026", "", "2026-12-04", id="in a remedy"),
        pytest.param("hen 4/12 tra kq", "", "2026-12-04", id="no diacritics, no year"),
        pytest.param("Đã trả kết quả ngày 20/11/2026", "", None, id="no promise"),
        pytest.param("04/12/2026", "hen", "2026-12-04", id="the day alone"),
        pytest.param("15/1", "hen", "2027-01-15", id="next year"),
        pytest.param("sớm thôi", "hen", None, id="no day"),
    ],
)
def test_the_promised_day_is_read(text: str, cue: str, day: str | None) -> None:
    found = promised_day(text, AT, cue)
    assert (found.isoformat() if found else None) == day


def test_cards_hold_no_words_of_a_case_in_the_notice(work: Work) -> None:
    head = a_member(work)
    case = a_case(work, story="một câu rất riêng")
    assert "một câu rất riêng" not in str(newest(work, head).body)
    assert history.texts(work.session, case, "story") == ["một câu rất riêng"]
