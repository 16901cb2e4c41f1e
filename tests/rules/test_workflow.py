"""What may be done to a case, by whom: the table of PRODUCT section 3, every other pair refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.workflow import CONDITIONS, MOVES, Seat, Standing, may_sign, moves_open_to, step
from casework.terms import CITIZEN, SYSTEM, Actor, Move, NotAllowed, Party, Role, State

S, M, R, P = State, Move, Role, Party
WARD, OTHER = "26041", "26068"

DESK = (R.OFFICER, R.HEAD, R.LEADER, R.INSPECTOR, R.SUPERVISOR)
SIGNERS = (R.HEAD, R.LEADER, R.INSPECTOR, R.SUPERVISOR)
RULERS = (R.LEADER, R.SUPERVISOR)
HAS_ANSWER = (S.ACCEPTED, S.WAITING, S.ANSWERED, S.CLOSED)
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
    (S.ACCEPTED, M.OFFER): (S.ACCEPTED, SIGNERS, ()),
    (S.ACCEPTED, M.ASK_RULING): (S.ACCEPTED, SIGNERS, ()),
    (S.ACCEPTED, M.ASK_CHAIRMAN): (S.ACCEPTED, SIGNERS, ()),
    (S.ACCEPTED, M.ASK_EXTENSION): (S.ACCEPTED, SIGNERS, ()),
    (S.ACCEPTED, M.PROPOSE_REFUSAL): (S.ACCEPTED, SIGNERS, ()),
    (S.ACCEPTED, M.DECLINE): (S.ACCEPTED, (), (P.SYSTEM,)),
    (S.ACCEPTED, M.RULE): (S.ACCEPTED, (), (P.SYSTEM,)),
    (S.ACCEPTED, M.EXTEND): (S.ACCEPTED, (), (P.SYSTEM,)),
    (S.REFUSED, M.APPEAL): (S.ACCEPTED, (), (P.CITIZEN,)),
    **{(state, M.RECORD_MEASURE): (state, SIGNERS, ()) for state in (S.ANSWERED, S.CLOSED)},
    **{(state, M.INFORM_HEAD): (state, (R.INSPECTOR,), ()) for state in (*OPEN, S.CLOSED)},
    **{(state, M.HAND_TO_POLICE): (state, (R.INSPECTOR,), ()) for state in (*OPEN, S.CLOSED)},
    **{(state, M.WITHDRAW): (S.WITHDRAWN, (), (P.CITIZEN,)) for state in OPEN},
    **{(state, M.ADD): (state, (), (P.CITIZEN,)) for state in OPEN if state is not S.WAITING},
}
KEEPERS = (R.SUPERVISOR, R.INSPECTOR)

# What is done from another seat than the desk: where it leads, the seat, who there.
ELSEWHERE: dict[tuple[State, Move], tuple[State, Seat, tuple[Role, ...]]] = {
    (S.RECEIVED, M.TRIAGE): (S.ROUTED, Seat.ARBITER, (R.SUPERVISOR,)),
    (S.ROUTED, M.NAME_LEAD): (S.ROUTED, Seat.ARBITER, (R.SUPERVISOR,)),
    (S.ACCEPTED, M.NAME_LEAD): (S.ACCEPTED, Seat.ARBITER, (R.SUPERVISOR,)),
    (S.ACCEPTED, M.TAKE): (S.ACCEPTED, Seat.RECEIVER, SIGNERS),
    (S.ACCEPTED, M.DECLINE): (S.ACCEPTED, Seat.RECEIVER, SIGNERS),
    (S.ACCEPTED, M.RULE): (S.ACCEPTED, Seat.RULER, RULERS),
    (S.ACCEPTED, M.EXTEND): (S.ACCEPTED, Seat.SECOND_KEY, RULERS),
    (S.ACCEPTED, M.DENY_EXTENSION): (S.ACCEPTED, Seat.SECOND_KEY, RULERS),
    (S.ACCEPTED, M.REFUSE): (S.REFUSED, Seat.SECOND_KEY, RULERS),
    (S.ACCEPTED, M.DENY_REFUSAL): (S.ACCEPTED, Seat.SECOND_KEY, RULERS),
    **{(state, M.CHECK): (state, Seat.SECOND_KEY, RULERS) for state in HAS_ANSWER},
    **{(state, M.MET): (state, Seat.ARBITER, (R.SUPERVISOR,)) for state in HAS_ANSWER},
    **{(state, M.RECORD_MEASURE): (state, Seat.ARBITER, SIGNERS) for state in (S.ANSWERED, S.CLOSED)},
    **{(state, M.RELABEL): (state, Seat.KEEPER, KEEPERS) for state in OPEN},
    **{(state, M.MERGE): (S.MERGED, Seat.KEEPER, KEEPERS) for state in OPEN},
    **{(state, M.SPLIT): (state, Seat.KEEPER, KEEPERS) for state in OPEN},
    **{(state, M.RESTRICT): (state, Seat.KEEPER, KEEPERS) for state in OPEN if state is not S.RECEIVED},
}

# What a case must be like for a move that is not open to every case of its state.
LIKE: dict[Move, dict[str, object]] = {
    M.ASK_RULING: {"hops": 2},
    M.ASK_CHAIRMAN: {"ruled": True, "may_ask_chairman": True},
    M.NAME_LEAD: {"joint": True},
    M.TAKE: {"offered_to": "66666"},
    M.DECLINE: {"offered_to": "66666"},
    M.RULE: {"ruling_by": "66666"},
    M.EXTEND: {"extension": "asked"},
    M.DENY_EXTENSION: {"extension": "asked"},
    M.REFUSE: {"refusal": True},
    M.DENY_REFUSAL: {"refusal": True},
    M.CHECK: {"answered": True},
    M.MET: {"meeting": True},
    M.INFORM_HEAD: {"restricted": True, "concerned": "26068"},
    M.HAND_TO_POLICE: {"restricted": True},
}
SEAT_OF = {Seat.ARBITER: "SNV", Seat.SECOND_KEY: "VPUB", Seat.KEEPER: "SNV", Seat.RECEIVER: "66666"}
SEAT_OF[Seat.RULER] = "66666"

EVERY_ACTOR = [CITIZEN, SYSTEM, *(Actor(role, WARD) for role in Role)]


def standing(state: State, **given: object) -> Standing:
    """A case of the ward, ruled on by Sở Nội vụ."""
    facts: dict[str, object] = {
        "accountable": WARD,
        "prepared_by": None,
        "hidden_from": frozenset(),
        "arbiter": "SNV",
        "second_key": "VPUB",
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
    case = standing(state, **LIKE.get(move, {}))
    if case.restricted and move in {M.RELABEL, M.MERGE, M.SPLIT}:
        desk = KEEPERS
    may = {actor for actor in EVERY_ACTOR if accepts(case, move, actor)}
    assert may == {actor for actor in EVERY_ACTOR if actor.party in (*desk, *parties)}
    for actor in may:
        assert step(case, move, actor).to is to


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_what_is_done_from_another_seat_is_done_from_there_only(state: State, move: Move) -> None:
    to, seat, roles = ELSEWHERE.get((state, move), (None, None, ()))
    case = standing(state, **LIKE.get(move, {}))
    for unit in ("SNV", "VPUB", "66666"):
        may = {role for role in Role if accepts(case, move, Actor(role, unit))}
        assert may == (set(roles) if seat and SEAT_OF[seat] == unit else set())
        for role in may:
            assert step(case, move, Actor(role, unit)).to is to


@pytest.mark.parametrize("move", sorted(CONDITIONS))
def test_a_move_that_needs_a_certain_case_is_no_button_of_another(move: Move) -> None:
    """Each condition refuses something: nothing is proposed, offered or asked for yet, or it is already."""
    hung = {"offered_to": "66666", "extension": "asked", "refusal": True, "restricted": True}
    cases = [standing(S.ACCEPTED), standing(S.ACCEPTED, **hung)]
    assert not all(CONDITIONS[move](case) for case in cases)


@pytest.mark.parametrize("like", [{"offered_to": "66666"}, {"ruling_by": "SNV"}, {"ruled": True}])
def test_a_case_that_hangs_or_was_ruled_on_is_not_offered_on(like: dict[str, object]) -> None:
    case = standing(S.ACCEPTED, **like)
    assert not accepts(case, M.OFFER, Actor(R.HEAD, WARD))


@pytest.mark.parametrize("like", [{"restricted": True}, {"prepared_by": "SNV"}])
def test_what_is_secret_or_prepared_for_the_chairman_is_not_passed_on(like: dict[str, object]) -> None:
    assert not accepts(standing(S.ACCEPTED, **like), M.OFFER, Actor(R.HEAD, WARD))


def test_a_deputy_signs_where_no_head_is_asked_for() -> None:
    deputy = Actor(R.HEAD, WARD, delegation=1)
    assert may_sign(standing(S.ACCEPTED), deputy)
    assert not may_sign(standing(S.ACCEPTED, head_signs=True), deputy)
    assert M.ANSWER not in moves_open_to(standing(S.ACCEPTED, head_signs=True), deputy)
    assert may_sign(standing(S.ACCEPTED, head_signs=True), Actor(R.HEAD, WARD))


def test_who_prepares_an_answer_that_the_head_must_sign_does_not_sign_it() -> None:
    case = standing(S.ACCEPTED, accountable="UBND", prepared_by="SNV", head_signs=True)
    assert not may_sign(case, Actor(R.SUPERVISOR, "SNV"))
    assert may_sign(case, Actor(R.LEADER, "UBND"))


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
    assert not any(state in {S.WITHDRAWN, S.MERGED} for state, _ in MOVES)
    assert [move for state, move in MOVES if state is S.REFUSED] == [M.APPEAL]


def test_the_answer_names_finding_cause_and_remedy() -> None:
    assert MOVES[S.ACCEPTED, M.ANSWER].needs == ("finding", "cause", "remedy")
