"""Workers are killed while cases move: nothing is lost, half done, missed or done twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from drills.kill_moves import Plan, run
from tests.builders import use_test_vault

NEVER = (
    *("of these lost", "moves done twice", "moves never reported", "cases half done", "words missing"),
    *("notices missing", "reminders doubled", "notices doubled", "due and not done"),
)


@pytest.mark.slow
def test_three_killed_workers_lose_nothing_and_do_nothing_twice(database_url: str, tmp_path: Path) -> None:
    found = run(database_url, tmp_path, Plan(cases=30, moves=200, kills=3, workers=2, seed=7))
    use_test_vault()
    assert (found["moves reported done"], found["kills"]) == (200, 3)
    assert {name: found[name] for name in NEVER} == dict.fromkeys(NEVER, 0)
    assert found["reminders"] > 0
    assert found["due a day later"] > 0
