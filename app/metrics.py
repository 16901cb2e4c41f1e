"""Figures for Prometheus, counted in the database when asked, so that every process tells the same."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import func, select, text

from casework.records import Case, Notice, Turn
from casework.work import House


class Figures:
    """Cases by state, notices by state, turns not yet answered, jobs waiting."""

    def __init__(self, house: House) -> None:
        self.house = house

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family each; nothing in it tells of a person."""
        with self.house.sessions() as session:
            cases = session.execute(select(Case.state, func.count()).group_by(Case.state)).all()
            notices = session.execute(select(Notice.state, func.count()).group_by(Notice.state)).all()
            turns = session.scalar(select(func.count()).select_from(Turn).where(Turn.done_at.is_(None)))
            jobs = session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"))
        yield _by_state("langnghe_cases", "Cases by state", [(s.value, n) for s, n in cases])
        yield _by_state("langnghe_notices", "Outgoing messages by state", [(s.value, n) for s, n in notices])
        yield GaugeMetricFamily("langnghe_turns_open", "Turns not yet answered", value=turns or 0)
        yield GaugeMetricFamily("langnghe_jobs_waiting", "Jobs waiting", value=jobs or 0)


def exposition(house: House) -> bytes:
    """The page for GET /metrics."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(house))
    return bytes(generate_latest(registry))


def _by_state(name: str, meaning: str, rows: list[tuple[str, int]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=["state"])
    for state, count in rows:
        family.add_metric([state], count)
    return family
