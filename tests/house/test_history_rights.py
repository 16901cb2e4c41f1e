"""History is written once: by the rights of the program's role, and by a trigger whatever the role."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casework.work import Work
from tests.builders import a_case, rulebook, use_test_vault


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_its_owner_holds_no_right_to_change_it(session: Session, right: str) -> None:
    granted = "SELECT privilege_type FROM pg_class, aclexplode(relacl) WHERE relname = 'case_events'"
    rights = set(session.scalars(text(granted)))
    assert {"INSERT", "SELECT"} <= rights
    assert right not in rights


@pytest.mark.parametrize(
    "change", ["UPDATE case_events SET at = now()", "DELETE FROM case_events", "TRUNCATE case_events"]
)
def test_a_trigger_refuses_even_who_may_do_anything(session: Session, now, change: str) -> None:
    use_test_vault()
    a_case(Work(session, rulebook(), now))
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(change))
