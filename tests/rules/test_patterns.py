"""When many people at once are more than the past explains, and when fewer came since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.patterns import (
    Counted,
    Evidence,
    Voice,
    chance,
    counted,
    expected,
    has_fallen,
    negative_binomial_tail,
    spots,
    stands_out,
)
from casework.rules.policy import BadTable, load_patterns
from settings import ROOT
from tests.builders import rulebook

BY = rulebook().patterns.pattern
WEEK = rulebook().patterns.hot_spot

STANDS_OUT = [
    pytest.param(Evidence(3, 0, 6, 0.0), False, id="three people are too few, whatever the past"),
    pytest.param(Evidence(4, 0, 6, 0.0), True, id="four where there was never one"),
    pytest.param(Evidence(4, 2, 6, 0.5), False, id="four where there was one now and then"),
    pytest.param(Evidence(6, 6, 6, 1.0), False, id="six where one is usual"),
    pytest.param(Evidence(7, 6, 6, 1.0), True, id="seven where one is usual"),
    pytest.param(Evidence(20, 60, 6, 10.0), False, id="twice as many as ten is still chance"),
    pytest.param(Evidence(23, 60, 6, 10.0), True, id="a few more are not"),
    pytest.param(Evidence(8, 0, 0, 0.0), False, id="eight in the first weeks of all"),
    pytest.param(Evidence(9, 0, 0, 0.0), True, id="nine in the first weeks of all"),
    pytest.param(Evidence(9, 6, 6, 1.0, 2.0), False, id="nine while everybody has twice as many"),
    pytest.param(Evidence(4, 0, 6, 3.0), False, id="four where such units have three"),
]


@pytest.mark.parametrize(("evidence", "is_one"), STANDS_OUT)
def test_a_pattern_needs_people_and_more_than_the_past_explains(evidence: Evidence, is_one: bool) -> None:
    assert stands_out(evidence, BY) is is_one


@pytest.mark.parametrize(
    ("people", "past", "is_one"),
    [
        pytest.param(2, 0, False, id="two are too few"),
        pytest.param(3, 0, True, id="three where there was none for four weeks"),
        pytest.param(7, 8, True, id="seven where two are usual"),
        pytest.param(5, 8, False, id="five where two are usual"),
    ],
)
def test_one_week_is_judged_in_the_same_way(people: int, past: int, is_one: bool) -> None:
    assert stands_out(Evidence(people, past, 4, past / 4), WEEK) is is_one


def test_the_tail_is_that_of_the_distribution_by_hand() -> None:
    # shape 1 is the geometric distribution: P(X >= k) = (1 - p)^k
    assert negative_binomial_tail(3, 1, 0.25) == pytest.approx(0.75**3)
    assert negative_binomial_tail(0, 2.5, 0.5) == 1
    # shape 2: P(X = k) = (k + 1) p² (1 - p)^k
    assert negative_binomial_tail(2, 2, 0.5) == pytest.approx(1 - 0.25 - 2 * 0.125)


def test_what_is_expected_is_the_mean_of_the_past_and_of_the_kind() -> None:
    assert expected(Evidence(9, 12, 6, 2.0), BY) == 2
    assert expected(Evidence(9, 12, 6, 2.0, growth=1.5), BY) == 3
    assert expected(Evidence(9, 0, 0, 0.0), BY) == BY.least


evidence = st.builds(
    Evidence,
    people=st.integers(0, 60),
    past=st.integers(0, 200),
    windows=st.integers(1, 6),
    alike=st.floats(0, 20),
    growth=st.floats(1, 3),
)


@given(evidence)
def test_more_people_are_never_less_of_a_pattern(it: Evidence) -> None:
    assert 0 <= chance(replace(it, people=it.people + 1), BY) <= chance(it, BY) <= 1


@given(evidence, st.integers(1, 50))
def test_a_richer_past_or_a_growing_city_explains_more(it: Evidence, more: int) -> None:
    slack = 1e-9
    assert chance(replace(it, past=it.past + more), BY) >= chance(it, BY) - slack
    assert chance(replace(it, growth=it.growth + more / 10), BY) >= chance(it, BY) - slack


@given(st.lists(st.tuples(st.sampled_from("XYZ"), st.integers(0, 6)), max_size=300))
def test_one_person_alone_never_makes_a_pattern_however_often_they_write(
    reports: list[tuple[str, int]],
) -> None:
    voices = [Voice("one", unit, "delay", window) for unit, window in reports]
    found = counted(voices, 6)
    assert all(each.people <= 1 for each in found)
    assert spots(found, {"X": "ward", "Y": "ward", "Z": "ward"}, {"ward": 3}, BY) == []


@given(
    st.lists(st.builds(Voice, st.sampled_from("abcdef"), st.just("X"), st.just("delay"), st.integers(0, 6)))
)
def test_saying_it_twice_changes_nothing(voices: list[Voice]) -> None:
    assert counted(voices + voices, 6) == counted(voices, 6)


def test_what_was_found_wrong_counts_for_the_past_alone() -> None:
    now = [Voice(str(n), "X", "delay", 0, counts_now=False) for n in range(9)]
    before = [Voice(str(n), "X", "delay", 1, counts_now=False) for n in range(9)]
    assert counted(now + before, 2) == [Counted("X", "delay", 0, (9, 0))]


def test_a_window_before_the_first_report_of_all_is_not_a_quiet_one() -> None:
    assert counted([Voice("a", "X", "delay", 0), Voice("b", "X", "delay", 3)], 1) == [
        Counted("X", "delay", 1, (0,))
    ]


KINDS, SIZES = {"X": "ward", "Y": "ward", "B": "branch"}, {"ward": 90, "branch": 20}


def test_only_the_unit_that_differs_from_its_past_is_found() -> None:
    rows = [
        Counted("X", "delay", 9, (1, 0, 1, 0, 1, 0)),
        Counted("X", "fee", 2, (1, 0, 1, 0, 1, 0)),
        Counted("Y", "delay", 9, (9, 8, 9, 10, 9, 8)),
        Counted("B", "delay", 3, (0, 0, 0, 0, 0, 0)),
    ]
    (found,) = spots(rows, KINDS, SIZES, BY)
    assert (found.unit, found.category) == ("X", "delay")
    assert found.expected < 1
    assert found.chance < 0.001


def test_where_everybody_has_more_to_say_nobody_stands_out() -> None:
    rows = [Counted(f"U{n}", "delay", 8, (2, 2, 2, 2, 2, 2)) for n in range(40)]
    kinds = {row.unit: "ward" for row in rows}
    assert spots(rows, kinds, {"ward": 40}, BY) == []
    alone = [replace(rows[0], people=12), *(replace(row, people=2) for row in rows[1:])]
    assert [spot.unit for spot in spots(alone, kinds, {"ward": 40}, BY)] == ["U0"]


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [
        pytest.param(4, 0, True, id="from four to none"),
        pytest.param(4, 1, False, id="from four to one may be chance"),
        pytest.param(7, 2, True, id="from seven to two"),
        pytest.param(12, 5, True, id="from twelve to five"),
        pytest.param(12, 6, False, id="halved is not yet beyond chance"),
        pytest.param(9, 9, False, id="as many as before"),
        pytest.param(3, 0, False, id="three are too few to tell"),
        pytest.param(0, 0, True, id="nothing before, nothing after"),
    ],
)
def test_reports_have_fallen_when_so_few_would_be_improbable(before: int, after: int, fell: bool) -> None:
    assert has_fallen(before, after, 0.1) is fell


@given(st.integers(0, 60), st.integers(0, 60))
def test_fewer_after_never_looks_like_less_of_a_fall(before: int, after: int) -> None:
    if has_fallen(before, after + 1, 0.1):
        assert has_fallen(before, after, 0.1)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        pytest.param("version: 1", "version: 1\nmore: 2", id="unknown value"),
        pytest.param("ruling_days: 5", "", id="missing value"),
        pytest.param("chance: 0.001", "chance: 1.5", id="no probability"),
        pytest.param("people: 4, ", "", id="test without its people"),
        pytest.param("weeks: 4", "weeks: 0", id="window without a week"),
    ],
)
def test_a_table_that_cannot_be_followed_stops_the_start(tmp_path, was: str, becomes: str) -> None:
    told = (ROOT / "data" / "patterns.yml").read_text("utf-8")
    (tmp_path / "patterns.yml").write_text(told.replace(was, becomes), "utf-8")
    with pytest.raises(BadTable, match=r"patterns\.yml"):
        load_patterns(tmp_path)
