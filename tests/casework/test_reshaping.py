"""What a case is: relabelled, restricted, merged, split. None of it moves the deadline."""

from __future__ import annotations

from typing import Any

import pytest

from casework import handling, history, queries
from casework.records import Case
from casework.terms import (
    CITIZEN,
    Actor,
    EventKind,
    Finding,
    IdentityMode,
    Incomplete,
    Move,
    NotAllowed,
    Role,
    State,
)
from casework.work import Work
from tests.builders import a_case
from tests.casework.house import OTHER_WARD, WARD, City, at, last, staffed, told, units_told

M, K, S = Move, EventKind, State
HEAD, SUPERVISOR = Actor(Role.HEAD, WARD), Actor(Role.SUPERVISOR, "SNV")
WHY: dict[str, Any] = {"reason": "Đọc lại thì là việc khác."}
ANSWER: dict[str, Any] = {
    "finding": Finding.RIGHT,
    "cause": "signing",
    "remedy": "Đã trả kết quả.",
}


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def do(work: Work, case: Case, what: Move, actor: Actor = SUPERVISOR, **given: Any) -> Case:
    return handling.move(work, case.ref, what, actor, **given)


def test_another_label_at_the_same_unit_changes_nothing_else(work: Work, city: City) -> None:
    case = a_case(work, "attitude", WARD, state=S.ACCEPTED)
    before = (case.due_at, case.accountable, case.hops)
    do(work, case, M.RELABEL, category="unavailable", **WHY)
    assert (case.due_at, case.accountable, case.hops) == before
    assert (case.category, last(case, K.RELABELLED).data["was"]) == ("unavailable", "attitude")


def test_a_label_that_sends_it_elsewhere_is_a_hop_and_the_deadline_stays(work: Work, city: City) -> None:
    case = a_case(work, "unavailable", WARD, state=S.ACCEPTED)
    due = case.due_at
    do(work, case, M.RELABEL, category="online_service", **WHY)
    assert (case.accountable, case.hops, case.due_at) == ("SKHCN", 1, due)
    assert told(work, case, "staff.relabelled") == ["SKHCN head", f"{WARD} head"]
    assert told(work, case, "citizen.relabelled") == ["citizen"]


def test_a_label_opens_nothing_that_was_kept_from_somebody(work: Work, city: City) -> None:
    case = a_case(work, "harassment", WARD)
    do(work, case, M.RELABEL, Actor(Role.INSPECTOR, "TTR"), category="attitude", **WHY)
    assert (case.accountable, case.restricted, case.hidden_from) == ("TTR", True, [WARD])
    assert WARD not in units_told(work, case)


@pytest.mark.parametrize("category", ["praise", "question", "nothing"])
def test_only_a_label_that_is_owed_an_answer_is_given(work: Work, city: City, category: str) -> None:
    with pytest.raises(Incomplete):
        do(work, a_case(work, "fee", WARD), M.RELABEL, category=category, **WHY)


def test_what_is_restricted_later_is_kept_from_the_unit_that_had_it(work: Work, city: City) -> None:
    case = a_case(work, "attitude", WARD, state=S.ACCEPTED, identity=IdentityMode.SHOWN)
    due = case.due_at
    do(work, case, M.RESTRICT, reason="Có dấu hiệu vòi vĩnh.")
    assert (case.accountable, case.restricted, case.due_at) == ("TTR", True, due)
    assert case.hidden_from == [WARD]
    assert case.identity is IdentityMode.SEALED
    assert not queries.visible(city.members[WARD, Role.HEAD], case, work.rules)
    assert told(work, case, "staff.new_case")[-1] == "TTR inspector"
    with pytest.raises(NotAllowed):
        do(work, case, M.RESTRICT, reason="Lần nữa.")


def test_one_who_took_it_over_is_shut_out_as_well(work: Work, city: City) -> None:
    case = a_case(work, "fee", WARD, state=S.ACCEPTED)
    do(work, case, M.OFFER, HEAD, unit=OTHER_WARD, reason="Đất ở đó.", basis="Nơi có đất.")
    do(work, case, M.TAKE, Actor(Role.HEAD, OTHER_WARD))
    do(work, case, M.RESTRICT, reason="Có dấu hiệu vòi vĩnh.")
    assert set(case.hidden_from) == {WARD, OTHER_WARD}


def test_merged_cases_are_answered_once_and_both_citizens_hear_of_it(work: Work, city: City) -> None:
    first, second = (a_case(work, "fee", WARD, state=S.ACCEPTED) for _ in range(2))
    do(work, second, M.MERGE, into=first.ref.lower(), **WHY)
    assert (second.state, second.merged_into) == (S.MERGED, first.ref)
    assert told(work, second, "citizen.merged") == ["citizen"]
    do(work, first, M.ANSWER, HEAD, **ANSWER)
    assert told(work, second, "citizen.answered_merged") == ["citizen"]


def test_a_chain_of_merged_cases_gets_the_answer_as_well(work: Work, city: City) -> None:
    first, second, third = (a_case(work, "fee", WARD, state=S.ACCEPTED) for _ in range(3))
    do(work, third, M.MERGE, into=second.ref, **WHY)
    do(work, second, M.MERGE, into=first.ref, **WHY)
    do(work, first, M.ANSWER, HEAD, **ANSWER)
    assert told(work, third, "citizen.answered_merged") == ["citizen"]


def test_a_case_is_merged_only_into_an_open_one_that_the_same_people_may_see(work: Work, city: City) -> None:
    case, over = a_case(work, "fee", WARD), a_case(work, "fee", WARD)
    do(work, over, M.WITHDRAW, CITIZEN)
    for into in (over.ref, case.ref, "DN-261123-9999-9", ""):
        with pytest.raises(Incomplete):
            do(work, case, M.MERGE, into=into, **WHY)
    with pytest.raises(NotAllowed):
        do(work, case, M.MERGE, into=a_case(work, "harassment", WARD).ref, **WHY)


def test_a_part_becomes_a_case_of_its_own_due_as_from_the_first_day(work: Work, city: City) -> None:
    case = a_case(work, "facilities", WARD, state=S.ACCEPTED)
    later = at(work, "2026-11-25T10:00")
    do(later, case, M.SPLIT, category="attitude", unit=OTHER_WARD, text="Cán bộ gắt gỏng.", **WHY)
    part = queries.cases_of_citizen(work.session, case.reporter)[0]
    assert (part.category, part.accountable, part.reporter) == ("attitude", OTHER_WARD, case.reporter)
    assert part.due_at == at(work, "2026-12-01T17:00").now
    assert last(case, K.SPLIT).data["into"] == part.ref
    assert last(part, K.RECEIVED).data["part_of"] == case.ref
    assert history.texts(work.session, part, "story") == ["Cán bộ gắt gỏng."]
    assert told(work, part, "staff.new_case") == [f"{OTHER_WARD} head"]
    assert told(work, case, "citizen.split") == ["citizen"]
