"""Refusing a report takes two keys, and the citizen may appeal with one tap (PRODUCT 4.8).

EFFECTS: what each of these moves changes, as in casework.effects.
"""

from __future__ import annotations

from collections.abc import Callable

from casework import notices
from casework.scene import Given, Scene
from casework.terms import EventKind, Incomplete, Move


def _propose(scene: Scene, given: Given) -> Given:
    """By a rule of data/refusals.yml: "not ours" is none of them."""
    if given["rule"] not in scene.work.rules.refusals:
        raise Incomplete(what="rule")
    scene.case.refusal_rule = given["rule"]
    return {}


def _refuse(scene: Scene, given: Given) -> Given:
    case = scene.case
    case.closed_at = scene.now
    proposed = [event for event in case.events if event.kind is EventKind.REFUSAL_PROPOSED][-1]
    late = scene.due is not None and proposed.at > scene.due
    return {"rule": case.refusal_rule, "reason": proposed.data["reason"], "proposed_late": late or None}


def _deny(scene: Scene, given: Given) -> Given:
    scene.case.refusal_rule = None
    return {"what": "refusal_denied"}


def _appeal(scene: Scene, given: Given) -> Given:
    """To the chairman through his office, once, with a clock of its own. What was secret stays so."""
    case, rules = scene.case, scene.work.rules
    chairman, office = rules.routing.last_arbiter, rules.routing.deputy_arbiter
    days = rules.clocks.answer_days(case.category, restricted=case.restricted)
    appealed = any(event.kind is EventKind.APPEALED for event in case.events)
    if appealed or days is None or chairman in case.hidden_from:
        raise scene.refused()
    former, case.accountable = case.accountable, chairman
    case.closed_at, case.refusal_rule = None, None
    case.prepared_by = None if office in case.hidden_from else office
    case.copied_to = [code for code in case.copied_to if code not in {chairman, office}]
    notices.open_to(case, former)
    case.second_due_at = scene.work.due_after(scene.now, days)
    moved = {"from": former} if former != chairman else {}
    return {**moved, "to": chairman, "second_due_at": case.second_due_at.isoformat()}


EFFECTS: dict[Move, Callable[[Scene, Given], Given]] = {
    Move.PROPOSE_REFUSAL: _propose,
    Move.REFUSE: _refuse,
    Move.DENY_REFUSAL: _deny,
    Move.APPEAL: _appeal,
}
