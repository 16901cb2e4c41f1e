"""A command has the database for as long as it needs it, whoever else comes and goes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.account import let_others_read, open_the_way
from app.database import cluster, opened
from settings import ROOT, Settings, load

COMMAND = """
import sys
from app.database import opened
from settings import load
with opened(load(LANGNGHE_DATA=sys.argv[1]), print) as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return load(LANGNGHE_DATA=str(tmp_path / "data"))


def ask(url: str) -> object:
    engine = create_engine(url)
    with engine.connect() as connection:
        answer = connection.execute(text("SELECT count(*) FROM alembic_version")).scalar()
    engine.dispose()
    return answer


def test_a_command_starts_the_server_migrates_and_stops_it(chosen) -> None:
    with opened(chosen, lambda _: None) as url:
        assert ask(url) == 1
    assert not cluster(chosen).answers()


def test_the_server_stays_until_the_last_command_is_done(chosen) -> None:
    command = [sys.executable, "-c", COMMAND, chosen.data]
    pipe = subprocess.PIPE
    first = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert first.stdout
    assert first.stdin
    while not first.stdout.readline().startswith("postgresql"):
        assert first.poll() is None
    with opened(chosen, lambda _: None) as url:
        first.stdin.write("\n")
        first.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            first.wait(1)
        assert ask(url) == 1
    assert first.wait(20) == 0
    first.communicate()
    assert not cluster(chosen).answers()


def test_a_server_of_ones_own_is_migrated_and_left_alone(database_url, tmp_path) -> None:
    with opened(load(DATABASE_URL=database_url, LANGNGHE_DATA=str(tmp_path)), lambda _: None) as url:
        assert ask(url) == 1
    assert ask(url) == 1
    assert not list(tmp_path.iterdir())


def test_folders_on_the_way_are_opened_to_pass_and_named(tmp_path) -> None:
    closed = tmp_path / "closed"
    (closed / "inner").mkdir(parents=True)
    closed.chmod(0o700)
    told: list[str] = []
    open_the_way(closed / "inner", told.append)
    assert closed.stat().st_mode & 0o777 == 0o701
    assert any(str(closed) in line for line in told)
    told.clear()
    open_the_way(closed / "inner", told.append)
    assert told == []


def test_programs_may_be_read_and_run_by_others_but_not_written(tmp_path) -> None:
    program, notes = tmp_path / "program", tmp_path / "notes"
    for path, mode in ((program, 0o700), (notes, 0o600)):
        path.touch()
        path.chmod(mode)
    let_others_read(tmp_path)
    assert program.stat().st_mode & 0o777 == 0o705
    assert notes.stat().st_mode & 0o777 == 0o604
