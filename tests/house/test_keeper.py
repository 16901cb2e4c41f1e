"""Processes are kept running, gated by their health, stopped in reverse order, and never left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.keeper import Keeper, Pace, Spec, WillNotStart, answer_of
from settings import ROOT

QUICK = Pace(settled_after=0.1, first_pause=0.05, longest_pause=0.2, probe_every=0.1, hung_after=0.5, stop=2)

SERVER = """
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
ready_at = time.monotonic() + float(sys.argv[2])
class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if time.monotonic() > ready_at else 503)
        self.end_headers()
    def log_message(self, *_): pass
server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Health)
server.timeout = 0.1
end = time.monotonic() + float(sys.argv[3])
while time.monotonic() < end: server.handle_request()
time.sleep(600)
"""

NOTES_ITS_END = """
import signal, sys, time
def end(*_):
    open(sys.argv[1], "a").write(sys.argv[2] + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, end)
open(sys.argv[1] + "." + sys.argv[2], "w")
time.sleep(600)
"""


def a_spec(name: str, code: str, *arguments: object, health: str | None = None) -> Spec:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return Spec(name, command, dict(os.environ), health=health)


def watch_until(keeper: Keeper, happened, within: float = 15) -> None:
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        keeper.watch()
        time.sleep(0.02)


def pids(keeper: Keeper) -> list[int]:
    return [child.process.pid for child in keeper._children if child.process]


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_a_process_without_address_works_as_soon_as_it_runs(tmp_path, told) -> None:
    with Keeper([a_spec("one", "import time; time.sleep(600)")], tmp_path, told.append, QUICK) as keeper:
        watch_until(keeper, lambda: not keeper.waiting_for)
        (started,) = pids(keeper)
        assert alive(started)
    assert not alive(started)
    assert not told


def test_a_process_with_an_address_works_when_it_answers_200(tmp_path, told, port) -> None:
    spec = a_spec("web", SERVER, port, 0.6, 600, health=f"http://127.0.0.1:{port}/healthz")
    with Keeper([spec], tmp_path, told.append, QUICK) as keeper:
        watch_until(keeper, lambda: answer_of(f"http://127.0.0.1:{port}/") == 503)
        assert keeper.waiting_for == ["web"]
        watch_until(keeper, lambda: not keeper.waiting_for)


def test_a_killed_process_is_started_again_with_growing_pauses(tmp_path, told) -> None:
    with Keeper([a_spec("one", "import time; time.sleep(600)")], tmp_path, told.append, QUICK) as keeper:
        for deaths in range(1, 5):
            watch_until(keeper, lambda: pids(keeper) and not keeper.waiting_for)
            os.kill(pids(keeper)[0], signal.SIGKILL)
            watch_until(keeper, lambda deaths=deaths: len(told) == deaths)
        watch_until(keeper, lambda: pids(keeper))
    assert [line.split()[-2] for line in told] == ["0.05", "0.1", "0.2", "0.2"]


def test_what_a_dead_process_left_in_its_group_is_ended(tmp_path, told) -> None:
    leaves_a_child = "import subprocess, sys; subprocess.Popen(['sleep', '612']); sys.exit(3)"
    with Keeper([a_spec("one", leaves_a_child)], tmp_path, told.append, QUICK) as keeper:
        watch_until(keeper, lambda: len(told) >= 1)
        assert not [
            child
            for child in psutil.process_iter(["ppid", "cmdline"])
            if child.info["cmdline"] == ["sleep", "600"]
        ]


def test_a_process_that_never_works_is_given_up(tmp_path, told) -> None:
    with (
        pytest.raises(WillNotStart, match="broken"),
        Keeper([a_spec("broken", "raise SystemExit(7)")], tmp_path, told.append, QUICK) as keeper,
    ):
        watch_until(keeper, lambda: False)
    assert len(told) == QUICK.deaths_at_start - 1


def test_one_that_keeps_ending_while_another_is_not_ready_is_given_up(tmp_path, told, port) -> None:
    specs = [
        a_spec("web", SERVER, port, 600, 600, health=f"http://127.0.0.1:{port}/"),
        a_spec("broken", "import time; time.sleep(0.3); raise SystemExit(7)"),
    ]
    with (
        pytest.raises(WillNotStart, match="broken"),
        Keeper(specs, tmp_path, told.append, QUICK) as keeper,
    ):
        watch_until(keeper, lambda: False)


def test_a_process_that_hangs_is_started_again(tmp_path, told, port) -> None:
    spec = a_spec("web", SERVER, port, 0, 1.5, health=f"http://127.0.0.1:{port}/")
    with Keeper([spec], tmp_path, told.append, QUICK) as keeper:
        watch_until(keeper, lambda: not keeper.waiting_for)
        first = pids(keeper)
        watch_until(keeper, lambda: pids(keeper) not in ([], first), within=25)
    assert len(told) == 2


def test_they_stop_in_reverse_order(tmp_path, told) -> None:
    notes = tmp_path / "notes"
    specs = [a_spec(name, NOTES_ITS_END, notes, name) for name in ("first", "second", "third")]
    with Keeper(specs, tmp_path, told.append, QUICK) as keeper:
        watch_until(keeper, lambda: len(list(tmp_path.glob("notes.*"))) == 3)
    assert notes.read_text().split() == ["third", "second", "first"]


def test_one_that_will_not_go_is_made_to(tmp_path, told) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "open('deaf', 'w'); time.sleep(600)"
    )
    with Keeper([a_spec("deaf", deaf)], tmp_path, told.append, Pace(stop=0.3)) as keeper:
        watch_until(keeper, (tmp_path / "deaf").exists)
        (deaf_one,) = pids(keeper)
    assert not alive(deaf_one)


def test_no_orphan_is_left_when_the_keeper_is_killed(tmp_path) -> None:
    program = """
import os, sys, time
from pathlib import Path
from app.keeper import Keeper, Spec
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
specs = [Spec(str(n), sleep, dict(os.environ)) for n in range(3)]
with Keeper(specs, Path("."), print) as keeper:
    keeper.watch()
    print(*(child.process.pid for child in keeper._children), flush=True)
    time.sleep(600)
"""
    owner = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    owned = [int(word) for word in owner.stdout.readline().split()]
    assert len(owned) == 3
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    end = time.monotonic() + 10
    while any(map(alive, owned)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(alive, owned))


def test_output_goes_to_the_log_file(tmp_path, told) -> None:
    log = tmp_path / "one.log"
    spec = Spec(
        "one",
        [sys.executable, "-uc", "print('hello'); import time; time.sleep(9)"],
        dict(os.environ),
        log=log,
    )
    with Keeper([spec], Path(tmp_path), told.append, QUICK) as keeper:
        watch_until(keeper, lambda: log.exists() and "hello" in log.read_text())
