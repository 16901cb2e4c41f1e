"""What is found out about an answer, and what is done about people and rules.

EFFECTS: what each of these moves changes, as in casework.effects (PRODUCT section 3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from casework import history
from casework.scene import Given, Scene
from casework.terms import EventKind, Finding, Incomplete, Move

CONFIRMED = frozenset({Finding.RIGHT, Finding.PARTLY})


def _check(scene: Scene, given: Given) -> Given:
    """The finding that counts for indices; after checked buck-passing a measure is due."""
    case, finding = scene.case, given["finding"]
    if finding not in set(Finding):
        raise Incomplete(what="finding")
    answer = history.last(case, EventKind.ANSWERED)
    case.checked = finding
    due = None
    if case.category == "buck_passing" and finding in CONFIRMED and case.measure_due_at is None:
        due = scene.work.due_after(scene.now, scene.work.rules.clocks.measure_days)
        case.measure_due_at = due
    return {"of": answer.seq if answer else None, "measure_due_at": due.isoformat() if due else None}


def _record_measure(scene: Scene, given: Given) -> Given:
    """What was done, from a list, with the paper that proves it and its date, which is not ahead."""
    if given["measure"] not in scene.work.rules.measures:
        raise Incomplete(what="measure")
    on = given["on"]
    if not isinstance(on, date) or on > scene.work.today:
        raise Incomplete(what="on")
    scene.case.measure_due_at = None
    return {}


def _met(scene: Scene, given: Given) -> Given:
    """The call or the meeting that the citizen asked for has taken place."""
    by, scene.case.meet_by = scene.case.meet_by, None
    return {"what": "met", "late": True if by and scene.now > by else None}


def _inform_head(scene: Scene, given: Given) -> Given:
    """What the inspectorate tells the head of the unit concerned, in its own words, without the case."""
    return {"to": scene.case.lodged_at}


EFFECTS: dict[Move, Callable[[Scene, Given], Given]] = {
    Move.CHECK: _check,
    Move.RECORD_MEASURE: _record_measure,
    Move.MET: _met,
    Move.INFORM_HEAD: _inform_head,
}
