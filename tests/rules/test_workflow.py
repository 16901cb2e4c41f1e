"""What may be done to a case, by whom: the table of PRODUCT section 3, every other pair refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.workflow import MOVES, Standing, moves_open_to, step
from casework.terms import CITIZEN, SYSTEM, Actor, Move, NotAllowed, Party, Role, State

S, M, R, P = State, Move, Role, Party
WARD, OTHER = "26041", "26068"

DESK = (R.OFFICER, R.HEAD, R.LEADER, R.INSPECTOR, R.SUPERVISOR)
SIGNERS = (R.HEAD, R.LEADER, R.INSPECTOR, R.SUPERVISOR)
OPEN = (S.RECEIVED, S.ROUTED, S.ACCEPTED, S.WAITING, S.ANSWERED)

# (state, move) → where it leads, who at the desk, who else. "at the desk": the unit that answers or prepares.
ALLOWED: dict[tuple[State, Move], tuple[State, tuple[Role, ...], tuple[Party, ...]]] = {
    (S.RECEIVED, M.ROUTE): (S.ROUTED, (), (P.SYSTEM,)),
    (S.ROUTED, M.ACCEPT): (S.ACCEPTED, DESK, (P.SYSTEM,)),
    (S.ROUTED, M.WRONG_ADDRESS): (S.RECEIVED, DESK, ()),
    (S.ACCEPTED, M.ASK): (S.WAITING, DESK, ()),
    (S.WAITING, M.SUPPLY): (S.ACCEPTED, (), (P.CITIZEN, P.SYSTEM)),
    (S.ACCEPTED, M.ANSWER): (S.ANSWERED, SIGNERS, ()),
    (S.ANSWERED, M.SETTLE): (S.CLOSED, (), (P.CITIZEN,)),
    (S.ANSWERED, M.NOT_SETTLED): (S.ACCEPTED, (), (P.CITIZEN,)),
    (S.ANSWERED, M.PARTLY): (S.ACCEPTED, (), (P.CITIZEN,)),
    (S.ANSWERED, M.CLOSE_UNCONFIRMED): (S.CLOSED, (), (P.SYSTEM,)),
    (S.ANSWERED, M.PROMISE_MISSED): (S.ACCEPTED, (), (P.CITIZEN,)),
    (S.ANSWERED, M.PROMISE_KEPT): (S.CLOSED, (), (P.CITIZEN,)),
    (S.ANSWERED, M.MEET): (S.ANSWERED, (), (P.CITIZEN,)),
    (S.CLOSED, M.REOPEN): (S.ACCEPTED, (), (P.CITIZEN,)),
    (S.CLOSED, M.RATE): (S.CLOSED, (), (P.CITIZEN,)),
    (S.CLOSED, M.PROMISE_MISSED): (S.ACCEPTED, (), (P.CITIZEN,)),
    (S.CLOSED, M.PROMISE_KEPT): (S.CLOSED, (), (P.CITIZEN,)),
    **{(state, M.WITHDRAW): (S.WITHDRAWN, (), (P.CITIZEN,)) for state in OPEN},
    **{(state, M.ADD): (state, (), (P.CITIZEN,)) for state in OPEN if state is not S.WAITING},
}
ARBITERS_MOVE = {(S.RECEIVED, M.TRIAGE): S.ROUTED}

EVERY_ACTOR = [CITIZEN, SYSTEM, *(Actor(role, WARD) for role in Role)]


def standing(state: State, **given: object) -> Standing:
    """A case of the ward, ruled on by Sở Nội vụ."""
    facts: dict[str, object] = {
        "accountable": WARD,
        "prepared_by": None,
        "hidden_from": frozenset(),
        "arbiter": "SNV",
    }
    return Standing(state=state, **{**facts, **given})  # type: ignore[arg-type]


def accepts(case: Standing, move: Move, actor: Actor) -> bool:
    try:
        step(case, move, actor)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_only_those_named_make_a_move_and_everybody_else_is_refused(state: State, move: Move) -> None:
    to, desk, parties = ALLOWED.get((state, move), (None, (), ()))
    may = {actor for actor in EVERY_ACTOR if accepts(standing(state), move, actor)}
    assert may == {actor for actor in EVERY_ACTOR if actor.party in (*desk, *parties)}
    for actor in may:
        assert step(standing(state), move, actor).to is to


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_only_a_supervisor_of_the_arbiter_rules(state: State, move: Move) -> None:
    to = ARBITERS_MOVE.get((state, move))
    may = {role for role in Role if accepts(standing(state), move, Actor(role, "SNV"))}
    assert may == ({R.SUPERVISOR} if to else set())
    if to:
        assert step(standing(state), move, Actor(R.SUPERVISOR, "SNV")).to is to


@pytest.mark.parametrize(("state", "move"), sorted(ALLOWED))
def test_another_unit_makes_no_move(state: State, move: Move) -> None:
    assert not any(accepts(standing(state), move, Actor(role, OTHER)) for role in Role)


@pytest.mark.parametrize(
    ("state", "move"), [(S.ROUTED, M.ACCEPT), (S.ACCEPTED, M.ASK), (S.ACCEPTED, M.ANSWER)]
)
def test_who_prepares_a_case_sits_at_its_desk(state: State, move: Move) -> None:
    prepared = standing(state, accountable="UBND", prepared_by="SNV")
    assert accepts(prepared, move, Actor(R.SUPERVISOR, "SNV"))
    assert accepts(prepared, move, Actor(R.LEADER, "UBND"))


@pytest.mark.parametrize(("state", "move"), sorted(MOVES))
def test_a_unit_it_is_kept_from_makes_no_move_even_at_the_desk(state: State, move: Move) -> None:
    case = standing(state, hidden_from=frozenset({WARD, "SNV"}))
    assert not any(accepts(case, move, Actor(role, unit)) for role in Role for unit in (WARD, "SNV"))


def test_where_the_arbiter_is_the_subject_the_other_one_finds_out_who_answers() -> None:
    case = standing(S.RECEIVED, hidden_from=frozenset({"SNV"}), arbiter="VPUB")
    assert accepts(case, M.TRIAGE, Actor(R.SUPERVISOR, "VPUB"))
    assert not accepts(case, M.TRIAGE, Actor(R.SUPERVISOR, "SNV"))


@given(st.sampled_from(State), st.sampled_from(EVERY_ACTOR))
def test_the_buttons_of_a_card_are_the_moves_that_will_be_taken(state: State, actor: Actor) -> None:
    case = standing(state)
    assert moves_open_to(case, actor) == [m for m in _in_order(state) if accepts(case, m, actor)]


def _in_order(state: State) -> list[Move]:
    return [move for at, move in MOVES if at is state]


def test_a_move_leads_nowhere_from_what_is_over() -> None:
    over = {S.REFUSED, S.WITHDRAWN, S.MERGED}
    assert not any(state in over for state, _ in MOVES)


def test_the_answer_names_finding_cause_and_remedy() -> None:
    assert MOVES[S.ACCEPTED, M.ANSWER].needs == ("finding", "cause", "remedy")
