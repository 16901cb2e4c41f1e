"""Reminders that heads have not taken note of: listed for those who keep watch, gone with a tap."""

from __future__ import annotations

import pytest

from casework import acknowledging, escalation
from casework.records import Case
from casework.terms import EventKind, Role
from casework.work import Work
from tests.builders import a_case, accepted
from tests.casework.house import OTHER_WARD, WARD, City, at, last, staffed

DUE = "2026-11-27T17:00"


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def overdue(work: Work, unit: str = WARD) -> Case:
    """A late dossier whose head was told when it was due."""
    case = a_case(work, "delay", unit)
    accepted(work, case)
    escalation.run_one(at(work, DUE), case.id)
    return case


def listed(work: Work, city: City, unit: str = "SNV", role: Role = Role.SUPERVISOR) -> list[str]:
    return [each.case.ref for each in acknowledging.missing(work, city.members[unit, role])]


def test_a_head_has_a_working_day_to_take_note(work: Work, city: City) -> None:
    case = overdue(work)
    assert listed(at(work, "2026-12-01T16:59"), city) == []
    assert listed(at(work, "2026-12-01T17:00"), city) == [case.ref]


@pytest.mark.parametrize(
    ("role", "still"), [(Role.HEAD, False), (Role.OFFICER, True)], ids=["the head", "an officer"]
)
def test_the_tap_of_the_head_alone_takes_it_off(work: Work, city: City, role: Role, still: bool) -> None:
    case, later = overdue(work), at(work, "2026-12-02T09:00")
    acknowledging.acknowledge(later, case.ref, city.members[WARD, role], last(case, EventKind.ESCALATED).seq)
    assert bool(listed(later, city)) is still


def test_each_further_step_waits_for_its_own_tap(work: Work, city: City) -> None:
    case = overdue(work)
    head = city.members[WARD, Role.HEAD]
    acknowledging.acknowledge(work, case.ref, head, last(case, EventKind.ESCALATED).seq)
    escalation.run_one(at(work, "2026-12-02T17:00"), case.id)
    assert listed(at(work, "2026-12-04T17:00"), city) == [case.ref]


def test_the_longest_silent_come_first_and_nobody_sees_what_is_kept_from_them(work: Work, city: City) -> None:
    of_home_affairs, first = overdue(work, "SNV"), overdue(work)
    second = a_case(at(work, "2026-11-25T09:00"), "delay", OTHER_WARD)
    escalation.run_one(at(work, "2026-12-01T09:00"), second.id)
    later = at(work, "2026-12-07T09:00")
    assert listed(later, city) == [first.ref, second.ref]
    assert of_home_affairs.ref in listed(later, city, "VPUB")


def test_what_was_answered_is_owed_no_tap_any_more(work: Work, city: City) -> None:
    case = overdue(work)
    case.state = type(case.state).ANSWERED
    assert listed(at(work, "2026-12-07T09:00"), city) == []
