"""`langnghe` finds its commands quickly and refuses in one line."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cli.__main__ import COMMANDS
from settings import ROOT


def langnghe(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8"} | environment
    command = [sys.executable, "-P", "-m", "cli", *arguments]
    return subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, check=False)


def test_help_names_every_command_and_loads_none() -> None:
    done = langnghe("--help")
    assert done.returncode == 0
    assert [
        line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()
    ] == list(COMMANDS)
    loaded = "import sys; from cli.__main__ import program; program([]); print('sqlalchemy' in sys.modules)"
    seen = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert seen.stdout == "False\n"


@pytest.mark.parametrize("arguments", [("nonsense",), ("doctor", "--nonsense"), ()], ids=" ".join)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert langnghe(*arguments).returncode == 2


def test_a_wrong_setting_ends_with_1_and_one_line() -> None:
    done = langnghe("doctor", LANGNGHE_PORT="eighty")
    assert done.returncode == 1
    assert done.stderr == "LANGNGHE_PORT: must be a whole number\n"


def test_help_is_vietnamese_unless_the_shell_is_english() -> None:
    assert "Phân loại" in langnghe("--help", LANG="C.UTF-8").stdout
