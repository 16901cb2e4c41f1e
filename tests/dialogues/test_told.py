"""Told conversations from end to end: the chat answers as told, the cases come of it, and little is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from drills import fuzz
from drills.stack import Stack
from drills.told import Chat, Played, Told, load

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(400)]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TOLD = load(Path(__file__).parent)
AT_ONCE = 4


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack"), at=MONDAY) as running:
        yield running


@pytest.fixture(scope="module")
def played(stack: Stack) -> dict[str, Played]:
    """All of them, played against one program."""
    with ThreadPoolExecutor(AT_ONCE) as citizens:
        done = citizens.map(lambda told: Chat(stack.url, told).play(), TOLD)
    return {one.told.name: one for one in done}


@pytest.fixture(scope="module")
def cases(stack: Stack, played: dict[str, Played]) -> dict[str, dict[str, Any]]:
    rows = (json.loads(row) for row in stack.langnghe("cases", "--json").splitlines())
    return {row["ref"]: row for row in rows}


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.name)
def test_it_goes_as_told(told: Told, played: dict[str, Played], cases: dict[str, dict[str, Any]]) -> None:
    one = played[told.name]
    assert one.wrong is None, one.wrong
    filed = [
        f"{cases[ref]['category']} @ {cases[ref]['accountable']['title']} {cases[ref]['unit']['name']}"
        for ref in one.refs
    ]
    assert len(filed) == len(told.filed), filed
    for wanted, real in zip(told.filed, filed, strict=True):
        category, _, unit = wanted.partition(" @ ")
        assert real.startswith(category.strip()), real
        assert unit.strip() in real, real


def test_no_fact_is_asked_twice(played: dict[str, Played]) -> None:
    assert {name: one.asked_again for name, one in played.items() if one.asked_again} == {}


def test_little_is_asked_of_a_citizen(played: dict[str, Played]) -> None:
    """Messages and taps from the first word to the filed case (PRODUCT section 2)."""
    efforts = {one.told: one.effort_to_file for one in played.values() if one.effort_to_file}
    assert median(efforts.values()) <= 4
    assert median(effort for told, effort in efforts.items() if told.all_told) <= 3
    assert all(effort <= 4 for told, effort in efforts.items() if told.all_told)


def test_enough_is_told() -> None:
    assert len(TOLD) >= 80
    assert len({told.name for told in TOLD}) == len(TOLD)
    assert sum(told.shown for told in TOLD) >= 10


# -- hostile and senseless ----------------------------------------------------------------------------------

HOSTILE: list[str] = json.loads((Path(__file__).parent / "hostile.json").read_text("utf-8"))


def test_hostile_inputs_bring_no_error_no_case_and_no_word_of_anybody_elses(
    stack: Stack, cases: dict[str, dict[str, Any]]
) -> None:
    assert len(HOSTILE) >= 60
    with ThreadPoolExecutor(AT_ONCE) as people:
        talks = [[{"text": text}, {"text": text}] for text in HOSTILE]
        wrong = list(people.map(lambda talk: fuzz.converse(stack.url, talk), talks))
    assert [fault for faults in wrong for fault in faults] == []
    assert len(stack.langnghe("cases", "--json").splitlines()) == len(cases)


def test_noise_brings_no_error_no_case_and_no_word_of_anybody_elses(
    stack: Stack, cases: dict[str, dict[str, Any]]
) -> None:
    words = [word for told in TOLD for kind, said in told.steps if kind == ">" for word in said.split()]
    assert fuzz.run(stack.url, 360, words) == []
    assert len(stack.langnghe("cases", "--json").splitlines()) == len(cases)
