"""Whom a move tells and of what kind of notice: TELLS; how each of them is reached: AUDIENCES."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from casework import history, intake, notices
from casework.records import Case, CaseEvent
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
    Move.ANSWER: (("citizen", "citizen.answered"), ("followers", "citizen.answered_merged")),
    Move.SETTLE: (("accountable", "staff.settled"),),
    Move.PROMISE_KEPT: (("accountable", "staff.settled"),),
    Move.NOT_SETTLED: _REOPENED,
    Move.PARTLY: _REOPENED,
    Move.REOPEN: _REOPENED,
    Move.PROMISE_MISSED: _to_desk_former_and_arbiter("staff.promise_missed"),
    Move.CLOSE_UNCONFIRMED: (("citizen", "citizen.closed_unconfirmed"),),
    Move.WITHDRAW: (("accountable", "staff.withdrawn"), ("arbiter if demanded", "staff.withdrawn")),
    Move.MEET: (("arbiter", "staff.meet"),),
    Move.OFFER: (("citizen", "citizen.offered"), ("receiver", "staff.offer")),
    Move.TAKE: (("citizen", "citizen.moved"), ("former", "staff.offer_taken")),
    Move.DECLINE: (
        ("citizen", "citizen.to_be_ruled"),
        ("ruler", "staff.to_rule"),
        ("accountable", "staff.offer_declined"),
        ("receiver if silent", "staff.offer_declined"),
    ),
    Move.ASK_RULING: (("citizen", "citizen.to_be_ruled"), ("ruler", "staff.to_rule")),
    Move.RULE: (
        ("citizen", "citizen.ruled"),
        ("accountable", "staff.ruled"),
        ("former", "staff.ruled"),
        ("requested", "staff.requested"),
        ("arbiter if silent", "staff.ruled"),
    ),
    Move.ASK_CHAIRMAN: (("ruler", "staff.review"), ("chancery", "staff.review")),
    Move.ASK_EXTENSION: (("second key", "staff.extension_asked"),),
    Move.EXTEND: (
        ("citizen", "citizen.extended"),
        ("accountable", "staff.extended"),
        ("arbiter if silent", "staff.extended"),
    ),
    Move.DENY_EXTENSION: (("accountable", "staff.extension_denied"),),
    Move.PROPOSE_REFUSAL: (("second key", "staff.refusal_proposed"),),
    Move.REFUSE: (("citizen", "citizen.refused"), ("accountable", "staff.refused")),
    Move.DENY_REFUSAL: (("accountable", "staff.refusal_denied"),),
    Move.APPEAL: _to_desk_former_and_arbiter("staff.appealed"),
    Move.CHECK: (("citizen", "citizen.checked"), ("accountable", "staff.checked")),
    Move.RECORD_MEASURE: (("arbiter", "staff.measure_recorded"),),
    Move.INFORM_HEAD: (("concerned head", "staff.head_informed"),),
    Move.HAND_TO_POLICE: (("citizen", "citizen.handed_to_police"),),
    Move.RELABEL: (
        ("citizen", "citizen.relabelled"),
        ("accountable", "staff.relabelled"),
        ("former", "staff.relabelled"),
    ),
    Move.MERGE: (("citizen", "citizen.merged"), ("accountable", "staff.merged")),
    Move.SPLIT: (("citizen", "citizen.split"), ("accountable", "staff.split")),
    Move.RESTRICT: (("citizen", "citizen.restricted"), ("routing", "")),
    Move.NAME_LEAD: (
        ("citizen", "citizen.ruled"),
        ("accountable", "staff.lead"),
        ("former", "staff.lead"),
    ),
}


def _to_citizen(scene: Scene, kind: str, event: CaseEvent) -> None:
    if scene.actor.party is not Party.CITIZEN:
        notices.tell_citizen(scene.work, scene.case, kind, event)


def _to_accountable(scene: Scene, kind: str, event: CaseEvent) -> None:
    notices.tell_or_report(scene.work, scene.case, kind, event, unit=scene.case.accountable)
    if scene.case.prepared_by:
        notices.tell_or_report(scene.work, scene.case, kind, event, unit=scene.case.prepared_by)


def _to_arbiter(scene: Scene, kind: str, event: CaseEvent) -> None:
    """Who was told as the desk already is not told again: a notice is unique for its event and reader."""
    notices.open_to(scene.case, scene.arbiter)
    notices.tell_or_report(scene.work, scene.case, kind, event, unit=scene.arbiter)


def _to_arbiter_if_demanded(scene: Scene, kind: str, event: CaseEvent) -> None:
    if event.data.get("demanded"):
        _to_arbiter(scene, kind, event)


def _to_former(scene: Scene, kind: str, event: CaseEvent) -> None:
    """The unit that had the case until now, when it went to somebody else."""
    former = event.data.get("from")
    if former:
        notices.tell_or_report(scene.work, scene.case, kind, event, unit=former)


def _to_unit_in(name: str, *, silent_only: bool = False) -> Callable[[Scene, str, CaseEvent], None]:
    """The unit that the event names, which from now on may read the case."""

    def tell(scene: Scene, kind: str, event: CaseEvent) -> None:
        unit = event.data.get(name)
        if unit and (not silent_only or event.data.get("by") == "silence"):
            notices.open_to(scene.case, unit)
            notices.tell_or_report(scene.work, scene.case, kind, event, unit=unit)

    return tell


def _to_ruler(scene: Scene, kind: str, event: CaseEvent) -> None:
    if scene.case.ruling_by:
        notices.open_to(scene.case, scene.case.ruling_by)
        notices.tell_or_report(scene.work, scene.case, kind, event, unit=scene.case.ruling_by)


def _to_chancery(scene: Scene, kind: str, event: CaseEvent) -> None:
    """Who prepares what goes to the chairman."""
    office = scene.work.rules.routing.deputy_arbiter
    notices.open_to(scene.case, office)
    notices.tell_or_report(scene.work, scene.case, kind, event, unit=office)


def _to_second_key(scene: Scene, kind: str, event: CaseEvent) -> None:
    unit = history.second_key(scene.case, scene.work.rules)
    notices.open_to(scene.case, unit)
    notices.tell_or_report(scene.work, scene.case, kind, event, unit=unit)


def _to_concerned_head(scene: Scene, kind: str, event: CaseEvent) -> None:
    """A message without its case, which stays hidden from that head."""
    notices.inform_heads(scene.work, scene.case, kind, event, unit=event.data["to"])


def _to_followers(scene: Scene, kind: str, event: CaseEvent) -> None:
    """The citizens whose cases were merged into this one get its answer as well."""
    refs = [scene.case.ref]
    while refs:
        merged = select(Case).where(Case.merged_into == refs.pop()).order_by(Case.id)
        for case in scene.work.session.scalars(merged):
            notices.tell_citizen(scene.work, case, kind, event)
            refs.append(case.ref)


def _to_arbiter_if_silent(scene: Scene, kind: str, event: CaseEvent) -> None:
    if event.data.get("by") == "silence":
        _to_arbiter(scene, kind, event)


def _to_all_routed(scene: Scene, kind: str, event: CaseEvent) -> None:
    intake.tell_of_routing(scene.work, scene.case, event)


AUDIENCES: dict[str, Callable[[Scene, str, CaseEvent], None]] = {
    "citizen": _to_citizen,
    "accountable": _to_accountable,
    "former": _to_former,
    "arbiter": _to_arbiter,
    "arbiter if demanded": _to_arbiter_if_demanded,
    "arbiter if silent": _to_arbiter_if_silent,
    "receiver": _to_unit_in("to"),
    "receiver if silent": _to_unit_in("to", silent_only=True),
    "requested": _to_unit_in("requested"),
    "ruler": _to_ruler,
    "chancery": _to_chancery,
    "second key": _to_second_key,
    "concerned head": _to_concerned_head,
    "followers": _to_followers,
    "routing": _to_all_routed,
}
