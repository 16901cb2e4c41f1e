"""Who may see a case: one function, the same for list, search, move, summary and notice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.sight import Scope, may_see
from casework.terms import Role

WARD, OTHER = "26041", "26068"
PLAIN = Scope(WARD, None, frozenset({"SNV"}), frozenset(), restricted=False, arbiter="SNV")
JOINT = replace(PLAIN, copied_to=frozenset({"SNV", OTHER}))
ABOUT_HEAD = Scope("UBND", "SNV", frozenset({"SNV"}), frozenset({WARD}), restricted=False, arbiter="SNV")
ABOUT_SNV = Scope("UBND", "VPUB", frozenset(), frozenset({"SNV"}), restricted=False, arbiter="VPUB")
RESTRICTED = Scope("TTR", None, frozenset({"SNV"}), frozenset({WARD}), restricted=True, arbiter="SNV")
RESTRICTED_SNV = Scope("TTR", None, frozenset(), frozenset({"SNV"}), restricted=True, arbiter="VPUB")
RESTRICTED_TTR = Scope("UBND", "SNV", frozenset({"SNV"}), frozenset({"TTR"}), restricted=True, arbiter="SNV")
TRIAGE = Scope("SNV", None, frozenset(), frozenset(), restricted=False, arbiter="SNV")

R = Role
TABLE: list[tuple[str, Scope, str, Role, bool]] = [
    ("the head of the unit that answers", PLAIN, WARD, R.HEAD, True),
    ("an officer of the unit that answers", PLAIN, WARD, R.OFFICER, True),
    ("another unit", PLAIN, OTHER, R.HEAD, False),
    ("Sở Nội vụ, told", PLAIN, "SNV", R.SUPERVISOR, True),
    ("the chairman, not told", PLAIN, "UBND", R.LEADER, False),
    ("the inspectorate, not told", PLAIN, "TTR", R.INSPECTOR, False),
    ("the office of the city, not told", PLAIN, "VPUB", R.SUPERVISOR, False),
    ("an administrator of the unit", PLAIN, WARD, R.ADMIN, False),
    ("an administrator of Sở Nội vụ", PLAIN, "SNV", R.ADMIN, False),
    ("the other unit of a joint case", JOINT, OTHER, R.HEAD, True),
    ("its officer", JOINT, OTHER, R.OFFICER, True),
    ("the chairman on a case about a head", ABOUT_HEAD, "UBND", R.LEADER, True),
    ("who prepares it", ABOUT_HEAD, "SNV", R.SUPERVISOR, True),
    ("the head it is about", ABOUT_HEAD, WARD, R.HEAD, False),
    ("an officer of that head", ABOUT_HEAD, WARD, R.OFFICER, False),
    ("Sở Nội vụ on a case about itself", ABOUT_SNV, "SNV", R.SUPERVISOR, False),
    ("an officer of Sở Nội vụ on a case about it", ABOUT_SNV, "SNV", R.OFFICER, False),
    ("who prepares the case about Sở Nội vụ", ABOUT_SNV, "VPUB", R.SUPERVISOR, True),
    ("the inspector on a restricted case", RESTRICTED, "TTR", R.INSPECTOR, True),
    ("an officer of the inspectorate on it", RESTRICTED, "TTR", R.OFFICER, False),
    ("Sở Nội vụ on it, told", RESTRICTED, "SNV", R.SUPERVISOR, True),
    ("an officer of Sở Nội vụ on it", RESTRICTED, "SNV", R.OFFICER, False),
    ("the unit concerned", RESTRICTED, WARD, R.HEAD, False),
    ("the chairman on it, not told", RESTRICTED, "UBND", R.LEADER, False),
    ("the chairman on it, told", replace(RESTRICTED, copied_to=frozenset({"UBND"})), "UBND", R.LEADER, True),
    ("Sở Nội vụ on soliciting within it", RESTRICTED_SNV, "SNV", R.SUPERVISOR, False),
    ("the other arbiter on that, not told", RESTRICTED_SNV, "VPUB", R.SUPERVISOR, False),
    ("the inspectorate on soliciting within it", RESTRICTED_TTR, "TTR", R.INSPECTOR, False),
    ("the chairman on that", RESTRICTED_TTR, "UBND", R.LEADER, True),
    ("Sở Nội vụ finds out who must answer", TRIAGE, "SNV", R.SUPERVISOR, True),
    ("a ward on a case without a unit", TRIAGE, WARD, R.HEAD, False),
]


@pytest.mark.parametrize(
    ("scope", "unit", "role", "sees"), [pytest.param(*row[1:], id=row[0]) for row in TABLE]
)
def test_who_sees(scope: Scope, unit: str, role: Role, sees: bool) -> None:
    assert may_see(unit, role, scope) is sees


CODES = ["SNV", "VPUB", "TTR", "UBND", WARD, OTHER]
ANY: dict[str, Any] = {
    "accountable": st.sampled_from(CODES),
    "prepared_by": st.none() | st.sampled_from(CODES),
    "copied_to": st.frozensets(st.sampled_from(CODES)),
    "hidden_from": st.frozensets(st.sampled_from(CODES)),
    "restricted": st.booleans(),
    "arbiter": st.sampled_from(CODES),
}


@given(st.builds(Scope, **ANY), st.sampled_from(CODES), st.sampled_from(Role))
def test_hidden_means_hidden_whatever_the_role(scope: Scope, unit: str, role: Role) -> None:
    assert not may_see(unit, role, replace(scope, hidden_from=scope.hidden_from | {unit}))


@given(st.builds(Scope, **ANY), st.sampled_from(CODES), st.sampled_from(Role))
def test_restricting_a_case_never_opens_it_to_anybody(scope: Scope, unit: str, role: Role) -> None:
    open_, closed = replace(scope, restricted=False), replace(scope, restricted=True)
    assert may_see(unit, role, open_) or not may_see(unit, role, closed)


@given(st.builds(Scope, **ANY), st.sampled_from(CODES))
def test_an_administrator_never_sees_a_case(scope: Scope, unit: str) -> None:
    assert not may_see(unit, Role.ADMIN, scope)


@given(st.builds(Scope, **ANY), st.sampled_from(Role))
def test_who_was_never_named_sees_nothing(scope: Scope, role: Role) -> None:
    assert not may_see("25195", role, scope)
