"""A large database, grown from a real seed: every case of a drill many times over, each with its own ref.

The new ids and refs go in by COPY; the result is checked against the seed before anything is measured on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, Table, inspect, select, text

from casework.records import Base, Case, CaseEvent
from casework.rules import deadlines
from casework.rules.ref import make_ref

FIRST_NUMBER = 10_000  # of a day; the seed's own refs lie below
_COPIES = "CREATE TEMPORARY TABLE copies (seed bigint, id bigint PRIMARY KEY, ref text) ON COMMIT DROP"
# Each must count nothing.
CHECKS = {
    "cases without a history": (
        "SELECT count(*) FROM cases WHERE NOT EXISTS (SELECT 1 FROM case_events WHERE case_id = cases.id)"
    ),
    "gaps in a history": (
        "SELECT count(*) FROM (SELECT 1 FROM case_events GROUP BY case_id HAVING max(seq) <> count(*)) AS gap"
    ),
    "histories that do not begin with the filing": (
        "SELECT count(*) FROM case_events JOIN cases ON cases.id = case_id "
        "WHERE seq = 1 AND (kind <> 'received' OR at <> received_at)"
    ),
    "copies with a longer or shorter history": (
        "WITH lengths AS (SELECT case_id, count(*) AS events FROM case_events GROUP BY case_id) "
        "SELECT count(*) FROM copies JOIN lengths AS copied ON copied.case_id = copies.id "
        "JOIN lengths AS seeds ON seeds.case_id = copies.seed WHERE copied.events <> seeds.events"
    ),
}

Seed = tuple[int, datetime]


class NotConsistent(Exception):
    """A grown database that could not have arisen; the message says what is wrong with it."""


def grow(engine: Engine, cases: int) -> int:
    """Have at least `cases` cases, in one transaction; returns how many. Raises NotConsistent."""
    with engine.begin() as connection:
        seed = [(row.id, row.received_at) for row in connection.execute(select(Case.id, Case.received_at))]
        times = max(0, -(-cases // len(seed)) - 1)
        connection.execute(text(_COPIES))
        _copy_in(connection, _copies(seed, times))
        connection.execute(text("ANALYZE copies"))
        own = {"id": "copies.id", "ref": "copies.ref", "turn": "turn || ':' || copies.id"}
        _insert(connection, Case, "id", own)
        _insert(connection, CaseEvent, "case_id", {"case_id": "copies.id"})
        connection.execute(text("ANALYZE cases, case_events"))
        check(connection)
    return len(seed) * (times + 1)


def check(connection: Connection) -> None:
    """Raises NotConsistent."""
    for what, query in CHECKS.items():
        found = connection.execute(text(query)).scalar()
        if found:
            raise NotConsistent(f"{found} {what}")


def _copies(seed: Sequence[Seed], times: int) -> Iterator[tuple[int, int, str]]:
    """Seed id, new id and new ref of each copy."""
    ids = count(max(case_id for case_id, _ in seed) + 1)
    numbers = count(FIRST_NUMBER)
    for _ in range(times):
        for case_id, received_at in seed:
            yield case_id, next(ids), make_ref(deadlines.in_vietnam(received_at).date(), next(numbers))


def _copy_in(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy("COPY copies FROM STDIN") as target:
        for row in rows:
            target.write_row(row)


def _insert(connection: Connection, record: type[Base], joined: str, own: dict[str, str]) -> None:
    """Each row of a table again for each copy of its case, with `own` values in some columns."""
    table: Table = inspect(record).local_table  # type: ignore[assignment]
    columns = [c.name for c in table.columns if c.name != "id" or "id" in own]
    values = ", ".join(own.get(name, f"{table.name}.{name}") for name in columns)
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {values} "  # noqa: S608 - names of ours
            f"FROM copies JOIN {table.name} ON {table.name}.{joined} = copies.seed"
        )
    )
