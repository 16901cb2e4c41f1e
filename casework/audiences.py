"""Whom a move tells and of what kind of notice: TELLS; how each of them is reached: AUDIENCES."""

from __future__ import annotations

from collections.abc import Callable

from casework import intake, notices
from casework.records import CaseEvent
from casework.scene import Scene
from casework.terms import Move, Party


def _to_desk_former_and_arbiter(kind: str) -> tuple[tuple[str, str], ...]:
    return (("accountable", kind), ("former", kind), ("arbiter", kind))


_REOPENED = _to_desk_former_and_arbiter("staff.reopened")

TELLS: dict[Move, tuple[tuple[str, str], ...]] = {
    Move.TRIAGE: (("citizen", "citizen.routed"), ("routing", "")),
    Move.ACCEPT: (("citizen", "citizen.accepted"),),
    Move.WRONG_ADDRESS: (("citizen", "citizen.rerouting"), ("accountable", "staff.wrong_address")),
    Move.ASK: (("citizen", "citizen.asked"),),
    Move.SUPPLY: (("citizen", "citizen.resumed"), ("accountable", "staff.supplied")),
    Move.ADD: (("accountable", "staff.added"),),
    Move.ANSWER: (("citizen", "citizen.answered"),),
    Move.SETTLE: (("accountable", "staff.settled"),),
    Move.PROMISE_KEPT: (("accountable", "staff.settled"),),
    Move.NOT_SETTLED: _REOPENED,
    Move.PARTLY: _REOPENED,
    Move.REOPEN: _REOPENED,
    Move.PROMISE_MISSED: _to_desk_former_and_arbiter("staff.promise_missed"),
    Move.CLOSE_UNCONFIRMED: (("citizen", "citizen.closed_unconfirmed"),),
    Move.WITHDRAW: (("accountable", "staff.withdrawn"), ("arbiter if demanded", "staff.withdrawn")),
    Move.MEET: (("arbiter", "staff.meet"),),
}


def _to_citizen(scene: Scene, kind: str, event: CaseEvent) -> None:
    if scene.actor.party is not Party.CITIZEN:
        notices.tell_citizen(scene.work, scene.case, kind, event)


def _to_accountable(scene: Scene, kind: str, event: CaseEvent) -> None:
    notices.tell_or_report(scene.work, scene.case, kind, event, unit=scene.case.accountable)
    if scene.case.prepared_by:
        notices.tell_unit(scene.work, scene.case, kind, event, unit=scene.case.prepared_by)


def _to_arbiter(scene: Scene, kind: str, event: CaseEvent) -> None:
    """Who was told as the desk already is not told again: a notice is unique for its event and reader."""
    notices.open_to(scene.case, scene.arbiter)
    notices.tell_unit(scene.work, scene.case, kind, event, unit=scene.arbiter)


def _to_arbiter_if_demanded(scene: Scene, kind: str, event: CaseEvent) -> None:
    if event.data.get("demanded"):
        _to_arbiter(scene, kind, event)


def _to_former(scene: Scene, kind: str, event: CaseEvent) -> None:
    """The unit that had the case until now, when it went to somebody else."""
    former = event.data.get("from")
    if former:
        notices.tell_unit(scene.work, scene.case, kind, event, unit=former)


def _to_all_routed(scene: Scene, kind: str, event: CaseEvent) -> None:
    intake.tell_of_routing(scene.work, scene.case, event)


AUDIENCES: dict[str, Callable[[Scene, str, CaseEvent], None]] = {
    "citizen": _to_citizen,
    "accountable": _to_accountable,
    "former": _to_former,
    "arbiter": _to_arbiter,
    "arbiter if demanded": _to_arbiter_if_demanded,
    "routing": _to_all_routed,
}
