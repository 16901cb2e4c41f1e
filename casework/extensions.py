"""More time for an answer: asked once before the deadline, approved by another, told before it is over.

EFFECTS: what each of these moves changes, as in casework.effects (PRODUCT section 3, extend).
"""

from __future__ import annotations

from collections.abc import Callable

from casework.rules import deadlines
from casework.scene import Given, Scene
from casework.terms import Incomplete, Move


def _ask(scene: Scene, given: Given) -> Given:
    """Before the deadline only, and not more than the law's model leaves."""
    due, most = scene.due, scene.work.rules.clocks.extension_days
    if due is None or scene.now >= due:
        raise scene.refused()
    scene.case.extension_days = _days(given["days"], most)
    return {}


def _grant(scene: Scene, given: Given) -> Given:
    """As many days as were asked for, or fewer; after silence those that silence gives."""
    case, due = scene.case, scene.due
    if due is None or case.extension_days is None:
        raise scene.refused()
    days = _days(given.get("days") or case.extension_days, case.extension_days)
    after = deadlines.extended(due, days, scene.work.rules.calendar)
    clock, case.extension_days = scene.clock, None
    setattr(case, clock, after)
    moved = {"from": due.isoformat(), "to": after.isoformat()}
    return {"days": days, "clock": clock, "desk": case.accountable, **moved}


def _deny(scene: Scene, given: Given) -> Given:
    scene.case.extension_days = None
    return {"what": "extension_denied"}


def _days(asked: object, most: int) -> int:
    if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= most:
        raise Incomplete(what="days")
    return asked


EFFECTS: dict[Move, Callable[[Scene, Given], Given]] = {
    Move.ASK_EXTENSION: _ask,
    Move.EXTEND: _grant,
    Move.DENY_EXTENSION: _deny,
}
