"""`langnghe demo`: weeks of plausible cases through the real moves, on an empty database only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app import postgres
from casework import outbox, queries
from casework.records import Case, CaseEvent, Notice, PatternCase
from casework.rules.policy import load_categories
from casework.terms import EventKind, NoticeState, PatternState, State
from casework.work import House
from drills import demo
from drills.demo import Drill, NotEmpty, Plan
from drills.demo_stories import Teller
from settings import ROOT
from tests.builders import a_case, rulebook, use_test_vault

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PLAN = Plan(cases=60, weeks=4, until=NOW, seed=7)


@contextmanager
def empty_house(cluster: postgres.Cluster, name: str) -> Iterator[House]:
    use_test_vault()
    admin = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    engine = create_engine(cluster.url(name))
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_of_tests STRATEGY FILE_COPY"))
        yield House(sessionmaker(engine, expire_on_commit=False), rulebook(), lambda: NOW)
        engine.dispose()
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="module")
def drill(cluster: postgres.Cluster) -> Iterator[Drill]:
    with empty_house(cluster, "a_drill") as house:
        yield drilled(house)


def drilled(house: House) -> Drill:
    drill = demo.begin(house, PLAN, lambda _: 1)
    drill.run(lambda _: None)
    return drill


@pytest.fixture
def session(drill: Drill) -> Iterator[Session]:
    with drill.house.sessions() as made:
        yield made


def test_there_are_as_many_cases_as_asked_for_within_the_weeks(drill: Drill, session: Session):
    received = [case.received_at for case in session.scalars(select(Case))]
    assert len(received) == drill.done["filed"] == PLAN.cases
    assert drill.plan.begin <= min(received) <= max(received) < drill.plan.until
    assert max(received) - min(received) > timedelta(weeks=PLAN.weeks - 1)


def test_every_case_went_a_way_that_a_case_can_go(drill: Drill, session: Session):
    for case in session.scalars(select(Case)):
        kinds = [event.kind for event in case.events]
        assert kinds[:2] == [EventKind.RECEIVED, EventKind.CLASSIFIED]
        assert [event.seq for event in case.events] == list(range(1, len(kinds) + 1))
        moments = [event.at for event in case.events]
        assert moments == sorted(moments)
        assert moments[-1] <= drill.plan.until
        held = queries.ledger(case.events, drill.house.rules, drill.plan.until)
        assert all(minutes >= 0 for minutes in held.values())


def test_different_things_happened(session: Session):
    kinds = Counter(session.scalars(select(CaseEvent.kind)))
    for kind in ("accepted", "answered", "closed", "reminded", "escalated", "rated", "acknowledged"):
        assert kinds[EventKind(kind)] > 0, kind
    assert len(set(session.scalars(select(Case.category)))) > 5
    assert len(set(session.scalars(select(Case.accountable)))) > 10
    parties = Counter(session.scalars(select(CaseEvent.party)))
    assert {"citizen", "system", "officer", "head", "supervisor"} <= set(parties)


def test_the_database_is_marked_and_nothing_can_reach_a_real_chat(drill: Drill, session: Session):
    assert outbox.is_drill(session)
    assert set(session.scalars(select(Notice.state))) == {NoticeState.QUEUED}
    assert outbox.take(session, drill.plan.until, busy=[], limit=10) == []


def test_a_database_with_cases_is_left_as_it_was(cluster: postgres.Cluster):
    with empty_house(cluster, "not_empty") as house:
        with house.work() as work:
            a_case(work)
        with pytest.raises(NotEmpty):
            drilled(house)
        with house.work() as work:
            assert not outbox.is_drill(work.session)
            assert len(list(work.session.scalars(select(Case)))) == 1


def test_the_same_seed_gives_the_same_drill_and_a_summary_each_monday(
    cluster: postgres.Cluster, session: Session
):
    mondays: list[datetime] = []

    def summarise(house: House) -> int:
        mondays.append(house.clock())
        return 1

    told = select(Case.ref, Case.category, Case.state, Case.accountable).order_by(Case.id)
    with empty_house(cluster, "the_same") as house:
        demo.begin(house, PLAN, summarise).run(lambda _: None)
        with house.sessions() as other:
            assert list(other.execute(told)) == list(session.execute(told))
    assert [f"{at:%d/%m %H:%M}" for at in mondays] == [
        "02/11 07:30",
        "09/11 07:30",
        "16/11 07:30",
        "23/11 07:30",
    ]


def test_figures_tell_what_there_is(drill: Drill, session: Session):
    found = demo.figures(session, drill.plan.until)
    states = Counter(session.scalars(select(Case.state)))
    assert found["cases"] == PLAN.cases
    assert found["closed"] == states[State.CLOSED]
    assert found["overdue"] <= found["unanswered"] <= PLAN.cases
    assert found["events"] == len(list(session.scalars(select(CaseEvent.id))))


def test_every_kind_of_report_can_be_told_and_read(now: datetime):
    rules = rulebook()
    teller = Teller(ROOT / "data", rules, Random(3))
    reports = [teller.report(f"web:x:{number}", "x", now) for number in range(800)]
    kinds = {code for code, category in load_categories(ROOT / "data").items() if category.kind == "report"}
    assert {report.category for report in reports} == kinds
    assert all("{" not in report.story for report in reports)
    assert any(report.lodged is None for report in reports)
    assert any(len(report.others) > 1 for report in reports)
    assert sum(report.story.isascii() for report in reports) > 150
    assert sum("codes" in report.dossier for report in reports) > 20


def test_every_answer_can_be_given():
    rules = rulebook()
    teller = Teller(ROOT / "data", rules, Random(3))
    for category in rules.categories:
        for _ in range(20):
            assert teller.answer(category)["cause"] in rules.causes


@pytest.mark.slow
def test_patterns_are_looked_for_and_lived_through(cluster: postgres.Cluster):
    with empty_house(cluster, "a_drill_with_patterns") as house:
        drill = demo.begin(house, Plan(cases=400, weeks=5, until=NOW, seed=1), lambda _: 0)
        drill.run(lambda _: None)
        with house.sessions() as session:
            rows = list(session.scalars(select(PatternCase)))
            assert rows
            assert len(rows) == drill.done["pattern_opened"]
            assert {row.state for row in rows} - {PatternState.OPEN}
