"""The knock of the clock: what is due is done case by case, and one broken case stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from casework import escalation
from casework.records import Case
from casework.terms import State
from casework.work import House, Work
from jobs.clock import Looked, run_due
from tests.builders import a_case, accepted
from tests.casework.house import HERE, WARD


def at(house: House, moment: str) -> House:
    """The same house at another moment."""
    there = datetime.fromisoformat(moment).replace(tzinfo=HERE)
    return replace(house, clock=lambda: there)


def cases(house: House, *states: State) -> list[int]:
    with house.work() as work:
        return [a_case(work, "delay", WARD, state=state).id for state in states]


def states(house: House) -> list[State]:
    with house.work() as work:
        return [case.state for case in work.session.query(Case).order_by(Case.id)]


def test_everything_that_is_due_is_done_once_and_counted(house: House) -> None:
    cases(house, State.ROUTED, State.ROUTED, State.ANSWERED, State.CLOSED)
    evening = at(house, "2026-11-25T17:00")
    assert run_due(evening) == {"accepted": 2}
    assert run_due(evening) == {}
    assert states(house) == [State.ACCEPTED, State.ACCEPTED, State.ANSWERED, State.CLOSED]
    assert run_due(at(house, "2026-12-01T17:00")) == {"climbed": 2, "closed": 1}


def test_a_house_without_cases_has_nothing_to_do(house: House) -> None:
    assert run_due(house) == {}


def test_one_broken_case_stops_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, *_ = cases(house, State.ROUTED, State.ROUTED)
    monkeypatch.setattr(escalation, "ACTS", {"climbed": _breaks_for(broken)})
    assert run_due(at(house, "2026-11-25T17:00")) == {"failed": 1, "climbed": 1}


def _breaks_for(broken: int) -> Callable[[Work, Case], bool]:
    def act(work: Work, case: Case) -> bool:
        if case.id == broken:
            raise RuntimeError
        return True

    return act


# -- looking again only when there is something to see ------------------------------------------------------


def test_a_case_is_not_looked_at_before_its_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    real = escalation.run_one

    def seen(work: Work, case_id: int) -> list[str]:
        looked_at.append(case_id)
        return real(work, case_id)

    monkeypatch.setattr(escalation, "run_one", seen)
    first, second = cases(house, State.ROUTED, State.CLOSED, State.ANSWERED)[::2]
    looked: Looked = {}
    for moment in ("2026-11-23T09:30", "2026-11-23T10:00", "2026-11-25T16:00"):
        assert run_due(at(house, moment), looked) == {}
    assert looked_at == [first, second]
    assert run_due(at(house, "2026-11-25T17:00"), looked) == {"accepted": 1}
    assert looked_at == [first, second, first]


def test_a_case_to_which_something_happened_is_looked_at_again(house: House) -> None:
    (case_id,) = cases(house, State.ROUTED)
    looked: Looked = {}
    run_due(house, looked)
    with house.work() as work:
        accepted(work, work.session.get_one(Case, case_id))
    assert looked[case_id][1] == datetime(2026, 11, 25, 17, tzinfo=HERE)
    run_due(house, looked)
    assert looked[case_id][1] == datetime(2026, 11, 26, 8, 15, tzinfo=HERE)  # half of the time


def test_what_rested_between_knocks_is_done_as_if_every_case_were_looked_at(house: House) -> None:
    cases(house, State.ROUTED, State.WAITING, State.ANSWERED, State.ACCEPTED)
    with house.work() as work:
        a_case(work, "attitude", None)
    looked: Looked = {}
    start = datetime(2026, 11, 23, 9, tzinfo=HERE)
    for hours in range(0, 24 * 25, 7):
        moment = start + timedelta(hours=hours)
        there = replace(house, clock=lambda moment=moment: moment)  # type: ignore[misc]
        run_due(there, looked)
        assert run_due(there) == {}  # without memory there is nothing left to do
