"""The morning message of those who keep watch: what heads have not taken note of, what they are silent on."""

from __future__ import annotations

import pytest

from casework import escalation, patterns
from casework.patterns import Finding
from casework.terms import PatternKind, Role
from casework.work import Work
from dialogue import staff_morning
from dialogue.staff_words import spoken
from tests.builders import a_case, accepted
from tests.casework.house import OTHER_WARD, WARD, City, at, staffed


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


def read(work: Work, city: City, unit: str, role: Role) -> str:
    return spoken(staff_morning.message(work, city.members[unit, role]), "vi", work.rules).plain


@pytest.mark.parametrize(
    ("unit", "role", "told"),
    [("SNV", Role.SUPERVISOR, True), ("UBND", Role.LEADER, True), (WARD, Role.HEAD, False)],
)
def test_who_watches_reads_what_heads_are_silent_on(
    work: Work, city: City, unit: str, role: Role, told: bool
) -> None:
    case = a_case(work, "delay", WARD)
    accepted(work, case)
    loop = Finding(PatternKind.COORDINATION, WARD, (OTHER_WARD,), None, 1, {}, (case.id,))
    patterns.open_pattern(work, loop)
    escalation.run_one(at(work, "2026-12-02T17:00"), case.id)
    text = read(at(work, "2026-12-21T07:15"), city, unit, role)
    assert (f"1 đôn đốc chưa được người đứng đầu xác nhận đã biết: {case.ref}." in text) is told
    assert ("1 vấn đề lặp lại đã quá hạn trả lời." in text) is told


def test_nothing_is_said_where_everybody_has_answered(work: Work, city: City) -> None:
    assert "đôn đốc" not in read(work, city, "SNV", Role.SUPERVISOR)
