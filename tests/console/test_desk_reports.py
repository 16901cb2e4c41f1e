"""Periodic reports at the console: one's own unit's, handed in by its head; nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from casework import hand_ins, period_reports
from casework.rules.deadlines import HERE
from casework.terms import Role
from casework.work import House
from tests.builders import BIEN_HOA, a_case, a_member, rulebook
from tests.console.conftest import Visitor

SignIn = Callable[..., Visitor]
H1 = rulebook().reporting.period(2026, 1)
JUNE = datetime(2026, 6, 15, 9, tzinfo=HERE)


@pytest.fixture
def closed(house: House) -> House:
    """The first half of 2026, closed; the head of Biên Hòa was asked for the report."""
    with house.work() as work:
        a_case(replace(work, now=datetime(2026, 3, 2, 9, tzinfo=HERE)))
        a_member(replace(work, now=JUNE))
        period_reports.freeze(replace(work, now=JUNE), H1)
        hand_ins.ask(replace(work, now=JUNE), H1)
    return house


def test_nothing_is_there_before_a_period_is_closed(signed_in: SignIn):
    assert "Chưa có kỳ báo cáo" in signed_in().get("/console/reports").text


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "tables.xlsx", "chart.png", "figures.json"])
def test_a_unit_can_fetch_its_own_draft(signed_in: SignIn, closed: House, name):
    desk = signed_in(role=Role.OFFICER)
    assert f"/console/reports/2026-H1/{BIEN_HOA}/{name}" in desk.get("/console/reports").text
    got = desk.get(f"/console/reports/2026-H1/{BIEN_HOA}/{name}")
    assert got.status_code == 200
    assert f"2026-H1-{BIEN_HOA}-{name}" in got.headers["content-disposition"]


@pytest.mark.parametrize(
    ("unit", "role", "path"),
    [
        pytest.param(BIEN_HOA, Role.HEAD, "2026-H1/SNV/report.pdf", id="a ward reads no merged report"),
        pytest.param("SNV", Role.SUPERVISOR, "2026-H1/UBND/report.pdf", id="Sở Nội vụ not the chairman's"),
        pytest.param("25195", Role.HEAD, f"2026-H1/{BIEN_HOA}/report.pdf", id="nor that of another ward"),
        pytest.param(BIEN_HOA, Role.ADMIN, f"2026-H1/{BIEN_HOA}/report.pdf", id="an administrator none"),
        pytest.param(BIEN_HOA, Role.HEAD, f"2026-H2/{BIEN_HOA}/report.pdf", id="a period that lasts"),
        pytest.param(BIEN_HOA, Role.HEAD, f"never/{BIEN_HOA}/report.pdf", id="no period"),
        pytest.param(BIEN_HOA, Role.HEAD, f"2026-H1/{BIEN_HOA}/passwd", id="no file of a report"),
    ],
)
def test_what_is_not_theirs_is_not_there(signed_in: SignIn, closed: House, unit, role, path):
    assert signed_in(unit, role).get(f"/console/reports/{path}").status_code == 404


def test_the_chairmans_office_draws_up_his_report(signed_in: SignIn, closed: House):
    desk = signed_in("VPUB", Role.SUPERVISOR)
    assert desk.get("/console/reports/2026-H1/UBND/figures.json").json()["scope"] == "city"


def test_the_head_hands_in_and_sở_nội_vụ_sees_who_has(signed_in: SignIn, closed: House):
    above = signed_in("SNV", Role.SUPERVISOR)
    assert "Đã gửi 0/1 đơn vị" in above.get("/console/reports").text
    officer, head = signed_in(role=Role.OFFICER), signed_in()
    refused = officer.submit("/console/reports/2026-H1/handed")
    assert refused.status_code >= 400
    assert "Người đứng đầu đơn vị xác nhận" in refused.text
    assert head.submit("/console/reports/2026-H1/handed").status_code == 303
    assert "Đã gửi:" in head.get("/console/reports").text
    assert "Đã gửi 1/1 đơn vị" in above.get("/console/reports").text
    assert (
        "đơn vị" not in head.get("/console/reports").text.partition("<article>")[2].partition("</article>")[0]
    )
