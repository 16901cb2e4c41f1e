"""From the reports of many people to a lasting remedy, and the look back at whether it helped."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from casework import handling, pattern_clock, patterns, staff
from casework.records import Case, Notice, PatternCase, StaffMember
from casework.terms import (
    Actor,
    Finding,
    Incomplete,
    Move,
    NotAllowed,
    NotVisible,
    PatternEventKind,
    PatternKind,
    PatternMove,
    PatternState,
    Role,
    State,
)
from casework.work import House, Work
from jobs import clock
from tests.builders import a_case, a_citizen, a_member, answered
from tests.casework.house import OTHER_WARD, WARD, City, at, staffed

K, M, S = PatternEventKind, PatternMove, PatternState
TUESDAY = "2026-12-01T07:00"
ANSWER = {
    "cause": "Thiếu người trực quầy",
    "remedy": "Thêm một quầy hộ tịch",
    "remedy_on": date(2026, 12, 15),
}


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def filed(work: Work, people: int, *, unit: str = WARD, category: str = "delay", **more: Any) -> list[Case]:
    """So many people, one report each."""
    return [a_case(work, category, unit, **more) for _ in range(people)]


def look(work: Work, moment: str = TUESDAY) -> list[PatternCase]:
    """The clock looks for new patterns; all that there are."""
    pattern_clock.find_new(at(work, moment))
    return list(work.session.scalars(select(PatternCase).order_by(PatternCase.id)))


def knock(work: Work, row: PatternCase, moment: str) -> list[str]:
    return pattern_clock.run_one(at(work, moment), row.id)


def an_open_one(work: Work, people: int = 12) -> PatternCase:
    filed(work, people)
    (row,) = look(work)
    return row


def history(row: PatternCase) -> list[str]:
    return [event.kind.value for event in row.events]


def told(work: Work, row: PatternCase) -> list[tuple[str, str]]:
    """Unit and kind of event of every notice, in order."""
    kinds = {event.id: event.kind.value for event in row.events}
    query = (
        select(Notice, StaffMember)
        .join(StaffMember, StaffMember.id == Notice.staff_id)
        .where(Notice.kind == patterns.NOTICE)
        .order_by(Notice.id)
    )
    return [(member.unit, kinds[notice.body["event"]]) for notice, member in work.session.execute(query)]


def test_twelve_people_open_one_for_the_head_and_sở_nội_vụ_knows(work: Work, city: City) -> None:
    cases = filed(work, 12)
    (row,) = look(work)
    assert (row.kind, row.state, row.unit, row.owner) == (PatternKind.REPORTS, S.OPEN, WARD, WARD)
    assert (row.category, row.people, row.cases) == ("delay", 12, [case.id for case in cases])
    assert row.due_at == datetime(2026, 12, 15, 17, tzinfo=work.now.tzinfo)
    assert told(work, row) == [(WARD, "opened"), ("SNV", "opened")]
    assert row.evidence["people"] == 12
    assert row.evidence["chance"] < 0.001


def test_the_clock_looks_once_a_day_and_opens_it_once(work: Work, city: City) -> None:
    filed(work, 12)
    assert pattern_clock.find_new(at(work, TUESDAY)) == 1
    assert pattern_clock.find_new(at(work, TUESDAY)) == 0
    assert pattern_clock.find_new(at(work, "2026-12-02T07:00")) == 0


def test_one_person_who_writes_twenty_times_opens_none(work: Work, city: City) -> None:
    reporter = a_citizen(work).pseudonym
    for hour in range(20):
        moved = at(work, f"2026-11-23T{hour:02}:30") if hour > 9 else work
        a_case(
            Work(work.session, work.rules, moved.now + timedelta(days=hour / 4)),
            lodged=WARD,
            reporter=reporter,
        )
    assert look(work) == []


def test_reports_of_today_wait_for_tomorrow(work: Work, city: City) -> None:
    filed(work, 12)
    assert look(work, "2026-11-23T17:00") == []
    assert len(look(work, "2026-11-24T07:00")) == 1


@pytest.mark.parametrize(
    ("category", "more"),
    [
        pytest.param("harassment", {}, id="restricted"),
        pytest.param("delay", {"flags": ("about_head",)}, id="about the head"),
        pytest.param("praise", {}, id="praise"),
    ],
)
def test_what_the_unit_may_not_see_or_need_not_answer_never_counts(
    work: Work, city: City, category: str, more: dict[str, Any]
) -> None:
    cases = filed(work, 12, category=category, **more)
    assert category == "praise" or all(case.restricted or case.hidden_from for case in cases)
    assert look(work) == []


def test_what_becomes_restricted_counts_no_more(work: Work, city: City) -> None:
    cases = filed(work, 9)
    work.session.execute(update(Case).where(Case.id == cases[0].id).values(restricted=True))
    assert look(work) == []


@pytest.mark.parametrize(
    ("finding", "checked", "counts"),
    [
        pytest.param(Finding.RIGHT, None, True, id="the unit says right"),
        pytest.param(Finding.PARTLY, None, True, id="partly"),
        pytest.param(Finding.WRONG, None, False, id="wrong"),
        pytest.param(Finding.WRONG, "right", True, id="wrong, but Sở Nội vụ found it right"),
        pytest.param(Finding.RIGHT, "wrong", False, id="right, but Sở Nội vụ found it wrong"),
    ],
)
def test_an_answered_report_counts_when_it_is_verified(
    work: Work, city: City, finding: Finding, checked: str | None, counts: bool
) -> None:
    for case in filed(work, 12, state=State.ACCEPTED):
        answered(work, case, finding=finding, evidence="Ảnh chụp sổ", promised_on=date(2026, 12, 1))
        case.checked = checked
    work.session.flush()
    assert bool(look(work)) is counts


def test_withdrawn_reports_do_not_count_and_merged_ones_tell_what_the_other_does(
    work: Work, city: City
) -> None:
    cases = filed(work, 12)
    for case in cases[1:]:
        case.state, case.merged_into = State.MERGED, cases[0].ref
    work.session.flush()
    (row,) = look(work)
    assert row.people == 12
    for case in cases[1:]:
        case.state = State.WITHDRAWN
    work.session.flush()
    assert look(work, "2026-12-02T07:00") == [row]


def test_the_way_of_an_answer_to_the_check_that_finds_it_helped(work: Work, city: City) -> None:
    row = an_open_one(work)
    head, snv = city.actor(WARD, Role.HEAD), city.actor("SNV", Role.SUPERVISOR)
    patterns.move(at(work, "2026-12-02T09:00"), row.id, M.ANSWER, head, **ANSWER)
    assert (row.state, row.remedy_on) == (S.ANSWERED, date(2026, 12, 15))
    patterns.move(at(work, "2026-12-03T09:00"), row.id, M.UPHOLD, snv)
    assert (row.state, row.check_on, row.due_at) == (S.WATCHED, date(2027, 1, 12), None)
    assert knock(work, row, "2027-01-11T09:00") == []
    assert knock(work, row, "2027-01-12T09:00") == ["pattern_check"]
    assert (row.state, row.closed_at is not None) == (S.CLOSED, True)
    assert row.events[-1].data == {"before": 12, "after": 0, "first": "2026-12-15", "last": "2027-01-11"}
    assert history(row) == ["opened", "answered", "upheld", "fallen"]
    assert patterns.text_of(work, row.events[1], "cause") == ANSWER["cause"]


def test_where_reports_have_not_fallen_the_head_owes_another_answer(work: Work, city: City) -> None:
    row = an_open_one(work)
    patterns.move(at(work, "2026-12-02T09:00"), row.id, M.ANSWER, city.actor(WARD, Role.HEAD), **ANSWER)
    patterns.move(at(work, "2026-12-03T09:00"), row.id, M.UPHOLD, city.actor("SNV", Role.SUPERVISOR))
    filed(at(work, "2026-12-20T09:00"), 8)
    assert knock(work, row, "2027-01-12T09:00") == ["pattern_check"]
    assert (row.state, row.check_on, row.remedy_on) == (S.OPEN, None, None)
    assert row.events[-1].data["after"] == 8
    assert row.due_at is not None
    assert told(work, row)[-2:] == [(WARD, "not_fallen"), ("SNV", "not_fallen")]


def test_one_that_ended_is_not_opened_again_by_the_same_weeks(work: Work, city: City) -> None:
    row = an_open_one(work)
    row.state, row.closed_at = S.CLOSED, at(work, TUESDAY).now
    work.session.flush()
    assert look(work, "2026-12-10T07:00") == [row]


def test_beyond_the_heads_power_gets_an_owner_and_a_clock_of_its_own(work: Work, city: City) -> None:
    row = an_open_one(work)
    a_member(work, "STP", Role.HEAD)
    head = city.actor(WARD, Role.HEAD)
    proposed = at(work, "2026-12-02T09:00")
    given = {"cause": "Phần mềm hộ tịch chậm", "reason": "Phần mềm do Sở quản lý"}
    patterns.move(proposed, row.id, M.PROPOSE, head, to="STP", **given)
    assert (row.state, row.unit, row.owner) == (S.PROPOSED, WARD, "STP")
    assert row.due_at == proposed.due_after(proposed.now, work.rules.patterns.proposal_days)
    assert {unit for unit, kind in told(work, row) if kind == "proposed"} == {WARD, "STP", "SNV"}
    with pytest.raises(NotAllowed):
        patterns.move(work, row.id, M.ANSWER, head, **ANSWER)
    patterns.move(proposed, row.id, M.ANSWER, Actor(Role.HEAD, "STP"), **ANSWER)
    assert (row.state, row.owner) == (S.ANSWERED, "STP")


def test_sở_nội_vụ_sends_a_proposal_back_to_the_head_it_came_from(work: Work, city: City) -> None:
    row = an_open_one(work)
    given = {"cause": "Thiếu người", "reason": "Biên chế", "to": "UBND"}
    patterns.move(work, row.id, M.PROPOSE, city.actor(WARD, Role.HEAD), **given)
    patterns.move(work, row.id, M.SEND_BACK, city.actor("SNV", Role.SUPERVISOR), reason="Tự sắp xếp được")
    assert (row.state, row.owner) == (S.OPEN, WARD)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        pytest.param({"cause": " "}, "cause", id="no cause"),
        pytest.param({"remedy": ""}, "remedy", id="no remedy"),
        pytest.param({"remedy_on": None}, "remedy_on", id="no date"),
        pytest.param({"remedy_on": date(2026, 11, 1)}, "remedy_on", id="a date that is past"),
        pytest.param({"remedy_on": date(2027, 11, 1)}, "remedy_on", id="a date too far"),
    ],
)
def test_an_answer_says_cause_remedy_and_a_day(
    work: Work, city: City, change: dict[str, Any], what: str
) -> None:
    row = an_open_one(work)
    with pytest.raises(Incomplete) as refused:
        patterns.move(work, row.id, M.ANSWER, city.actor(WARD, Role.HEAD), **{**ANSWER, **change})
    assert refused.value.params == {"what": what}


@pytest.mark.parametrize("to", [WARD, "CA", "NOWHERE", None])
def test_nothing_is_proposed_to_oneself_or_to_whom_the_city_does_not_rule(
    work: Work, city: City, to: str | None
) -> None:
    row = an_open_one(work)
    with pytest.raises(Incomplete):
        patterns.move(work, row.id, M.PROPOSE, city.actor(WARD, Role.HEAD), cause="a", reason="b", to=to)


WHO_MAY = [
    (M.ANSWER, Actor(Role.HEAD, WARD), True),
    (M.ANSWER, Actor(Role.OFFICER, WARD), False),
    (M.ANSWER, Actor(Role.HEAD, OTHER_WARD), False),
    (M.ANSWER, Actor(Role.SUPERVISOR, "SNV"), False),
    (M.UPHOLD, Actor(Role.SUPERVISOR, "SNV"), False),
    (M.FALLEN, Actor(Role.SUPERVISOR, "SNV"), False),
]


@pytest.mark.parametrize(("move", "actor", "may"), WHO_MAY)
def test_the_head_alone_answers_what_is_open(
    work: Work, city: City, move: PatternMove, actor: Actor, may: bool
) -> None:
    row = an_open_one(work)
    if may:
        patterns.move(work, row.id, move, actor, **ANSWER)
        return
    with pytest.raises(NotAllowed):
        patterns.move(work, row.id, move, actor, **ANSWER)


RUNGS = [
    pytest.param("2026-12-11T08:00", [], id="before four fifths"),
    pytest.param("2026-12-14T08:00", ["remind"], id="after four fifths"),
    pytest.param("2026-12-15T17:00", ["due"], id="due"),
    pytest.param("2026-12-18T17:00", ["+3"], id="three working days late"),
    pytest.param("2027-02-01T09:00", ["+3"], id="weeks late: one rung only"),
]


@pytest.mark.parametrize(("moment", "steps"), RUNGS)
def test_a_deadline_that_passes_climbs_and_says_so_once(
    work: Work, city: City, moment: str, steps: list[str]
) -> None:
    row = an_open_one(work)
    for _ in range(3):
        knock(work, row, moment)
    assert [event.data["step"] for event in row.events[1:]] == steps


def test_the_last_rung_tells_the_chairman(work: Work, city: City) -> None:
    row = an_open_one(work)
    knock(work, row, "2026-12-18T17:00")
    assert [unit for unit, kind in told(work, row) if kind == "escalated"] == [WARD, "SNV", "UBND"]


def test_it_stays_on_the_list_of_those_who_watch_until_the_head_has_answered(work: Work, city: City) -> None:
    row, chairman = an_open_one(work), city.members["UBND", Role.LEADER]
    assert patterns.overdue(work, chairman) == []
    late = at(work, "2026-12-18T17:00")
    assert patterns.overdue(late, chairman) == [row]
    assert patterns.overdue(late, city.members["TTR", Role.INSPECTOR]) == []
    answer = {**ANSWER, "remedy_on": date(2027, 1, 15)}
    patterns.move(late, row.id, M.ANSWER, city.actor(WARD, Role.HEAD), **answer)
    assert patterns.overdue(late, chairman) == []


def test_a_unit_with_nobody_to_tell_is_reported_one_level_up(work: Work) -> None:
    a_member(work, "SNV", Role.SUPERVISOR)
    row = an_open_one(work)
    assert row.events[1].data == {"step": "nobody", "to": WARD}
    assert told(work, row) == [("SNV", "escalated"), ("SNV", "opened")]


def test_sở_nội_vụ_too_is_reminded_of_what_it_owes(work: Work, city: City) -> None:
    row = an_open_one(work)
    patterns.move(at(work, "2026-12-02T09:00"), row.id, M.ANSWER, city.actor(WARD, Role.HEAD), **ANSWER)
    assert knock(work, row, "2026-12-09T17:00") == ["pattern_knock"]
    assert row.events[-1].data == {"step": "due", "owed_by": "SNV"}


@pytest.mark.parametrize(
    ("unit", "role", "sees"),
    [
        pytest.param(WARD, Role.HEAD, True, id="its head"),
        pytest.param(WARD, Role.OFFICER, True, id="an officer of the unit"),
        pytest.param(OTHER_WARD, Role.HEAD, False, id="another head"),
        pytest.param("SNV", Role.SUPERVISOR, True, id="Sở Nội vụ"),
        pytest.param("VPUB", Role.SUPERVISOR, False, id="Văn phòng UBND, where Sở Nội vụ is the arbiter"),
        pytest.param("UBND", Role.LEADER, True, id="the chairman"),
        pytest.param("TTR", Role.INSPECTOR, False, id="the inspectorate"),
    ],
)
def test_who_may_see_it(work: Work, city: City, unit: str, role: Role, sees: bool) -> None:
    row, member = an_open_one(work), city.members[unit, role]
    assert (row in patterns.list_for(work, member)) is sees
    if not sees:
        with pytest.raises(NotVisible):
            patterns.find(work, member, row.id)


def test_a_report_behind_it_that_was_hidden_since_is_not_shown(work: Work, city: City) -> None:
    row = an_open_one(work)
    hidden = work.session.get_one(Case, row.cases[0])
    hidden.hidden_from = [WARD]
    work.session.flush()
    assert hidden not in patterns.cases_of(work, row, city.members[WARD, Role.HEAD])
    assert len(patterns.cases_of(work, row, city.members[WARD, Role.HEAD])) == 11


def test_its_history_cannot_be_changed(work: Work, city: City) -> None:
    row = an_open_one(work)
    for change in ("UPDATE pattern_events SET unit = 'x'", "DELETE FROM pattern_events"):
        with pytest.raises(DBAPIError, match="append-only"), work.session.begin_nested():
            work.session.execute(text(change))
    assert history(row) == ["opened"]


def a_loop(work: Work, city: City) -> Case:
    """The ward passes a case on, the receiver gives it up, and Sở Nội vụ rules that it goes back."""
    case = a_case(work, "attitude", WARD, state=State.ACCEPTED)
    head, other = city.actor(WARD, Role.HEAD), city.actor(OTHER_WARD, Role.HEAD)
    why = {"reason": "Của phường bạn", "basis": "Quy chế phối hợp"}
    handling.move(work, case.ref, Move.OFFER, head, unit=OTHER_WARD, **why)
    handling.move(work, case.ref, Move.TAKE, other)
    handling.move(work, case.ref, Move.ASK_RULING, other, reason="Không phải của phường")
    handling.move(work, case.ref, Move.RULE, city.actor("SNV", Role.SUPERVISOR), unit=WARD, reason="Nơi nộp")
    return case


def test_a_case_that_went_in_a_circle_is_a_task_for_both_units(work: Work, city: City) -> None:
    case = a_loop(work, city)
    (row,) = look(work, "2026-11-24T07:00")
    assert (row.kind, row.unit, row.others, row.cases) == (
        PatternKind.COORDINATION,
        WARD,
        [OTHER_WARD],
        [case.id],
    )
    assert {unit for unit, _ in told(work, row)} == {WARD, OTHER_WARD, "SNV"}
    assert look(work, "2026-11-25T07:00") == [row]
    patterns.move(work, row.id, M.ANSWER, staff.actor(city.members[WARD, Role.HEAD]), **ANSWER)
    patterns.move(work, row.id, M.UPHOLD, city.actor("SNV", Role.SUPERVISOR))
    assert knock(work, row, "2027-01-12T09:00") == ["pattern_check"]
    assert row.state is S.CLOSED


def test_the_clock_of_the_house_finds_reminds_and_may_run_twice(house: House) -> None:
    with house.work() as work:
        staffed(work)
        filed(work, 12)
    later = House(house.sessions, house.rules, lambda: datetime.fromisoformat(f"{TUESDAY}+07:00"))
    assert clock.run_due(later)["pattern_opened"] == 1
    assert "pattern_opened" not in clock.run_due(later)
