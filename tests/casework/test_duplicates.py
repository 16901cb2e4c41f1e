"""One matter, one case: a person's repeats join, those of several people are shown to the arbiter."""

from __future__ import annotations

from typing import Any

import pytest

from casework import dossier, handling, history, intake
from casework.records import Case
from casework.rules.breaches import breaches
from casework.rules.duplicates import alike
from casework.terms import CITIZEN, EventKind, Move, State, TooMany
from casework.work import Work
from tests.builders import a_case, a_citizen
from tests.casework.house import OTHER_WARD, WARD, City, kinds, last, staffed, told

CODE = {"codes": ["H19.38-260921-0417"]}
STORY = "Tôi nộp hồ sơ tách thửa hai tháng nay, hẹn nhiều lần mà phường vẫn chưa trả kết quả."


@pytest.fixture
def city(work: Work) -> City:
    return staffed(work)


@pytest.fixture
def first(work: Work, city: City) -> Case:
    return a_case(work, "fee", WARD, story=STORY, dossier=CODE)


def again(work: Work, case: Case, **changed: Any) -> Case:
    """The same person files once more."""
    given = {"category": "fee", "lodged": WARD, "story": STORY, "dossier": CODE} | changed
    return a_case(work, given.pop("category"), given.pop("lodged"), reporter=case.reporter, **given)


def test_a_repeat_joins_its_case_and_whoever_must_answer_is_told(work: Work, first: Case) -> None:
    due = first.due_at
    assert again(work, first, story="Vẫn chưa có gì cả, tôi gửi lại lần nữa đây.") is first
    assert (first.due_at, kinds(first)[-1]) == (due, EventKind.SUPPLIED)
    assert len(history.texts(work.session, first, "story")) == 2
    assert told(work, first, "staff.added") == [f"{WARD} head"]


def test_a_turn_that_comes_twice_joins_once(work: Work, first: Case) -> None:
    for _ in range(2):
        assert again(work, first, turn="tg:77") is first
    assert kinds(first).count(EventKind.SUPPLIED) == 1


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"dossier": {"codes": ["H19.38-261001-0001"]}}, id="another dossier"),
        pytest.param({"category": "attitude"}, id="another label"),
        pytest.param({"lodged": OTHER_WARD}, id="another unit"),
        pytest.param({"dossier": {}, "story": "Hôm nay tôi đi làm khai sinh cho con."}, id="other words"),
        pytest.param({"dossier": {}, "story": "Chưa xong."}, id="too few words"),
    ],
)
def test_another_matter_is_another_case(work: Work, first: Case, changed: dict[str, Any]) -> None:
    assert again(work, first, **changed) is not first


def test_what_is_over_is_not_joined(work: Work, first: Case) -> None:
    handling.move(work, first.ref, Move.WITHDRAW, CITIZEN)
    assert again(work, first) is not first


def test_repeats_count_towards_the_limit_of_an_hour(work: Work, first: Case) -> None:
    for _ in range(intake.REPORTS_AN_HOUR - 1):
        again(work, first)
    with pytest.raises(TooMany):
        again(work, first)


def test_another_person_s_report_of_the_same_is_shown_to_the_arbiter(work: Work, first: Case) -> None:
    other = a_case(work, "fee", WARD, story=STORY.upper(), reporter=a_citizen(work).pseudonym)
    assert other is not first
    assert other.state is State.ROUTED
    assert last(other, EventKind.NOTED).data["refs"] == [first.ref]
    assert told(work, other, "staff.alike") == ["SNV supervisor"]


def test_secret_cases_are_compared_with_nothing(work: Work, city: City) -> None:
    a_case(work, "attitude", WARD, story=STORY, flags=("about_head",))
    assert told(work, a_case(work, "attitude", WARD, story=STORY), "staff.alike") == []


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("Nộp hồ sơ từ tháng chín", "nop ho so tu thang chin", 1.0),
        ("Nộp hồ sơ từ tháng chín", "Nộp hồ sơ từ tháng mười", 5 / 7),
        ("Chưa xong", "Chưa xong", 0.0),
    ],
)
def test_texts_are_alike_by_the_words_they_share(one: str, other: str, share: float) -> None:
    assert alike(one, other) == pytest.approx(share)


@pytest.mark.parametrize(
    ("category", "facts", "broken"),
    [
        ("delay", {"apology": False, "postponed": 2}, ["no_apology", "postponed_again"]),
        ("delay", {"apology": True, "postponed": 1}, []),
        ("delay", {}, []),
        ("extra_documents", {"papers_asked": 2}, ["papers_again"]),
        ("refusal", {"refusal_form": False}, ["refused_without_form"]),
        ("fee", {"apology": False, "refusal_form": False}, []),
    ],
)
def test_breaches_are_what_was_told(category: str, facts: dict[str, Any], broken: list[str]) -> None:
    assert breaches(category, facts) == broken


def test_what_is_told_of_the_dossier_later_is_looked_through_anew(work: Work, city: City) -> None:
    case = a_case(work, "refusal", WARD, dossier={"codes": ["H19.38-251003-0012"]})
    assert dossier.breaches_of(case) == []
    told = {"text": "Không có phiếu.", "facts": {"refusal_form": False, "codes": ["H19.38-251003-0013"]}}
    handling.move(work, case.ref, Move.ADD, CITIZEN, **told)
    assert dossier.breaches_of(case) == ["refused_without_form"]
    kept = history.facts(work.session, case)
    assert kept == {"codes": ["H19.38-251003-0012", "H19.38-251003-0013"], "refusal_form": False}
    assert "H19.38-251003-0013" not in str(last(case, EventKind.SUPPLIED).data)
    handling.move(work, case.ref, Move.ADD, CITIZEN, text="À có.", facts={"refusal_form": True})
    assert dossier.breaches_of(case) == []


def test_breaches_stand_in_the_first_line_of_the_history(work: Work, city: City) -> None:
    case = a_case(work, "delay", WARD, dossier={"apology": False, "postponed": 2})
    assert last(case, EventKind.RECEIVED).data["breaches"] == ["no_apology", "postponed_again"]
