"""What time alone brings about: each step at its moment, once, late if need be, never silently."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from casework import escalation, handling
from casework.records import Case
from casework.terms import CITIZEN, Closing, EventKind, Finding, Move, Role, State
from casework.work import Work
from tests.builders import a_case, a_member, accepted, answered, asked
from tests.casework.house import (
    GIA_KIEM,
    OTHER_WARD,
    WARD,
    City,
    at,
    kinds,
    last,
    notices,
    staffed,
    told,
    units_told,
)

K, S = EventKind, State


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def knock(work: Work, case: Case, moment: str) -> list[str]:
    """The clock looks at the case at a moment; what it did."""
    return escalation.run_one(at(work, moment), case.id)


# A delay filed on Monday 2026-11-23 09:00 is due on Friday 27 at 17:00 (24/11 is off): 390 + 3 × 480 minutes.
LADDER = [
    pytest.param("2026-11-26T08:14", [], id="before half of the time"),
    pytest.param("2026-11-26T08:15", [(K.REMINDED, "50%")], id="half of the time"),
    pytest.param("2026-11-27T09:23", [(K.REMINDED, "50%")], id="before four fifths"),
    pytest.param("2026-11-27T09:24", [(K.REMINDED, "80%")], id="four fifths"),
    pytest.param("2026-11-27T17:00", [(K.ESCALATED, "due")], id="due"),
    pytest.param("2026-11-30T16:59", [(K.ESCALATED, "due")], id="before the next working day is over"),
    pytest.param("2026-11-30T17:00", [(K.ESCALATED, "+1")], id="a working day late"),
    pytest.param("2026-12-02T17:00", [(K.ESCALATED, "+3")], id="three working days late"),
    pytest.param("2026-12-20T09:00", [(K.ESCALATED, "+3")], id="weeks late: one rung only"),
]


@pytest.mark.parametrize(("moment", "steps"), LADDER)
def test_the_highest_rung_that_has_come_is_taken_once(
    work: Work, city: City, moment: str, steps: list[tuple[EventKind, str]]
) -> None:
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    for _ in range(3):
        knock(work, case, moment)
    rungs = [(e.kind, e.data.get("step")) for e in case.events if e.data.get("clock") == "answer 1"]
    assert rungs == steps


def test_each_rung_tells_those_it_is_for(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    heard: list[list[str]] = []
    for moment in ("26T09:00", "27T10:00", "27T17:00", "30T17:00"):
        before = len(told(work, case))
        knock(work, case, f"2026-11-{moment}")
        heard.append(told(work, case)[before:])
    before = len(told(work, case))
    knock(work, case, "2026-12-02T17:00")
    heard.append(told(work, case)[before:])
    assert heard == [
        [f"{WARD} officer"],
        [f"{WARD} head"],
        [f"{WARD} head", "SNV supervisor"],
        ["SNV supervisor"],
        [f"{WARD} head", "SNV supervisor", "UBND leader"],
    ]
    assert "UBND" in case.copied_to  # who is told may read it


def test_who_was_slept_past_is_told_with_the_rung_that_is_taken(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    knock(work, case, "2026-11-30T18:00")  # nothing ran since the filing
    assert last(case, K.ESCALATED).data["step"] == "+1"
    assert told(work, case, "staff.overdue") == [f"{WARD} head", "SNV supervisor"]
    assert told(work, case, "staff.reminder") == []


def test_without_an_officer_the_head_is_reminded_at_half_of_the_time(work: Work) -> None:
    a_member(work, WARD, Role.HEAD)
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    knock(work, case, "2026-11-26T09:00")
    assert told(work, case, "staff.reminder") == [f"{WARD} head"]


def test_a_rung_with_nobody_to_tell_is_reported_one_level_up(work: Work) -> None:
    a_member(work, "SNV", Role.SUPERVISOR)
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    knock(work, case, "2026-11-27T10:00")
    assert case.events[-1].data == {"why": "nobody", "to": WARD}
    assert told(work, case, "staff.nobody")[-1] == "SNV supervisor"


def test_where_the_chairman_answers_the_last_rung_goes_to_the_office_of_the_city(
    work: Work, city: City
) -> None:
    case = a_case(work, "delay", WARD, flags=("about_head",))
    accepted(work, case)
    knock(work, case, "2026-12-02T17:00")
    assert told(work, case, "staff.overdue") == ["UBND leader", "SNV supervisor", "VPUB supervisor"]
    assert WARD not in units_told(work, case)


@pytest.mark.parametrize(
    ("unit", "category"),
    [
        pytest.param("SNV", "delay", id="about Sở Nội vụ"),
        pytest.param("SNV", "harassment", id="soliciting at Sở Nội vụ"),
        pytest.param("TTR", "harassment", id="soliciting at the inspectorate"),
        pytest.param("VPUB", "harassment", id="soliciting at the office of the city"),
        pytest.param("UBND", "harassment", id="soliciting at the city's own house"),
        pytest.param(WARD, "harassment", id="soliciting in a ward"),
    ],
)
def test_no_rung_ever_tells_the_unit_it_is_kept_from(
    work: Work, city: City, unit: str, category: str
) -> None:
    case = a_case(work, category, unit)
    accepted(work, case)
    for day in range(40):
        escalation.run_one(at(work, str(date(2026, 11, 24) + timedelta(days=day)) + "T17:00"), case.id)
    assert unit in case.hidden_from
    assert unit not in units_told(work, case)
    assert unit not in case.copied_to


def test_a_restricted_case_is_reminded_to_who_may_see_it(work: Work, city: City) -> None:
    a_member(work, "TTR", Role.OFFICER)
    case = a_case(work, "harassment", WARD)
    accepted(work, case)
    knock(work, case, "2026-12-02T10:00")
    assert told(work, case, "staff.reminder") == ["TTR inspector"]


def test_silence_of_a_working_day_makes_the_unit_the_one_that_must_answer(work: Work, city: City) -> None:
    case = a_case(work, "attitude", WARD)
    assert knock(work, case, "2026-11-25T16:59") == []
    assert knock(work, case, "2026-11-25T17:00") == ["accepted"]
    assert (case.state, last(case, K.ACCEPTED).data["by"]) == (S.ACCEPTED, "silence")
    assert told(work, case, "citizen.accepted") == ["citizen"]
    assert knock(work, case, "2026-11-25T17:00") == []


def test_a_unit_that_was_found_later_has_its_own_day(work: Work, city: City) -> None:
    case = a_case(work, "attitude", None)
    supervisor = city.actor("SNV", Role.SUPERVISOR)
    handling.move(at(work, "2026-11-25T16:00"), case.ref, Move.TRIAGE, supervisor, unit=WARD)
    assert knock(work, case, "2026-11-26T16:59") == []
    assert knock(work, case, "2026-11-26T17:00") == ["accepted"]


def test_who_does_not_find_out_in_time_is_told_again_once(work: Work, city: City) -> None:
    case = a_case(work, "attitude", None)
    assert knock(work, case, "2026-11-25T16:59") == []
    assert knock(work, case, "2026-11-25T17:00") == ["triage"]
    assert knock(work, case, "2026-11-25T18:00") == []
    assert told(work, case, "staff.triage") == ["SNV supervisor", "SNV supervisor"]


def test_a_question_without_an_answer_pauses_for_five_working_days_at_most(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    asked(at(work, "2026-11-23T10:00"), case)
    assert knock(work, case, "2026-12-01T16:59") == []
    assert knock(work, case, "2026-12-01T17:00")[0] == "resumed"
    assert case.state is S.ACCEPTED
    assert case.due_at == datetime.fromisoformat("2026-12-04T17:00+07:00")
    assert told(work, case, "citizen.resumed") == ["citizen"]


def test_nobody_is_reminded_while_the_citizen_is_asked(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    asked(at(work, "2026-11-23T10:00"), case)
    assert knock(work, case, "2026-11-30T09:00") == []


def finished(work: Work, **given: object) -> Case:
    """Answered on Wednesday 25 at 15:00."""
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    answered(at(work, "2026-11-25T15:00"), case, **given)
    return case


def test_the_citizen_is_asked_once_more_after_three_working_days(work: Work, city: City) -> None:
    case = finished(work)
    assert knock(work, case, "2026-11-30T16:59") == []
    assert knock(work, case, "2026-11-30T17:00") == ["confirm"]
    assert knock(work, case, "2026-12-01T09:00") == []
    assert told(work, case, "citizen.confirm") == ["citizen"]


def test_after_five_working_days_the_case_closes_unconfirmed(work: Work, city: City) -> None:
    case = finished(work)
    assert knock(work, case, "2026-12-02T16:59") == ["confirm"]
    assert knock(work, case, "2026-12-02T17:00") == ["closed"]
    assert (case.state, case.closing) == (S.CLOSED, Closing.UNCONFIRMED)
    assert told(work, case, "citizen.closed_unconfirmed") == ["citizen"]


def test_a_house_that_slept_does_not_ask_and_close_at_once(work: Work, city: City) -> None:
    case = finished(work)
    assert knock(work, case, "2026-12-10T09:00") == ["closed"]
    assert told(work, case, "citizen.confirm") == []


def test_a_second_answer_is_asked_about_anew(work: Work, city: City) -> None:
    case = finished(work)
    knock(work, case, "2026-11-30T17:00")
    handling.move(at(work, "2026-12-01T08:00"), case.ref, Move.NOT_SETTLED, CITIZEN)
    answered(at(work, "2026-12-01T10:00"), case)
    assert knock(work, case, "2026-12-04T17:00") == ["confirm"]


def test_a_reopened_case_has_a_ladder_of_its_own(work: Work, city: City) -> None:
    case = finished(work)
    handling.move(at(work, "2026-11-26T08:00"), case.ref, Move.NOT_SETTLED, CITIZEN)
    knock(work, case, "2026-12-01T17:00")
    assert last(case, K.ESCALATED).data == {"step": "due", "clock": "answer 2"}


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "answered"])
def test_on_the_promised_day_the_citizen_is_asked_once(work: Work, city: City, closed: bool) -> None:
    case = finished(work, promised_on=date(2026, 11, 27))
    if closed:
        handling.move(at(work, "2026-11-26T08:00"), case.ref, Move.SETTLE, CITIZEN)
    assert knock(work, case, "2026-11-26T23:59") == []
    assert knock(work, case, "2026-11-27T00:05") == ["promise"]
    assert knock(work, case, "2026-11-27T09:00") == []
    (question,) = [n for n in notices(work, case) if n.kind == "citizen.promise_due"]
    assert question.not_before == at(work, "2026-11-27T07:00").now  # nobody is woken by it


def test_a_promised_day_that_was_slept_past_is_asked_about_later(work: Work, city: City) -> None:
    case = finished(work, promised_on=date(2026, 11, 27))
    assert "promise" in knock(work, case, "2026-12-15T09:00")


def test_time_does_nothing_to_what_is_over(work: Work, city: City) -> None:
    settled = a_case(work, "delay", WARD, state=S.CLOSED)
    withdrawn = a_case(work, "delay", OTHER_WARD, state=S.WITHDRAWN)
    praise = a_case(work, "praise", GIA_KIEM)
    for case in (settled, withdrawn, praise):
        assert knock(work, case, "2027-01-15T09:00") == []
        assert case.id not in escalation.open_case_ids(work.session)


def test_praise_that_waits_for_its_unit_has_no_deadline_to_miss(work: Work, city: City) -> None:
    case = a_case(work, "praise", None)
    assert knock(work, case, "2026-12-30T09:00") == ["triage"]
    assert K.ESCALATED not in kinds(case)


def test_running_twice_does_nothing_new(work: Work, city: City) -> None:
    cases = [a_case(work, "delay", WARD, state=state) for state in (S.ROUTED, S.WAITING, S.ANSWERED)]
    cases.append(a_case(work, "delay", None))
    for day in range(1, 30):
        moment = str(date(2026, 11, 23) + timedelta(days=day)) + "T12:00"
        for case in cases:
            knock(work, case, moment)
        counted = [(Counter(kinds(case)), len(notices(work, case))) for case in cases]
        assert [knock(work, case, moment) for case in cases] == [[]] * len(cases)
        assert [(Counter(kinds(case)), len(notices(work, case))) for case in cases] == counted


def test_a_case_that_is_gone_is_no_trouble(work: Work) -> None:
    assert escalation.run_one(work, 12345) == []


def test_a_finding_does_not_change_what_time_does(work: Work, city: City) -> None:
    case = finished(work, finding=Finding.WRONG, evidence="Sổ trả kết quả.")
    assert knock(work, case, "2026-12-02T17:00") == ["closed"]
