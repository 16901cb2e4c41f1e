"""Periodic figures: the account of each case, what else it counts for, and what must hold for any history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from casework.rules.figures import CaseFacts, Reader
from casework.rules.figures_life import EventFacts
from casework.rules.period import NoSuchPeriod, Period
from casework.rules.period_counts import (
    ACCOUNT,
    COUNTED,
    FAMILIES,
    PeriodCounts,
    attitude_points,
    index_8,
)
from casework.rules.period_figures import PeriodFrame, period_figures
from casework.rules.period_summary import PeriodFigures, digest, from_json, to_json
from casework.terms import Role
from settings import ROOT
from tests.builders import rulebook
from tests.rules.histories import CAL, CITIZEN, UNITS, at, case, city_of_cases, filed, told

REPORTING = rulebook().reporting
SNV = Reader("SNV", Role.SUPERVISOR, city=True)
UBND = Reader("UBND", Role.LEADER, city=True)
READERS = (SNV, UBND, *(Reader(unit) for unit in UNITS))
NOVEMBER = Period(2026, 2, date(2026, 11, 2), date(2026, 11, 22))
OCTOBER = Period(2026, 2, date(2026, 10, 5), date(2026, 11, 1))


def frame(period: Period = NOVEMBER, **other: Any) -> PeriodFrame:
    given: dict[str, Any] = {
        "cut_off": period.end,
        "calendar": CAL,
        "praise": frozenset({"praise"}),
        "reporting": REPORTING,
        **other,
    }
    return PeriodFrame(period, **given)


def figures(cases: list[CaseFacts], period: Period = NOVEMBER) -> dict[str, PeriodFigures]:
    return period_figures(cases, frame(period), READERS)


def of(unit: str, *cases: CaseFacts) -> PeriodCounts:
    return figures(list(cases))[unit].counts


def numbered(cases: list[CaseFacts]) -> list[CaseFacts]:
    return [replace(each, ref=f"DN-261116-{number:04}-0") for number, each in enumerate(cases)]


# The days of a period


@pytest.mark.parametrize(
    ("year", "half", "name", "first", "last"),
    [
        pytest.param(2026, 1, "2026-H1", date(2025, 12, 15), date(2026, 6, 14), id="first half"),
        pytest.param(2026, 2, "2026-H2", date(2026, 6, 15), date(2026, 12, 14), id="second half"),
        pytest.param(2026, None, "2026", date(2025, 12, 15), date(2026, 12, 14), id="year"),
    ],
)
def test_a_period_runs_to_the_middle_of_june_or_december(year, half, name, first, last):
    period = REPORTING.period(year, half)
    assert (period.name, period.first, period.last) == (name, first, last)
    assert REPORTING.named(name) == period


@pytest.mark.parametrize("written", ["2026-H3", "1850", "x", "", "2026-H"])
def test_what_names_no_period_is_refused(written):
    with pytest.raises(NoSuchPeriod):
        REPORTING.named("2026-H3" if written == "2026-H" else written)


def test_periods_follow_each_other_without_a_gap():
    period = REPORTING.period(2026, 2)
    for _ in range(6):
        earlier = REPORTING.before(period)
        assert earlier.last + timedelta(days=1) == period.first
        period = earlier
    assert REPORTING.year_ago(REPORTING.period(2026, 1)) == REPORTING.period(2025, 1)


@pytest.mark.parametrize(
    ("day", "names"),
    [
        pytest.param(date(2026, 11, 23), ["2026-H1"], id="November"),
        pytest.param(date(2026, 12, 14), ["2026-H1"], id="the last day of the year's period"),
        pytest.param(date(2026, 12, 15), ["2026-H2", "2026"], id="the day after it"),
        pytest.param(date(2027, 1, 2), ["2026-H2", "2026"], id="January"),
    ],
)
def test_the_period_that_ended_last(day, names):
    assert [period.name for period in REPORTING.ended(day)] == names


# The account of a case

ANSWERED = {"finding": "right", "cause": "signing"}
ACCOUNTS = [
    pytest.param(
        [filed(at(16)), told("answered", at(17), CITIZEN)], "received", "done_on_time", id="in time"
    ),
    pytest.param([filed(at(10)), told("answered", at(19), CITIZEN)], "received", "done_late", id="late"),
    pytest.param([filed(at(20))], "received", "open_in_time", id="open"),
    pytest.param([filed(at(10))], "received", "open_overdue", id="overdue"),
    pytest.param(
        [filed(at(30, month=10)), told("answered", at(3), CITIZEN)], "carried", "done_on_time", id="old"
    ),
    pytest.param(
        [filed(at(16)), told("withdrawn", at(17), None)], "received", "ended_withdrawn", id="withdrawn"
    ),
    pytest.param(
        [
            filed(at(16)),
            told("refusal_proposed", at(17), "X", rule="unclear"),
            told("refused", at(17, "10:00"), None),
        ],
        "received",
        "not_eligible",
        id="refused",
    ),
    pytest.param(
        [filed(at(16)), told("refused", at(17), None, rule="not_administrative")],
        "received",
        "outside",
        id="nobody here is competent",
    ),
    pytest.param(
        [
            filed(at(10)),
            told("answered", at(11), CITIZEN),
            told("reopened", at(12), "X", second_due_at=at(17, "17:00").isoformat()),
            told("answered", at(19), CITIZEN),
        ],
        "received",
        "done_late",
        id="the second answer was late",
    ),
]


@pytest.mark.parametrize(("history", "origin", "outcome"), ACCOUNTS)
def test_a_case_has_one_origin_and_one_outcome(history, origin, outcome):
    for unit in ("X", "SNV"):
        counts = of(unit, case(*history))
        assert [counts[origin], counts[outcome], counts.total] == [1, 1, 1]
        assert counts.adds_up
        assert counts.of_label("category", "delay").total == 1


def test_what_was_answered_before_the_period_and_stayed_so_is_in_no_account():
    done = case(
        filed(at(26, month=10)), told("answered", at(28, month=10), CITIZEN), told("closed", at(3), None)
    )
    assert of("X", done).total == 0
    assert of("X", done)["rating_asked"] == 1


def test_what_comes_back_is_brought_forward():
    back = case(
        filed(at(26, month=10)),
        told("answered", at(28, month=10), CITIZEN),
        told("reopened", at(3), "X", second_due_at=at(30, "17:00").isoformat()),
    )
    counts = of("X", back)
    assert (counts["carried"], counts["open_in_time"], counts["reopened"]) == (1, 1, 1)


def test_a_case_that_moved_is_passed_on_for_the_first_unit_and_counts_once_for_the_city():
    moved = case(
        filed(at(16)),
        told("transfer_offered", at(17), "X"),
        told("transfer_taken", at(18), "Y"),
        accountable="Y",
    )
    found = figures([moved])
    assert (found["X"].counts["passed_on"], found["X"].counts["hops"]) == (1, 1)
    assert (found["Y"].counts["received"], found["Y"].counts["open_overdue"]) == (1, 1)
    assert (found["SNV"].counts.total, found["SNV"].counts["passed_on"]) == (1, 0)
    assert found["X"].refs_of("passed_on") == ()  # it may be counted there, but no longer be read


def test_merged_cases_are_in_no_account():
    counts = of("X", case(filed(at(16)), told("merged", at(17), None)))
    assert (counts.total, counts["merged"]) == (0, 1)


# What else is counted


def one(*events: EventFacts, unit: str = "X", **received: Any) -> PeriodCounts:
    """A late dossier filed on 9 November, with these events."""
    begun = filed(at(9))
    begun[0] = replace(begun[0], data={**begun[0].data, **received})
    return of(unit, case(begun, *(replace(event, seq=number) for number, event in enumerate(events, 4))))


def test_the_units_finding_and_that_of_the_check_are_two():
    counts = one(
        told("answered", at(10), CITIZEN, finding="wrong", cause="papers"),
        told("checked", at(12), CITIZEN, finding="right"),
    )
    assert counts.spread("finding") == {"wrong": 1}
    assert counts.spread("checked") == {"right": 1}
    assert counts["checked_differs"] == 1
    assert counts.of_label("category", "delay")["confirmed"] == 1


def test_only_a_check_speaks_of_the_apology_and_of_conduct():
    answer = told("answered", at(10), CITIZEN, **ANSWERED)
    check = told("checked", at(12), CITIZEN, finding="right")
    assert one(answer, apology=False)["apology_breaches"] == 0
    assert one(answer, check, apology=False)["apology_breaches"] == 1
    rude = replace(case(filed(at(9), category="attitude"), answer, check), category="attitude")
    assert attitude_points(of("X", rude)) == 0
    assert attitude_points(one(answer, check)) == 2


def test_what_was_told_of_the_dossier_later_counts_once_it_is_checked():
    later = told("supplied", at(10), "X", apology=False, breaches=["no_apology", "postponed_again"])
    answer = told("answered", at(11), CITIZEN, **ANSWERED)
    check = told("checked", at(12), CITIZEN, finding="right")
    assert one(later, answer)["late_without_apology"] == 1
    assert one(later, answer).spread("breach") == {}
    assert one(later, answer, check, apology=True)["apology_breaches"] == 1
    assert one(later, answer, check).spread("breach") == {"no_apology": 1, "postponed_again": 1}


def test_promises_made_kept_and_missed():
    counts = one(
        told("answered", at(10), CITIZEN, **ANSWERED, promised_on="2026-11-16"),
        told("closed", at(16), None, what="promise_kept", closing="settled"),
    )
    assert [counts[name] for name in ("promises_made", "promises_kept", "promises_missed")] == [1, 1, 0]
    assert counts["apologies"] == 1


def test_a_loop_is_a_case_that_comes_back_to_a_unit_that_had_it():
    counts = of(
        "Y",
        case(
            filed(at(9)),
            told("transfer_taken", at(10), "Y"),
            told("transfer_ruled", at(11), "X"),
        ),
    )
    assert (counts["hops"], counts["loops"]) == (1, 1)


def test_an_escalation_is_acknowledged_by_the_unit_that_was_told():
    rung = told("escalated", at(13), "X", step="due")
    known = replace(told("acknowledged", at(16), "X", of=4), by="X")
    other = replace(known, by="SNV")
    assert one(rung, known).known_acknowledged.share == 1
    assert one(rung, other).known_acknowledged.share == 0
    assert one(told("escalated", at(13), "X", why="nobody"))["escalated"] == 0


def test_stars_and_how_many_answered():
    counts = one(
        told("answered", at(10), CITIZEN, **ANSWERED),
        told("closed", at(11), None, closing="settled"),
        told("rated", at(12), None, rating=2),
        told("rated", at(13), None, rating=4),
    )
    assert (counts.satisfaction, counts.raters, counts.response.share) == (4.0, 1, 1.0)


@pytest.mark.parametrize(
    ("answered", "prolonged"),
    [
        pytest.param(16, 0, id="two working days late"),
        pytest.param(17, 1, id="three"),
        pytest.param(None, 1, id="open"),
    ],
)
def test_dragged_on_is_three_working_days_past_the_deadline(answered, prolonged):
    events = [told("answered", at(answered), CITIZEN)] if answered else []
    assert one(*events)["prolonged"] == prolonged  # due on Thursday the 12th


@pytest.mark.parametrize(
    ("numbers", "points"),
    [
        pytest.param({}, 2, id="no report"),
        pytest.param({"answered": 3, "answered_on_time": 3}, 2, id="all on time"),
        pytest.param({"answered": 10, "answered_on_time": 9}, 1, id="nine of ten"),
        pytest.param({"answered": 10, "answered_on_time": 9, "prolonged": 1}, 0, id="one of them dragged on"),
        pytest.param({"answered": 10, "answered_on_time": 9, "overdue": 1}, 0, id="one more is overdue"),
    ],
)
def test_index_8(numbers, points):
    assert index_8(PeriodCounts(numbers), 90) == points


def test_restricted_cases_are_sums_for_the_city_and_nothing_for_a_unit():
    seen: dict[str, Any] = {"restricted": True, "accountable": "TTR", "copied_to": frozenset({"SNV", "UBND"})}
    secret = case(filed(at(16), "TTR"), told("restricted", at(16), "TTR"), **seen)
    found = figures([replace(secret, category="harassment", lodged_at="X")])
    assert found["TTR"].counts.is_empty
    assert found["X"].counts.is_empty
    (cell,) = found["SNV"].restricted
    assert (cell.place, cell.total, cell.open) == ("X", 1, 1)
    assert not found["SNV"].refs
    assert not found["X"].restricted


def test_the_period_before_is_told_by_its_own_events():
    cases = [case(filed(at(16, month=3))), case(filed(at(16, month=7)), ref="DN-260716-0001-0")]
    first = period_figures(cases, frame(REPORTING.period(2026, 2)), READERS)["X"]
    assert (first.counts.total, first.before.total, first.year_ago.total) == (2, 1, 0)
    assert first.counts["carried"] == 1


def test_too_many_refs_are_left_out():
    few = replace(REPORTING, refs_at_most=1)
    cases = numbered([case(filed(at(16))), case(filed(at(17)))])
    made = period_figures(cases, frame(reporting=few), READERS)["X"]
    assert (made.refs_left_out, made.refs) == (True, {})


# For any history


@given(city_of_cases)
def test_every_account_adds_up(cases: list[CaseFacts]):
    for each in figures(numbered(cases)).values():
        assert each.counts.adds_up
        for family in ("category", "field"):
            labels = [each.counts.of_label(family, code) for code in each.counts.codes(family)]
            assert all(label.adds_up for label in labels)
            for name in ACCOUNT:
                assert sum(label[name] for label in labels) == each.counts[name]


@given(city_of_cases)
def test_units_add_up_to_the_city_once_what_was_passed_on_is_left_out(cases: list[CaseFacts]):
    for unit in ("SNV", "UBND"):
        city = figures(numbered(cases))[unit]
        units = city.units.values()
        assert sum(each.total - each["passed_on"] for each in units) == city.counts.total
        for name in (
            "done_on_time",
            "done_late",
            "ended_withdrawn",
            "open_overdue",
            "not_eligible",
            "outside",
        ):
            assert sum(each[name] for each in units) == city.counts[name]
        assert sum(each.on_time.of for each in units) == city.counts.on_time.of


@given(city_of_cases)
def test_findings_and_withdrawals_are_all_that_is_done(cases: list[CaseFacts]):
    for each in figures(numbered(cases)).values():
        counts = each.counts
        assert sum(counts.spread("finding").values()) + counts["ended_withdrawn"] == counts.done
        assert sum(counts.spread("cause").values()) + counts["ended_withdrawn"] == counts.done
        assert counts.response.met <= counts.response.of


@given(city_of_cases)
def test_what_is_open_at_the_end_is_brought_forward_into_the_next_period(cases: list[CaseFacts]):
    """Cases that came back, and those merged later, are told apart."""
    quiet = {"reopened", "promise_missed", "appealed", "merged", "restricted", "relabelled"}
    plain = [c for c in numbered(cases) if not any(event.kind in quiet for event in c.events)]
    plain = [replace(c, scope=replace(c.scope, restricted=False)) for c in plain]
    first, second = figures(plain, OCTOBER), figures(plain, NOVEMBER)
    for unit in ("UBND", *UNITS):
        assert first[unit].counts.open == second[unit].counts["carried"]


@given(city_of_cases)
def test_every_figure_of_a_unit_is_traced_to_as_many_cases_as_it_may_read(cases: list[CaseFacts]):
    shown = [
        replace(
            each, scope=replace(each.scope, hidden_from=frozenset(), copied_to=frozenset({"SNV", *UNITS}))
        )
        for each in numbered(cases)
    ]
    for unit in UNITS:
        made = figures(shown)[unit]
        for name in ACCOUNT:
            assert len(made.refs_of(name)) == made.counts[name]


@given(city_of_cases)
def test_later_events_change_nothing(cases: list[CaseFacts]):
    cases = numbered(cases)
    cut = [replace(each, events=tuple(e for e in each.events if e.at < NOVEMBER.end)) for each in cases]
    assert figures(cases) == figures([each for each in cut if each.events])


@given(city_of_cases)
def test_hidden_cases_leave_no_trace_in_the_figures_of_a_unit(cases: list[CaseFacts]):
    cases = numbered(cases)
    for unit in UNITS:
        hidden = [each for each in cases if unit not in each.scope.hidden_from]
        assert figures(cases)[unit] == figures(hidden)[unit]


@given(city_of_cases)
def test_frozen_figures_come_back_as_they_were_and_keep_their_hash(cases: list[CaseFacts]):
    for each in figures(numbered(cases)).values():
        written = to_json(each)
        again = from_json(written, NOVEMBER)
        assert to_json(again) == written
        assert digest(to_json(again)) == digest(written)


def test_every_figure_is_defined_in_the_document():
    defined = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8").partition("## A half year")[2]
    missing = [
        name for name in (*COUNTED, *(f"{family}:" for family in FAMILIES)) if f"`{name}`" not in defined
    ]
    assert not missing
