"""What a move changes besides the state, and what its event tells of it: one function a move, see EFFECTS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from casework import checking, dossier, extensions, history, notices, refusals, reshaping, transfers
from casework.rules import answers, deadlines, routing
from casework.scene import Given, Scene
from casework.terms import Closing, EventKind, Finding, Incomplete, Move


def _route(scene: Scene, given: Given) -> Given:
    """To whoever has it already."""
    return {"to": scene.case.accountable, "rule": scene.case.rule}


def _triage(scene: Scene, given: Given) -> Given:
    """Who must answer; of a case sent back as "not ours" it rules: upheld when another unit is named."""
    case, arbiter, code = scene.case, scene.arbiter, scene.unit(given["unit"])
    claim = history.last(case, EventKind.MISROUTED)
    case.accountable, case.rule = code, "triage"
    if not _kept_from_its_subject(scene, code) and arbiter != code:
        case.copied_to = list(dict.fromkeys([*(c for c in case.copied_to if c != code), arbiter]))
    upheld = None if claim is None else claim.data["from"] != code
    return {"to": case.accountable, "rule": case.rule, "told": case.copied_to, "upheld": upheld}


def _kept_from_its_subject(scene: Scene, code: str) -> bool:
    """A report without a unit becomes one about that unit: about its head it goes where the table says."""
    case, rules = scene.case, scene.work.rules
    if case.lodged_at is not None:
        return False
    facts = routing.Facts(case.category, code, flags=frozenset(case.flags), field=case.field)
    way = routing.route(facts, rules.directory, rules.routing)
    if way.accountable is None or not way.hidden_from:
        return False
    case.lodged_at, case.rule, case.accountable = code, way.rule, way.accountable
    case.prepared_by, case.restricted = way.prepared_by, case.restricted or way.restricted
    case.copied_to, case.hidden_from = list(way.told), list(way.hidden_from)
    return True


def _wrong_address(scene: Scene, given: Given) -> Given:
    """Within a working day, and once for each unit: who is sent it again by the arbiter must answer."""
    case, clocks = scene.case, scene.work.rules.clocks
    routed = history.last(case, EventKind.ROUTED)
    before = [e.data["from"] for e in case.events if e.kind is EventKind.MISROUTED]
    late = routed and scene.now >= scene.work.due_after(routed.at, clocks.wrong_address_days)
    if late or case.accountable in before:
        raise scene.refused()
    sender, case.accountable = case.accountable, scene.arbiter
    return {"from": sender}


def _ask(scene: Scene, given: Given) -> Given:
    """The clock pauses once, for at most five working days, booked to the citizen (PRODUCT section 3)."""
    if history.last(scene.case, EventKind.ASKED):
        raise scene.refused()
    scene.case.waiting_since = scene.now
    return {}


def _supply(scene: Scene, given: Given) -> Given:
    """The clock that is running moves by the pause; the other one stands as it was.

    A question asked after the deadline stops nothing: a late answer can't be made punctual by asking.
    """
    case, since = scene.case, scene.case.waiting_since
    case.waiting_since = None
    running, before = scene.clock, scene.due
    if before is None or since is None or since >= before:
        return {}
    after = deadlines.shifted_for_pause(before, since, scene.now, scene.work.rules.calendar)
    if after != before:
        setattr(case, running, after)
        moved = {"why": "pause", "clock": running, "from": before.isoformat(), "to": after.isoformat()}
        scene.note(EventKind.DEADLINE_MOVED, **moved)
    return {}


def _add(scene: Scene, given: Given) -> Given:
    """What is told of the dossier later is kept with what was told at filing."""
    told = given.get("facts")
    return dossier.learn(scene.work.session, scene.case, told) if told else {}


def _answer(scene: Scene, given: Given) -> Given:
    """What it must hold, the rule of answers says; a promised date lies ahead (PRODUCT section 3).

    `done`: the matter itself is settled, so that no date is promised.
    """
    case, finding = scene.case, given["finding"]
    promised: date | None = given.get("promised_on")
    _check_answer(scene, {**given, "promised_on": promised or given.get("done")})
    if promised is not None and promised <= scene.work.today:
        raise Incomplete(what="promised_on")
    due = case.second_due_at or case.due_at
    case.finding, case.answered_at, case.promised_on = finding, scene.now, promised
    case.first_answered_at = case.first_answered_at or scene.now
    sorry = answers.owes_apology(case.category, finding) or None
    return {"late": bool(due and scene.now > due), "time": case.reopened + 1, "apology": sorry}


def _check_answer(scene: Scene, given: Given) -> None:
    finding = given["finding"]
    if finding not in set(Finding):
        raise Incomplete(what="finding")
    if given["cause"] not in scene.work.rules.causes:
        raise Incomplete(what="cause")
    for name in answers.needed(scene.case.category, finding):
        if not given.get(name):
            raise Incomplete(what=name)


def _settle(scene: Scene, given: Given) -> Given:
    return _close(scene, Closing.SETTLED)


def _close_unconfirmed(scene: Scene, given: Given) -> Given:
    return _close(scene, Closing.UNCONFIRMED)


def _close(scene: Scene, closing: Closing) -> Given:
    scene.case.closing, scene.case.closed_at = closing, scene.now
    return {"closing": closing}


def _reopen(scene: Scene, given: Given) -> Given:
    """First at the same head, again at Sở Nội vụ (PRODUCT section 3)."""
    case = scene.case
    limit = timedelta(days=scene.work.rules.clocks.reopen_calendar_days)
    if case.closed_at is not None and scene.now - case.closed_at > limit:
        raise scene.refused()
    return _begin_again(scene, at_arbiter=case.reopened > 0)


def _begin_again(scene: Scene, *, at_arbiter: bool) -> Given:
    """A second clock; the first result stays on record. What the arbiter prepares already stays there."""
    case = scene.case
    days = scene.work.rules.clocks.answer_days(case.category, restricted=case.restricted)
    if days is None:
        raise scene.refused()
    case.reopened += 1
    case.closing, case.closed_at = None, None
    former = case.accountable
    if at_arbiter and not case.restricted and case.prepared_by is None:
        case.accountable = scene.arbiter
        notices.open_to(case, former)
    case.second_due_at = scene.work.due_after(scene.now, days)
    told = {"from": former if former != case.accountable else None, "to": case.accountable}
    return {"time": case.reopened, **told, "second_due_at": case.second_due_at.isoformat()}


def _promise_missed(scene: Scene, given: Given) -> Given:
    """Goes to Sở Nội vụ at once, however long ago the case was closed (PRODUCT section 2)."""
    promised = _promise_of_today(scene)
    return {"promised_on": promised.isoformat(), **_begin_again(scene, at_arbiter=True)}


def _promise_kept(scene: Scene, given: Given) -> Given:
    """The citizen's word settles what was left open, and what was closed without a word."""
    promised = _promise_of_today(scene)
    kept = {"what": "promise_kept", "promised_on": promised.isoformat()}
    if scene.case.closing is None:
        return kept | _close(scene, Closing.SETTLED)
    scene.case.closing = Closing.SETTLED
    return kept | {"closing": Closing.SETTLED}


def _promise_of_today(scene: Scene) -> date:
    promised = scene.case.promised_on
    if promised is None or scene.work.today < promised:
        raise scene.refused()
    scene.case.promised_on = None
    return promised


def _rate(scene: Scene, given: Given) -> Given:
    if given["rating"] not in range(1, 6):
        raise Incomplete(what="rating")
    scene.case.rating = given["rating"]
    return {}


def _withdraw(scene: Scene, given: Given) -> Given:
    """Withdrawn under pressure is retaliation, and counted as such (PRODUCT section 2)."""
    scene.case.closed_at = scene.now
    if given.get("demanded") and "retaliation" not in scene.case.flags:
        scene.case.flags = [*scene.case.flags, "retaliation"]
    return {}


def _meet(scene: Scene, given: Given) -> Given:
    """Asked for once after an answer; asking again changes nothing."""
    asked = [e for e in scene.case.events if e.data.get("what") == "meet"]
    if asked and scene.case.answered_at and asked[-1].at >= scene.case.answered_at:
        raise scene.refused()
    by = scene.work.due_after(scene.now, scene.work.rules.clocks.meeting_days)
    scene.case.meet_by = by
    return {"what": "meet", "by": by.isoformat()}


EFFECTS: dict[Move, Callable[[Scene, Given], Given]] = {
    Move.ROUTE: _route,
    Move.TRIAGE: _triage,
    Move.WRONG_ADDRESS: _wrong_address,
    Move.ASK: _ask,
    Move.SUPPLY: _supply,
    Move.ADD: _add,
    Move.ANSWER: _answer,
    Move.SETTLE: _settle,
    Move.CLOSE_UNCONFIRMED: _close_unconfirmed,
    Move.NOT_SETTLED: _reopen,
    Move.PARTLY: _reopen,
    Move.REOPEN: _reopen,
    Move.PROMISE_MISSED: _promise_missed,
    Move.PROMISE_KEPT: _promise_kept,
    Move.RATE: _rate,
    Move.WITHDRAW: _withdraw,
    Move.MEET: _meet,
    **transfers.EFFECTS,
    **extensions.EFFECTS,
    **refusals.EFFECTS,
    **checking.EFFECTS,
    **reshaping.EFFECTS,
}
