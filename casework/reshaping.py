"""What a case is: relabelled, restricted, merged with another, split in two (PRODUCT section 3).

EFFECTS: what each of these moves changes, as in casework.effects. None of them moves the deadline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from casework import history, intake, notices
from casework.records import Case, CitizenIdentity
from casework.rules import routing
from casework.rules.ref import parse_ref
from casework.scene import Given, Scene
from casework.terms import EventKind, IdentityMode, Incomplete, Move, State

CONFIDENTIAL = "denunciation"  # the flag by which the table of routing keeps a case from the unit it is about


def _facts(case: Case) -> routing.Facts:
    """What the table of routing looks at, as far as the case tells."""
    received = history.last(case, EventKind.RECEIVED)
    return routing.Facts(
        category=case.category,
        lodged=case.lodged_at,
        others=tuple(received.data.get("path") or ()) if received else (),
        flags=frozenset(case.flags),
        field=case.field,
        secondary=tuple(case.secondary),
    )


def _way(scene: Scene, facts: routing.Facts) -> routing.Route:
    return routing.route(facts, scene.work.rules.directory, scene.work.rules.routing)


def _report(scene: Scene, code: str) -> str:
    """A label of reports that are owed an answer; raises Incomplete."""
    if not scene.work.rules.clocks.answers.get(code):
        raise Incomplete(what="category")
    return code


def _relabel(scene: Scene, given: Given) -> Given:
    """The deadline stays. Where the new label sends the case to another unit, that is a hop (PRODUCT 4.2).

    What is kept from somebody stays where it is: a label opens nothing.
    """
    case, former = scene.case, scene.case.category
    case.category = _report(scene, given["category"])
    case.secondary = [code for code in case.secondary if code != case.category]
    told = {"was": former}
    if case.state not in {State.ROUTED, State.ACCEPTED} or case.restricted or case.hidden_from:
        return told
    way = _way(scene, _facts(case))
    if way.accountable is None or way.triage or way.accountable == case.accountable:
        return told
    return told | _send(scene, way)


def _send(scene: Scene, way: routing.Route) -> Given:
    """To where the table of routing sends it, kept from whom it keeps it."""
    case, sender = scene.case, scene.case.accountable
    case.rule, case.accountable, case.hops = way.rule, str(way.accountable), case.hops + 1
    case.prepared_by, case.joint = way.prepared_by, way.joint
    _keep_from(case, way)
    notices.open_to(case, sender)
    return {"from": sender, "to": case.accountable, "rule": case.rule}


def _keep_from(case: Case, way: routing.Route) -> None:
    """Hidden from more, never from fewer; those who may no longer know are taken off the list."""
    hidden = dict.fromkeys([*case.hidden_from, *way.hidden_from])
    case.hidden_from = [code for code in hidden if code != case.accountable]
    told = dict.fromkeys([*case.copied_to, *way.told])
    case.copied_to = [code for code in told if code not in {*case.hidden_from, case.accountable}]
    case.restricted = case.restricted or way.restricted
    if case.hidden_from and case.identity is IdentityMode.SHOWN:
        case.identity = IdentityMode.SEALED


def _restrict(scene: Scene, given: Given) -> Given:
    """From now on for the inspectorate, and kept from the unit it is about and from who had it so far."""
    case, sender = scene.case, scene.case.accountable
    facts = _facts(case)
    way = _way(scene, replace(facts, flags=facts.flags | {CONFIDENTIAL}))
    keepers = {way.accountable, way.prepared_by, scene.arbiter, *way.told}
    if sender not in keepers:
        way = replace(way, hidden_from=tuple(dict.fromkeys([*way.hidden_from, sender])))
    case.rule, case.accountable, case.prepared_by = way.rule, str(way.accountable), way.prepared_by
    case.copied_to, case.joint = list(way.told), False
    _keep_from(case, way)
    return {"to": case.accountable, "rule": case.rule}


def _merge(scene: Scene, given: Given) -> Given:
    """Into another open case of the same matter, which its citizen is told of and whose answer he gets."""
    case, session = scene.case, scene.work.session
    other = session.scalar(
        select(Case).where(Case.ref == (parse_ref(str(given["into"])) or "")).with_for_update()
    )
    if other is None or not other.state.is_open or other.id == case.id:
        raise Incomplete(what="into")
    if (other.restricted, sorted(other.hidden_from)) != (case.restricted, sorted(case.hidden_from)):
        raise scene.refused()
    case.merged_into, case.closed_at = other.ref, scene.now
    history.append(session, other, EventKind.NOTED, scene.actor, scene.now, what="joined", ref=case.ref)
    return {"into": other.ref}


def _split(scene: Scene, given: Given) -> Given:
    """One part becomes a case of its own, with the deadline that it would have had from the first day."""
    case, work = scene.case, scene.work
    category, lodged = _report(scene, given["category"]), given.get("unit") or case.lodged_at
    filing = intake.Filing(
        turn=f"split:{case.ref}:{len(case.events) + 1}",
        reporter=case.reporter,
        story=given["text"],
        category=category,
        identity=case.identity,
        lodged=scene.unit(lodged) if lodged else None,
        flags=tuple(case.flags),
    )
    part = intake.open_part(work, filing, case)
    contact = work.session.get(CitizenIdentity, case.id)
    if contact is not None:
        work.session.add(
            CitizenIdentity(case_id=part.id, contact=contact.contact, phone_index=contact.phone_index)
        )
    return {"into": part.ref}


EFFECTS: dict[Move, Callable[[Scene, Given], Given]] = {
    Move.RELABEL: _relabel,
    Move.RESTRICT: _restrict,
    Move.MERGE: _merge,
    Move.SPLIT: _split,
}
