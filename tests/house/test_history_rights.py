"""History is written once: by the rights of the program's role, and by a trigger whatever the role."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casework import patterns
from casework.patterns import Finding
from casework.terms import PatternKind
from casework.work import Work
from tests.builders import BIEN_HOA, a_case, rulebook, use_test_vault

HISTORIES = ["case_events", "pattern_events"]


@pytest.mark.parametrize("table", HISTORIES)
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_its_owner_holds_no_right_to_change_it(session: Session, table: str, right: str) -> None:
    granted = "SELECT privilege_type FROM pg_class, aclexplode(relacl) WHERE relname = :table"
    rights = set(session.scalars(text(granted), {"table": table}))
    assert {"INSERT", "SELECT"} <= rights
    assert right not in rights


@pytest.mark.parametrize("table", HISTORIES)
@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_trigger_refuses_even_who_may_do_anything(session: Session, now, table: str, change: str) -> None:
    use_test_vault()
    work = Work(session, rulebook(), now)
    case = a_case(work)
    finding = Finding(PatternKind.COORDINATION, BIEN_HOA, (), None, 1, {}, (case.id,))
    patterns.open_pattern(work, finding)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(change.format(table)))
