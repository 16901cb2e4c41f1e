"""Which unit is meant: the sentences that must be understood as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.rules.directory import Directory
from casework.rules.tables import load_directory


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(Path(__file__).parents[2] / "data")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(
            "hs dat dai nop o tran bien 21/9 hen 12/10 chua co ket qua, chay 3 lan roi", "26041", id="lodged"
        ),
        pytest.param("ra phuong bao vinh lam giay khai sinh ma can bo quat mang", "26098", id="went there"),
    ],
)
def test_a_unit_is_found_in_a_story(directory: Directory, text: str, code: str) -> None:
    found = directory.resolve(text)
    assert (found.status, found.candidates[0].unit.code, found.candidates[0].role) == (
        "resolved",
        code,
        "lodged",
    )


def test_a_runaround_is_a_path(directory: Directory) -> None:
    found = directory.resolve(
        "Tôi xin xác nhận nguồn gốc đất, xã Gia Kiệm bảo qua chi nhánh đất đai, chi nhánh bảo về xã,"
        " xã lại nói không phải việc của xã"
    )
    assert [step.unit.code for step in found.path] == ["26311", "VPDKDD-THONGNHAT", "26311"]
    assert found.unit is not None
    assert found.unit.code == "26311"
