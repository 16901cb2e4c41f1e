"""Sealing everything again under the newest identity key, in batches, while the program goes on working.

Every column of type `Sealed` is found in the mapping itself, so that none can be forgotten; stored files come
last. What is sealed under the newest key already is passed over: after an interruption it is begun again from
the start and gets quickly to where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, func, literal, select, text, tuple_, type_coerce
from sqlalchemy.orm import Session

from casework import crypto
from casework.records import Base, Sealed
from casework.work import House

BATCH = 500
Progress = Callable[[int], None]  # called with the number of values looked at in a batch


def sealed_columns() -> list[Column[Any]]:
    """Every column that holds sealed values."""
    tables = Base.metadata.sorted_tables
    return [column for table in tables for column in table.columns if isinstance(column.type, Sealed)]


def count(session: Session, column: Column[Any]) -> int:
    """How many values a column holds."""
    return session.scalars(select(func.count()).where(_raw(column).is_not(None))).one()


def renew_column(house: House, column: Column[Any], progress: Progress) -> int:
    """Seal every value of a column under the newest key, a transaction for each batch; how many were not."""
    renewed, last = 0, None
    while True:
        with house.work() as work:
            rows = _batch(work.session, column, last)
            renewed += sum(_renew(work.session, column, row) for row in rows)
        if not rows:
            return renewed
        progress(len(rows))
        last = tuple(rows[-1])[1:]


def _batch(session: Session, column: Column[Any], last: tuple[Any, ...] | None) -> list[Any]:
    keys = list(column.table.primary_key)
    query = select(_raw(column), *keys).where(_raw(column).is_not(None)).order_by(*keys).limit(BATCH)
    if last is not None:
        query = query.where(tuple_(*keys) > tuple_(*map(literal, last)))
    return list(session.execute(query.with_for_update()))


def _renew(session: Session, column: Column[Any], row: Any) -> bool:
    sealed, *key = row
    if crypto.vault().is_newest(bytes(sealed)):
        return False
    table = column.table
    here = [part == value for part, value in zip(table.primary_key, key, strict=True)]
    renewed = literal(crypto.vault().rotate(bytes(sealed)), LargeBinary)
    session.execute(table.update().where(*here).values({column.name: renewed}))
    return True


def _raw(column: Column[Any]) -> Any:
    """The bytes as they lie in the database."""
    return type_coerce(column, LargeBinary)


def files(folder: Path) -> list[Path]:
    """Stored files, without drafts of files being written."""
    return sorted(path for path in folder.glob("*") if path.is_file() and not path.name.startswith("."))


def renew_files(folder: Path, progress: Progress) -> int:
    """The same for stored files, each replaced whole; how many were not under the newest key."""
    return sum(_renewed(path, progress) for path in files(folder))


def _renewed(path: Path, progress: Progress) -> bool:
    progress(1)
    try:
        sealed = path.read_bytes()
    except FileNotFoundError:  # swept away meanwhile
        return False
    if crypto.vault().is_newest(sealed):
        return False
    draft = path.with_name(f".{path.name}.renewed")
    draft.touch(mode=0o600)
    draft.write_bytes(crypto.vault().rotate(sealed))
    draft.replace(path)
    return True


def moment(session: Session) -> Any:
    """The database's own clock, by which it tells when transactions began."""
    return session.scalar(text("SELECT clock_timestamp()"))


def under_way_since(session: Session, since: Any) -> int:
    """Transactions begun before `since` that still go on: they may write what was sealed before."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND xact_start < :since"
    )
    return int(session.scalar(query, {"since": since}) or 0)


def parts() -> Iterator[tuple[str, Column[Any]]]:
    """What there is to renew in the database, by the name of its column."""
    for column in sealed_columns():
        yield f"{column.table.name}.{column.name}", column
