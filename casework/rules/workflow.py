"""What may be done to a case, by whom, and what must be given: one table keyed by (state, move).

The table is PRODUCT section 3. Pure: no clock, no database.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.terms import Actor, EventKind, Move, NotAllowed, Party, Role, State

Who = frozenset[Role | Party]

DESK: Who = frozenset({Role.OFFICER, Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR})
SIGNERS: Who = frozenset({Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR})
ARBITER: Who = frozenset({Role.SUPERVISOR})
BY_CITIZEN: Who = frozenset({Party.CITIZEN})
BY_SYSTEM: Who = frozenset({Party.SYSTEM})


@dataclass(frozen=True)
class Transition:
    """One permitted move: where it leads, who may make it, which event it leaves, what it needs.

    `at_desk` binds the staff roles to the unit that is accountable for the case or prepares it;
    otherwise the role acts as arbiter (Sở Nội vụ, or Văn phòng UBND where Sở Nội vụ is the subject).
    """

    to: State
    by: Who
    event: EventKind
    needs: tuple[str, ...] = ()
    at_desk: bool = True


S, M, E = State, Move, EventKind
_ANY_OPEN = (S.RECEIVED, S.ROUTED, S.ACCEPTED, S.WAITING, S.ANSWERED)

MOVES: dict[tuple[State, Move], Transition] = {
    (S.RECEIVED, M.ROUTE): Transition(S.ROUTED, BY_SYSTEM, E.ROUTED),
    (S.RECEIVED, M.TRIAGE): Transition(S.ROUTED, ARBITER, E.ROUTED, ("unit",), at_desk=False),
    (S.ROUTED, M.ACCEPT): Transition(S.ACCEPTED, DESK | BY_SYSTEM, E.ACCEPTED),
    (S.ROUTED, M.WRONG_ADDRESS): Transition(S.RECEIVED, DESK, E.MISROUTED, ("reason",)),
    (S.ACCEPTED, M.ASK): Transition(S.WAITING, DESK, E.ASKED, ("question",)),
    (S.WAITING, M.SUPPLY): Transition(S.ACCEPTED, BY_CITIZEN | BY_SYSTEM, E.SUPPLIED),
    (S.ACCEPTED, M.ANSWER): Transition(S.ANSWERED, SIGNERS, E.ANSWERED, ("finding", "cause", "remedy")),
    (S.ANSWERED, M.SETTLE): Transition(S.CLOSED, BY_CITIZEN, E.CLOSED),
    (S.ANSWERED, M.NOT_SETTLED): Transition(S.ACCEPTED, BY_CITIZEN, E.REOPENED),
    (S.ANSWERED, M.PARTLY): Transition(S.ACCEPTED, BY_CITIZEN, E.REOPENED),
    (S.ANSWERED, M.CLOSE_UNCONFIRMED): Transition(S.CLOSED, BY_SYSTEM, E.CLOSED),
    (S.CLOSED, M.REOPEN): Transition(S.ACCEPTED, BY_CITIZEN, E.REOPENED),
    (S.CLOSED, M.RATE): Transition(S.CLOSED, BY_CITIZEN, E.RATED, ("rating",)),
    (S.CLOSED, M.PROMISE_MISSED): Transition(S.ACCEPTED, BY_CITIZEN, E.PROMISE_MISSED),
    (S.ANSWERED, M.PROMISE_MISSED): Transition(S.ACCEPTED, BY_CITIZEN, E.PROMISE_MISSED),
    (S.CLOSED, M.PROMISE_KEPT): Transition(S.CLOSED, BY_CITIZEN, E.NOTED),
    (S.ANSWERED, M.PROMISE_KEPT): Transition(S.CLOSED, BY_CITIZEN, E.CLOSED),
    (S.ANSWERED, M.MEET): Transition(S.ANSWERED, BY_CITIZEN, E.NOTED),
    **{(s, M.WITHDRAW): Transition(S.WITHDRAWN, BY_CITIZEN, E.WITHDRAWN) for s in _ANY_OPEN},
    **{(s, M.ADD): Transition(s, BY_CITIZEN, E.SUPPLIED, ("text",)) for s in _ANY_OPEN if s != S.WAITING},
}


@dataclass(frozen=True)
class Standing:
    """What the table needs to know of a case; unit codes throughout."""

    state: State
    accountable: str
    prepared_by: str | None
    hidden_from: frozenset[str]
    arbiter: str


def step(standing: Standing, move: Move, actor: Actor) -> Transition:
    """The transition for this move by this actor; raises NotAllowed."""
    transition = MOVES.get((standing.state, move))
    if transition is None or actor.party not in transition.by or not _speaks_for(standing, transition, actor):
        raise NotAllowed(state=standing.state, move=move)
    return transition


def moves_open_to(standing: Standing, actor: Actor) -> list[Move]:
    """Every move this actor could make now, in the order of the table: the buttons of a card."""
    return [
        move
        for (state, move), transition in MOVES.items()
        if state == standing.state
        and actor.party in transition.by
        and _speaks_for(standing, transition, actor)
    ]


def _speaks_for(standing: Standing, transition: Transition, actor: Actor) -> bool:
    if not actor.is_staff:
        return True
    if actor.unit in standing.hidden_from:
        return False
    desks = {standing.accountable, standing.prepared_by} if transition.at_desk else {standing.arbiter}
    return actor.unit in desks
