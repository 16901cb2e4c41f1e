"""What may be done to a case, by whom, and what must be given: one table keyed by (state, move).

The table is PRODUCT section 3. Pure: no clock, no database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from casework.terms import Actor, EventKind, Move, NotAllowed, Party, Role, State

Who = frozenset[Role | Party]

DESK: Who = frozenset({Role.OFFICER, Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR})
SIGNERS: Who = frozenset({Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR})
ARBITER: Who = frozenset({Role.SUPERVISOR})
RULERS: Who = frozenset({Role.SUPERVISOR, Role.LEADER})
KEEPERS: Who = frozenset({Role.SUPERVISOR, Role.INSPECTOR})
INSPECTORS: Who = frozenset({Role.INSPECTOR})
BY_CITIZEN: Who = frozenset({Party.CITIZEN})
BY_SYSTEM: Who = frozenset({Party.SYSTEM})


class Seat(Enum):
    """From where staff make a move: which unit they must speak for."""

    DESK = auto()  # that answers for the case or prepares it
    RECEIVER = auto()  # that was offered the case
    RULER = auto()  # that must say where it belongs
    ARBITER = auto()  # Sở Nội vụ, or Văn phòng UBND where Sở Nội vụ is the subject
    SECOND_KEY = auto()  # the arbiter, or the next one where the arbiter itself sits at the desk
    KEEPER = auto()  # the arbiter; of a restricted case also who answers for it


@dataclass(frozen=True)
class Standing:
    """What the table needs to know of a case; unit codes throughout.

    `second_key`: who approves what the desk proposes. `head_signs`: no deputy may sign the answer.
    `ruled`: it has been ruled where the case belongs. `may_ask_chairman`: the chairman was not yet asked
    against that. `concerned`: the unit whose head may be informed of a restricted case, if anybody may.
    """

    state: State
    accountable: str
    prepared_by: str | None
    hidden_from: frozenset[str]
    arbiter: str
    second_key: str | None = None
    offered_to: str | None = None
    ruling_by: str | None = None
    ruled: bool = False
    may_ask_chairman: bool = False
    hops: int = 0
    joint: bool = False
    restricted: bool = False
    head_signs: bool = False
    extension: str | None = None
    refusal: bool = False
    answered: bool = False
    meeting: bool = False
    concerned: str | None = None

    @property
    def passing(self) -> bool:
        """Whether it hangs between units: offered, or waiting to be ruled on."""
        return bool(self.offered_to or self.ruling_by)


Condition = Callable[[Standing], bool]


def _may_be_passed(case: Standing) -> bool:
    """What has been ruled stands; what is secret or prepared for the chairman goes through the arbiter."""
    return not (case.passing or case.ruled or case.restricted or case.prepared_by)


CONDITIONS: dict[Move, Condition] = {
    Move.ASK: lambda case: not case.passing,
    Move.OFFER: _may_be_passed,
    Move.DECLINE: lambda case: case.offered_to is not None,
    Move.RULE: lambda case: case.ruling_by is not None,
    Move.ASK_RULING: lambda case: _may_be_passed(case) and (case.hops > 0 or case.joint),
    Move.ASK_CHAIRMAN: lambda case: case.may_ask_chairman and not case.passing,
    Move.NAME_LEAD: lambda case: case.joint and case.ruling_by in {None, case.arbiter},
    Move.ASK_EXTENSION: lambda case: case.extension is None,
    Move.EXTEND: lambda case: case.extension == "asked",
    Move.DENY_EXTENSION: lambda case: case.extension == "asked",
    Move.PROPOSE_REFUSAL: lambda case: not case.refusal,
    Move.REFUSE: lambda case: case.refusal,
    Move.DENY_REFUSAL: lambda case: case.refusal,
    Move.CHECK: lambda case: case.answered,
    Move.MET: lambda case: case.meeting,
    Move.INFORM_HEAD: lambda case: case.restricted and case.concerned is not None,
    Move.HAND_TO_POLICE: lambda case: case.restricted,
    Move.RESTRICT: lambda case: not case.restricted,
}


@dataclass(frozen=True)
class Transition:
    """One permitted move: where it leads, who may make it and from which seat, its event, what it needs."""

    to: State
    by: Who
    event: EventKind
    needs: tuple[str, ...] = ()
    seats: frozenset[Seat] = frozenset({Seat.DESK})


S, M, E = State, Move, EventKind
_ANY_OPEN = (S.RECEIVED, S.ROUTED, S.ACCEPTED, S.WAITING, S.ANSWERED)
_HAS_ANSWER = (S.ACCEPTED, S.WAITING, S.ANSWERED, S.CLOSED)
_OVER_ANSWER = (S.ANSWERED, S.CLOSED)


def _from(seat: Seat) -> frozenset[Seat]:
    return frozenset({seat})


_AT_ARBITER, _AT_SECOND_KEY, _AT_KEEPER = (
    _from(Seat.ARBITER),
    _from(Seat.SECOND_KEY),
    _from(Seat.KEEPER),
)
_ABOUT_PEOPLE = frozenset({Seat.DESK, Seat.ARBITER})

MOVES: dict[tuple[State, Move], Transition] = {
    (S.RECEIVED, M.ROUTE): Transition(S.ROUTED, BY_SYSTEM, E.ROUTED),
    (S.RECEIVED, M.TRIAGE): Transition(S.ROUTED, ARBITER, E.ROUTED, ("unit",), _AT_ARBITER),
    (S.ROUTED, M.ACCEPT): Transition(S.ACCEPTED, DESK | BY_SYSTEM, E.ACCEPTED),
    (S.ROUTED, M.WRONG_ADDRESS): Transition(S.RECEIVED, DESK, E.MISROUTED, ("reason",)),
    (S.ACCEPTED, M.ASK): Transition(S.WAITING, DESK, E.ASKED, ("question",)),
    (S.WAITING, M.SUPPLY): Transition(S.ACCEPTED, BY_CITIZEN | BY_SYSTEM, E.SUPPLIED),
    (S.ACCEPTED, M.ANSWER): Transition(S.ANSWERED, SIGNERS, E.ANSWERED, ("finding", "cause", "remedy")),
    # passing on: an offer changes nothing until it is taken or ruled on
    (S.ACCEPTED, M.OFFER): Transition(S.ACCEPTED, SIGNERS, E.TRANSFER_OFFERED, ("unit", "reason", "basis")),
    (S.ACCEPTED, M.TAKE): Transition(S.ACCEPTED, SIGNERS, E.TRANSFER_TAKEN, (), _from(Seat.RECEIVER)),
    (S.ACCEPTED, M.DECLINE): Transition(
        S.ACCEPTED, SIGNERS | BY_SYSTEM, E.TRANSFER_DECLINED, ("reason",), _from(Seat.RECEIVER)
    ),
    (S.ACCEPTED, M.ASK_RULING): Transition(S.ACCEPTED, SIGNERS, E.RULING_ASKED, ("reason",)),
    (S.ACCEPTED, M.RULE): Transition(
        S.ACCEPTED, RULERS | BY_SYSTEM, E.TRANSFER_RULED, ("unit", "reason"), _from(Seat.RULER)
    ),
    (S.ACCEPTED, M.ASK_CHAIRMAN): Transition(S.ACCEPTED, SIGNERS, E.RULING_ASKED, ("reason",)),
    **{
        (s, M.NAME_LEAD): Transition(s, ARBITER, E.TRANSFER_RULED, ("unit", "reason"), _AT_ARBITER)
        for s in (S.ROUTED, S.ACCEPTED)
    },
    # more time
    (S.ACCEPTED, M.ASK_EXTENSION): Transition(S.ACCEPTED, SIGNERS, E.EXTENSION_ASKED, ("days", "reason")),
    (S.ACCEPTED, M.EXTEND): Transition(S.ACCEPTED, RULERS | BY_SYSTEM, E.EXTENDED, (), _AT_SECOND_KEY),
    (S.ACCEPTED, M.DENY_EXTENSION): Transition(S.ACCEPTED, RULERS, E.NOTED, ("reason",), _AT_SECOND_KEY),
    # refusing
    (S.ACCEPTED, M.PROPOSE_REFUSAL): Transition(S.ACCEPTED, SIGNERS, E.REFUSAL_PROPOSED, ("rule", "reason")),
    (S.ACCEPTED, M.REFUSE): Transition(S.REFUSED, RULERS, E.REFUSED, (), _AT_SECOND_KEY),
    (S.ACCEPTED, M.DENY_REFUSAL): Transition(S.ACCEPTED, RULERS, E.NOTED, ("reason",), _AT_SECOND_KEY),
    (S.REFUSED, M.APPEAL): Transition(S.ACCEPTED, BY_CITIZEN, E.APPEALED),
    # the citizen's word
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
    # what is found out, and what is done about people and rules
    **{(s, M.CHECK): Transition(s, RULERS, E.CHECKED, ("finding",), _AT_SECOND_KEY) for s in _HAS_ANSWER},
    **{(s, M.MET): Transition(s, ARBITER, E.NOTED, (), _AT_ARBITER) for s in _HAS_ANSWER},
    **{
        (s, M.RECORD_MEASURE): Transition(
            s, SIGNERS, E.MEASURE_RECORDED, ("measure", "text", "on"), _ABOUT_PEOPLE
        )
        for s in _OVER_ANSWER
    },
    **{
        (s, M.INFORM_HEAD): Transition(s, INSPECTORS, E.HEAD_INFORMED, ("text",))
        for s in (*_ANY_OPEN, S.CLOSED)
    },
    **{
        (s, M.HAND_TO_POLICE): Transition(s, INSPECTORS, E.HANDED_TO_POLICE, ("reason",))
        for s in (*_ANY_OPEN, S.CLOSED)
    },
    # what a case is
    **{
        (s, M.RELABEL): Transition(s, KEEPERS, E.RELABELLED, ("category", "reason"), _AT_KEEPER)
        for s in _ANY_OPEN
    },
    **{
        (s, M.MERGE): Transition(S.MERGED, KEEPERS, E.MERGED, ("into", "reason"), _AT_KEEPER)
        for s in _ANY_OPEN
    },
    **{
        (s, M.SPLIT): Transition(s, KEEPERS, E.SPLIT, ("category", "text", "reason"), _AT_KEEPER)
        for s in _ANY_OPEN
    },
    **{
        (s, M.RESTRICT): Transition(s, KEEPERS, E.RESTRICTED, ("reason",), _AT_KEEPER)
        for s in (S.ROUTED, S.ACCEPTED, S.WAITING, S.ANSWERED)
    },
}


def step(standing: Standing, move: Move, actor: Actor) -> Transition:
    """The transition for this move by this actor; raises NotAllowed."""
    transition = MOVES.get((standing.state, move))
    if transition is None or not _open_to(standing, move, transition, actor):
        raise NotAllowed(state=standing.state, move=move)
    return transition


def moves_open_to(standing: Standing, actor: Actor) -> list[Move]:
    """Every move this actor could make now, in the order of the table: the buttons of a card."""
    return [
        move
        for (state, move), transition in MOVES.items()
        if state == standing.state
        and _open_to(standing, move, transition, actor)
        and (move is not Move.ANSWER or may_sign(standing, actor))
    ]


def _open_to(standing: Standing, move: Move, transition: Transition, actor: Actor) -> bool:
    condition = CONDITIONS.get(move)
    return (
        actor.party in transition.by
        and (condition is None or condition(standing))
        and _speaks_for(standing, transition, actor)
    )


def may_sign(standing: Standing, actor: Actor) -> bool:
    """Where the head must sign, neither a deputy does nor who prepares the answer for the head."""
    return not standing.head_signs or (not actor.by_delegation and actor.unit == standing.accountable)


def _speaks_for(standing: Standing, transition: Transition, actor: Actor) -> bool:
    if not actor.is_staff:
        return True
    if actor.unit is None or actor.unit in standing.hidden_from:
        return False
    return any(actor.unit in SEATED[seat](standing) for seat in transition.seats)


SEATED: dict[Seat, Callable[[Standing], frozenset[str | None]]] = {
    Seat.DESK: lambda case: frozenset({case.accountable, case.prepared_by}),
    Seat.RECEIVER: lambda case: frozenset({case.offered_to}),
    Seat.RULER: lambda case: frozenset({case.ruling_by}),
    Seat.ARBITER: lambda case: frozenset({case.arbiter}),
    Seat.SECOND_KEY: lambda case: frozenset({case.second_key}),
    Seat.KEEPER: lambda case: frozenset({case.arbiter, case.accountable if case.restricted else None}),
}
