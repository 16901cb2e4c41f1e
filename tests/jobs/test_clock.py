"""The knock of the clock: what is due is done case by case, and one broken case stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from casework import escalation
from casework.records import Case
from casework.terms import State
from casework.work import House, Work
from jobs.clock import run_due
from tests.builders import a_case
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
