"""What may be done about a pattern, by whom: one table keyed by (state, move). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from casework.terms import Actor, Party, PatternMove, PatternNotAllowed, PatternState, Role


class Seat(Enum):
    """From where a move is made."""

    OWNER = auto()  # the head of the body that owes the answer now
    ARBITER = auto()  # Sở Nội vụ, or who stands in for it
    CLOCK = auto()  # the check on its day


@dataclass(frozen=True)
class Step:
    """Where a move leads and who makes it."""

    to: PatternState
    seat: Seat


S, M = PatternState, PatternMove

STEPS: dict[tuple[PatternState, PatternMove], Step] = {
    (S.OPEN, M.ANSWER): Step(S.ANSWERED, Seat.OWNER),
    (S.OPEN, M.PROPOSE): Step(S.PROPOSED, Seat.OWNER),
    (S.PROPOSED, M.ANSWER): Step(S.ANSWERED, Seat.OWNER),
    (S.PROPOSED, M.SEND_BACK): Step(S.OPEN, Seat.ARBITER),
    (S.ANSWERED, M.UPHOLD): Step(S.WATCHED, Seat.ARBITER),
    (S.ANSWERED, M.SEND_BACK): Step(S.OPEN, Seat.ARBITER),
    (S.WATCHED, M.FALLEN): Step(S.CLOSED, Seat.CLOCK),
    (S.WATCHED, M.NOT_FALLEN): Step(S.OPEN, Seat.CLOCK),
}

OWNERS = frozenset({Role.HEAD, Role.LEADER, Role.SUPERVISOR, Role.INSPECTOR})


@dataclass(frozen=True)
class Standing:
    """What the table needs to know of a pattern; unit codes."""

    state: PatternState
    owner: str
    arbiter: str


def step(standing: Standing, move: PatternMove, actor: Actor) -> Step:
    """The row that applies; raises PatternNotAllowed."""
    row = STEPS.get((standing.state, move))
    if row is None or not _sits(row.seat, standing, actor):
        raise PatternNotAllowed
    return row


def moves_open_to(standing: Standing, actor: Actor) -> list[PatternMove]:
    """Moves this actor may make now, in the order of the table."""
    rows = ((move, row) for (state, move), row in STEPS.items() if state is standing.state)
    return [move for move, row in rows if _sits(row.seat, standing, actor)]


def _sits(seat: Seat, standing: Standing, actor: Actor) -> bool:
    if seat is Seat.CLOCK:
        return actor.party is Party.SYSTEM
    if seat is Seat.ARBITER:
        return actor.unit == standing.arbiter and actor.party in {Role.SUPERVISOR, Role.LEADER}
    return actor.unit == standing.owner and actor.party in OWNERS
