"""A case told again by its events alone: what its columns must be. Pure.

The columns of a case are the sum of its events; whoever doubts one replays the history and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casework.rules.figures_life import NOT_A_UNIT, EventFacts, state_after
from casework.terms import EventKind, State

K = EventKind


@dataclass(frozen=True)
class Replayed:
    """What a case is after some of its events; names are those of the columns."""

    state: State = State.RECEIVED
    accountable: str = ""
    holder: str | None = None
    category: str | None = None
    due_at: datetime | None = None
    second_due_at: datetime | None = None
    offered_to: str | None = None
    ruling_by: str | None = None
    hops: int = 0
    reopened: int = 0
    restricted: bool = False

    @property
    def passing(self) -> bool:
        """Whether it hangs between units."""
        return bool(self.offered_to or self.ruling_by)


def replay(events: Iterable[EventFacts]) -> Replayed:
    """Fold a whole history, in order."""
    case = Replayed()
    for event in events:
        case = after(case, event)
    return case


def after(case: Replayed, event: EventFacts) -> Replayed:
    """The case after one more event."""
    changed = CHANGES.get(event.kind, _nothing)(case, event)
    state = state_after(event, case.state)
    told = replace(case, **{"state": state, "holder": event.holder, **changed})
    if state is not State.ACCEPTED or told.accountable != case.accountable:
        return replace(told, offered_to=None, ruling_by=None)
    return told


Changes = Mapping[str, Any]


def _nothing(case: Replayed, event: EventFacts) -> Changes:
    return {}


def _moment(event: EventFacts, name: str) -> datetime | None:
    told = event.data.get(name)
    return datetime.fromisoformat(told) if told else None


def _received(case: Replayed, event: EventFacts) -> Changes:
    return {"accountable": event.holder, "due_at": _moment(event, "due_at")}


def _to_holder(case: Replayed, event: EventFacts) -> Changes:
    """Back to who finds out where it belongs."""
    return {} if event.holder in NOT_A_UNIT else {"accountable": event.holder}


def _to(case: Replayed, event: EventFacts) -> Changes:
    return {"accountable": event.data["to"]} if event.data.get("to") else {}


def _labelled(case: Replayed, event: EventFacts) -> Changes:
    hop = {"hops": case.hops + 1} if event.data.get("to") else {}
    return {"category": event.data["category"], **hop, **_to(case, event)}


def _offered(case: Replayed, event: EventFacts) -> Changes:
    return {"offered_to": event.data["to"]}


def _taken(case: Replayed, event: EventFacts) -> Changes:
    return {"hops": case.hops + 1, **_to(case, event)}


def _to_be_ruled(case: Replayed, event: EventFacts) -> Changes:
    """A declined offer is the holder's to rule on; asked by a unit, it is told who must."""
    asked = event.kind is K.RULING_ASKED
    return {"offered_to": None, "ruling_by": event.data["to"] if asked else event.holder}


def _ruled(case: Replayed, event: EventFacts) -> Changes:
    if event.data.get("lead"):
        return {"ruling_by": None, "offered_to": None, **_to(case, event)}
    hop = {"hops": case.hops + 1} if event.data.get("from") else {}
    return {"ruling_by": None, "offered_to": event.data.get("requested"), **hop, **_to(case, event)}


def _begun_again(case: Replayed, event: EventFacts) -> Changes:
    again = {} if event.kind is K.APPEALED else {"reopened": case.reopened + 1}
    return {"second_due_at": _moment(event, "second_due_at"), **again, **_to(case, event)}


def _deadline(case: Replayed, event: EventFacts) -> Changes:
    return {event.data["clock"]: _moment(event, "to")}


def _restricted(case: Replayed, event: EventFacts) -> Changes:
    return {"restricted": True, **_to(case, event)}


CHANGES: Mapping[EventKind, Callable[[Replayed, EventFacts], Changes]] = {
    K.RECEIVED: _received,
    K.CLASSIFIED: _labelled,
    K.RELABELLED: _labelled,
    K.ROUTED: _to,
    K.MISROUTED: _to_holder,
    K.TRANSFER_OFFERED: _offered,
    K.TRANSFER_TAKEN: _taken,
    K.TRANSFER_DECLINED: _to_be_ruled,
    K.RULING_ASKED: _to_be_ruled,
    K.TRANSFER_RULED: _ruled,
    K.REOPENED: _begun_again,
    K.PROMISE_MISSED: _begun_again,
    K.APPEALED: _begun_again,
    K.DEADLINE_MOVED: _deadline,
    K.EXTENDED: _deadline,
    K.RESTRICTED: _restricted,
}
