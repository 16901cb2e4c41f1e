"""Codes, phones, ID numbers, days and units read from messages written by hand, by F1 of each kind."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casework.rules.directory import Directory
from casework.rules.tables import load_directory
from vietnamese.reading import read

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)  # Monday, nine o'clock in Đồng Nai
FLOORS = {"dossier_code": 0.99, "phone": 0.99, "id_number": 0.99, "date": 0.95, "unit": 0.95}
LEAST_ROWS = 150


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    lines = Path(__file__).with_name("entities.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(ROOT / "data")


def values(text: str, kind: str) -> Counter[str]:
    return Counter(span.value for span in read(text, AT).spans if span.kind == kind)


def places(text: str, directory: Directory) -> set[tuple[int, int]]:
    found = directory.resolve(text)
    return {(each.start, each.end) for each in (*found.candidates, *found.path)}


def judged(row: dict[str, Any], kind: str, directory: Directory) -> tuple[int, int, int]:
    """Right ones, found ones, those that are there. A unit is found where its name is touched."""
    text, told = row["text"], row.get(kind, [])
    if kind != "unit":
        found = values(text, kind)
        return (found & Counter(told)).total(), found.total(), len(told)
    spans = places(text, directory)
    names = [(text.index(name), text.index(name) + len(name)) for name in told]
    right = [span for span in spans if any(span[0] < end and start < span[1] for start, end in names)]
    hit = [name for name in names if any(span[0] < name[1] and name[0] < span[1] for span in spans)]
    return len(hit), len(hit) + len(spans) - len(right), len(names)


@pytest.mark.parametrize("kind", FLOORS)
def test_f1_of_each_kind_reaches_its_floor(rows, directory, kind: str) -> None:
    of_rows = [(row["text"], judged(row, kind, directory)) for row in rows]
    right, found, told = (sum(counts[index] for _, counts in of_rows) for index in range(3))
    missed = [text for text, (right, found, told) in of_rows if not right == found == told]
    assert 2 * right / (found + told) >= FLOORS[kind], missed


def test_there_are_enough_rows_and_none_twice(rows) -> None:
    texts = [row["text"] for row in rows]
    assert len(set(texts)) == len(texts) >= LEAST_ROWS
