"""Who may look at a name: the arbiter; of a restricted case the inspectorate; the unit where it was let."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.looks import may_look, may_oversee
from casework.rules.sight import Scope, may_see
from casework.terms import IdentityMode, Role

UNITS = ("26041", "26068", "SNV", "VPUB", "TTR", "UBND")
SEALED, SHOWN, NONE = IdentityMode.SEALED, IdentityMode.SHOWN, IdentityMode.NONE


def scope(accountable: str = "26041", **changed: object) -> Scope:
    ordinary: dict[str, object] = {
        "accountable": accountable,
        "prepared_by": None,
        "copied_to": frozenset({"SNV"}),
        "hidden_from": frozenset(),
        "restricted": False,
        "arbiter": "SNV",
    }
    return Scope(**(ordinary | changed))  # type: ignore[arg-type]


ORDINARY = scope()
RESTRICTED = scope("TTR", restricted=True)
ABOUT_SNV = scope(
    "UBND", prepared_by="VPUB", hidden_from=frozenset({"SNV"}), copied_to=frozenset(), arbiter="VPUB"
)
ABOUT_HEAD = scope("UBND", prepared_by="SNV", hidden_from=frozenset({"26041"}))
TOLD = scope(copied_to=frozenset({"26068"}))
ABOUT_TTR = scope("UBND", restricted=True, hidden_from=frozenset({"TTR"}))

ROWS = [
    pytest.param("SNV", Role.SUPERVISOR, ORDINARY, SEALED, True, id="the arbiter"),
    pytest.param("SNV", Role.OFFICER, ORDINARY, SEALED, False, id="an officer of the arbiter's office"),
    pytest.param("26041", Role.HEAD, ORDINARY, SEALED, False, id="the unit when sealed"),
    pytest.param("26041", Role.HEAD, ORDINARY, SHOWN, True, id="the unit when shown"),
    pytest.param("26041", Role.OFFICER, ORDINARY, SHOWN, True, id="its officer when shown"),
    pytest.param("26041", Role.ADMIN, ORDINARY, SHOWN, False, id="its administrator never"),
    pytest.param("26068", Role.HEAD, ORDINARY, SHOWN, False, id="another unit"),
    pytest.param("26068", Role.HEAD, TOLD, SHOWN, False, id="a unit told of it"),
    pytest.param("TTR", Role.INSPECTOR, ORDINARY, SEALED, False, id="the inspectorate of an ordinary case"),
    pytest.param("TTR", Role.INSPECTOR, RESTRICTED, SEALED, True, id="the inspectorate of a restricted case"),
    pytest.param("SNV", Role.SUPERVISOR, RESTRICTED, SEALED, False, id="the arbiter of a restricted case"),
    pytest.param("UBND", Role.LEADER, ABOUT_TTR, SEALED, True, id="the chairman about Thanh tra"),
    pytest.param("TTR", Role.INSPECTOR, ABOUT_TTR, SEALED, False, id="Thanh tra about itself"),
    pytest.param("VPUB", Role.SUPERVISOR, ABOUT_SNV, SEALED, True, id="the deputy arbiter about Sở Nội vụ"),
    pytest.param("SNV", Role.SUPERVISOR, ABOUT_SNV, SHOWN, False, id="Sở Nội vụ about itself"),
    pytest.param("26041", Role.HEAD, ABOUT_HEAD, SHOWN, False, id="the head it is about"),
]


@pytest.mark.parametrize(("unit", "role", "case", "mode", "allowed"), ROWS)
def test_who_may_look(unit: str, role: Role, case: Scope, mode: IdentityMode, allowed: bool) -> None:
    assert may_look(unit, role, case, mode) is allowed


@pytest.mark.parametrize(("unit", "role"), [*product(UNITS, Role)])
@pytest.mark.parametrize("case", [ORDINARY, RESTRICTED, ABOUT_SNV, ABOUT_HEAD, ABOUT_TTR])
def test_of_a_report_without_a_name_nobody_may(unit: str, role: Role, case: Scope) -> None:
    assert not may_look(unit, role, case, NONE)


units = st.sampled_from(UNITS)
scopes = st.builds(
    Scope,
    accountable=units,
    prepared_by=st.none() | units,
    copied_to=st.frozensets(units),
    hidden_from=st.frozensets(units),
    restricted=st.booleans(),
    arbiter=st.sampled_from(("SNV", "VPUB")),
)


@given(units, st.sampled_from(Role), scopes, st.sampled_from(IdentityMode))
def test_who_may_not_see_it_may_not_look(unit: str, role: Role, case: Scope, mode: IdentityMode) -> None:
    if may_look(unit, role, case, mode) or may_oversee(unit, role, case):
        assert may_see(unit, role, case)
        assert unit not in case.hidden_from
