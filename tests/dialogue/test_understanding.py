"""One message understood: labels of Rasa's intents, facts and units of our own reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understanding import label_of, label_ranking, understand
from tests.builders import rulebook
from tests.dialogue.said import LATE_LAND, MONDAY, TRAN_BIEN, understood

LABELS = frozenset(rulebook().categories)


def test_labels_facts_and_units_come_together() -> None:
    found = understood(LATE_LAND, "delay", "attitude", sure=0.7)
    assert found.category == "delay"
    assert found.confidence == pytest.approx(0.7)
    assert found.secondary == ["attitude"]
    assert found.resolution.unit is not None
    assert found.resolution.unit.code == TRAN_BIEN
    assert found.reading.trips == 3


def test_intents_that_are_no_labels_keep_their_share() -> None:
    ranking = label_ranking([("greet", 0.5), ("report_delay", 0.3), ("question", 0.2)], LABELS)
    assert [code for code, _ in ranking] == ["delay", "question"]
    assert [share for _, share in ranking] == [0.3, 0.2]


@pytest.mark.parametrize("intents", [[], [("greet", 1.0)], [("report_delay", 0.0)]])
def test_without_a_label_it_is_out_of_scope(intents: list[tuple[str, float]]) -> None:
    assert label_ranking(intents, LABELS) == (("out_of_scope", 0.0),)


@given(st.lists(st.tuples(st.sampled_from(["report_delay", "question", "greet", "crisis"]), st.floats(0, 1))))
def test_labels_come_best_first_each_as_sure_as_it_was_ranked(intents: list[tuple[str, float]]) -> None:
    shares = [confidence for _, confidence in label_ranking(intents, LABELS)]
    assert shares == sorted(shares, reverse=True)
    assert shares == [0.0] or set(shares) <= {confidence for _, confidence in intents}


@pytest.mark.parametrize(
    ("text", "intents", "flagged"),
    [
        pytest.param("hồ sơ trễ hẹn", [("report_delay", 0.9)], False, id="an ordinary report"),
        pytest.param("chắc tôi chết cho rồi", [("report_delay", 0.9)], True, id="told by the words"),
        pytest.param(
            "không thiết gì nữa", [("crisis", 0.6), ("report_delay", 0.4)], True, id="by the intent"
        ),
    ],
)
def test_danger_is_a_flag_however_it_was_told(
    text: str, intents: list[tuple[str, float]], flagged: bool
) -> None:
    found = understand(text, MONDAY, intents, (rulebook().directory, LABELS))
    assert ("crisis" in found.flags) is flagged


def test_the_label_of_an_intent_is_its_name_without_the_kind() -> None:
    assert (label_of("report_delay"), label_of("question")) == ("delay", "question")
