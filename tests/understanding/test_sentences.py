"""Every training sentence teaches something, and none is one that the model is measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.understanding.likeness import near_pairs

ROOT = Path(__file__).parents[2]
LABELS = sorted((ROOT / "nlu_data").glob("*/*.yml"))
# Two or three words ("sai tên", "bảo đi về") are alike by chance.
SHORTEST = 16  # letters


def sentences() -> Iterator[str]:
    for file in LABELS:
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = (line.strip() for line in block["examples"].splitlines())
            yield from (line.removeprefix("- ") for line in lines if len(line) >= SHORTEST)


def measured(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [text for line in lines if len(text := json.loads(line)["text"]) >= SHORTEST]


@pytest.fixture(scope="module")
def taught() -> list[str]:
    return list(sentences())


@pytest.fixture(scope="module")
def alike(taught: list[str]) -> list[tuple[int, int, str]]:
    """Sentences alike by their places, and where the second stands: taught, dev, held or test."""
    groups = {
        "taught": taught,
        "dev": measured("tests/understanding/dev.jsonl"),
        "held": measured("data/held_out.jsonl"),
        "test": measured("tests/understanding/test.jsonl"),
    }
    where = [name for name, texts in groups.items() for _ in texts]
    pairs = near_pairs([text for texts in groups.values() for text in texts])
    return [(pair.first, pair.second, where[pair.second]) for pair in pairs if pair.first < len(taught)]


def test_no_two_sentences_of_the_labels_are_nearly_the_same(taught, alike) -> None:
    assert [(taught[one], taught[other]) for one, other, where in alike if where == "taught"] == []


@pytest.mark.parametrize("split", ["dev", "held", "test"])
def test_no_sentence_is_nearly_one_that_is_measured_on(taught, alike, split: str) -> None:
    """Only the training sentence is named: nobody reads the test split through this."""
    assert sorted({taught[one] for one, _, where in alike if where == split}) == []
