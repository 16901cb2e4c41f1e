"""Every move after filing: check it against the table, change the case, leave an event, tell people.

`move` is the only writer. What a move changes besides the state stands in EFFECTS; whom it tells, in TELLS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history, intake, notices
from casework.records import Case, CaseEvent
from casework.rules import deadlines, workflow
from casework.terms import (
    SYSTEM,
    Actor,
    Closing,
    EventKind,
    Finding,
    Incomplete,
    Move,
    NotAllowed,
    NotVisible,
    Party,
)
from casework.work import Work

TEXTS = frozenset({"reason", "question", "text", "remedy", "evidence"})

Given = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """What an effect works on: the unit of work, the locked case, the move and the one who makes it."""

    work: Work
    case: Case
    move: Move
    actor: Actor

    @property
    def now(self) -> datetime:
        """The moment of the move."""
        return self.work.now

    @property
    def arbiter(self) -> str:
        """Who rules on this case."""
        return self.work.rules.arbiter_of(self.case.hidden_from)

    def refused(self) -> NotAllowed:
        """The refusal of this move here and now."""
        return NotAllowed(state=self.case.state, move=self.move)


def move(work: Work, ref: str, what: Move, actor: Actor, **given: Any) -> Case:
    """Make one move on the case `ref`; `given` holds what PRODUCT section 3 says must be given.

    Free texts among `given` are kept encrypted; the event holds their ids. Raises NotVisible, NotAllowed,
    Incomplete; the caller's transaction then leaves nothing behind.
    """
    case = locked(work.session, ref)
    transition = workflow.step(history.standing(case, work.rules), what, actor)
    _check_given(transition.needs, given)
    scene = Scene(work, case, what, actor)
    data = _data(scene, given)
    case.state = transition.to
    effect = EFFECTS.get(what)
    if effect is not None:
        data |= effect(scene, given)
    event = history.append(work.session, case, transition.event, actor, work.now, move=what, **data)
    for audience, kind in TELLS.get(what, ()):
        AUDIENCES[audience](scene, kind, event)
    return case


def locked(session: Session, ref: str) -> Case:
    """The case for update; NotVisible when there is none."""
    case = session.scalar(select(Case).where(Case.ref == ref).with_for_update())
    if case is None:
        raise NotVisible(ref=ref)
    return case


def _check_given(needs: tuple[str, ...], given: Given) -> None:
    for name in needs:
        value = given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Incomplete(what=name)


def _data(scene: Scene, given: Given) -> Given:
    data: Given = {}
    for name, value in given.items():
        if value is None or value == "":
            continue
        if name in TEXTS:
            data[name] = history.keep_text(scene.work.session, scene.case, name, str(value))
        else:
            data[name] = value.isoformat() if isinstance(value, date) else value
    return data


def _triage(scene: Scene, given: Given) -> Given:
    unit = scene.work.rules.directory.unit(given["unit"])
    if unit.code in scene.case.hidden_from:
        raise scene.refused()
    scene.case.accountable, scene.case.rule = unit.code, "triage"
    return {}


def _wrong_address(scene: Scene, given: Given) -> Given:
    sender, scene.case.accountable = scene.case.accountable, scene.arbiter
    return {"from": sender}


def _ask(scene: Scene, given: Given) -> Given:
    """The clock pauses once, for at most five working days, booked to the citizen (PRODUCT section 3)."""
    if history.last(scene.case, EventKind.ASKED):
        raise scene.refused()
    scene.case.waiting_since = scene.now
    return {}


def _supply(scene: Scene, given: Given) -> Given:
    """The clock that is running moves by the pause; the other one stands as it was."""
    case, since = scene.case, scene.case.waiting_since
    case.waiting_since = None
    running = "second_due_at" if case.second_due_at else "due_at"
    before: datetime | None = getattr(case, running)
    if before is None or since is None:
        return {}
    after = deadlines.shifted_for_pause(before, since, scene.now, scene.work.rules.calendar)
    if after != before:
        setattr(case, running, after)
        moved = {"why": "pause", "clock": running, "from": before.isoformat(), "to": after.isoformat()}
        history.append(scene.work.session, case, EventKind.DEADLINE_MOVED, SYSTEM, scene.now, **moved)
    return {}


def _answer(scene: Scene, given: Given) -> Given:
    """`không đúng` needs evidence; a promised date lies ahead (PRODUCT section 3)."""
    case, finding = scene.case, Finding(given["finding"])
    if finding is Finding.WRONG and not given.get("evidence"):
        raise Incomplete(what="evidence")
    promised: date | None = given.get("promised_on")
    if promised is not None and promised <= scene.work.today:
        raise Incomplete(what="promised_on")
    due = case.second_due_at or case.due_at
    case.finding, case.answered_at, case.promised_on = finding, scene.now, promised
    case.first_answered_at = case.first_answered_at or scene.now
    return {"late": bool(due and scene.now > due), "time": case.reopened + 1}


def _settle(scene: Scene, given: Given) -> Given:
    return _close(scene, Closing.SETTLED)


def _close_unconfirmed(scene: Scene, given: Given) -> Given:
    return _close(scene, Closing.UNCONFIRMED)


def _close(scene: Scene, closing: Closing) -> Given:
    scene.case.closing, scene.case.closed_at = closing, scene.now
    return {"closing": closing}


def _reopen(scene: Scene, given: Given) -> Given:
    """First at the same head, again at Sở Nội vụ; a second clock, the first result stays on record."""
    case, clocks = scene.case, scene.work.rules.clocks
    limit = timedelta(days=clocks.reopen_calendar_days)
    if case.closed_at is not None and scene.now - case.closed_at > limit:
        raise scene.refused()
    days = clocks.answer_days(case.category, restricted=case.restricted)
    if days is None:
        raise scene.refused()
    case.reopened += 1
    case.closing, case.closed_at = None, None
    if case.reopened > 1 and not case.restricted:
        case.accountable = scene.arbiter
    case.second_due_at = scene.work.due_after(scene.now, days)
    return {"time": case.reopened, "to": case.accountable, "second_due_at": case.second_due_at.isoformat()}


def _promise_missed(scene: Scene, given: Given) -> Given:
    promised = scene.case.promised_on
    if promised is None or scene.work.today < promised:
        raise scene.refused()
    scene.case.promised_on = None
    return {"promised_on": promised.isoformat(), **_reopen(scene, given)}


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
    days = scene.work.rules.clocks.meeting_days
    return {"what": "meet", "by": scene.work.due_after(scene.now, days).isoformat()}


EFFECTS: dict[Move, Callable[[Scene, Given], Given]] = {
    Move.TRIAGE: _triage,
    Move.WRONG_ADDRESS: _wrong_address,
    Move.ASK: _ask,
    Move.SUPPLY: _supply,
    Move.ANSWER: _answer,
    Move.SETTLE: _settle,
    Move.CLOSE_UNCONFIRMED: _close_unconfirmed,
    Move.NOT_SETTLED: _reopen,
    Move.PARTLY: _reopen,
    Move.REOPEN: _reopen,
    Move.PROMISE_MISSED: _promise_missed,
    Move.RATE: _rate,
    Move.WITHDRAW: _withdraw,
    Move.MEET: _meet,
}

_REOPENED = (("accountable", "staff.reopened"), ("arbiter", "staff.reopened"))

TELLS: dict[Move, tuple[tuple[str, str], ...]] = {
    Move.TRIAGE: (("citizen", "citizen.routed"), ("routing", "")),
    Move.ACCEPT: (("citizen", "citizen.accepted"),),
    Move.WRONG_ADDRESS: (("citizen", "citizen.rerouting"), ("accountable", "staff.wrong_address")),
    Move.ASK: (("citizen", "citizen.asked"),),
    Move.SUPPLY: (("citizen", "citizen.resumed"), ("accountable", "staff.supplied")),
    Move.ADD: (("accountable", "staff.added"),),
    Move.ANSWER: (("citizen", "citizen.answered"),),
    Move.SETTLE: (("accountable", "staff.settled"),),
    Move.NOT_SETTLED: _REOPENED,
    Move.PARTLY: _REOPENED,
    Move.REOPEN: _REOPENED,
    Move.PROMISE_MISSED: (
        ("accountable", "staff.promise_missed"),
        ("arbiter", "staff.promise_missed"),
    ),
    Move.CLOSE_UNCONFIRMED: (("citizen", "citizen.closed_unconfirmed"),),
    Move.WITHDRAW: (("accountable", "staff.withdrawn"),),
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
    if scene.arbiter not in {scene.case.accountable, scene.case.prepared_by}:
        notices.tell_unit(scene.work, scene.case, kind, event, unit=scene.arbiter)


def _to_all_routed(scene: Scene, kind: str, event: CaseEvent) -> None:
    intake.tell_of_routing(scene.work, scene.case, event)


AUDIENCES: dict[str, Callable[[Scene, str, CaseEvent], None]] = {
    "citizen": _to_citizen,
    "accountable": _to_accountable,
    "arbiter": _to_arbiter,
    "routing": _to_all_routed,
}
