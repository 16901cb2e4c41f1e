"""Figures of a busy week, made by hand: what words and drawings are tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from casework.rules.deadlines import HERE
from casework.rules.figures import (
    CaseRow,
    CategoryWeek,
    Counts,
    Holding,
    OpenCase,
    Rate,
    Restricted,
    Summary,
    Week,
    WeekFigures,
)
from casework.terms import State
from tests.builders import BIEN_HOA

W47 = Week(2026, 47)
COUNTS = Counts(
    carried=3,
    new=14,
    back=1,
    answered=11,
    answered_on_time=10,
    open=6,
    overdue=2,
    due_next=6,
    last_hour=2,
    transfers_offered=3,
    transfers_returned=2,
    reopened=1,
    promises_missed=1,
    withdrawn=1,
    rated=8,
    rating_sum=31,
    praise=2,
)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HERE)


def week(unit: str = BIEN_HOA, **other) -> WeekFigures:
    """Phường Biên Hòa in week 47."""
    made = WeekFigures(
        week=W47,
        unit=unit,
        city=False,
        cut_off=W47.end,
        final=True,
        counts=COUNTS,
        on_time_before=Rate(11, 13),
        on_time_city=Rate(880, 1000),
        categories=(
            CategoryWeek("delay", 7, 2.0, True),
            CategoryWeek("attitude", 3, 2.5, False),
            CategoryWeek("fee", 0, 0.25, False),
        ),
        oldest=(
            OpenCase(at(2), "DN-261102-0042-3", "delay", BIEN_HOA, at(5, 17), 11),
            OpenCase(at(12), "DN-261112-0007-1", "attitude", BIEN_HOA, at(20, 17), 0),
            OpenCase(at(20), "DN-261120-0007-1", "fee", BIEN_HOA, None, None),
        ),
        holders=(Holding(BIEN_HOA, 6000, 0.6), Holding("citizen", 3000, 0.3), Holding("SNV", 1000, 0.1)),
        restricted=None,
        units={},
    )
    return replace(made, **other)


def city(**other) -> WeekFigures:
    """The whole city, for Sở Nội vụ; with the longest names there are."""
    units = {
        BIEN_HOA: COUNTS,
        "25195": replace(COUNTS, overdue=5),
        "VPDKDD-BINHLONG": replace(COUNTS, overdue=0),
    }
    return week("SNV", city=True, units=units, restricted=Restricted(1, 0, 2, 0), **other)


EMPTY = week(
    counts=Counts(), on_time_before=Rate(), on_time_city=Rate(), categories=(), oldest=(), holders=()
)

ROWS = (
    CaseRow(
        ref="DN-261116-0001-1",
        category="delay",
        field="dat_dai",
        lodged_at=BIEN_HOA,
        unit="VPDKDD",
        state=State.ANSWERED,
        received_at=at(16),
        due_at=at(19, 17),
        days_late=None,
        answered_at=at(20, 10),
        late=True,
        finding="right",
        promised_on=at(30).date(),
        rating=4,
        hops=1,
        reopened=0,
    ),
    CaseRow(
        ref="DN-261102-0042-3",
        category="fee",
        field=None,
        lodged_at=None,
        unit=BIEN_HOA,
        state=State.ACCEPTED,
        received_at=at(2),
        due_at=at(9, 17),
        days_late=9,
        answered_at=None,
        late=None,
        finding=None,
        promised_on=None,
        rating=None,
        hops=0,
        reopened=0,
    ),
)
SUMMARY = Summary(week(), ROWS)
