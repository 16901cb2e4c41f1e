"""Passing a case on: an offer leaves it where it is until it is taken or ruled on (PRODUCT 4.1, 4.2, 4.7).

EFFECTS: what each of these moves changes, as in casework.effects.
"""

from __future__ import annotations

from collections.abc import Callable

from casework import history, notices
from casework.records import Case
from casework.rules import transfers
from casework.scene import Given, Scene
from casework.terms import EventKind, Incomplete, Move, Party, PassedEnough


def default_owner(case: Case) -> str:
    """Who answers when nobody rules: the unit routed first."""
    routed = (event.data["to"] for event in case.events if event.kind is EventKind.ROUTED)
    return next(routed, case.accountable)


def _offer(scene: Scene, given: Given) -> Given:
    case, receiver = scene.case, scene.unit(given["unit"])
    if receiver == case.accountable:
        raise Incomplete(what="unit")
    units = transfers.visited(case.events)
    if not transfers.may_pass_on(case.hops, units, receiver, scene.work.rules.clocks.transfers_at_most):
        raise PassedEnough(state=scene.was, move=scene.move)
    case.offered_to = receiver
    return {"from": case.accountable, "to": receiver}


def _take(scene: Scene, given: Given) -> Given:
    return _hand_over(scene, str(scene.case.offered_to))


def _hand_over(scene: Scene, receiver: str) -> Given:
    """A hop; the one that had it may follow what becomes of it."""
    case, sender = scene.case, scene.case.accountable
    case.accountable, case.hops = receiver, case.hops + 1
    case.copied_to = [code for code in case.copied_to if code != receiver]
    notices.open_to(case, sender)
    return {"from": sender, "to": receiver}


def _decline(scene: Scene, given: Given) -> Given:
    """Who declines does not end it: now the arbiter says where it belongs, and the sender keeps the case."""
    case, receiver = scene.case, scene.case.offered_to
    case.offered_to = None
    _ask_arbiter(scene, also_not=receiver)
    return {"from": case.accountable, "to": receiver}


def _ask_ruling(scene: Scene, given: Given) -> Given:
    wanted = scene.unit(given["unit"]) if given.get("unit") else None
    _ask_arbiter(scene, also_not=wanted)
    return {"to": scene.case.ruling_by, "wanted": wanted}


def _ask_arbiter(scene: Scene, also_not: str | None) -> None:
    """Nobody rules on what is offered to itself, or what it has to answer itself."""
    case = scene.case
    party = {*case.hidden_from, case.accountable, *filter(None, [also_not])}
    case.ruling_by = scene.work.rules.arbiter_of(party)


def _rule(scene: Scene, given: Given) -> Given:
    """Binds units of the city; to others it is a request that they may take or decline."""
    case, unit = scene.case, scene.unit(given["unit"])
    case.ruling_by, case.review_since = None, None
    bound = scene.work.rules.directory.unit(unit).ruled_by_city or scene.actor.party is Party.SYSTEM
    if unit != case.accountable and not bound:
        case.offered_to = unit
        return {"to": case.accountable, "requested": unit}
    told = _hand_over(scene, unit) if unit != case.accountable else {"to": unit}
    return told | _loop(scene, unit)


def _loop(scene: Scene, unit: str) -> Given:
    """A case that went round: the clock of patterns makes it a task of its units (PRODUCT 4.5)."""
    units = transfers.visited(scene.case.events)
    found = transfers.loops([*units, unit] if units[-1:] != [unit] else units)
    return {"loop": list(found[-1])} if found else {}


def _ask_chairman(scene: Scene, given: Given) -> Given:
    """Once, within a working day of the ruling, while the unit's clock runs on."""
    case, ruled = scene.case, history.ruling(scene.case)
    days = scene.work.rules.clocks.chairman_request_days
    chairman = scene.work.rules.routing.last_arbiter
    late = ruled is None or scene.now >= scene.work.due_after(ruled.at, days)
    if late or chairman in {case.accountable, *case.hidden_from}:
        raise scene.refused()
    case.ruling_by, case.review_since = chairman, scene.now
    return {"to": chairman, "against": ruled.seq if ruled else None}


def _name_lead(scene: Scene, given: Given) -> Given:
    """One of the units that share a joint case leads; its clock stays the one clock (PRODUCT 4.7).

    With that it is said where the case belongs: an offer or a question that hung over it is settled.
    """
    case, unit = scene.case, scene.unit(given["unit"])
    if unit == scene.arbiter or unit not in {case.accountable, *case.copied_to}:
        raise Incomplete(what="unit")
    former, case.accountable = case.accountable, unit
    case.offered_to, case.ruling_by, case.review_since = None, None, None
    case.copied_to = [code for code in case.copied_to if code != unit]
    notices.open_to(case, former)
    moved = {"from": former} if former != unit else {}
    return {**moved, "to": unit, "lead": True}


EFFECTS: dict[Move, Callable[[Scene, Given], Given]] = {
    Move.OFFER: _offer,
    Move.TAKE: _take,
    Move.DECLINE: _decline,
    Move.ASK_RULING: _ask_ruling,
    Move.RULE: _rule,
    Move.ASK_CHAIRMAN: _ask_chairman,
    Move.NAME_LEAD: _name_lead,
}
