"""Passing a case on: an offer changes nothing until it is taken or ruled on; in the end silence decides."""

from __future__ import annotations

from typing import Any

import pytest

from casework import escalation, handling, queries
from casework.records import Case
from casework.rules import transfers
from casework.terms import Actor, EventKind, Finding, Incomplete, Move, NotAllowed, PassedEnough, Role, State
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
    units_told,
)

M, K = Move, EventKind
WHY = {"reason": "Thửa đất không ở phường này.", "basis": "Luật Đất đai, nơi có đất."}
ANSWER = {"finding": Finding.RIGHT, "cause": "handover", "remedy": "Đã chuyển bước."}


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def head(unit: str) -> Actor:
    return Actor(Role.HEAD, unit)


SUPERVISOR, CHAIRMAN = Actor(Role.SUPERVISOR, "SNV"), Actor(Role.LEADER, "UBND")


def do(work: Work, case: Case, what: Move, actor: Actor, **given: Any) -> Case:
    return handling.move(work, case.ref, what, actor, **given)


def offered(work: Work, receiver: str = OTHER_WARD, category: str = "fee") -> Case:
    """Accepted by the ward, and offered to another unit at 9 on Monday."""
    case = a_case(work, category, WARD, state=State.ACCEPTED)
    return do(work, case, M.OFFER, head(WARD), unit=receiver, **WHY)


def passed(work: Work, *units: str) -> Case:
    """Taken by each of these in turn, from the ward on."""
    case = a_case(work, "fee", WARD, state=State.ACCEPTED)
    for unit in units:
        do(work, case, M.OFFER, head(case.accountable), unit=unit, **WHY)
        do(work, case, M.TAKE, head(unit))
    return case


def declined(work: Work) -> Case:
    return do(work, offered(work), M.DECLINE, head(OTHER_WARD), reason="Hồ sơ nộp ở phường kia.")


def test_an_offer_leaves_the_case_and_its_clock_with_the_sender(work: Work, city: City) -> None:
    case = a_case(work, "fee", WARD, state=State.ACCEPTED)
    due = case.due_at
    do(work, case, M.OFFER, head(WARD), unit=OTHER_WARD, **WHY)
    assert (case.accountable, case.state, case.due_at, case.hops) == (WARD, State.ACCEPTED, due, 0)
    assert last(case, K.TRANSFER_OFFERED).holder == WARD
    assert told(work, case, "staff.offer") == [f"{OTHER_WARD} head"]
    assert told(work, case, "citizen.offered") == ["citizen"]
    do(work, case, M.ANSWER, head(WARD), **ANSWER)  # who was asked to take it has nothing to do any more
    assert case.offered_to is None


def test_the_receiver_reads_the_case_it_was_offered_and_finds_it_on_its_desk(work: Work, city: City) -> None:
    case = offered(work)
    assert queries.queue_of(work.session, work.rules, city.members[OTHER_WARD, Role.HEAD]) == [case]


def test_whoever_takes_it_must_answer_and_the_deadline_stays(work: Work, city: City) -> None:
    case = offered(work)
    due = case.due_at
    do(at(work, "2026-11-23T11:00"), case, M.TAKE, head(OTHER_WARD))
    assert (case.accountable, case.hops, case.due_at, case.offered_to) == (OTHER_WARD, 1, due, None)
    taken = last(case, K.TRANSFER_TAKEN)
    assert (taken.data["from"], taken.data["to"], taken.holder) == (WARD, OTHER_WARD, OTHER_WARD)
    assert told(work, case, "staff.offer_taken") == [f"{WARD} head"]
    assert WARD in case.copied_to
    with pytest.raises(NotAllowed):
        do(work, case, M.ANSWER, head(WARD), **ANSWER)


@pytest.mark.parametrize("lacking", ["unit", "reason", "basis"])
def test_an_offer_names_the_receiver_the_reason_and_the_rule(work: Work, city: City, lacking: str) -> None:
    case = a_case(work, "fee", WARD, state=State.ACCEPTED)
    with pytest.raises(Incomplete) as refused:
        do(work, case, M.OFFER, head(WARD), **({"unit": OTHER_WARD, **WHY} | {lacking: ""}))
    assert refused.value.params == {"what": lacking}


def test_a_case_is_not_offered_to_the_one_who_has_it_nor_to_whom_it_is_kept_from(work: Work) -> None:
    case = a_case(work, "fee", WARD, state=State.ACCEPTED)
    with pytest.raises(Incomplete):
        do(work, case, M.OFFER, head(WARD), unit=WARD, **WHY)
    hidden = a_case(work, "attitude", BRANCH, flags=("about_head",), state=State.ACCEPTED)
    with pytest.raises(NotAllowed):
        do(work, hidden, M.OFFER, head("VPDKDD"), unit=BRANCH, **WHY)


def test_after_two_transfers_only_the_arbiter_moves_it(work: Work, city: City) -> None:
    case = passed(work, OTHER_WARD, BRANCH)
    assert case.hops == 2
    with pytest.raises(PassedEnough):
        do(work, case, M.OFFER, head(BRANCH), unit=GIA_KIEM, **WHY)
    do(work, case, M.ASK_RULING, head(BRANCH), reason="Không phải việc của chi nhánh.")
    assert case.ruling_by == "SNV"
    assert told(work, case, "staff.to_rule") == ["SNV supervisor"]


def test_it_is_never_offered_back(work: Work, city: City) -> None:
    case = passed(work, OTHER_WARD)
    with pytest.raises(PassedEnough):
        do(work, case, M.OFFER, head(OTHER_WARD), unit=WARD, **WHY)


def test_who_declines_brings_it_before_the_arbiter_whose_waiting_is_its_own(work: Work, city: City) -> None:
    case = declined(work)
    assert (case.accountable, case.offered_to, case.ruling_by) == (WARD, None, "SNV")
    assert last(case, K.TRANSFER_DECLINED).holder == "SNV"
    assert told(work, case, "staff.to_rule") == ["SNV supervisor"]
    do(at(work, "2026-11-23T11:00"), case, M.RULE, SUPERVISOR, unit=WARD, reason="Nộp ở đâu, trả lời ở đó.")
    held = queries.ledger(case.events, work.rules, at(work, "2026-11-23T14:00").now)
    assert held == {"SNV": 120, WARD: 90}


def test_the_sender_may_still_answer_while_the_arbiter_thinks(work: Work, city: City) -> None:
    case = do(work, declined(work), M.ANSWER, head(WARD), **ANSWER)
    assert (case.state, case.ruling_by) == (State.ANSWERED, None)


def test_nobody_asks_the_citizen_to_stop_the_clock_while_it_is_passed_on(work: Work, city: City) -> None:
    with pytest.raises(NotAllowed):
        do(work, offered(work), M.ASK, head(WARD), question="Nộp ngày nào?")


def test_a_ruling_for_the_receiver_is_a_hop_and_one_for_the_sender_is_none(work: Work, city: City) -> None:
    case = do(work, declined(work), M.RULE, SUPERVISOR, unit=OTHER_WARD, reason="Đất ở đó.")
    assert (case.accountable, case.hops) == (OTHER_WARD, 1)
    assert told(work, case, "staff.ruled") == [f"{OTHER_WARD} head", f"{WARD} head"]
    other = do(work, declined(work), M.RULE, SUPERVISOR, unit=WARD, reason="Nộp ở đó.")
    assert (other.accountable, other.hops) == (WARD, 0)


def test_what_has_been_ruled_is_not_passed_on(work: Work, city: City) -> None:
    case = do(work, declined(work), M.RULE, SUPERVISOR, unit=OTHER_WARD, reason="Đất ở đó.")
    for what, given in ((M.OFFER, {"unit": BRANCH, **WHY}), (M.ASK_RULING, {"reason": "Không."})):
        with pytest.raises(NotAllowed):
            do(work, case, what, head(OTHER_WARD), **given)


def test_who_is_a_party_does_not_rule(work: Work, city: City) -> None:
    case = offered(work, receiver="SNV")
    do(work, case, M.DECLINE, SUPERVISOR, reason="Không phải việc của Sở.")
    assert case.ruling_by == "VPUB"


# -- silence ------------------------------------------------------------------------------------------------


def test_a_working_day_of_silence_on_an_offer_brings_it_before_the_arbiter(work: Work, city: City) -> None:
    case = offered(work)  # Monday; Tuesday is a holiday
    assert "declined" not in escalation.run_one(at(work, "2026-11-25T16:59"), case.id)
    later = at(work, "2026-11-25T17:00")
    assert escalation.next_moment(at(work, "2026-11-25T16:59"), case.id) == later.now
    assert "declined" in escalation.run_one(later, case.id)
    assert "declined" not in escalation.run_one(later, case.id)
    assert (case.accountable, case.ruling_by) == (WARD, "SNV")
    assert last(case, K.TRANSFER_DECLINED).data["by"] == "silence"


def test_the_arbiter_is_reminded_after_four_hours_and_then_the_unit_routed_first_answers(
    work: Work, city: City
) -> None:
    case = passed(work, OTHER_WARD, BRANCH)
    do(work, case, M.ASK_RULING, head(BRANCH), reason="Không phải.")
    reminder, silence = at(work, "2026-11-23T14:30"), at(work, "2026-11-25T17:00")
    assert escalation.next_moment(work, case.id) == reminder.now
    assert escalation.run_one(reminder, case.id) == ["ruling"]
    assert escalation.run_one(reminder, case.id) == []
    assert told(work, case, "staff.ruling_late") == ["SNV supervisor", "UBND leader"]
    assert "ruled" in escalation.run_one(silence, case.id)
    assert (case.accountable, case.ruling_by, case.hops) == (WARD, None, 3)
    ruled = last(case, K.TRANSFER_RULED)
    assert (ruled.data["by"], ruled.data["to"], ruled.data["loop"]) == (
        *("silence", WARD, [WARD, OTHER_WARD, BRANCH, WARD]),
    )
    assert "ruled" not in escalation.run_one(silence, case.id)


def test_a_loop_becomes_a_task_to_mend_how_the_units_work_together(work: Work, city: City) -> None:
    case = passed(work, OTHER_WARD, BRANCH)
    do(work, case, M.ASK_RULING, head(BRANCH), reason="Không phải.")
    do(work, case, M.RULE, SUPERVISOR, unit=WARD, reason="Nộp ở đó.")
    assert last(case, K.TRANSFER_RULED).data["loop"] == [WARD, OTHER_WARD, BRANCH, WARD]
    assert case.measure_due_at is None  # the one task is that of the units, see tests/casework/test_patterns
    assert transfers.loops(transfers.visited(case.events)) == [(WARD, OTHER_WARD, BRANCH, WARD)]
    shown = queries.in_full(work.session, case, work.rules, work.now)
    assert shown["loops"] == [[WARD, OTHER_WARD, BRANCH, WARD]]
    assert [each["outcome"] for each in shown["transfers"]] == ["taken", "overturned"]


# -- the chairman, other bodies, joint cases ----------------------------------------------------------------


def ruled_against(work: Work) -> Case:
    return do(work, declined(work), M.RULE, SUPERVISOR, unit=OTHER_WARD, reason="Đất ở đó.")


def test_a_unit_asks_the_chairman_once_and_its_own_clock_runs_on(work: Work, city: City) -> None:
    case = ruled_against(work)
    due = case.due_at
    do(work, case, M.ASK_CHAIRMAN, head(OTHER_WARD), reason="Xin xem lại.")
    assert (case.accountable, case.due_at) == (OTHER_WARD, due)
    assert last(case, K.RULING_ASKED).holder == OTHER_WARD
    assert told(work, case, "staff.review") == ["UBND leader", "VPUB supervisor"]
    do(work, case, M.RULE, CHAIRMAN, unit=WARD, reason="Giao lại phường ban đầu.")
    assert (case.accountable, case.review_since, case.ruling_by) == (WARD, None, None)
    with pytest.raises(NotAllowed):
        do(work, case, M.ASK_CHAIRMAN, head(WARD), reason="Xin xem lại nữa.")


@pytest.mark.parametrize(("when", "may"), [("2026-11-25T16:59", True), ("2026-11-25T17:00", False)])
def test_the_chairman_is_asked_within_a_working_day(work: Work, city: City, when: str, may: bool) -> None:
    case = ruled_against(work)
    if may:
        do(at(work, when), case, M.ASK_CHAIRMAN, head(OTHER_WARD), reason="Xin xem lại.")
        return
    with pytest.raises(NotAllowed):
        do(at(work, when), case, M.ASK_CHAIRMAN, head(OTHER_WARD), reason="Xin xem lại.")


def test_the_chairman_s_silence_leaves_the_ruling_as_it_is(work: Work, city: City) -> None:
    case = ruled_against(work)
    do(work, case, M.ASK_CHAIRMAN, head(OTHER_WARD), reason="Xin xem lại.")
    escalation.run_one(at(work, "2026-12-20T09:00"), case.id)
    assert (case.accountable, case.state) == (OTHER_WARD, State.ACCEPTED)


def test_a_body_that_the_city_does_not_command_is_asked_not_told(work: Work, city: City) -> None:
    case = do(work, declined(work), M.RULE, SUPERVISOR, unit="CA", reason="Việc cư trú.")
    assert (case.accountable, case.offered_to, case.hops) == (WARD, "CA", 0)
    assert told(work, case, "staff.requested") == ["CA head"]
    do(work, case, M.TAKE, head("CA"))
    assert (case.accountable, case.hops) == ("CA", 1)


def test_a_joint_case_has_one_clock_and_a_lead_that_the_arbiter_names(work: Work, city: City) -> None:
    case = a_case(work, "buck_passing", GIA_KIEM, others=(BRANCH,))
    due = case.due_at
    do(work, case, M.NAME_LEAD, SUPERVISOR, unit=BRANCH, reason="Chi nhánh giữ hồ sơ gốc.")
    assert (case.accountable, case.due_at, case.hops, case.state) == (BRANCH, due, 0, State.ROUTED)
    assert GIA_KIEM in case.copied_to
    assert told(work, case, "staff.lead") == [f"{BRANCH} head", f"{GIA_KIEM} head"]
    with pytest.raises(Incomplete):
        do(work, case, M.NAME_LEAD, SUPERVISOR, unit=OTHER_WARD, reason="Không liên quan.")


def test_naming_a_lead_settles_what_hung_over_a_joint_case(work: Work, city: City) -> None:
    case = a_case(work, "buck_passing", GIA_KIEM, others=(BRANCH,), state=State.ACCEPTED)
    do(work, case, M.ASK_RULING, head(GIA_KIEM), reason="Không phải.")
    do(work, case, M.NAME_LEAD, SUPERVISOR, unit=GIA_KIEM, reason="Nơi nộp.")
    assert (case.ruling_by, case.offered_to, case.accountable) == (None, None, GIA_KIEM)
    assert case.events[-1].holder == GIA_KIEM
    do(work, case, M.OFFER, head(GIA_KIEM), unit=WARD, reason="Đất ở đó.", basis="Điều 3")
    do(work, case, M.NAME_LEAD, SUPERVISOR, unit=GIA_KIEM, reason="Vẫn nơi nộp.")
    assert case.offered_to is None
    assert [each.outcome for each in transfers.passes(case.events)] == [transfers.Outcome.DROPPED]


def test_nobody_who_has_nothing_to_do_with_it_hears_of_it(work: Work, city: City) -> None:
    case = passed(work, OTHER_WARD)
    do(work, case, M.OFFER, head(OTHER_WARD), unit=BRANCH, **WHY)
    do(work, case, M.DECLINE, head(BRANCH), reason="Không.")
    do(work, case, M.RULE, SUPERVISOR, unit=BRANCH, reason="Hồ sơ ở đó.")
    assert units_told(work, case) == {WARD, OTHER_WARD, BRANCH, "SNV"}


def test_the_history_tells_every_offer_and_what_became_of_it(work: Work, city: City) -> None:
    case = ruled_against(work)
    assert kinds(case)[-3:] == [K.TRANSFER_OFFERED, K.TRANSFER_DECLINED, K.TRANSFER_RULED]
    assert [(each.sender, each.receiver, each.outcome) for each in transfers.passes(case.events)] == [
        (WARD, OTHER_WARD, transfers.Outcome.UPHELD)
    ]
    assert transfers.matrix([case.events])[WARD, OTHER_WARD] == transfers.Cell(offered=1, upheld=1)
