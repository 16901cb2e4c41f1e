"""`langnghe classify`: what messages say, in the order they came."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app.training import ensure_model
from casework.rules.directory import Directory
from casework.rules.policy import load_categories
from casework.rules.tables import load_directory
from cli._jsonl import Message
from cli._ranker import Ranker
from cli.classify import row_of
from cli.refusal import Refused
from dialogue.understanding import understand
from settings import ROOT, load, settings
from tests.cli.conftest import Langnghe

parse: Any = import_module("nlu.parse")  # of another environment: its types are not ours to check
STORY = (
    "hs dat dai nop o tran bien 21/9 hen 12/10 gio chua co ket qua, chay 3 lan roi, ma H19.38-260921-0417, "
    "sdt 0912345678"
)
ECHO = """
import json, sys
print('"ready"', flush=True)
for line in sys.stdin:
    text = json.loads(line)
    if text == "fall over":
        sys.exit("no model in here")
    print(json.dumps([["report_" + text, 0.75], ["greet", 0.25]]), flush=True)
"""


@cache
def tables() -> tuple[Directory, frozenset[str]]:
    return load_directory(ROOT / "data"), frozenset(load_categories(ROOT / "data"))


def classified(text: str, *intents: tuple[str, float], now: Any) -> dict[str, Any]:
    return row_of(Message(1, "a", text, None, {}), understand(text, now, intents, tables()))


def a_ranker(tmp_path: Path, program: str = ECHO) -> Ranker:
    made = Ranker(load(LANGNGHE_DATA=str(tmp_path)), tmp_path / "model.tar.gz")
    made._command = [sys.executable, "-c", program]
    return made


def test_a_row_has_everything_that_was_read(now):
    row = classified(STORY, ("report_delay", 0.6), ("report_attitude", 0.2), ("greet", 0.2), now=now)
    assert set(row) == {
        *("id", "category", "confidence", "ranking", "secondary", "flags", "dossier_codes", "phones"),
        *("id_numbers", "dates", "unit_mentions", "officer_names", "trips", "units", "unit_status", "spans"),
    }
    assert (row["category"], row["confidence"]) == ("delay", 0.6)
    assert row["ranking"] == [{"code": "delay", "confidence": 0.6}, {"code": "attitude", "confidence": 0.2}]
    assert row["secondary"] == ["attitude"]
    assert row["dossier_codes"] == ["H19.38-260921-0417"]
    assert row["phones"] == ["0912345678"]
    assert row["dates"] == ["2026-09-21", "2026-10-12"]
    assert row["trips"] == 3
    assert (row["unit_status"], row["unit_mentions"]) == ("resolved", ["tran bien"])
    assert row["units"][0] == {"code": "26041", "name": "Phường Trấn Biên", "score": row["units"][0]["score"]}


def test_every_span_stands_where_it_says(now):
    for span in classified(STORY, ("report_delay", 1.0), now=now)["spans"]:
        assert STORY[span["start"] : span["end"]] == span["text"]


def test_rankings_come_back_in_order_while_texts_are_still_read(tmp_path):
    seen: list[str] = []

    def texts() -> Iterator[str]:
        for number in range(3000):
            seen.append(str(number))
            yield str(number)

    with a_ranker(tmp_path) as ranker:
        answers = ranker.rank(texts(), str)
        first = next(answers)
        assert first == ("0", [("report_0", 0.75), ("greet", 0.25)])
        rest = [item for item, ranking in answers if ranking[0][0] == f"report_{item}"]
    assert rest == seen[1:]


def test_a_text_is_sent_as_far_as_it_is_read(tmp_path):
    with a_ranker(tmp_path) as ranker:
        ((_, ranking),) = ranker.rank(["x" * 9000], str)
    assert ranking[0][0] == "report_" + "x" * 4000


def test_what_goes_wrong_in_the_input_is_raised_after_what_came_before(tmp_path):
    def texts() -> Iterator[str]:
        yield "delay"
        raise LookupError("the second one")

    with a_ranker(tmp_path) as ranker:
        answers = ranker.rank(texts(), str)
        assert next(answers)[0] == "delay"
        with pytest.raises(LookupError, match="the second one"):
            next(answers)


@pytest.mark.parametrize(
    ("program", "why"),
    [
        pytest.param(ECHO, "no model in here", id="falls over at a text"),
        pytest.param("import sys; sys.exit('no Rasa')", "no Rasa", id="does not start"),
        pytest.param("import os; os._exit(3)", "exit 3", id="says nothing"),
    ],
)
def test_a_model_that_cannot_be_run_is_told_with_its_last_words(tmp_path, program, why):
    with pytest.raises(Refused, match=why), a_ranker(tmp_path, program) as ranker:
        list(ranker.rank(["fall over", "delay"], str))


def test_batches_are_all_whole_lines_that_have_come(tmp_path):
    source, sink = os.pipe()
    lines = b"".join(json.dumps(str(number)).encode() + b"\n" for number in range(300))
    os.write(sink, lines + b'"cut')
    batches = parse.batches(source)
    assert next(batches) == [str(number) for number in range(256)]
    assert next(batches) == [str(number) for number in range(256, 300)]
    os.write(sink, b' off"\n')
    os.close(sink)
    assert list(batches) == [["cut off"]]
    os.close(source)


def a_model(*uses: str) -> dict[str, Any]:
    names = [f"n{number}" for number in range(len(uses))]
    nodes = {
        name: {"uses": use, "needs": {"messages": before}}
        for name, use, before in zip(names, uses, ["__message__", *names], strict=False)
    }
    nodes["policy"] = {"uses": "rasa.core.policies.ted_policy.TEDPolicy", "needs": {}}
    return {"nlu_target": names[-1], "predict_schema": {"nodes": nodes}}


@pytest.mark.parametrize(
    ("last", "needed"),
    [
        pytest.param(
            "rasa.nlu.classifiers.logistic_regression_classifier.LogisticRegressionClassifier",
            False,
            id="regression",
        ),
        pytest.param("rasa.nlu.classifiers.diet_classifier.DIETClassifier", True, id="a network"),
    ],
)
def test_tensorflow_is_loaded_only_for_a_part_that_computes_with_it(last, needed):
    model = a_model("nlu.components.VietnameseTokenizer", last)
    assert parse.needs_tensorflow(model) is needed


@pytest.mark.rasa
@pytest.mark.timeout(600)
def test_the_trained_model_classifies_without_a_server(langnghe: Langnghe, tmp_path):
    ensure_model(settings(), print)
    texts = {
        1: STORY,
        "praise": "Cảm ơn cô cán bộ quầy hộ tịch phường Tam Hiệp, hướng dẫn rất tận tình.",
        3: "",
        4: "/start",
    }
    rows = [{"id": key, "text": text, "at": "2026-11-23T09:00"} for key, text in texts.items()]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n{]\n")
    ended = langnghe("classify", "--input", source)
    assert (ended.code, ended.err) == (1, "Line 6: not JSON\n")
    found = [json.loads(line) for line in ended.lines]
    assert [row["id"] for row in found] == list(texts)
    assert [row["category"] for row in found[:2]] == ["delay", "praise"]
    assert found[0]["dates"] == ["2026-09-21", "2026-10-12"]
    assert all(sum(it["confidence"] for it in row["ranking"]) <= 1.01 for row in found)
