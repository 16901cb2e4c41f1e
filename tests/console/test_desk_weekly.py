"""The weekly summary at the console: read, taken note of, committed on, told whether it was kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from casework import summaries
from casework.records import Commitment
from casework.rules.deadlines import HERE
from casework.rules.figures import Week
from casework.terms import Role
from casework.work import House
from tests.builders import BIEN_HOA, a_case
from tests.console.conftest import Clock, Visitor

SignIn = Callable[..., Visitor]
W47 = Week(2026, 47)
PROMISE = {"text": "Thêm <một> quầy", "due_on": "2026-11-27"}


@pytest.fixture
def frozen(house: House) -> House:
    """Week 47 with one case of Biên Hòa, frozen."""
    with house.work() as work:
        a_case(replace(work, now=datetime(2026, 11, 17, 9, tzinfo=HERE)))
        summaries.ensure_weeks(work, W47)
    return house


def test_before_the_first_one_it_says_so(signed_in: SignIn):
    assert "Chưa có tổng hợp tuần nào" in signed_in().get("/console/weekly").text


def test_a_head_reads_it_and_takes_note(signed_in: SignIn, frozen: House):
    head = signed_in()
    page = head.get("/console/weekly").text
    assert "tuần 16-22/11/2026" in page
    assert "Mới 1 ·" in page
    assert head.submit("/console/weekly/2026-W47/ack").status_code == 303
    page = head.get("/console/weekly").text
    assert "Đã ghi nhận đồng chí đã xem" in page
    assert "/ack" not in page


def test_a_commitment_is_made_and_a_week_later_its_result_is_told(
    signed_in: SignIn, frozen: House, clock: Clock
):
    head = signed_in()
    assert head.submit("/console/weekly/2026-W47/commit", **PROMISE).status_code == 303
    assert "Thêm &lt;một&gt; quầy" in head.get("/console/weekly").text
    clock.ahead(days=7)
    with frozen.work() as work:
        summaries.ensure_weeks(work, W47.later(1))
        number = work.session.scalars(select(Commitment.id)).one()
    head = signed_in()
    assert f"/console/weekly/kept/{number}" in head.get("/console/weekly").text
    assert head.submit(f"/console/weekly/kept/{number}", kept="no", reason="Thiếu người").status_code == 303
    assert "/kept/" not in head.get("/console/weekly").text
    with frozen.work() as work:
        assert work.session.get_one(Commitment, number).reason == "Thiếu người"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        pytest.param("2026-W47/commit", {**PROMISE, "due_on": "soon"}, id="no day"),
        pytest.param("2026-W47/commit", {**PROMISE, "due_on": "2026-11-01"}, id="a day that is past"),
        pytest.param("2026-W47/commit", {**PROMISE, "text": " "}, id="no words"),
        pytest.param("2026-W99/ack", {}, id="no week"),
        pytest.param("2026-W52/ack", {}, id="a week to come"),
        pytest.param("kept/99", {"kept": "yes"}, id="no commitment"),
    ],
)
def test_what_makes_no_sense_is_refused(signed_in: SignIn, frozen: House, path, form):
    head = signed_in()
    assert 400 <= head.submit(f"/console/weekly/{path}", **form).status_code < 500
    with frozen.work() as work:
        assert work.session.scalars(select(Commitment)).all() == []


def test_officers_have_no_page_and_sở_nội_vụ_reads_about_the_city_without_forms(
    signed_in: SignIn, frozen: House
):
    officer = signed_in(role=Role.OFFICER)
    assert officer.get("/console/weekly").status_code >= 400
    assert officer.submit("/console/weekly/2026-W47/ack").status_code >= 400
    above = signed_in("SNV", Role.SUPERVISOR).get("/console/weekly").text
    assert "Toàn thành phố Đồng Nai" in above
    assert "/console/weekly/2026" not in above
    assert BIEN_HOA not in above
