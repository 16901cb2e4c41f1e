"""Each move of PRODUCT section 3: the state it leads to, its event, whom it tells, what it changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from casework import handling, history
from casework.records import Attachment, Case
from casework.terms import (
    CITIZEN,
    SYSTEM,
    Actor,
    Closing,
    EventKind,
    Finding,
    Incomplete,
    Move,
    NotAllowed,
    NotVisible,
    Party,
    Role,
    State,
)
from casework.work import Work
from tests.builders import a_case
from tests.casework.house import (
    BRANCH,
    GIA_KIEM,
    OTHER_WARD,
    WARD,
    City,
    at,
    kinds,
    last,
    staffed,
    told,
    told_of,
    units_told,
)

K, M, S = EventKind, Move, State
ANSWER: dict[str, Any] = {
    "finding": Finding.RIGHT,
    "cause": "signing",
    "remedy": "Đã chuyển bước.",
    "done": True,
}


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def do(work: Work, case: Case, what: Move, actor: Actor, **given: Any) -> Case:
    """One move."""
    return handling.move(work, case.ref, what, actor, **given)


def head(city: City) -> Actor:
    return city.actor(WARD, Role.HEAD)


def supervisor(city: City) -> Actor:
    return city.actor("SNV", Role.SUPERVISOR)


def due(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T17:00+07:00")


# -- accepting, sending back, finding out -----------------------------------------------------------------


def test_a_unit_accepts_with_one_tap_and_the_citizen_is_told(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    before = case.due_at
    do(work, case, M.ACCEPT, city.actor(WARD, Role.OFFICER))
    assert (case.state, case.accountable, case.due_at) == (S.ACCEPTED, WARD, before)
    event = last(case, K.ACCEPTED)
    assert (event.unit, event.party, event.holder) == (WARD, "officer", WARD)
    assert told(work, case, "citizen.accepted") == ["citizen"]


def test_not_ours_leaves_home_affairs_accountable_and_the_deadline_as_it_was(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    do(work, case, M.WRONG_ADDRESS, head(city), reason="Hồ sơ nộp ở phường khác.")
    assert (case.state, case.accountable, case.hops) == (S.RECEIVED, "SNV", 0)
    assert case.due_at == due("2026-11-27")
    event = last(case, K.MISROUTED)
    assert (event.data["from"], event.holder) == (WARD, "SNV")
    assert history.read_text(work.session, event.data["reason"]) == "Hồ sơ nộp ở phường khác."
    assert told(work, case, "staff.wrong_address") == ["SNV supervisor"]
    assert told(work, case, "citizen.rerouting") == ["citizen"]


def test_not_ours_needs_a_reason(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    with pytest.raises(Incomplete):
        do(work, case, M.WRONG_ADDRESS, head(city), reason="  ")


def test_not_ours_can_be_said_for_a_working_day_only(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)  # Monday; Tuesday is a holiday
    with pytest.raises(NotAllowed):
        do(at(work, "2026-11-25T17:00"), case, M.WRONG_ADDRESS, head(city), reason="Không phải.")
    do(at(work, "2026-11-25T16:59"), case, M.WRONG_ADDRESS, head(city), reason="Không phải.")


def test_home_affairs_upholds_by_naming_another_unit(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    do(work, case, M.WRONG_ADDRESS, head(city), reason="Không phải.")
    do(work, case, M.TRIAGE, supervisor(city), unit=OTHER_WARD)
    assert (case.state, case.accountable, case.hops) == (S.ROUTED, OTHER_WARD, 0)
    routed = last(case, K.ROUTED)
    assert (routed.data["to"], routed.data["upheld"]) == (OTHER_WARD, True)
    assert told(work, case, "staff.new_case")[-1] == f"{OTHER_WARD} head"
    assert told(work, case, "citizen.routed") == ["citizen"]


def test_a_unit_that_is_sent_it_again_must_answer(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    do(work, case, M.WRONG_ADDRESS, head(city), reason="Không phải.")
    do(work, case, M.TRIAGE, supervisor(city), unit=WARD)
    assert last(case, K.ROUTED).data["upheld"] is False
    with pytest.raises(NotAllowed):
        do(work, case, M.WRONG_ADDRESS, head(city), reason="Vẫn không phải.")
    do(work, case, M.ACCEPT, head(city))


def test_home_affairs_finds_out_who_must_answer(work: Work, city: City) -> None:
    case = a_case(work, "delay", None)
    do(work, case, M.TRIAGE, supervisor(city), unit=WARD)
    assert (case.state, case.accountable, case.copied_to) == (S.ROUTED, WARD, ["SNV"])
    assert "upheld" not in last(case, K.ROUTED).data
    assert told(work, case, "staff.new_case") == [f"{WARD} head"]
    assert told(work, case, "staff.copy") == []  # who sent it there knows


@pytest.mark.parametrize("finding", [Finding.RIGHT, Finding.PARTLY])
def test_a_late_dossier_is_owed_an_apology_and_a_day_or_the_word_that_it_is_done(
    work: Work, city: City, finding: Finding
) -> None:
    case = a_case(work, "delay", WARD, state=State.ACCEPTED)
    head, answer = city.actor(WARD, Role.HEAD), {"finding": finding, "cause": "signing", "remedy": "Đã ký."}
    with pytest.raises(Incomplete, match="promised_on"):
        handling.move(work, case.ref, Move.ANSWER, head, **answer)
    handling.move(work, case.ref, Move.ANSWER, head, **answer, done=True)
    assert last(case, EventKind.ANSWERED).data["apology"] is True


def test_who_was_not_late_apologises_for_nothing(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD, state=State.ACCEPTED)
    head = city.actor(WARD, Role.HEAD)
    given = {"finding": Finding.UNPROVEN, "cause": "signing", "remedy": "Đang xem lại sổ."}
    handling.move(work, case.ref, Move.ANSWER, head, **given)
    assert "apology" not in last(case, EventKind.ANSWERED).data


def test_nobody_is_sent_a_case_that_is_kept_from_them(work: Work, city: City) -> None:
    case = a_case(work, "attitude", WARD, flags=("about_head",))
    do(work, case, M.WRONG_ADDRESS, supervisor(city), reason="Không phải về người đứng đầu.")
    with pytest.raises(NotAllowed):
        do(work, case, M.TRIAGE, supervisor(city), unit=WARD)
    do(work, case, M.TRIAGE, supervisor(city), unit=OTHER_WARD)
    assert WARD not in units_told(work, case)


@pytest.mark.parametrize(
    ("unit", "goes_to", "prepared", "hidden"),
    [
        pytest.param(WARD, "UBND", "SNV", [WARD], id="a ward"),
        pytest.param(BRANCH, "VPDKDD", None, [BRANCH], id="a branch"),
        pytest.param("SNV", "UBND", "VPUB", ["SNV"], id="Sở Nội vụ itself"),
        pytest.param("UBND", "UBND", None, [], id="the city"),
    ],
)
def test_a_report_about_a_head_never_comes_to_that_head_when_its_unit_is_found(
    work: Work, city: City, unit: str, goes_to: str, prepared: str | None, hidden: list[str]
) -> None:
    case = a_case(work, "attitude", None, flags=("about_head",))
    do(work, case, M.TRIAGE, supervisor(city), unit=unit)
    assert (case.accountable, case.prepared_by, case.hidden_from) == (goes_to, prepared, hidden)
    assert not units_told_after_filing(work, case) & set(hidden)


def units_told_after_filing(work: Work, case: Case) -> set[str]:
    """Without those told before anybody knew whom it is about."""
    return {who.split()[0] for kind, who in told_of(work, case) if kind != "staff.triage"}


def test_a_unit_that_does_not_exist_is_no_unit(work: Work, city: City) -> None:
    case = a_case(work, "delay", None)
    with pytest.raises(Incomplete):
        do(work, case, M.TRIAGE, supervisor(city), unit="99999")


# -- asking and supplying -----------------------------------------------------------------------------------


def asked(work: Work, city: City, when: str = "2026-11-23T10:00", **filing: Any) -> Case:
    """Accepted and asked about."""
    case = a_case(work, "delay", WARD, **filing)
    do(work, case, M.ACCEPT, head(city))
    do(at(work, when), case, M.ASK, head(city), question="Anh/chị nộp ngày nào?")
    return case


def test_a_question_pauses_the_clock_and_the_citizen_holds_the_case(work: Work, city: City) -> None:
    case = asked(work, city)
    assert (case.state, case.waiting_since) == (S.WAITING, at(work, "2026-11-23T10:00").now)
    assert last(case, K.ASKED).holder == "citizen"
    assert told(work, case, "citizen.asked") == ["citizen"]


def test_an_answer_to_it_moves_the_deadline_by_the_pause_and_leaves_an_event(work: Work, city: City) -> None:
    case = asked(work, city)
    do(at(work, "2026-11-26T11:00"), case, M.SUPPLY, CITIZEN, text="Ngày 21/9.")
    assert (case.state, case.waiting_since) == (S.ACCEPTED, None)
    assert case.due_at == due("2026-12-01")  # two working days waited: 25 and 26
    moved = last(case, K.DEADLINE_MOVED)
    assert (moved.data["why"], moved.data["clock"]) == ("pause", "due_at")
    assert datetime.fromisoformat(moved.data["to"]) == case.due_at
    assert told(work, case, "staff.supplied") == [f"{WARD} head"]
    assert told(work, case, "citizen.resumed") == []  # it was the citizen who did it


def test_an_answer_on_the_day_of_the_question_moves_nothing(work: Work, city: City) -> None:
    case = asked(work, city)
    do(at(work, "2026-11-23T16:00"), case, M.SUPPLY, CITIZEN)
    assert case.due_at == due("2026-11-27")
    assert K.DEADLINE_MOVED not in kinds(case)


def test_a_question_is_asked_once(work: Work, city: City) -> None:
    case = asked(work, city)
    do(work, case, M.SUPPLY, CITIZEN)
    with pytest.raises(NotAllowed):
        do(work, case, M.ASK, head(city), question="Còn gì nữa không?")


def test_a_question_after_the_deadline_makes_no_late_answer_punctual(work: Work, city: City) -> None:
    case = asked(work, city, "2026-11-27T17:30")
    do(at(work, "2026-12-03T09:00"), case, M.SUPPLY, CITIZEN)
    assert case.due_at == due("2026-11-27")
    do(at(work, "2026-12-03T10:00"), case, M.ANSWER, head(city), **ANSWER)
    assert last(case, K.ANSWERED).data["late"] is True


def test_i_have_answered_before_ends_the_waiting_without_a_word(work: Work, city: City) -> None:
    case = asked(work, city)
    do(work, case, M.SUPPLY, CITIZEN)
    assert case.state is S.ACCEPTED
    assert "text" not in last(case, K.SUPPLIED).data


def test_the_citizen_adds_at_any_time_and_nothing_else_changes(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    work.session.add(
        Attachment(
            id="one",
            pseudonym=case.reporter,
            kind="photo",
            media_type="image/png",
            size=1,
            received_at=work.now,
        )
    )
    do(work, case, M.ADD, CITIZEN, text="Thêm giấy hẹn.", attachments=["one"])
    assert (case.state, case.due_at) == (S.ROUTED, due("2026-11-27"))
    assert last(case, K.SUPPLIED).data["attachments"] == 1
    assert work.session.get_one(Attachment, "one", populate_existing=True).case_id == case.id
    assert told(work, case, "staff.added") == [f"{WARD} head"]


# -- answering ----------------------------------------------------------------------------------------------


def accepted(work: Work, city: City, **filing: Any) -> Case:
    case = a_case(work, filing.pop("category", "delay"), WARD, **filing)
    do(work, case, M.ACCEPT, head(city))
    return case


def test_a_head_answers_with_finding_cause_remedy_and_a_promised_date(work: Work, city: City) -> None:
    case = accepted(work, city)
    later = at(work, "2026-11-25T15:00")
    do(later, case, M.ANSWER, head(city), **ANSWER, promised_on=date(2026, 12, 4))
    assert (case.state, case.finding, case.promised_on) == (S.ANSWERED, "right", date(2026, 12, 4))
    assert case.answered_at == case.first_answered_at == later.now
    event = last(case, K.ANSWERED)
    assert (event.data["late"], event.data["cause"], event.data["promised_on"]) == (
        *(False, "signing", "2026-12-04"),
    )
    assert history.read_text(work.session, event.data["remedy"]) == "Đã chuyển bước."
    assert event.holder == "citizen"
    assert told(work, case, "citizen.answered") == ["citizen"]


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        pytest.param({"finding": None}, "finding", id="no finding"),
        pytest.param({"finding": "perhaps"}, "finding", id="a finding nobody knows"),
        pytest.param({"cause": None}, "cause", id="no cause"),
        pytest.param({"cause": "the weather"}, "cause", id="a cause that is not on the list"),
        pytest.param({"remedy": " "}, "remedy", id="no remedy"),
        pytest.param({"finding": Finding.WRONG}, "evidence", id="not right needs evidence"),
        pytest.param({"promised_on": date(2026, 11, 23)}, "promised_on", id="a promise for today"),
        pytest.param({"promised_on": date(2026, 11, 20)}, "promised_on", id="a promise in the past"),
    ],
)
def test_an_answer_gives_all_that_must_be_given(
    work: Work, city: City, changed: dict[str, Any], lacks: str
) -> None:
    case = accepted(work, city)
    with pytest.raises(Incomplete) as refused:
        do(work, case, M.ANSWER, head(city), **(ANSWER | changed))
    assert refused.value.params == {"what": lacks}


def test_not_right_with_evidence_is_an_answer(work: Work, city: City) -> None:
    case = accepted(work, city)
    given = ANSWER | {"finding": Finding.WRONG, "evidence": "Sổ trả kết quả ngày 10/10."}
    do(work, case, M.ANSWER, head(city), **given)
    assert case.finding == "wrong"


def test_an_officer_does_not_sign(work: Work, city: City) -> None:
    case = accepted(work, city)
    with pytest.raises(NotAllowed):
        do(work, case, M.ANSWER, city.actor(WARD, Role.OFFICER), **ANSWER)


def test_an_answer_after_the_deadline_is_late(work: Work, city: City) -> None:
    case = accepted(work, city)
    do(at(work, "2026-11-27T17:01"), case, M.ANSWER, head(city), **ANSWER)
    assert last(case, K.ANSWERED).data["late"] is True


# -- the citizen's word -------------------------------------------------------------------------------------


def answered(work: Work, city: City, *, promised_on: date | None = None, **filing: Any) -> Case:
    case = accepted(work, city, **filing)
    do(at(work, "2026-11-25T15:00"), case, M.ANSWER, head(city), **ANSWER, promised_on=promised_on)
    return case


def test_settled_closes_the_case(work: Work, city: City) -> None:
    case = answered(work, city)
    do(at(work, "2026-11-26T08:00"), case, M.SETTLE, CITIZEN)
    assert (case.state, case.closing) == (S.CLOSED, Closing.SETTLED)
    assert last(case, K.CLOSED).data["closing"] == "settled"
    assert last(case, K.CLOSED).holder is None
    assert told(work, case, "staff.settled") == [f"{WARD} head"]


@pytest.mark.parametrize("what", [M.NOT_SETTLED, M.PARTLY])
def test_not_settled_reopens_at_the_same_head_with_a_second_clock(work: Work, city: City, what: Move) -> None:
    case = answered(work, city)
    first_due, first_answer = case.due_at, case.first_answered_at
    do(at(work, "2026-11-26T08:00"), case, what, CITIZEN, text="Vẫn chưa có giấy.")
    assert (case.state, case.accountable, case.reopened) == (S.ACCEPTED, WARD, 1)
    assert (case.due_at, case.first_answered_at) == (first_due, first_answer)
    assert case.second_due_at == due("2026-12-01")
    assert last(case, K.REOPENED).data["time"] == 1
    assert told(work, case, "staff.reopened") == [f"{WARD} head", "SNV supervisor"]


def test_a_second_reopening_goes_to_home_affairs_and_the_first_head_hears_of_it(
    work: Work, city: City
) -> None:
    case = answered(work, city)
    do(at(work, "2026-11-26T08:00"), case, M.NOT_SETTLED, CITIZEN, text="Chưa.")
    do(at(work, "2026-11-27T08:00"), case, M.ANSWER, head(city), **ANSWER)
    do(at(work, "2026-11-27T09:00"), case, M.NOT_SETTLED, CITIZEN, text="Vẫn chưa.")
    assert (case.accountable, case.reopened) == ("SNV", 2)
    assert told(work, case, "staff.reopened")[2:] == ["SNV supervisor", f"{WARD} head"]
    do(at(work, "2026-11-27T10:00"), case, M.ANSWER, supervisor(city), **ANSWER)
    assert case.first_answered_at == at(work, "2026-11-25T15:00").now


def test_a_case_that_home_affairs_prepares_stays_with_the_chairman(work: Work, city: City) -> None:
    case = a_case(work, "attitude", WARD, flags=("about_head",))
    do(work, case, M.ACCEPT, supervisor(city))
    signs = {"26": supervisor(city), "27": city.actor("UBND", Role.LEADER)}  # reopened: the chairman himself
    for day, signer in signs.items():
        do(at(work, f"2026-11-{day}T08:00"), case, M.ANSWER, signer, **ANSWER)
        do(at(work, f"2026-11-{day}T09:00"), case, M.NOT_SETTLED, CITIZEN)
    assert (case.accountable, case.reopened) == ("UBND", 2)
    assert WARD not in units_told(work, case)


def test_a_restricted_case_is_reopened_at_the_inspectorate(work: Work, city: City) -> None:
    inspector = city.actor("TTR", Role.INSPECTOR)
    case = a_case(work, "harassment", WARD)
    do(work, case, M.ACCEPT, inspector)
    for _ in range(2):
        do(work, case, M.ANSWER, inspector, **ANSWER)
        do(work, case, M.NOT_SETTLED, CITIZEN)
    assert (case.accountable, case.reopened) == ("TTR", 2)
    assert WARD not in units_told(work, case)


@pytest.mark.parametrize(
    ("when", "may"),
    [pytest.param("2026-12-26T08:00", True, id="30 days"), pytest.param("2026-12-27T08:00", False, id="31")],
)
def test_a_closed_case_can_be_reopened_for_thirty_days(work: Work, city: City, when: str, may: bool) -> None:
    case = answered(work, city)
    do(at(work, "2026-11-26T08:00"), case, M.SETTLE, CITIZEN)
    if may:
        do(at(work, when), case, M.REOPEN, CITIZEN, text="Lại sai.")
        assert (case.state, case.closing, case.closed_at) == (S.ACCEPTED, None, None)
    else:
        with pytest.raises(NotAllowed):
            do(at(work, when), case, M.REOPEN, CITIZEN, text="Lại sai.")


def test_praise_is_not_reopened(work: Work, city: City) -> None:
    case = a_case(work, "praise", WARD)
    with pytest.raises(NotAllowed):
        do(work, case, M.REOPEN, CITIZEN)


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "answered"])
def test_a_missed_promise_goes_to_home_affairs_at_once(work: Work, city: City, closed: bool) -> None:
    case = answered(work, city, promised_on=date(2026, 12, 4))
    if closed:
        do(at(work, "2026-11-26T08:00"), case, M.SETTLE, CITIZEN)
    do(at(work, "2026-12-04T18:00"), case, M.PROMISE_MISSED, CITIZEN)
    assert (case.state, case.accountable, case.reopened) == (S.ACCEPTED, "SNV", 1)
    missed = last(case, K.PROMISE_MISSED)
    assert (missed.data["promised_on"], missed.data["from"], missed.holder) == ("2026-12-04", WARD, "SNV")
    assert told(work, case, "staff.promise_missed") == ["SNV supervisor", f"{WARD} head"]


def test_a_promise_is_missed_on_its_day_and_not_before(work: Work, city: City) -> None:
    case = answered(work, city, promised_on=date(2026, 12, 4))
    with pytest.raises(NotAllowed):
        do(at(work, "2026-12-03T23:00"), case, M.PROMISE_MISSED, CITIZEN)


def test_a_promise_far_ahead_is_kept_watch_on_after_the_time_for_reopening(work: Work, city: City) -> None:
    case = answered(work, city, promised_on=date(2027, 2, 1))
    do(at(work, "2026-12-02T17:00"), case, M.CLOSE_UNCONFIRMED, SYSTEM)
    do(at(work, "2027-02-01T09:00"), case, M.PROMISE_MISSED, CITIZEN)
    assert case.state is S.ACCEPTED


def test_a_kept_promise_settles_what_was_open(work: Work, city: City) -> None:
    case = answered(work, city, promised_on=date(2026, 12, 4))
    do(at(work, "2026-12-04T09:00"), case, M.PROMISE_KEPT, CITIZEN)
    assert (case.state, case.closing, case.promised_on) == (S.CLOSED, Closing.SETTLED, None)
    assert last(case, K.CLOSED).data["what"] == "promise_kept"


def test_a_kept_promise_confirms_what_was_closed_without_a_word(work: Work, city: City) -> None:
    case = answered(work, city, promised_on=date(2026, 12, 4))
    do(at(work, "2026-12-02T17:00"), case, M.CLOSE_UNCONFIRMED, SYSTEM)
    closed_at = case.closed_at
    do(at(work, "2026-12-04T09:00"), case, M.PROMISE_KEPT, CITIZEN)
    assert (case.closing, case.closed_at) == (Closing.SETTLED, closed_at)
    assert last(case, K.NOTED).data["promised_on"] == "2026-12-04"
    with pytest.raises(NotAllowed):
        do(at(work, "2026-12-04T10:00"), case, M.PROMISE_MISSED, CITIZEN)


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_a_closed_case_is_rated_from_one_to_five(work: Work, city: City, rating: int) -> None:
    case = answered(work, city)
    do(work, case, M.SETTLE, CITIZEN)
    do(work, case, M.RATE, CITIZEN, rating=rating)
    assert (case.rating, last(case, K.RATED).data["rating"]) == (rating, rating)


@pytest.mark.parametrize("rating", [0, 6, -1, 100])
def test_there_are_no_other_ratings(work: Work, city: City, rating: int) -> None:
    case = answered(work, city)
    do(work, case, M.SETTLE, CITIZEN)
    with pytest.raises(Incomplete):
        do(work, case, M.RATE, CITIZEN, rating=rating)


@pytest.mark.parametrize("demanded", [True, False])
def test_withdrawn_under_pressure_is_retaliation_and_home_affairs_hears_of_it(
    work: Work, city: City, demanded: bool
) -> None:
    case = a_case(work, "delay", WARD)
    do(work, case, M.WITHDRAW, CITIZEN, demanded=demanded)
    assert (case.state, case.closed_at) == (S.WITHDRAWN, work.now)
    assert ("retaliation" in case.flags) is demanded
    assert told(work, case, "staff.withdrawn") == [f"{WARD} head", *["SNV supervisor"] * demanded]


def test_asking_for_a_meeting_is_an_event_with_a_date_and_is_told_to_home_affairs(
    work: Work, city: City
) -> None:
    case = answered(work, city)
    do(at(work, "2026-11-26T08:00"), case, M.MEET, CITIZEN)
    assert case.state is S.ANSWERED
    noted = last(case, K.NOTED)
    assert noted.data["what"] == "meet"
    assert datetime.fromisoformat(noted.data["by"]) == due("2026-12-03")
    assert told(work, case, "staff.meet") == ["SNV supervisor"]
    with pytest.raises(NotAllowed):
        do(at(work, "2026-11-26T09:00"), case, M.MEET, CITIZEN)


def test_a_meeting_on_a_case_that_home_affairs_prepares_is_told_to_it_too(work: Work, city: City) -> None:
    case = a_case(work, "attitude", WARD, flags=("about_head",))
    do(work, case, M.ACCEPT, supervisor(city))
    do(work, case, M.ANSWER, supervisor(city), **ANSWER)
    do(work, case, M.MEET, CITIZEN)
    assert told(work, case, "staff.meet") == ["SNV supervisor"]


# -- who may not --------------------------------------------------------------------------------------------


def test_who_may_not_see_a_case_moves_nothing_and_learns_nothing(work: Work, city: City) -> None:
    case = a_case(work, "harassment", WARD)
    for actor in (head(city), city.actor(OTHER_WARD, Role.HEAD), Actor(Role.ADMIN, "TTR")):
        with pytest.raises(NotVisible):
            do(work, case, M.ACCEPT, actor)
    with pytest.raises(NotVisible):
        do(work, case, M.ACCEPT, Actor(Role.OFFICER, "TTR"))


def test_a_ref_that_does_not_exist_is_refused_in_the_same_words(work: Work) -> None:
    with pytest.raises(NotVisible):
        handling.move(work, "DN-261123-9999-9", M.ACCEPT, SYSTEM)


def test_a_refused_move_changes_nothing(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD)
    before = (case.state, kinds(case))
    for what in (M.ANSWER, M.SETTLE, M.RATE, M.PROMISE_MISSED, M.SUPPLY):
        for actor in (head(city), CITIZEN, SYSTEM, Actor(Party.CITIZEN)):
            with pytest.raises(NotAllowed):
                do(work, case, what, actor)
    assert (case.state, kinds(case)) == before


def test_the_two_units_of_a_joint_case_share_it_and_the_first_one_moves_it(work: Work, city: City) -> None:
    case = a_case(work, "buck_passing", GIA_KIEM, others=(BRANCH,))
    with pytest.raises(NotAllowed):
        do(work, case, M.ACCEPT, city.actor(BRANCH, Role.HEAD))
    do(work, case, M.ACCEPT, city.actor(GIA_KIEM, Role.HEAD))
