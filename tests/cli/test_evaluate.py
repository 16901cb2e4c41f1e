"""`langnghe evaluate`: scores of a classification against what people said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.training import ensure_model
from casework.rules.policy import load_categories
from cli import _scores as scores
from cli._jsonl import BadLine
from cli._scores import Judged, Share
from cli.evaluate import HELD_OUT, labelled, scores_of, table
from settings import ROOT, settings
from tests.cli.conftest import Langnghe
from vietnamese import fold

LABELS = ("delay", "fee", "praise")
ROWS = st.lists(
    st.builds(
        Judged,
        label=st.sampled_from(LABELS),
        acceptable=st.frozensets(st.sampled_from(LABELS), max_size=1),
        found=st.sampled_from(LABELS),
        confidence=st.floats(0, 1),
    ),
    min_size=1,
)


def judged(label: str, found: str, confidence: float = 1.0, *acceptable: str) -> Judged:
    return Judged(label, frozenset(acceptable), found, confidence)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Newcombe 1998, table I: Wilson's score without continuity correction
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
        pytest.param(0, 0, 0.0, 1.0, id="nothing known"),
    ],
)
def test_the_interval_is_wilsons(hits, total, low, high):
    assert Share(hits, total).bounds == pytest.approx((low, high), abs=5e-5)


def test_an_acceptable_finding_is_as_good_as_the_label():
    rows = [judged("delay", "fee", 1.0, "fee"), judged("delay", "delay"), judged("fee", "delay")]
    assert scores.accuracy(rows) == Share(2, 3)
    assert scores.by_label(rows)["delay"] == scores.OfLabel(0.5, 1.0, 1 / 1.5, 1)
    assert scores.by_label(rows)["fee"] == scores.OfLabel(1.0, 0.5, 1 / 1.5, 2)
    assert scores.confusion(rows) == {"delay": {"delay": 1}, "fee": {"delay": 1, "fee": 1}}


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        pytest.param([judged("delay", "delay", 1.0)] * 4, 0.0, id="sure and right"),
        pytest.param([judged("delay", "fee", 1.0)] * 4, 1.0, id="sure and wrong"),
        pytest.param(
            [judged("delay", "delay", 0.75)] * 3 + [judged("fee", "delay", 0.75)], 0.0, id="three of four"
        ),
        pytest.param([], 0.0, id="nothing"),
    ],
)
def test_calibration_compares_confidence_with_being_right(rows, error):
    assert scores.calibration_error(rows) == pytest.approx(error)


@given(ROWS)
def test_the_figures_belong_together(rows: list[Judged]):
    low, high = scores.accuracy(rows).bounds
    assert 0 <= low <= scores.accuracy(rows).value <= high <= 1
    assert 0 <= scores.macro_f1(rows) <= 1
    assert 0 <= scores.calibration_error(rows) <= 1
    counted = scores.confusion(rows)
    assert sum(sum(found.values()) for found in counted.values()) == len(rows)
    right = sum(found.get(label, 0) for label, found in counted.items())
    assert right == scores.accuracy(rows).hits


def test_the_output_tells_each_spelling_and_what_is_sure(capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    typed = [judged("delay", "delay", 0.9), judged("fee", "delay", 0.4)]
    folded = [judged("delay", "delay", 0.9), judged("fee", "fee", 0.4)]
    rows = [("as_typed", it) for it in typed] + [("without_diacritics", it) for it in folded]
    found = scores_of(rows, 0.5)
    assert found["rows"] == 2
    assert found["accuracy"]["value"] == 0.5
    assert found["spellings"]["without_diacritics"]["accuracy"]["value"] == 1.0
    assert found["sure"] == {"threshold": 0.5, "share": 0.5, "accuracy": found["sure"]["accuracy"]}
    assert found["sure"]["accuracy"]["right"] == 1
    table(found)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "2 messages: 50% right (95% interval 9.5%–90.5%)",
        "Macro-F1: 33.3%",
    ]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"label": "late"}, id="an unknown label"),
        pytest.param({}, id="no label"),
        pytest.param({"label": ["delay"]}, id="a list for a label"),
        pytest.param({"label": "delay", "acceptable": "fee"}, id="a word for acceptable"),
        pytest.param({"label": "delay", "acceptable": [["fee"]]}, id="a list in acceptable"),
        pytest.param({"label": "delay", "acceptable": ["late"]}, id="unknown in acceptable"),
    ],
)
def test_a_row_without_usable_labels_is_refused(tmp_path: Path, row):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"id": 1, "text": "a", **row}))
    with pytest.raises(BadLine, match="1"):
        list(labelled(path, frozenset(LABELS)))


def learned() -> set[str]:
    blocks = [
        block
        for path in (ROOT / "nlu_data").rglob("*.yml")
        for block in yaml.safe_load(path.read_text()).get("nlu", [])
    ]
    return {fold(line[2:]) for block in blocks for line in block["examples"].splitlines()}


def test_the_held_out_messages_have_every_label_and_were_not_learned():
    codes = frozenset(load_categories(ROOT / "data"))
    rows = list(labelled(HELD_OUT, codes))
    assert {row.label for row in rows} == codes
    assert not {fold(row.text) for row in rows} & learned()


@pytest.mark.rasa
@pytest.mark.timeout(600)
def test_the_trained_model_is_scored_as_typed_and_without_diacritics(langnghe: Langnghe, tmp_path: Path):
    ensure_model(settings(), print)
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": 1, "text": "Hồ sơ của tôi hẹn ngày 12/10 mà tới giờ chưa có kết quả", "label": "delay"},
        {"id": 2, "text": "Cảm ơn chị cán bộ đã hướng dẫn nhiệt tình", "label": "praise", "acceptable": []},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    found = json.loads(langnghe("evaluate", path, "--json").out)
    assert found["rows"] == 2
    assert found["accuracy"]["right"] == found["accuracy"]["of"] == 2
    assert set(found["spellings"]) == {"as_typed", "without_diacritics"}
    path.write_text("\n")
    assert langnghe("evaluate", path).err == f"{path}: no rows to evaluate on\n"
