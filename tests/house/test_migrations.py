"""Migrations are one line of steps: no two carry a number, none stands beside another."""

from __future__ import annotations

import ast
from pathlib import Path

from settings import ROOT

STEPS = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))


def told(step: Path, name: str) -> object:
    """What a step says of itself."""
    lines = ast.parse(step.read_text(encoding="utf-8")).body
    said = {
        target.id: ast.literal_eval(line.value)
        for line in lines
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    return said[name]


def test_each_step_carries_the_number_of_its_file() -> None:
    assert [told(step, "revision") for step in STEPS] == [step.name[:4] for step in STEPS]


def test_numbers_follow_each_other_and_each_step_builds_on_the_one_before() -> None:
    numbers = [f"{number:04d}" for number in range(1, len(STEPS) + 1)]
    assert [step.name[:4] for step in STEPS] == numbers
    assert [told(step, "down_revision") for step in STEPS] == [None, *numbers[:-1]]
