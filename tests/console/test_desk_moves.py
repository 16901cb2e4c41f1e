"""Working on a case at the console: the same moves as anywhere, by forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from casework import drafts, escalation, history
from casework.records import AnswerDraft, Case, Notice
from casework.terms import EventKind, NoticeState, Role, State
from casework.work import House
from tests.builders import BIEN_HOA, a_case
from tests.console.conftest import Clock, Visitor

SignIn = Callable[..., Visitor]
ANSWER = {"finding": "right", "cause": "signing", "remedy": "Đã trả kết quả <hôm nay>."}


def a_ref(house: House, state: State | None = None, category: str = "attitude", **filing: Any) -> str:
    with house.work() as work:
        return a_case(work, category, state=state, **filing).ref


def state_of(house: House, ref: str) -> tuple[State, str]:
    with house.work() as work:
        case = work.session.scalars(select(Case).where(Case.ref == ref)).one()
        return case.state, case.accountable


def test_a_head_accepts_asks_and_is_told_what_came_of_it(signed_in: SignIn, house: House) -> None:
    ref, desk = a_ref(house), signed_in()
    path = f"/console/cases/{ref}"
    assert "moves/accept" in desk.get(path).text
    assert desk.submit(f"{path}/moves/accept").headers["Location"] == path
    assert "moves/accept" not in desk.get(path).text
    assert desk.submit(f"{path}/moves/ask", question="Quầy số mấy, gọi 0912345678?").status_code == 303
    page = desk.get(path).text
    assert "Quầy số mấy" in page
    assert "0912345678" not in page
    assert "Thời hạn tạm dừng" in page
    assert state_of(house, ref)[0] is State.WAITING


def test_a_wrong_address_goes_back_and_triage_sends_it_on(signed_in: SignIn, house: House) -> None:
    ref = a_ref(house)
    path = f"/console/cases/{ref}"
    assert (
        signed_in().submit(f"{path}/moves/wrong_address", reason="Không phải phường này").status_code == 303
    )
    snv = signed_in("SNV", Role.SUPERVISOR)
    assert "moves/triage" in snv.get(path).text
    assert snv.submit(f"{path}/moves/triage", unit="26041").status_code == 303
    assert state_of(house, ref) == (State.ROUTED, "26041")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"q": "phường Biên Hòa"}, 303, id="typed in full"),
        pytest.param({"q": "phuong"}, 422, id="fits many"),
        pytest.param({"q": "xyzxyz"}, 422, id="fits none"),
        pytest.param({"unit": "NOPE"}, 422, id="no such unit"),
        pytest.param({}, 422, id="nothing"),
    ],
)
def test_triage_takes_what_was_typed_only_when_one_unit_fits(
    signed_in: SignIn, house: House, fields: dict[str, str], status: int
) -> None:
    ref = a_ref(house, lodged=None)
    snv = signed_in("SNV", Role.SUPERVISOR)
    assert snv.submit(f"/console/cases/{ref}/moves/triage", **fields).status_code == status


def test_units_are_found_while_their_name_is_typed(signed_in: SignIn) -> None:
    snv = signed_in("SNV", Role.SUPERVISOR)
    found = {
        typed: snv.get("/console/units", params={"q": typed}).text for typed in ("tran b", "Biên Hò", "zzz")
    }
    assert "Phường Trấn Biên" in found["tran b"]
    assert f'value="{BIEN_HOA}"' in found["Biên Hò"]
    assert "Chưa thấy đơn vị nào" in found["zzz"]
    assert snv.get("/console/units").text.strip() == ""


REFUSED: list[Any] = [
    pytest.param(State.ROUTED, Role.HEAD, "ask", {"question": "a"}, 409, id="ask before accepting"),
    pytest.param(State.ACCEPTED, Role.HEAD, "accept", {}, 409, id="accept twice"),
    pytest.param(State.ACCEPTED, Role.HEAD, "ask", {"question": "  "}, 422, id="ask nothing"),
    pytest.param(State.ROUTED, Role.HEAD, "wrong_address", {}, 422, id="no reason"),
    pytest.param(State.ACCEPTED, Role.HEAD, "settle", {}, 404, id="a move of the citizen"),
    pytest.param(State.ACCEPTED, Role.HEAD, "answer", {}, 404, id="an answer without its form"),
    pytest.param(State.ACCEPTED, Role.HEAD, "nonsense", {}, 404, id="no move"),
]


@pytest.mark.parametrize(("state", "role", "move", "fields", "status"), REFUSED)
def test_what_cannot_be_done_is_said_in_a_sentence_and_changes_nothing(
    signed_in: SignIn, house: House, state: State, role: Role, move: str, fields: dict[str, str], status: int
) -> None:
    ref = a_ref(house, state)
    response = signed_in(BIEN_HOA, role).submit(f"/console/cases/{ref}/moves/{move}", **fields)
    assert response.status_code == status
    assert f"<h1>{'Không tìm thấy' if status == 404 else 'Chưa thực hiện được'}</h1>" in response.text
    assert "staff.error" not in response.text
    assert state_of(house, ref)[0] is state


@pytest.mark.parametrize(
    ("move", "field", "leaves"),
    [
        ("inform_head", "text", EventKind.HEAD_INFORMED),
        ("hand_to_police", "reason", EventKind.HANDED_TO_POLICE),
    ],
)
def test_what_only_the_inspectorate_does_is_done_by_a_form(
    signed_in: SignIn, house: House, move: str, field: str, leaves: EventKind
) -> None:
    ref = a_ref(house, State.ACCEPTED, "harassment")
    path, inspector = f"/console/cases/{ref}", signed_in("TTR", Role.INSPECTOR)
    assert f"moves/{move}" in inspector.get(path).text
    assert inspector.submit(f"{path}/moves/{move}", **{field: " "}).status_code == 422
    assert inspector.submit(f"{path}/moves/{move}", **{field: "Có phản ánh về quầy số 3."}).status_code == 303
    with house.work() as work:
        case = work.session.scalars(select(Case).where(Case.ref == ref)).one()
        assert case.events[-1].kind is leaves or case.events[-2].kind is leaves
    assert "Có phản ánh về quầy số 3." in inspector.get(path).text


@pytest.mark.parametrize(("days", "granted"), [("", 5), ("2", 2)], ids=["as asked for", "fewer"])
def test_days_of_an_extension_may_be_left_as_asked_for(
    signed_in: SignIn, house: House, days: str, granted: int
) -> None:
    ref = a_ref(house, State.ACCEPTED)
    path, snv = f"/console/cases/{ref}/moves", signed_in("SNV", Role.SUPERVISOR)
    signed_in().submit(f"{path}/ask_extension", days="5", reason="Cần đo lại")
    assert "Như đơn vị đề nghị" in snv.get(f"/console/cases/{ref}").text
    assert snv.submit(f"{path}/extend", days=days).status_code == 303
    with house.work() as work:
        case = work.session.scalars(select(Case).where(Case.ref == ref)).one()
        extended = history.last(case, EventKind.EXTENDED)
        assert extended
        assert extended.data["days"] == granted


@pytest.mark.parametrize("form", ["{}", "{} ", "mã {}", "{spaced}", "{plain}", "{digits}"])
def test_a_case_is_searched_by_its_ref_in_any_spelling(signed_in: SignIn, house: House, form: str) -> None:
    ref = a_ref(house)
    forms = {"spaced": ref.replace("-", " "), "plain": ref.lower().replace("-", "")}
    typed = form.format(ref, **forms, digits=ref.removeprefix("DN-"))
    found = signed_in().get("/console/search", params={"ref": typed})
    assert found.headers["Location"] == f"/console/cases/{ref}"


def test_another_unit_that_may_look_may_not_move(signed_in: SignIn, house: House) -> None:
    ref = a_ref(house)
    snv = signed_in("SNV", Role.SUPERVISOR)
    assert "moves/accept" not in snv.get(f"/console/cases/{ref}").text
    assert snv.submit(f"/console/cases/{ref}/moves/accept").status_code == 403


def test_a_head_writes_reads_and_signs_an_answer(signed_in: SignIn, house: House) -> None:
    ref, desk = a_ref(house, State.ACCEPTED), signed_in()
    path = f"/console/cases/{ref}/answer"
    preview = desk.submit(path, **ANSWER, evidence="Sổ trực ngày 20/11")
    assert preview.status_code == 200
    assert "Đã trả kết quả &lt;hôm nay&gt;." in preview.text
    assert "khâu trình ký, phê duyệt" in preview.text
    assert state_of(house, ref)[0] is State.ACCEPTED
    assert "Đã trả kết quả &lt;hôm nay&gt;." in desk.get(path).text
    assert desk.submit(f"{path}/sign").headers["Location"] == f"/console/cases/{ref}"
    assert state_of(house, ref)[0] is State.ANSWERED
    assert "Sổ trực ngày 20/11" in desk.get(f"/console/cases/{ref}").text
    assert desk.submit(f"{path}/sign").status_code == 409


def test_an_officer_drafts_and_the_head_signs(signed_in: SignIn, house: House) -> None:
    ref = a_ref(house, State.ACCEPTED)
    officer, head = signed_in(BIEN_HOA, Role.OFFICER), signed_in()
    path = f"/console/cases/{ref}/answer"
    assert "Trình ký" in officer.submit(path, **ANSWER).text
    assert officer.submit(f"{path}/sign").status_code == 303
    assert state_of(house, ref)[0] is State.ACCEPTED
    assert "Đã trả kết quả" in head.get("/console/notices").text
    assert "Ký và gửi" in head.submit(path, **ANSWER).text
    assert head.submit(f"{path}/sign").status_code == 303
    assert state_of(house, ref)[0] is State.ANSWERED


@pytest.mark.parametrize(
    ("category", "changed"),
    [
        pytest.param("attitude", {"remedy": ""}, id="no remedy"),
        pytest.param("attitude", {"cause": "nobody"}, id="unknown cause"),
        pytest.param("attitude", {"finding": "maybe"}, id="unknown finding"),
        pytest.param("attitude", {"finding": "wrong"}, id="found wrong without evidence"),
        pytest.param("attitude", {"promised_on": "2026-11-23"}, id="promised for today"),
        pytest.param("attitude", {"promised_on": "mai"}, id="promised for no day"),
        pytest.param("delay", {}, id="late dossier without a date"),
    ],
)
def test_an_answer_that_lacks_something_comes_back_with_what_was_written(
    signed_in: SignIn, house: House, category: str, changed: dict[str, str]
) -> None:
    ref, desk = a_ref(house, State.ACCEPTED, category), signed_in()
    path = f"/console/cases/{ref}/answer"
    kept = {**ANSWER, "no_promise": "1"}
    desk.submit(path, **kept)
    response = desk.submit(path, **{**ANSWER, "evidence": "", **changed})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    if changed.get("remedy") != "":
        assert "Đã trả kết quả &lt;hôm nay&gt;." in response.text


def test_a_form_that_cannot_be_kept_leaves_the_draft_as_it_was(signed_in: SignIn, house: House) -> None:
    ref, desk = a_ref(house, State.ACCEPTED), signed_in()
    desk.submit(f"/console/cases/{ref}/answer", **ANSWER)
    desk.submit(f"/console/cases/{ref}/answer", **{**ANSWER, "cause": "nobody", "remedy": "khác"})
    with house.work() as work:
        assert work.session.scalars(select(AnswerDraft)).one().parts["remedy"] == ANSWER["remedy"]


def test_a_part_that_was_emptied_is_gone_from_the_draft(signed_in: SignIn, house: House) -> None:
    ref, desk = a_ref(house, State.ACCEPTED), signed_in()
    desk.submit(f"/console/cases/{ref}/answer", **ANSWER, evidence="nhầm")
    desk.submit(f"/console/cases/{ref}/answer", **ANSWER, evidence="")
    with house.work() as work:
        case = work.session.scalars(select(Case)).one()
        assert "evidence" not in drafts.read(work.session, case)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"promised_on": "2026-12-04"}, id="with a date"),
        pytest.param({"no_promise": "1"}, id="done already"),
    ],
)
def test_a_late_dossier_is_answered_with_a_date_or_because_it_is_done(
    signed_in: SignIn, house: House, more: dict[str, str]
) -> None:
    ref, desk = a_ref(house, State.ACCEPTED, "delay"), signed_in()
    preview = desk.submit(f"/console/cases/{ref}/answer", **ANSWER, **more)
    assert ("04/12/2026" in preview.text) is ("promised_on" in more)
    assert "xin lỗi" in preview.text
    assert desk.submit(f"/console/cases/{ref}/answer/sign").status_code == 303


def test_a_reminder_is_taken_note_of_once(signed_in: SignIn, house: House, clock: Clock) -> None:
    ref, desk = a_ref(house, State.ACCEPTED), signed_in()
    clock.ahead(days=20)
    with house.work() as work:
        case = work.session.scalars(select(Case)).one()
        escalation.run_one(work, case.id)
        (seq,) = (event.seq for event in case.events if event.data.get("step") == "+3")
    desk = signed_in()
    path = f"/console/cases/{ref}/known/{seq}"
    assert path in desk.get(f"/console/cases/{ref}").text
    assert desk.submit(path).status_code == 303
    assert path not in desk.get(f"/console/cases/{ref}").text


def test_a_head_is_not_asked_to_note_that_somebody_else_could_not_be_told(
    signed_in: SignIn, house: House
) -> None:
    ref = a_ref(house)
    page = signed_in().get(f"/console/cases/{ref}").text
    assert "nhận được thông báo" in page
    assert "/known/" not in page


def test_notices_are_listed_and_count_as_read(signed_in: SignIn, house: House) -> None:
    desk = signed_in()
    ref = a_ref(house)
    assert "Thông báo (1 mới)" in desk.get("/console").text
    assert ref in desk.get("/console/notices").text
    assert "mới)" not in desk.get("/console").text
    with house.work() as work:
        to_staff = select(Notice.state).where(Notice.staff_id.is_not(None))
        assert set(work.session.scalars(to_staff)) == {NoticeState.SENT}


def test_the_night_is_quiet_at_the_console_too(signed_in: SignIn, house: House, clock: Clock) -> None:
    clock.ahead(hours=12)
    desk, ref = signed_in(), None
    ref = a_ref(house)
    assert ref not in desk.get("/console/notices").text
    clock.ahead(hours=10.5)
    assert ref in desk.get("/console/notices").text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(0, "còn 5 ngày làm việc", id="just filed"),
        pytest.param(8, "hết hạn hôm nay", id="the last day"),
        pytest.param(9, "quá hạn 1 ngày làm việc", id="a day late"),
    ],
)
def test_the_queue_says_in_words_how_much_time_is_left(
    signed_in: SignIn, house: House, clock: Clock, days: int, said: str
) -> None:
    a_ref(house)
    clock.ahead(days=days)
    assert said in signed_in().get("/console").text


def test_the_most_urgent_comes_first(signed_in: SignIn, house: House, clock: Clock) -> None:
    slow, quick = a_ref(house, category="facilities"), a_ref(house, category="delay")
    page = signed_in().get("/console").text
    assert page.index(quick) < page.index(slow)


def test_reminders_that_no_head_took_note_of_are_listed_for_those_who_keep_watch(
    signed_in: SignIn, house: House, clock: Clock
) -> None:
    ref, head = a_ref(house, State.ACCEPTED), signed_in()
    snv = signed_in("SNV", Role.SUPERVISOR)
    clock.ahead(days=20)
    with house.work() as work:
        escalation.run_one(work, work.session.scalars(select(Case)).one().id)
    assert "(0)" in signed_in("SNV", Role.SUPERVISOR).get("/console/unheard").text
    clock.ahead(days=4)
    head, snv = signed_in(), signed_in("SNV", Role.SUPERVISOR)
    page = snv.get("/console/unheard").text
    assert ref in page
    assert "(1)" in page
    assert 'href="/console/unheard"' in snv.get("/console").text
    assert head.get("/console/unheard").status_code == 404


@pytest.mark.parametrize(
    ("typed", "unit"), [("", BIEN_HOA), ("phường Trấn Biên", "26041")], ids=["left empty", "another"]
)
def test_what_is_split_off_may_be_about_another_unit(
    signed_in: SignIn, house: House, typed: str, unit: str
) -> None:
    ref = a_ref(house, State.ACCEPTED)
    fields = {"category": "fee", "q": typed, "text": "Thu phí sai.", "reason": "Hai việc."}
    snv = signed_in("SNV", Role.SUPERVISOR)
    assert snv.submit(f"/console/cases/{ref}/moves/split", **fields).status_code == 303
    with house.work() as work:
        part = work.session.scalars(select(Case).where(Case.ref != ref)).one()
        assert (part.lodged_at, part.accountable, part.category) == (unit, unit, "fee")
