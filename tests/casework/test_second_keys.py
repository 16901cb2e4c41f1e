"""What one office proposes and another decides: more time, refusals, checks; and what the citizen may do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from casework import escalation, handling, queries
from casework.records import Case, Notice, StaffMember
from casework.terms import (
    CITIZEN,
    Actor,
    EventKind,
    Finding,
    Incomplete,
    Move,
    NotAllowed,
    NotVisible,
    Role,
    State,
)
from casework.work import Work
from dialogue.render import render
from tests.builders import a_case, a_member
from tests.casework.house import BRANCH, GIA_KIEM, WARD, City, at, last, staffed, told, units_told

M, K, S = Move, EventKind, State
HEAD, SUPERVISOR = Actor(Role.HEAD, WARD), Actor(Role.SUPERVISOR, "SNV")
CHANCERY, CHAIRMAN = Actor(Role.SUPERVISOR, "VPUB"), Actor(Role.LEADER, "UBND")
INSPECTOR = Actor(Role.INSPECTOR, "TTR")
ANSWER: dict[str, Any] = {"finding": Finding.RIGHT, "cause": "signing", "remedy": "Đã chuyển bước."}


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def do(work: Work, case: Case, what: Move, actor: Actor, **given: Any) -> Case:
    return handling.move(work, case.ref, what, actor, **given)


def accepted(work: Work, category: str = "fee", **filing: Any) -> Case:
    return a_case(work, category, WARD, state=S.ACCEPTED, **filing)


def due(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T17:00+07:00")


# -- more time ----------------------------------------------------------------------------------------------


def asking(work: Work, days: int = 5) -> Case:
    """Due on Tuesday 1 December: five working days from Monday, the 24th is off."""
    return do(work, accepted(work), M.ASK_EXTENSION, HEAD, days=days, reason="Chờ đo đạc lại.")


def test_more_time_is_asked_for_and_changes_nothing_until_it_is_approved(work: Work, city: City) -> None:
    case = asking(work)
    assert case.due_at == due("2026-12-01")
    assert told(work, case, "staff.extension_asked") == ["SNV supervisor"]
    do(at(work, "2026-11-25T10:00"), case, M.EXTEND, SUPERVISOR)
    assert case.due_at == due("2026-12-08")
    extended = last(case, K.EXTENDED)
    assert (extended.data["days"], extended.data["clock"]) == (5, "due_at")
    assert told(work, case, "citizen.extended") == ["citizen"]
    assert told(work, case, "staff.extended") == [f"{WARD} head"]


def test_fewer_days_may_be_granted_and_never_more(work: Work, city: City) -> None:
    case = asking(work)
    with pytest.raises(Incomplete):
        do(work, case, M.EXTEND, SUPERVISOR, days=6)
    assert do(work, case, M.EXTEND, SUPERVISOR, days=2).due_at == due("2026-12-03")


@pytest.mark.parametrize("days", [0, 11, "5", None])
def test_at_most_ten_working_days_are_asked_for(work: Work, city: City, days: object) -> None:
    with pytest.raises(Incomplete):
        do(work, accepted(work), M.ASK_EXTENSION, HEAD, days=days, reason="Chờ.")


def test_more_time_is_asked_for_before_the_deadline_and_once(work: Work, city: City) -> None:
    with pytest.raises(NotAllowed):
        do(at(work, "2026-12-01T17:00"), accepted(work), M.ASK_EXTENSION, HEAD, days=5, reason="Chờ.")
    case = asking(work)
    do(work, case, M.DENY_EXTENSION, SUPERVISOR, reason="Không đủ lý do.")
    assert case.due_at == due("2026-12-01")
    assert told(work, case, "staff.extension_denied") == [f"{WARD} head"]
    with pytest.raises(NotAllowed):
        do(work, case, M.ASK_EXTENSION, HEAD, days=5, reason="Vẫn chờ.")


def test_silence_grants_three_days_and_the_citizen_hears_of_it_before_the_old_deadline(
    work: Work, city: City
) -> None:
    case = asking(work)
    early, late = at(work, "2026-12-01T15:59"), at(work, "2026-12-01T16:00")
    assert "extended" not in escalation.run_one(early, case.id)
    assert escalation.next_moment(early, case.id) == late.now
    assert "extended" in escalation.run_one(late, case.id)
    assert "extended" not in escalation.run_one(late, case.id)
    assert case.due_at == due("2026-12-04")
    told_at = work.session.scalars(select(Notice.not_before).where(Notice.kind == "citizen.extended")).one()
    assert told_at < due("2026-12-01")


def test_nobody_approves_what_it_asked_for_itself(work: Work, city: City) -> None:
    case = a_case(work, "fee", WARD, state=S.ACCEPTED)
    for _ in range(2):  # the second time it goes to Sở Nội vụ
        do(work, case, M.ANSWER, HEAD, **ANSWER)
        do(work, case, M.NOT_SETTLED, CITIZEN)
    assert case.accountable == "SNV"
    do(work, case, M.ASK_EXTENSION, SUPERVISOR, days=5, reason="Chờ.")
    with pytest.raises(NotAllowed):
        do(work, case, M.EXTEND, SUPERVISOR)
    before = case.second_due_at
    do(work, case, M.EXTEND, CHANCERY)
    assert before
    assert case.second_due_at
    assert case.second_due_at > before


# -- refusing -----------------------------------------------------------------------------------------------


def proposed(work: Work) -> Case:
    given = {"rule": "answered_before", "reason": "Đã trả lời ngày 1/11."}
    return do(work, accepted(work), M.PROPOSE_REFUSAL, HEAD, **given)


def test_a_refusal_takes_two_keys(work: Work, city: City) -> None:
    case = proposed(work)
    assert case.state is S.ACCEPTED
    assert told(work, case, "staff.refusal_proposed") == ["SNV supervisor"]
    with pytest.raises(NotAllowed):
        do(work, case, M.REFUSE, HEAD)
    do(work, case, M.REFUSE, SUPERVISOR)
    assert (case.state, last(case, K.REFUSED).data["rule"]) == (S.REFUSED, "answered_before")
    assert told(work, case, "citizen.refused") == ["citizen"]


def test_nothing_is_refused_that_nobody_proposed_nor_because_it_is_not_ours(work: Work, city: City) -> None:
    case = accepted(work)
    with pytest.raises(NotAllowed):
        do(work, case, M.REFUSE, SUPERVISOR)
    with pytest.raises(Incomplete):
        do(work, case, M.PROPOSE_REFUSAL, HEAD, rule="not_ours", reason="Không phải của chúng tôi.")


def test_a_proposal_that_is_not_confirmed_leaves_the_case_where_it_is(work: Work, city: City) -> None:
    case = do(work, proposed(work), M.DENY_REFUSAL, SUPERVISOR, reason="Phải giải quyết.")
    assert (case.state, case.refusal_rule, case.due_at) == (S.ACCEPTED, None, due("2026-12-01"))
    do(work, case, M.ANSWER, HEAD, **ANSWER)


def test_a_tap_of_the_citizen_brings_a_refusal_before_the_chairman(work: Work, city: City) -> None:
    case = do(work, proposed(work), M.REFUSE, SUPERVISOR)
    do(work, case, M.APPEAL, CITIZEN)
    assert (case.state, case.accountable, case.prepared_by) == (S.ACCEPTED, "UBND", "VPUB")
    assert (case.due_at, case.second_due_at, case.reopened) == (due("2026-12-01"), due("2026-12-01"), 0)
    assert set(told(work, case, "staff.appealed")) == {
        *("UBND leader", "VPUB supervisor", f"{WARD} head", "SNV supervisor"),
    }
    do(work, case, M.ANSWER, CHAIRMAN, **ANSWER)
    assert case.state is S.ANSWERED


def test_an_appeal_is_made_once(work: Work, city: City) -> None:
    case = do(work, proposed(work), M.REFUSE, SUPERVISOR)
    do(work, case, M.APPEAL, CITIZEN)
    do(work, case, M.PROPOSE_REFUSAL, CHAIRMAN, rule="unclear", reason="Không rõ.")
    do(work, case, M.REFUSE, SUPERVISOR)
    with pytest.raises(NotAllowed):
        do(work, case, M.APPEAL, CITIZEN)


# -- checks, measures, meetings -----------------------------------------------------------------------------


def test_the_check_stands_apart_from_the_unit_s_own_finding(work: Work, city: City) -> None:
    case = do(work, accepted(work), M.ANSWER, HEAD, **(ANSWER | {"finding": Finding.UNPROVEN}))
    do(work, case, M.CHECK, SUPERVISOR, finding=Finding.RIGHT)
    assert (case.state, case.finding, case.checked) == (S.ANSWERED, "unproven", "right")
    assert told(work, case, "citizen.checked") == ["citizen"]
    with pytest.raises(NotAllowed):
        do(work, case, M.CHECK, HEAD, finding=Finding.WRONG)


def test_what_has_no_answer_is_not_checked(work: Work, city: City) -> None:
    with pytest.raises(NotAllowed):
        do(work, accepted(work), M.CHECK, SUPERVISOR, finding=Finding.RIGHT)


def checked_buck_passing(work: Work, finding: Finding = Finding.RIGHT) -> Case:
    case = a_case(work, "buck_passing", GIA_KIEM, others=(BRANCH,), state=S.ACCEPTED)
    do(work, case, M.ANSWER, Actor(Role.HEAD, GIA_KIEM), **ANSWER)
    return do(work, case, M.CHECK, SUPERVISOR, finding=finding)


def test_where_the_head_to_be_informed_is_nobody_that_is_reported(work: Work) -> None:
    a_member(work, "SNV", Role.SUPERVISOR)
    case = a_case(work, "harassment", WARD, state=State.ACCEPTED)
    do(work, case, M.INFORM_HEAD, INSPECTOR, text="Đề nghị chấn chỉnh.")
    gaps = [event.data["to"] for event in case.events if event.data.get("why") == "nobody"]
    assert gaps[-1] == WARD
    assert told(work, case, "staff.nobody")[-1] == "SNV supervisor"


def test_after_checked_buck_passing_a_measure_is_due(work: Work, city: City) -> None:
    case = checked_buck_passing(work)
    assert case.measure_due_at == due("2026-12-08")
    later = at(work, "2026-12-08T17:00")
    assert "measure" in escalation.run_one(later, case.id)
    assert "measure" not in escalation.run_one(later, case.id)
    assert told(work, case, "staff.measure_late") == [f"{GIA_KIEM} head", "SNV supervisor"]
    given = {"measure": "coordination", "text": "Sửa quy chế phối hợp số 12.", "on": date(2026, 12, 7)}
    do(later, case, M.RECORD_MEASURE, Actor(Role.HEAD, GIA_KIEM), **given)
    assert case.measure_due_at is None
    assert last(case, K.MEASURE_RECORDED).data["on"] == "2026-12-07"


def test_what_was_found_wrong_needs_no_measure(work: Work, city: City) -> None:
    assert checked_buck_passing(work, Finding.WRONG).measure_due_at is None


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({"measure": "a warm word"}, "measure"),
        ({"text": " "}, "text"),
        ({"on": date(2026, 11, 24)}, "on"),
    ],
)
def test_a_measure_names_what_was_done_and_when(
    work: Work, city: City, changed: dict[str, Any], lacks: str
) -> None:
    given = {"measure": "review", "text": "Đã kiểm điểm.", "on": date(2026, 11, 23)} | changed
    with pytest.raises(Incomplete) as refused:
        do(work, checked_buck_passing(work), M.RECORD_MEASURE, SUPERVISOR, **given)
    assert refused.value.params == {"what": lacks}


def test_a_meeting_that_was_asked_for_takes_place_or_is_reminded_of(work: Work, city: City) -> None:
    case = do(work, accepted(work), M.ANSWER, HEAD, **ANSWER)
    do(work, case, M.MEET, CITIZEN)
    assert case.meet_by == due("2026-12-01")
    assert "meeting" in escalation.run_one(at(work, "2026-12-01T17:00"), case.id)
    assert "SNV supervisor" in told(work, case, "staff.meeting_late")
    do(at(work, "2026-12-02T09:00"), case, M.MET, SUPERVISOR)
    assert case.meet_by is None
    assert last(case, K.NOTED).data["late"] is True


# -- the inspectorate ---------------------------------------------------------------------------------------


def test_the_head_is_informed_without_the_case(work: Work, city: City) -> None:
    case = a_case(work, "harassment", WARD)
    words = "Có phản ánh về việc nhận tiền tại quầy; đề nghị chấn chỉnh, gọi 0912345678."
    do(work, case, M.INFORM_HEAD, INSPECTOR, text=words)
    notice = work.session.scalars(select(Notice).where(Notice.kind == "staff.head_informed")).one()
    member = work.session.get_one(StaffMember, notice.staff_id)
    assert (notice.case_id, member.unit, member.role) == (None, WARD, Role.HEAD)
    shown = render(work, notice)
    assert shown
    assert "nhận tiền tại quầy" in shown.plain
    assert case.ref not in shown.plain
    assert "0912345678" not in shown.plain
    with pytest.raises(NotVisible):
        queries.case_for_staff(work.session, work.rules, member, case.ref)


@pytest.mark.parametrize("flags", [("about_head",), ("about_head", "retaliation")])
def test_a_head_who_is_involved_is_not_informed(work: Work, city: City, flags: tuple[str, ...]) -> None:
    case = a_case(work, "harassment", WARD, flags=flags)
    with pytest.raises(NotAllowed):
        do(work, case, M.INFORM_HEAD, INSPECTOR, text="Đề nghị chấn chỉnh.")


def test_signs_of_a_crime_go_to_the_police_and_the_case_stays(work: Work, city: City) -> None:
    case = a_case(work, "harassment", WARD)
    do(work, case, M.HAND_TO_POLICE, INSPECTOR, reason="Công văn 12/TTr ngày 23/11.")
    assert (case.state, case.accountable) == (S.ROUTED, "TTR")
    assert last(case, K.HANDED_TO_POLICE).holder == "TTR"
    assert units_told(work, case) <= {"TTR", "SNV"}
