"""What must hold for any history: numbers add up, nothing later counts, nobody reads what is not theirs."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework.rules.figures import CaseFacts, EventFacts, Reader, Summary, weekly
from casework.rules.figures_counts import Counts, total
from casework.terms import Role
from tests.rules.histories import CAL, FIRST, UNITS, W47, city_of_cases, frame, random_cases

SNV = Reader("SNV", Role.SUPERVISOR, city=True)
UBND = Reader("UBND", Role.LEADER, city=True)
READERS = (SNV, UBND, *(Reader(unit) for unit in UNITS))


def summaries(cases: list[CaseFacts], weeks_later: int = 0) -> dict[str, Summary]:
    return weekly(cases, frame(W47.later(weeks_later), with_rows=True), READERS)


def numbered(cases: list[CaseFacts]) -> list[CaseFacts]:
    return [replace(case, ref=f"DN-261116-{number:04}-0") for number, case in enumerate(cases)]


@given(city_of_cases)
def test_what_was_carried_over_and_came_in_has_left_or_is_open(cases: list[CaseFacts]):
    for summary in summaries(cases).values():
        assert summary.figures.counts.adds_up, summary.figures.counts


@given(city_of_cases, st.integers(-3, 1))
def test_without_moves_between_units_the_balance_of_the_city_is_plain(cases: list[CaseFacts], week: int):
    counts = summaries(cases, week)["UBND"].figures.counts
    gone = counts.withdrawn - counts.withdrawn_answered + counts.merged - counts.merged_answered
    assert counts.came_in == counts.went_out
    assert counts.carried + counts.new + counts.back == counts.answered + counts.open + gone + counts.refused


@given(city_of_cases)
def test_the_counts_of_all_units_are_those_of_the_city(cases: list[CaseFacts]):
    for unit in ("SNV", "UBND"):
        figures = summaries(cases)[unit].figures
        assert total(figures.units.values()) == figures.counts


@given(city_of_cases)
def test_a_unit_reads_the_same_numbers_as_the_city_has_for_it(cases: list[CaseFacts]):
    nothing_hidden = [replace(case, scope=replace(case.scope, hidden_from=frozenset())) for case in cases]
    found = summaries(nothing_hidden)
    for unit in UNITS:
        assert found[unit].figures.counts == found["UBND"].figures.units.get(unit, Counts())


@given(city_of_cases, st.integers(-3, 0))
def test_what_is_open_at_the_end_of_a_week_is_carried_into_the_next(cases: list[CaseFacts], week: int):
    shown = [replace(case, scope=replace(case.scope, restricted=False)) for case in cases]
    shown = [case for case in shown if not any(e.kind in {"restricted", "relabelled"} for e in case.events)]
    this, following = summaries(shown, week), summaries(shown, week + 1)
    for unit in ("UBND", *UNITS):
        assert this[unit].figures.counts.open == following[unit].figures.counts.carried


@given(city_of_cases, st.sampled_from(UNITS))
def test_restricted_and_hidden_cases_leave_no_trace_in_the_summary_of_a_unit(
    cases: list[CaseFacts], unit: str
):
    cases = numbered(cases)
    allowed = [case for case in cases if not is_restricted(case) and unit not in case.scope.hidden_from]
    with_all, without = summaries(cases)[unit], summaries(allowed)[unit]
    figures = replace(with_all.figures, on_time_city=without.figures.on_time_city, restricted=None)
    assert figures == without.figures
    assert with_all.rows == without.rows


@given(city_of_cases)
def test_restricted_cases_are_a_count_for_the_arbiter_and_nothing_else(cases: list[CaseFacts]):
    cases = numbered(cases)
    kept = [case for case in cases if not is_restricted(case)]
    with_all, without = summaries(cases)["SNV"], summaries(kept)["SNV"]
    assert replace(with_all.figures, restricted=None) == replace(without.figures, restricted=None)
    assert with_all.rows == without.rows


@given(city_of_cases)
def test_lists_name_only_cases_that_their_reader_may_see(cases: list[CaseFacts]):
    cases = numbered(cases)
    by_ref = {case.ref: case for case in cases}
    for unit, summary in summaries(cases).items():
        for ref in [row.ref for row in summary.rows] + [each.ref for each in summary.figures.oldest]:
            assert unit not in by_ref[ref].scope.hidden_from
            assert not is_restricted(by_ref[ref])
        assert unit in {"SNV", "UBND"} or {row.unit for row in summary.rows} <= {unit}


def is_restricted(case: CaseFacts) -> bool:
    return case.scope.restricted or any(
        event.kind == "restricted" and event.at < W47.end for event in case.events
    )


@given(city_of_cases)
def test_what_happens_after_the_cut_off_changes_nothing(cases: list[CaseFacts]):
    cut = [replace(case, events=tuple(e for e in case.events if e.at < W47.end)) for case in cases]
    assert summaries(cases) == summaries([case for case in cut if case.events])


@given(city_of_cases, st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(cases: list[CaseFacts], random):
    cases = numbered(cases)
    mixed = list(cases)
    random.shuffle(mixed)
    assert summaries(cases) == summaries(mixed)


@given(city_of_cases)
def test_numbers_are_possible(cases: list[CaseFacts]):
    for summary in summaries(cases).values():
        counts = summary.figures.counts
        assert all(getattr(counts, field.name) >= 0 for field in fields(counts))
        assert counts.last_hour <= counts.answered_on_time <= counts.answered
        assert counts.overdue + counts.due_next <= counts.open
        assert counts.on_time.met <= counts.on_time.of
        assert sum(row.new for row in summary.figures.categories) == counts.new
        assert abs(sum(row.share for row in summary.figures.holders) - bool(summary.figures.holders)) < 1e-9


@given(random_cases, st.integers(0, 60 * 24 * 60))
def test_a_later_look_at_the_same_moment_sees_the_same(case: CaseFacts, minutes: int):
    """Figures up to a moment inside the week do not depend on how much more of the history is known."""
    moment = FIRST + timedelta(minutes=minutes)
    known = tuple(event for event in case.events if event.at < moment)
    if not known or not W47.start < moment <= W47.end:
        return
    early, late = (_upto(each, moment) for each in (replace(case, events=known), case))
    assert early == late


def _upto(case: CaseFacts, moment: datetime) -> dict[str, Summary]:
    return weekly([case], frame(cut_off=moment), READERS)


@given(random_cases)
def test_the_ledger_of_a_week_adds_up_to_its_working_time(case: CaseFacts):
    figures = summaries([case])["UBND"].figures
    minutes = sum(row.minutes for row in figures.holders)
    assert minutes <= 5 * 8 * 60
    if case.events[0].at < W47.start and _is_held(case.events) and not is_restricted(case):
        assert figures.restricted is None
        assert minutes == (0 if figures.counts.is_empty and _label(case) == "praise" else 5 * 8 * 60)


def _label(case: CaseFacts) -> str:
    """As it stood at the cut-off; later relabelling does not count."""
    labels = [e.data["category"] for e in case.events if e.at < W47.end and "category" in e.data]
    return str(labels[-1])


def _is_held(events: tuple[EventFacts, ...]) -> bool:
    return all(event.holder is not None for event in events if event.at < W47.end)


def test_the_calendar_of_these_tests_has_a_full_week_47():
    assert all(day.isocalendar().week != W47.number for day in CAL.holidays)
