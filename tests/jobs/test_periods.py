"""After a period: figures frozen, units asked for their reports, reminded; who is late is listed, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select

from casework import hand_ins
from casework.records import HandIn, Notice, PeriodReport, StaffMember
from casework.rules.deadlines import HERE
from casework.terms import Role
from casework.work import House
from dialogue.render import render
from jobs.periods import run_due
from tests.builders import BIEN_HOA, a_case, a_member, rulebook

H1 = rulebook().reporting.period(2026, 1)
YEAR = rulebook().reporting.period(2026)
OTHER = "26041"


def at(house: House, moment: str) -> House:
    """The same house at another moment of 2026."""
    there = datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=HERE)
    return replace(house, clock=lambda: there)


@pytest.fixture
def city(house: House) -> House:
    """Two wards with a head, Sở Nội vụ, the chairman, and a case of May."""
    with at(house, "05-04T09:00").work() as work:
        a_case(work)
        for unit, role in (
            (BIEN_HOA, Role.HEAD),
            (OTHER, Role.HEAD),
            ("SNV", Role.SUPERVISOR),
            ("UBND", Role.LEADER),
        ):
            a_member(work, unit, role)
    return house


def told(house: House, moment: str) -> dict[str, list[str]]:
    """What the run of this moment said, by the unit that it was said to."""
    there = at(house, moment)
    with there.work() as work:
        newest = work.session.scalar(select(func.max(Notice.id))) or 0
    run_due(there)
    found: dict[str, list[str]] = {}
    with there.work() as work:
        query = select(Notice, StaffMember).join(StaffMember, StaffMember.id == Notice.staff_id)
        for notice, member in work.session.execute(query.where(Notice.id > newest).order_by(Notice.id)):
            shown = render(work, notice)
            assert shown is not None
            assert shown.protect
            found.setdefault(member.unit, []).append(shown.text)
    return found


def test_nothing_is_frozen_or_asked_for_while_the_period_lasts(city: House):
    assert run_due(at(city, "06-14T23:59")) == 0


def test_a_house_that_was_not_there_owes_no_report(house: House):
    assert run_due(at(house, "06-15T09:00")) == 0


def test_after_midnight_figures_are_frozen_and_at_opening_time_units_are_asked(city: House):
    assert told(city, "06-15T00:01") == {}
    with city.work() as work:
        assert work.session.scalar(select(func.count()).select_from(PeriodReport)) == 4
    asked = told(city, "06-15T07:30")
    assert asked.keys() == {BIEN_HOA, OTHER}
    assert "từ 15/12/2025 đến 14/06/2026" in asked[BIEN_HOA][0]
    assert "chậm nhất ngày 22/06/2026" in asked[BIEN_HOA][0]
    assert told(city, "06-15T08:00") == {}


def test_who_has_not_handed_in_is_reminded_and_then_listed_for_those_above(city: House):
    told(city, "06-15T07:30")
    with at(city, "06-16T09:00").work() as work:
        head = work.session.scalar(select(StaffMember).where(StaffMember.unit == OTHER))
        assert head is not None
        hand_ins.hand_in(work, head, H1)
    assert told(city, "06-17T09:00") == {}
    assert told(city, "06-18T09:00").keys() == {BIEN_HOA}
    due = told(city, "06-22T17:00")
    assert due.keys() == {BIEN_HOA, "SNV"}
    assert "1 đơn vị chưa gửi" in due["SNV"][0]
    assert "Phường Biên Hòa" in due["SNV"][0]
    assert told(city, "06-23T17:00").keys() == {"SNV"}
    assert told(city, "06-25T17:00").keys() == {"SNV", "UBND"}
    assert told(city, "06-26T17:00") == {}
    with at(city, "06-26T17:00").work() as work:
        found = hand_ins.progress(work, H1)
    assert (found.asked, found.handed, found.late) == (2, 1, (BIEN_HOA,))


def test_in_december_the_report_of_the_year_is_asked_for(city: House):
    told(city, "12-15T09:00")
    with city.work() as work:
        assert {row.period for row in work.session.scalars(select(HandIn))} == {YEAR.name}
        frozen = set(work.session.scalars(select(PeriodReport.period)))
    assert frozen == {"2026-H2", "2026"}


def test_handing_in_twice_is_handing_in_once_and_only_heads_can(city: House):
    told(city, "06-15T07:30")
    with at(city, "06-16T09:00").work() as work:
        head = work.session.scalar(select(StaffMember).where(StaffMember.unit == OTHER))
        officer = a_member(work, OTHER, Role.OFFICER)
        assert head is not None
        first = hand_ins.hand_in(work, head, H1).handed_at
    with at(city, "06-17T09:00").work() as work:
        assert hand_ins.hand_in(work, work.session.merge(head), H1).handed_at == first
        with pytest.raises(hand_ins.OnlyTheHead):
            hand_ins.hand_in(work, work.session.merge(officer), H1)
        with pytest.raises(hand_ins.NotAsked):
            hand_ins.record(work, "SXD", H1)


def test_what_was_slept_through_is_told_as_the_newest_rung_alone(city: House):
    told(city, "06-15T07:30")
    late = told(city, "06-30T09:00")
    assert {unit: len(lines) for unit, lines in late.items()} == {
        BIEN_HOA: 1,
        OTHER: 1,
        "SNV": 1,
        "UBND": 1,
    }
