"""Which passage answers a question, and when none does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.passages import Facet
from tests.answers.measure import HERE, figures, load, wilson
from tests.builders import rulebook
from vietnamese import fold

PASSAGES = rulebook().passages
DEV = load(HERE / "dev.txt")


def test_both_sets_are_large_enough() -> None:
    blind = load(HERE / "blind.txt")
    assert len(DEV) >= 120
    assert len(blind) >= 80
    assert sum(row.passage == "none" for row in DEV) >= 40
    assert {row.question for row in DEV}.isdisjoint(row.question for row in blind)


def test_answers_given_are_right_and_most_questions_are_answered() -> None:
    measured = {name: hits / of for name, (hits, of) in figures(DEV).items()}
    assert measured["answers that are right"] >= 0.96
    assert measured["answered"] >= 0.85
    assert measured["answered where nothing answers"] <= 0.05


@pytest.mark.parametrize(
    "question",
    [
        "Cấp đổi sổ đỏ cần gì?",
        "cap doi so do can gi",
        "CẤP ĐỔI SỔ HỒNG CẦN GIẤY TỜ GÌ Ạ",
        "em muon cap doi gcn",
    ],
)
def test_one_matter_is_found_however_it_is_typed(question: str) -> None:
    found = PASSAGES.find(question)
    assert found.sure
    assert found.sure.code == "land_certificate_exchange"


@pytest.mark.parametrize(
    "question", ["", "?", "😀", "cho hỏi", "ở đâu vậy ạ", "aaaa bbbb", "'; DROP TABLE cases;--"]
)
def test_what_asks_nothing_finds_nothing(question: str) -> None:
    found = PASSAGES.find(question)
    assert (found.sure, found.near) == (None, ())


def test_two_that_come_near_are_both_offered() -> None:
    found = PASSAGES.find("xác nhận cho người khuyết tật hưởng trợ cấp")
    assert found.sure is None
    assert {"disability_certificate", "social_allowance"} <= {each.code for each in found.near}


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("tách thửa mất bao lâu", [Facet.TIME]),
        ("lam khai sinh o dau, le phi bao nhieu", [Facet.WHERE, Facet.FEE]),
        ("how much is a passport", [Facet.FEE]),
        ("tách thửa", []),
    ],
)
def test_what_is_asked_about_the_matter_is_heard(question: str, asked: list[Facet]) -> None:
    assert PASSAGES.facets_of(question) == asked


@given(st.text(max_size=200))
def test_likeness_is_a_share_and_any_text_is_read(text: str) -> None:
    ranked = PASSAGES.ranked(text)
    assert all(-1e-9 <= likeness <= 1 + 1e-9 for _, likeness in ranked)
    assert [likeness for _, likeness in ranked] == sorted((each for _, each in ranked), reverse=True)


@given(st.sampled_from([row.question for row in DEV]))
def test_marks_change_little(question: str) -> None:
    """Folding never turns a right answer into another one."""
    as_typed, folded = PASSAGES.find(question).sure, PASSAGES.find(fold(question)).sure
    assert as_typed is None or folded is None or as_typed.code == folded.code


def test_the_interval_holds_the_share() -> None:
    share, low, high = wilson(124, 126)
    assert 0.94 < low < share < high < 1
