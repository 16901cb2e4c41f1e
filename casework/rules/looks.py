"""Who may look at the name and phone that a citizen left, and who watches over such looks (PRODUCT 5).

Whoever may not see the case may not look either. Pure: no clock, no database.
"""

from __future__ import annotations

from casework.rules.sight import Scope, may_see
from casework.terms import IdentityMode, Role

WATCHES_RESTRICTED = frozenset({Role.INSPECTOR, Role.LEADER})
AT_DESK = frozenset({Role.OFFICER, Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR})


def may_oversee(unit: str, role: Role, scope: Scope) -> bool:
    """Whether a member sees who looked: the arbiter's; of a restricted case the inspectorate that has it.

    Where Thanh tra itself is the subject the chairman has the case and stands in its place.
    """
    if not may_see(unit, role, scope):
        return False
    if scope.restricted:
        return role in WATCHES_RESTRICTED and unit == scope.accountable
    return role is Role.SUPERVISOR and unit == scope.arbiter


def may_look(unit: str, role: Role, scope: Scope, mode: IdentityMode) -> bool:
    """Whether a member may look at what was left, with a reason; the unit only where the citizen let it."""
    if mode is IdentityMode.NONE:
        return False
    if may_oversee(unit, role, scope):
        return True
    shown = mode is IdentityMode.SHOWN and not scope.restricted
    at_desk = unit in {scope.accountable, scope.prepared_by} and role in AT_DESK
    return shown and at_desk and may_see(unit, role, scope)
