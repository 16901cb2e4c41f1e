"""`langnghe bench`: what is measured is real, and a large database is one that could have arisen."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import create_engine, func, select, text

from app.training import ensure_model
from casework import queries
from casework.records import Case
from casework.rules.ref import parse_ref
from casework.terms import State
from casework.work import House
from drills.bench_large import NotConsistent, check, grow
from drills.bench_replies import Waits
from settings import settings
from tests.builders import a_case, a_member
from tests.cli.conftest import Langnghe

STATES = (State.ROUTED, State.WAITING, State.ANSWERED, State.CLOSED, State.WITHDRAWN)


@pytest.fixture
def seeded(house: House) -> House:
    with house.work() as work:
        a_member(work)
        for state in STATES:
            a_case(work, state=state)
    return house


def test_a_seed_grows_into_many_cases_with_refs_of_their_own(seeded: House, database_url: str):
    engine = create_engine(database_url)
    assert grow(engine, 42) == 45
    with seeded.work() as work:
        cases = list(work.session.scalars(select(Case).order_by(Case.id)))
        assert len(cases) == len({case.ref for case in cases}) == len({case.turn for case in cases}) == 45
        assert all(parse_ref(case.ref) == case.ref for case in cases)
        for number, case in enumerate(cases):
            seed = cases[number % len(STATES)]
            assert case.state is seed.state
            assert [(event.seq, event.kind, event.at) for event in case.events] == [
                (event.seq, event.kind, event.at) for event in seed.events
            ]
            held = queries.ledger(case.events, work.rules, work.now)
            assert held == queries.ledger(seed.events, work.rules, work.now)
    engine.dispose()


def test_a_database_that_is_large_enough_stays_as_it_is(seeded: House, database_url: str):
    engine = create_engine(database_url)
    assert grow(engine, 3) == len(STATES)
    with seeded.work() as work:
        assert work.session.scalars(select(func.count()).select_from(Case)).one() == len(STATES)
    engine.dispose()


def test_what_could_not_have_arisen_is_found(seeded: House):
    with seeded.work() as work:
        connection = work.session.connection()
        connection.execute(text("CREATE TEMPORARY TABLE copies (seed bigint, id bigint, ref text)"))
        check(connection)
        connection.execute(
            text(
                "INSERT INTO case_events (case_id, seq, kind, at, party, data) "
                "SELECT min(id), 99, 'noted', now(), 'system', '{}' FROM cases"
            )
        )
        with pytest.raises(NotConsistent, match="1 gaps in a history"):
            check(connection)


@pytest.mark.parametrize(
    ("seconds", "p50", "p95"),
    [
        pytest.param([], None, None, id="nobody was answered"),
        pytest.param([0.25], 250, 250, id="one"),
        pytest.param([number / 1000 for number in range(100, 0, -1)], 51, 96, id="a hundred"),
    ],
)
def test_waits_are_told_in_milliseconds(seconds, p50, p95):
    told = Waits(seconds, unanswered=2).as_json()
    assert told == {"p50_ms": p50, "p95_ms": p95, "replies": len(seconds), "unanswered": 2}


def test_a_rasa_of_somebody_else_is_not_measured(langnghe: Langnghe, monkeypatch):
    monkeypatch.setenv("RASA_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    ended = langnghe("bench")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "RASA_URL is set: bench measures only a Rasa that it starts itself\n"


@pytest.mark.rasa
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_everything_is_measured(langnghe: Langnghe):
    ensure_model(settings(), print)
    ended = langnghe("bench", "--quick", "--json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert all(waits["unanswered"] == 0 < waits["p50_ms"] for waits in found["replies"].values())
    assert found["classify"]["per_second"] > 150
    assert found["cases_per_second"] > 0
    assert found["notices_per_second"] > 0
    assert found["weekly_summary"]["cases"] >= 2000
    assert set(found["memory_mb"]) >= {"web", "worker", "rasa", "postgres", "supervisor"}
