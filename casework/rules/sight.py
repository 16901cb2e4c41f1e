"""Who may see a case: the one function that guards list, search, read, move, export, summary and notice.

PRODUCT section 5: hidden means hidden, whatever the role; a restricted case is for the inspectorate, the
body that must answer and the supervisors or leaders expressly told; an administrator never sees what a case
says.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.terms import Role

TOLD_IN_CONFIDENCE = frozenset({Role.SUPERVISOR, Role.LEADER})


@dataclass(frozen=True)
class Scope:
    """What sight needs to know of a case; unit codes throughout."""

    accountable: str
    prepared_by: str | None
    copied_to: frozenset[str]
    hidden_from: frozenset[str]
    restricted: bool
    arbiter: str


def may_see(unit: str, role: Role, scope: Scope) -> bool:
    """Whether a member of `unit` in `role` may see a case of this scope."""
    if role is Role.ADMIN or unit in scope.hidden_from:
        return False
    if unit in {scope.accountable, scope.prepared_by}:
        return not scope.restricted or role is not Role.OFFICER
    if scope.restricted:
        return role in TOLD_IN_CONFIDENCE and unit in scope.copied_to
    return unit in scope.copied_to or (role is Role.SUPERVISOR and unit == scope.arbiter)
