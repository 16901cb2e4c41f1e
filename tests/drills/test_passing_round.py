"""The drill of docs/drill-passing-round.md is played again: the page is what happens, and it adds up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from casework import queries
from casework.records import PatternCase
from casework.rules import transfers
from casework.rules.deadlines import working_minutes
from casework.terms import EventKind, PassedEnough, PatternKind, State
from casework.work import House
from dialogue.steps import SHOWN_STEPS
from drills.passing_round import NotRefused, Round, Story, found, play, read_story
from drills.passing_round_page import page
from settings import ROOT
from tests.builders import rulebook, use_test_vault

GIA_KIEM, BRANCH, DAU_GIAY = "26311", "VPDKDD-THONGNHAT", "26326"


@pytest.fixture
def story() -> Story:
    return read_story()


@pytest.fixture
def house(database_url: str, story: Story) -> Iterator[House]:
    use_test_vault()
    engine = create_engine(database_url)
    yield House(sessionmaker(engine, expire_on_commit=False), rulebook(), lambda: story.until)
    engine.dispose()


@pytest.fixture
def played(house: House, story: Story) -> Round:
    return play(house, story)


def test_the_page_tells_what_happens(played: Round) -> None:
    told = (ROOT / "docs" / "drill-passing-round.md").read_text("utf-8")
    assert page(played) == told, (
        "write it anew: python -m drills.passing_round_page docs/drill-passing-round.md"
    )


def test_it_is_passed_twice_refused_the_third_time_and_comes_home_by_silence(played: Round) -> None:
    assert [type(error) for error in played.refusals.values()] == [PassedEnough]
    with played.house.work() as work:
        case = found(played, work.session)
        assert case.closed_at
        assert case.due_at
        held = queries.ledger(case.events, work.rules, case.closed_at)
        assert sum(held.values()) == working_minutes(case.received_at, case.closed_at, work.rules.calendar)
        assert set(held) == {GIA_KIEM, BRANCH, DAU_GIAY, "SNV", "citizen"}
        ruled = next(event for event in case.events if event.kind is EventKind.TRANSFER_RULED)
        assert (ruled.data["by"], ruled.data["to"]) == ("silence", GIA_KIEM)
        assert (case.state, case.accountable, case.hops) == (State.CLOSED, GIA_KIEM, 3)
        assert case.due_at == datetime.fromisoformat(case.events[0].data["due_at"])
        assert transfers.matrix([case.events]) == {
            (GIA_KIEM, BRANCH): transfers.Cell(offered=1, taken=1),
            (BRANCH, DAU_GIAY): transfers.Cell(offered=1, overturned=1),
        }


def test_the_loop_leaves_one_task_to_its_units(played: Round) -> None:
    with played.house.work() as work:
        (row,) = work.session.scalars(select(PatternCase))
        assert (row.kind, row.unit, row.others) == (PatternKind.COORDINATION, GIA_KIEM, [BRANCH, DAU_GIAY])
        assert found(played, work.session).measure_due_at is None


def test_the_citizen_reads_of_every_step_who_must_answer_then(played: Round) -> None:
    with played.house.work() as work:
        for event in found(played, work.session).events[3:]:
            by_others = event.party != "citizen" and event.kind in SHOWN_STEPS
            assert bool(played.read.get(event.id)) == by_others, event.kind
            if event.kind is EventKind.RULING_ASKED:
                ward = work.rules.directory.unit(DAU_GIAY)
                assert ward.full_name.lower() in played.read[event.id].lower()


def test_an_offer_that_the_rules_let_pass_is_no_refusal(house: House, story: Story) -> None:
    accept, offer = story.steps[0], next(step for step in story.steps if step.refused)
    with pytest.raises(NotRefused):
        play(house, replace(story, steps=(accept, replace(offer, unit=GIA_KIEM))))
