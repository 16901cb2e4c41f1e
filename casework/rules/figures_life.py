"""A case told by its events: what it was at any moment, whatever became of it later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casework.rules.deadlines import Calendar, shifted_for_pause
from casework.rules.sight import Scope
from casework.terms import UNANSWERED_STATES, EventKind, State

K, S = EventKind, State

NOT_A_UNIT = frozenset({None, "citizen"})

# Which state a case is in after an event; events that are not here leave it where it is.
STATE_AFTER: Mapping[EventKind, State] = {
    K.RECEIVED: S.RECEIVED,
    K.ROUTED: S.ROUTED,
    K.MISROUTED: S.RECEIVED,
    K.ACCEPTED: S.ACCEPTED,
    K.ASKED: S.WAITING,
    K.ANSWERED: S.ANSWERED,
    K.REFUSED: S.REFUSED,
    K.APPEALED: S.ACCEPTED,
    K.CLOSED: S.CLOSED,
    K.REOPENED: S.ACCEPTED,
    K.PROMISE_MISSED: S.ACCEPTED,
    K.WITHDRAWN: S.WITHDRAWN,
    K.MERGED: S.MERGED,
}

# Where an event tells the new end of the running clock.
DEADLINE_IN: Mapping[EventKind, str] = {
    K.RECEIVED: "due_at",
    K.REOPENED: "second_due_at",
    K.PROMISE_MISSED: "second_due_at",
    K.APPEALED: "second_due_at",
    K.DEADLINE_MOVED: "to",
    K.EXTENDED: "to",
}

# Events that change neither state, holder, label nor clock: figures need not load them.
IDLE = frozenset(
    {
        *(K.REMINDED, K.ESCALATED, K.ACKNOWLEDGED, K.DELEGATED, K.IDENTITY_VIEWED, K.NOTED, K.CHECKED),
        *(K.MEASURE_RECORDED, K.HEAD_INFORMED, K.HANDED_TO_POLICE, K.ANONYMISED, K.REFUSAL_PROPOSED),
        *(K.EXTENSION_ASKED, K.PROMISED),
    }
)

# Events of whose data figures read something.
TELLING = frozenset(
    {
        *DEADLINE_IN,
        *(K.SUPPLIED, K.CLASSIFIED, K.RELABELLED, K.ANSWERED, K.CLOSED, K.RATED, K.WITHDRAWN, K.RESTRICTED),
    }
)

# From these on the arbiter holds the case until it has said where it belongs; who must answer stays the same.
ASKS_ARBITER = frozenset({K.TRANSFER_DECLINED, K.RULING_ASKED})


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What figures read of one line of a case's history (`casework.records.CaseEvent`).

    Who acted does not matter to them: what counts is at which unit the case lay, and that follows from the
    holders. `data` may be empty for kinds that are not in TELLING; `seq` and `by`, the unit of the one who
    acted, are there where acknowledgements are counted.
    """

    kind: EventKind
    at: datetime
    holder: str | None
    data: Mapping[str, Any]
    seq: int = 0
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as figures read it: what never changes, who may see it, and its events in order."""

    ref: str
    category: str
    scope: Scope
    events: tuple[EventFacts, ...]
    field: str | None = None
    lodged_at: str | None = None
    reporter: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One event and what it did.

    `before`, `after`: accountable unit; `was`, `state`: state before and after; `due`: end of the clock that
    ran when it happened, `due_after` from then on; `claimant`: the unit whose "wrong address" waits for a
    ruling; `asked_at`: since when the clock stands still; `ruling`: the arbiter is to say where it belongs.
    """

    kind: EventKind
    at: datetime
    data: Mapping[str, Any]
    holder: str | None
    before: str | None
    after: str
    was: State | None
    state: State
    due: datetime | None
    due_after: datetime | None
    claimant: str | None
    asked_at: datetime | None
    seq: int = 0
    by: str | None = None
    ruling: bool = False

    @property
    def owed(self) -> bool:
        """Whether the unit owed an answer before it."""
        return self.was in UNANSWERED_STATES

    @property
    def owes(self) -> bool:
        """Whether the unit owes an answer after it."""
        return self.state in UNANSWERED_STATES

    def deadline_at(self, moment: datetime, cal: Calendar) -> datetime | None:
        """The deadline as it stands at a moment before the next step; a pause that still lasts moves it.

        A question asked after the deadline stops nothing.
        """
        if self.due_after is None or self.asked_at is None or self.state is not State.WAITING:
            return self.due_after
        if self.asked_at >= self.due_after:
            return self.due_after
        return shifted_for_pause(self.due_after, self.asked_at, moment, cal)


@dataclass(frozen=True, slots=True)
class Life:
    """A case up to a cut-off: its label and whether it was restricted then, and its steps (at least one)."""

    case: CaseFacts
    category: str
    restricted: bool
    steps: tuple[Step, ...]

    @property
    def unit(self) -> str:
        """The accountable unit at the cut-off."""
        return self.steps[-1].after

    @property
    def scope(self) -> Scope:
        """What the sight rule needs to know of it, as it stood at the cut-off."""
        return self.scope_of(self.unit)

    def scope_of(self, accountable: str) -> Scope:
        """The same while that unit was accountable."""
        scope = self.case.scope
        if scope.accountable == accountable and scope.restricted == self.restricted:
            return scope
        return replace(scope, accountable=accountable, restricted=self.restricted)

    def standing(self, moment: datetime) -> Step | None:
        """The last step before a moment; None when the case did not exist yet."""
        for step in reversed(self.steps):
            if step.at < moment:
                return step
        return None

    def first_routing(self) -> int | None:
        """Which step first sent it to a unit."""
        return next((index for index, step in enumerate(self.steps) if step.kind is K.ROUTED), None)


def lived(case: CaseFacts, cut_off: datetime) -> Life | None:
    """The case as it stood at the cut-off, later events ignored; None when it was not there yet."""
    steps: list[Step] = []
    last: Step | None = None
    category, restricted = case.category, case.scope.restricted
    for event in case.events:
        if event.at >= cut_off:
            break
        last = _step(event, last)
        steps.append(last)
        if event.kind is K.RESTRICTED:
            restricted = True
        elif event.kind in {K.CLASSIFIED, K.RELABELLED}:
            category = str(event.data.get("category") or category)
    if last is None:
        return None
    return Life(case, category, restricted, tuple(steps))


def _step(event: EventFacts, last: Step | None) -> Step:
    before, was, due = (last.after, last.state, last.due_after) if last else (None, None, None)
    state = state_after(event, was)
    ruling = _is_ruled_on(event, state, last)
    after = before if ruling or event.holder in NOT_A_UNIT else event.holder
    if event.kind in {K.RELABELLED, K.RESTRICTED}:  # a case may go elsewhere while its citizen holds it
        after = event.data.get("to") or after
    kind, claimant = event.kind, last.claimant if last else None
    return Step(
        kind=kind,
        at=event.at,
        data=event.data,
        holder=event.holder,
        before=before,
        after=str(after),
        was=was,
        state=state,
        due=due,
        due_after=_deadline(event) or due,
        claimant=before if kind is K.MISROUTED else (None if last and last.kind is K.ROUTED else claimant),
        asked_at=event.at if kind is K.ASKED else (last.asked_at if last else None),
        seq=event.seq,
        by=event.by,
        ruling=ruling,
    )


def _is_ruled_on(event: EventFacts, state: State, last: Step | None) -> bool:
    """From a declined offer until somebody rules, or the case moves or ends in another way."""
    if event.kind in ASKS_ARBITER:
        return True
    over = event.kind is K.TRANSFER_RULED or state is not State.ACCEPTED
    moved = event.kind in {K.RELABELLED, K.RESTRICTED} and "to" in event.data
    return last is not None and last.ruling and not over and not moved


def state_after(event: EventFacts, was: State | None) -> State:
    """The state after an event. A supply ends the waiting; what is added at other times changes nothing."""
    if event.kind is K.SUPPLIED and was is State.WAITING:
        return State.ACCEPTED
    return STATE_AFTER.get(event.kind, was or State.RECEIVED)


def _deadline(event: EventFacts) -> datetime | None:
    name = DEADLINE_IN.get(event.kind)
    told = event.data.get(name) if name else None
    return datetime.fromisoformat(told) if told else None
