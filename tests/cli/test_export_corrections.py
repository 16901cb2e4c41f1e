"""`langnghe export-corrections`: what staff set right, without who told it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casework import handling
from casework.terms import Actor, Move, Role
from casework.work import House
from tests.builders import a_case, a_member
from tests.cli.conftest import Langnghe

ARBITER = Actor(Role.SUPERVISOR, "SNV")


def relabel(work, case, category: str) -> None:
    handling.move(work, case.ref, Move.RELABEL, ARBITER, category=category, reason="Sai loại.")


def exported(langnghe: Langnghe) -> list[dict[str, Any]]:
    return [json.loads(line) for line in langnghe("export-corrections").lines]


@pytest.fixture
def corrected(house: House) -> None:
    with house.work() as work:
        a_member(work)
        a_case(work, "fee")  # as it was filed
        relabel(work, a_case(work, "delay"), "result_error")


@pytest.mark.usefixtures("corrected")
def test_a_changed_label_comes_with_its_masked_story_and_nothing_else(langnghe: Langnghe) -> None:
    (row,) = exported(langnghe)
    assert (row["was"], row["label"]) == ("delay", "result_error")
    assert set(row) == {"text", "was", "label"}
    assert row["text"].startswith("Hồ sơ nộp đã lâu")
    assert "0912345678" not in row["text"]


def test_a_label_changed_back_teaches_nothing(langnghe: Langnghe, house: House) -> None:
    with house.work() as work:
        case = a_case(work, "delay")
        relabel(work, case, "result_error")
        relabel(work, case, "delay")
    assert exported(langnghe) == []


def test_what_is_restricted_stays_in_its_case(langnghe: Langnghe, house: House) -> None:
    with house.work() as work:
        case = a_case(work, "delay")
        relabel(work, case, "result_error")
        handling.move(work, case.ref, Move.RESTRICT, ARBITER, reason="Có dấu hiệu vòi vĩnh.")
    assert exported(langnghe) == []
