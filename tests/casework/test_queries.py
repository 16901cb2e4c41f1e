"""Reading cases: lists, search and single looks through the sight rule; what the command line prints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casework import handling, queries
from casework.queries import Search
from casework.records import Case
from casework.rules.deadlines import working_minutes
from casework.terms import CITIZEN, Move, NotVisible, Role, State
from casework.work import Work
from tests.builders import a_case, a_citizen, accepted, answered
from tests.casework.house import BRANCH, GIA_KIEM, OTHER_WARD, POSTS, WARD, City, at, staffed


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


@pytest.fixture
def cases(work: Work, city: City) -> dict[str, Case]:
    """One of each kind."""
    return {
        "plain": a_case(work, "delay", WARD),
        "other": a_case(work, "delay", OTHER_WARD),
        "about head": a_case(work, "attitude", WARD, flags=("about_head",)),
        "about home affairs": a_case(work, "delay", "SNV"),
        "restricted": a_case(work, "harassment", WARD),
        "restricted, home affairs": a_case(work, "harassment", "SNV"),
        "joint": a_case(work, "buck_passing", GIA_KIEM, others=(BRANCH,)),
        "triage": a_case(work, "delay", None),
        "done": a_case(work, "delay", WARD, state=State.CLOSED),
    }


SEES: dict[tuple[str, Role], set[str]] = {
    (WARD, Role.HEAD): {"plain", "done"},
    (WARD, Role.OFFICER): {"plain", "done"},
    (OTHER_WARD, Role.HEAD): {"other"},
    (GIA_KIEM, Role.HEAD): {"joint"},
    (BRANCH, Role.HEAD): {"joint"},
    ("SNV", Role.SUPERVISOR): {"plain", "other", "about head", "restricted", "joint", "triage", "done"},
    ("VPUB", Role.SUPERVISOR): {"about home affairs"},
    ("UBND", Role.LEADER): {"about head", "about home affairs"},
    ("TTR", Role.INSPECTOR): {"restricted", "restricted, home affairs"},
    ("CA", Role.HEAD): set(),
    ("VPDKDD", Role.HEAD): set(),
}


@pytest.mark.parametrize("post", SEES, ids=str)
def test_each_post_sees_its_cases_in_every_way_of_looking(
    work: Work, city: City, cases: dict[str, Case], post: tuple[str, Role]
) -> None:
    member = city.members[post]
    assert {name for name, case in cases.items() if queries.visible(member, case, work.rules)} == SEES[post]
    queue = queries.queue_of(work.session, work.rules, member)
    assert {name for name, case in cases.items() if case in queue} == SEES[post] - {"done"}
    for name, case in cases.items():
        if name in SEES[post]:
            assert queries.case_for_staff(work.session, work.rules, member, case.ref) is case
        else:
            with pytest.raises(NotVisible) as hidden:
                queries.case_for_staff(work.session, work.rules, member, case.ref)
            assert hidden.value.params == {"ref": case.ref}


def test_a_hidden_case_and_none_at_all_are_refused_in_the_same_words(
    work: Work, city: City, cases: dict[str, Case]
) -> None:
    member = city.members[OTHER_WARD, Role.HEAD]
    refusals = []
    for typed in (cases["restricted"].ref, "DN-261123-0042-3", "nonsense", ""):
        with pytest.raises(NotVisible) as refused:
            queries.case_for_staff(work.session, work.rules, member, typed)
        refusals.append((refused.value.key, refused.value.params["ref"] == typed))
    assert len(set(refusals)) == 1


def test_the_queue_begins_with_what_is_on_the_own_desk_the_nearest_deadline_first(
    work: Work, city: City
) -> None:
    slow, fast = a_case(work, "attitude", GIA_KIEM), a_case(work, "delay", GIA_KIEM)
    known = a_case(work, "buck_passing", BRANCH, others=(GIA_KIEM,))
    member = city.members[GIA_KIEM, Role.HEAD]
    assert queries.queue_of(work.session, work.rules, member) == [fast, slow, known]


def test_posts_of_the_table_are_those_of_the_city() -> None:
    assert set(SEES) <= set(POSTS)


def test_a_citizen_sees_what_was_filed_in_the_own_conversation(work: Work) -> None:
    mine, theirs = a_citizen(work).pseudonym, a_citizen(work).pseudonym
    case = a_case(work, reporter=mine)
    assert queries.case_of_citizen(work.session, mine, case.ref.lower().replace("-", " ")) is case
    with pytest.raises(NotVisible):
        queries.case_of_citizen(work.session, theirs, case.ref)
    assert queries.cases_of_citizen(work.session, mine) == [case]
    assert queries.cases_of_citizen(work.session, theirs) == []


def test_a_ref_with_one_wrong_digit_is_nobodys_case(work: Work) -> None:
    person = a_citizen(work).pseudonym
    refs = [a_case(work, reporter=person).ref for _ in range(5)]
    for ref in refs:
        for place, digit in enumerate(ref):
            if digit.isdigit():
                for other in "0123456789".replace(digit, ""):
                    typed = ref[:place] + other + ref[place + 1 :]
                    with pytest.raises(NotVisible):
                        queries.case_of_citizen(work.session, person, typed)


def test_the_operator_searches_by_state_unit_and_time(work: Work) -> None:
    early = a_case(work, "delay", WARD)
    late = a_case(at(work, "2026-11-25T09:00"), "delay", OTHER_WARD)
    session = work.session
    assert queries.search(session, Search()) == [early, late]
    assert queries.search(session, Search(unit=WARD)) == [early]
    assert queries.search(session, Search(since=late.received_at)) == [late]
    assert queries.search(session, Search(states=frozenset({State.CLOSED}))) == []


FIELDS = {
    *("ref", "state", "category", "secondary", "flags", "lodged_at", "unit", "accountable", "prepared_by"),
    *("copied_to", "restricted", "hidden_from", "identity", "received_at", "due_at", "promised_on", "hops"),
    *("reopened", "events"),
}


def test_a_row_has_the_fields_of_the_interface_and_nobody_in_it(work: Work) -> None:
    case = a_case(work, "delay", WARD, story="Tôi là Bưởi, 0912345678")
    row = json.loads(json.dumps(queries.as_row(case, work.rules)))
    assert row.keys() == FIELDS
    assert row["lodged_at"] == {"code": WARD, "name": "Phường Trấn Biên"}
    assert row["accountable"] == {"code": WARD, "title": "Chủ tịch UBND phường Trấn Biên"}
    assert row["received_at"] == "2026-11-23T09:00:00+07:00"
    assert row["due_at"] == "2026-11-27T17:00:00+07:00"
    assert not {"Bưởi", "0912345678", case.reporter} & set(json.dumps(row).split('"'))


def test_a_case_in_full_has_its_events_ledger_and_notices_and_nobody_in_it(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD, story="Tôi là Bưởi, 0912345678")
    accepted(work, case)
    full = json.loads(json.dumps(queries.in_full(work.session, case, work.rules, work.now)))
    assert full["events"][0]["kind"] == "received"
    assert {"kind": "staff.new_case", "to": {"unit": WARD, "role": "head"}}.items() <= {
        name: value for name, value in full["notices"][0].items() if name in {"kind", "to"}
    }.items()
    text = json.dumps(full, ensure_ascii=False)
    assert "Bưởi" not in text
    assert "0912345678" not in text
    assert case.reporter not in text


def held(work: Work, case: Case, moment: str) -> dict[str, int]:
    return queries.ledger(case.events, work.rules, at(work, moment).now)


def test_the_ledger_tells_who_held_the_case_for_how_long(work: Work, city: City) -> None:
    supervisor: Any = city.actor("SNV", Role.SUPERVISOR)
    case = a_case(work, "delay", WARD)
    head = city.actor(WARD, Role.HEAD)
    handling.move(at(work, "2026-11-23T10:00"), case.ref, Move.WRONG_ADDRESS, head, reason="Nhầm.")
    handling.move(at(work, "2026-11-23T14:00"), case.ref, Move.TRIAGE, supervisor, unit=OTHER_WARD)
    answered_at = at(work, "2026-11-25T08:30")
    accepted(answered_at, case)
    answered(answered_at, case)
    handling.move(at(work, "2026-11-25T09:00"), case.ref, Move.SETTLE, CITIZEN)
    assert held(work, case, "2026-12-30T09:00") == {
        WARD: 60,
        "SNV": 90 + 60,
        OTHER_WARD: 180 + 60,
        "citizen": 30,
    }
    age = working_minutes(case.received_at, at(work, "2026-11-25T09:00").now, work.rules.calendar)
    assert sum(held(work, case, "2026-12-30T09:00").values()) == age
