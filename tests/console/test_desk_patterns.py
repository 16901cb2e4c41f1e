"""Patterns at the console: found in the list, read in full, answered by a form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework import pattern_clock
from casework.records import PatternCase
from casework.terms import PatternState, Role
from casework.work import House
from tests.builders import BIEN_HOA, a_case
from tests.console.conftest import Clock, Visitor

SignIn = Callable[..., Visitor]
ANSWER = {"cause": "Quầy thiếu <người>", "remedy": "Thêm một quầy", "remedy_on": "2026-12-15"}


@pytest.fixture
def path(house: House, clock: Clock) -> str:
    with house.work() as work:
        for _ in range(12):
            a_case(work, "delay", BIEN_HOA)
    clock.ahead(days=2)
    with house.work() as work:
        pattern_clock.find_new(work)
        return f"/console/patterns/{work.session.scalars(select(PatternCase.id)).one()}"


def state_of(house: House) -> PatternState:
    with house.work() as work:
        return work.session.scalars(select(PatternCase)).one().state


def test_a_head_finds_reads_and_answers_it_and_sở_nội_vụ_accepts(
    signed_in: SignIn, house: House, path: str
) -> None:
    head, snv = signed_in(), signed_in("SNV", Role.SUPERVISOR)
    assert path in head.get("/console/patterns").text
    page = head.get(path).text
    assert "12 người khác nhau" in page
    assert page.count("/console/cases/DN-") == 12
    assert head.submit(f"{path}/answer", **ANSWER).status_code == 303
    assert state_of(house) is PatternState.ANSWERED
    page = snv.get(path).text
    assert "Quầy thiếu &lt;người&gt;" in page
    assert snv.submit(f"{path}/uphold").status_code == 303
    assert state_of(house) is PatternState.WATCHED
    assert "12/01/2027" in head.get(path).text


def test_beyond_the_heads_power(signed_in: SignIn, house: House, path: str) -> None:
    given = {"cause": "Phần mềm", "reason": "Do Sở quản lý", "to": "Sở Tư pháp"}
    head = signed_in()
    assert head.submit(f"{path}/propose", **{**given, "to": "không rõ"}).status_code == 422
    assert head.submit(f"{path}/propose", **given).status_code == 303
    assert state_of(house) is PatternState.PROPOSED
    assert path in signed_in("STP").get("/console/patterns").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({**ANSWER, "remedy_on": "mai"}, 422, id="no day"),
        pytest.param({**ANSWER, "cause": " "}, 422, id="no cause"),
        pytest.param({}, 422, id="nothing"),
    ],
)
def test_an_answer_with_a_gap_is_told_what_is_missing(
    signed_in: SignIn, house: House, path: str, fields: dict[str, str], status: int
) -> None:
    assert signed_in().submit(f"{path}/answer", **fields).status_code == status
    assert state_of(house) is PatternState.OPEN


def test_others_neither_find_nor_move_it(signed_in: SignIn, house: House, path: str) -> None:
    other, officer = signed_in("26041"), signed_in(BIEN_HOA, Role.OFFICER)
    assert path not in other.get("/console/patterns").text
    assert other.get(path).status_code == 404
    assert other.submit(f"{path}/answer", **ANSWER).status_code == 404
    assert officer.get(path).status_code == 200
    assert officer.submit(f"{path}/answer", **ANSWER).status_code == 409
    assert officer.submit(f"{path}/fallen").status_code == 404
    assert state_of(house) is PatternState.OPEN
