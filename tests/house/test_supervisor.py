"""`./run` as its operator meets it: ready, stopped, refused, killed; small stand-ins for the processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from settings import ROOT

PROGRAM = """
import os, sys
from app import supervisor
from app.keeper import Spec
web = '''
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
HTTPServer(("127.0.0.1", int(os.environ["LANGNGHE_PORT"])), Health).serve_forever()
'''
def table(chosen, model):
    ours = dict(os.environ)
    return [
        Spec("web", [sys.executable, "-c", web], ours, health=f"{chosen.local_url}/healthz"),
        Spec("worker", [sys.executable, "-c", "import time; time.sleep(600)"], ours),
    ]
supervisor.table = table
supervisor.main()
"""


@pytest.fixture
def ports() -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    numbers = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return numbers


def environment(data: Path, ports: list[int], **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {"LANGNGHE_PORT": str(ports[0]), "ACTIONS_PORT": str(ports[1]), "LANGNGHE_DATA": str(data)}
    return kept | given | {"RASA_URL": "http://127.0.0.1:9", "LANG": "en_GB.UTF-8"} | more


@contextmanager
def started(env: dict[str, str]):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if wanted in line:
            return lines
    assert process.stderr
    raise AssertionError(f"ended without {wanted!r}: {lines} {process.stderr.read()}")


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def test_it_says_where_it_serves_and_a_signal_stops_all_of_it(tmp_path, ports) -> None:
    with started(environment(tmp_path / "data", ports)) as process:
        said = "\n".join(lines_until(process, "Ctrl-C"))
        assert f"http://127.0.0.1:{ports[0]}/chat" in said
        assert "TELEGRAM_BOT_TOKEN" in said
        members = family(process)
        assert len(members) > 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert not any(member.is_running() for member in members)


def test_nothing_is_left_when_it_is_killed_and_the_next_start_is_quick(tmp_path, ports) -> None:
    env = environment(tmp_path / "data", ports)
    with started(env) as process:
        lines_until(process, "Ctrl-C")
        members = family(process)
        process.kill()
        process.wait()
        psutil.wait_procs(members, timeout=15)
        assert not any(member.is_running() for member in members)
    began = time.monotonic()
    with started(env) as process:
        lines_until(process, "Ctrl-C")
        assert time.monotonic() - began < 15


def test_a_killed_database_comes_back(tmp_path, ports) -> None:
    with started(environment(tmp_path / "data", ports)) as process:
        lines_until(process, "Ctrl-C")
        server = int((tmp_path / "data" / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(server, signal.SIGKILL)
        lines_until(process, "PostgreSQL ended")
        end = time.monotonic() + 15
        while time.monotonic() < end and not _answers(tmp_path / "data"):
            time.sleep(0.1)
        assert _answers(tmp_path / "data")


def _answers(data: Path) -> bool:
    from app.postgres import Cluster

    return Cluster(data / "postgres").answers()


def test_a_second_one_on_the_same_folder_is_refused_and_one_on_another_runs_beside(tmp_path, ports) -> None:
    with started(environment(tmp_path / "one", ports)) as first:
        lines_until(first, "Ctrl-C")
        with started(environment(tmp_path / "one", ports)) as second:
            _, refusal = second.communicate(timeout=20)
            assert second.returncode == 1
            assert refusal.count("\n") == 1
            assert str(tmp_path / "one") in refusal
        others = [_free_port(), _free_port()]
        with started(environment(tmp_path / "two", others)) as third:
            lines_until(third, "Ctrl-C")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_a_taken_port_is_refused_by_name(tmp_path, ports) -> None:
    with (
        socket.create_server(("127.0.0.1", ports[1])),
        started(environment(tmp_path / "data", ports)) as process,
    ):
        _, refusal = process.communicate(timeout=20)
    assert process.returncode == 1
    assert refusal == f"ACTIONS_PORT: port {ports[1]} is in use by another program\n"


def test_a_wrong_setting_stops_it_before_anything_starts(tmp_path, ports) -> None:
    with started(environment(tmp_path / "data", ports, TELEGRAM_MODE="pigeon")) as process:
        _, refusal = process.communicate(timeout=20)
    assert process.returncode == 1
    assert refusal.startswith("TELEGRAM_MODE: ")
    assert not (tmp_path / "data").exists()
