"""The embedded server is private, survives crashes, and never stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from app import postgres
from app.processes import processes_in
from settings import ROOT

HOLDER = """
import sys, time
from pathlib import Path
from app import postgres
with postgres.running(postgres.Cluster(Path(sys.argv[1])), print) as server:
    print(server.pid, flush=True)
    time.sleep(600)
"""


@contextmanager
def holder(home: Path):
    """Another process that owns the cluster; yields it and the pid of its server."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, home], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        yield process, int(next(line for line in process.stdout if line.strip().isdigit()))
    finally:
        process.kill()
        process.communicate()


def connect(home: postgres.Cluster) -> psycopg.Connection:
    return psycopg.connect(host=str(home.socket), user=postgres.USER, dbname=postgres.DATABASE)


def gone(pid: int, within: float = 20) -> bool:
    end = time.monotonic() + within
    while psutil.pid_exists(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not psutil.pid_exists(pid)


@pytest.fixture
def home(tmp_path) -> postgres.Cluster:
    return postgres.Cluster(tmp_path / "pg")


@pytest.fixture
def told() -> list[str]:
    return []


def test_the_server_is_utf8_private_and_without_a_port(home, told) -> None:
    with postgres.running(home, told.append), connect(home) as connection:
        assert connection.info.encoding == "utf-8"
        for name, value in (("listen_addresses", ""), ("synchronous_commit", "on"), ("fsync", "on")):
            assert connection.execute("SELECT current_setting(%s)", [name]).fetchone() == (value,)
        assert home.socket.stat().st_mode & 0o777 == 0o700
        assert connection.execute("SELECT lower('ĐỒNG NAI')").fetchone() == ("đồng nai",)


def test_two_clusters_run_side_by_side(tmp_path, told) -> None:
    one, two = postgres.Cluster(tmp_path / "one"), postgres.Cluster(tmp_path / "two")
    with postgres.running(one, told.append), postgres.running(two, told.append):
        with connect(one) as connection:
            connection.execute("CREATE TABLE only_here ()")
        with connect(two) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT FROM only_here")


def test_a_long_path_gets_a_short_socket_folder_with_mode_700(tmp_path, told) -> None:
    home = postgres.Cluster(tmp_path / ("x" * 60) / ("y" * 60))
    assert len(str(home.socket)) < 60
    with postgres.running(home, told.append), connect(home) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert home.socket.stat().st_mode & 0o777 == 0o700
    home.socket.rmdir()


def test_a_socket_folder_that_is_no_folder_of_its_own_is_refused(tmp_path, home, told) -> None:
    home.home.mkdir()
    home.socket.symlink_to(tmp_path)
    with pytest.raises(postgres.DatabaseFailed), postgres.running(home, told.append):
        pass


def test_what_was_committed_outlives_a_killed_server(home, told) -> None:
    with postgres.running(home, told.append) as server:
        with connect(home) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        server.kill()
        server.wait()
    with postgres.running(home, told.append), connect(home) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_the_server_goes_when_its_owner_is_killed_and_the_next_owner_finds_all(home, told) -> None:
    with holder(home.home) as (owner, server):
        with connect(home) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        owner.kill()
        owner.wait()
        with postgres.running(home, told.append), connect(home) as connection:
            assert gone(server)
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_server_left_behind_by_a_killed_owner_is_ended_before_the_next_start(home, told) -> None:
    with holder(home.home) as (owner, server):
        os.kill(server, signal.SIGSTOP)  # it cannot hear that its owner died
        owner.kill()
        owner.wait()
        assert psutil.pid_exists(server)
        resume = subprocess.Popen(["sh", "-c", f"sleep 1; kill -CONT {server}"])
        with postgres.running(home, told.append) as new:
            assert gone(server)
            assert new.pid != server
        resume.wait()
    assert told


def test_a_pid_file_that_names_another_program_does_no_harm(home, told) -> None:
    with postgres.running(home, told.append):
        pass
    (home.files / "postmaster.pid").write_text(f"{os.getppid()}\n{home.files}\n")
    with postgres.running(home, told.append):
        assert home.answers()


def test_a_half_made_cluster_is_made_again(home, told) -> None:
    (home.home / "data.new").mkdir(parents=True)
    (home.home / "data.new" / "PG_VERSION").write_text("18")
    with postgres.running(home, told.append):
        assert home.answers()


def test_a_second_owner_waits_and_says_so(home, told) -> None:
    with holder(home.home) as (owner, server):
        resume = subprocess.Popen(["sh", "-c", f"sleep 1; kill {owner.pid}"])
        with postgres.running(home, told.append) as new:
            assert new.pid != server
        resume.wait()
    assert len(told) >= 1


def test_nothing_of_it_runs_after_the_end(home, told) -> None:
    with postgres.running(home, told.append) as server:
        assert processes_in(home.files, "postgres")
    assert server.poll() == 0
    assert not processes_in(home.files, "postgres")
    assert not home.answers()


def test_a_broken_cluster_is_refused_with_the_reason(home, told) -> None:
    with postgres.running(home, told.append):
        pass
    (home.files / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(postgres.DatabaseFailed, match=r"9\.6"), postgres.running(home, told.append):
        pass
