"""A drill: workers make moves while time acts, and are killed at random moments and started again.

Afterwards drills.kill_findings looks for what was lost, left half done, missed or done twice.
`python -m drills.kill_moves` runs it in full on a server of its own and prints what was found.
"""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.fernet import Fernet

from app import migrate, postgres
from casework import conversations, crypto, intake
from casework.rules import deadlines
from casework.terms import Channel, IdentityMode
from casework.work import House
from drills import kill_findings
from drills.demo_offices import join
from drills.kill_worker import POSTS, UNITS, Orders, lines_of
from settings import ROOT

START = datetime(2026, 11, 23, 9, tzinfo=deadlines.HERE)
SPAN = timedelta(days=21)  # what the clock shows more when all moves are made
CATEGORIES = ("delay", "fee", "attitude", "extra_documents", "result_error", "buck_passing")
TOO_LONG = 900.0  # seconds


class Stuck(Exception):
    """The workers do not come to an end, or one of them died by itself."""


@dataclass(frozen=True)
class Plan:
    """How much is to happen. `moves` is a multiple of `workers`."""

    cases: int = 150
    moves: int = 2000
    kills: int = 20
    workers: int = 4
    seed: int = 20261123


@dataclass
class Drill:
    """The workers of a plan and what became of them; `killed_in`: what each victim was at."""

    plan: Plan
    orders: Orders
    chance: Random
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed_in: list[str] = field(default_factory=list)

    def run(self) -> None:
        """From the first move to the last; raises Stuck."""
        self.running = [self._started(number) for number in range(self.plan.workers)]
        try:
            self._watch()
            (self.orders.folder / "stop").touch()
            for worker in self.running:
                if worker.wait(TOO_LONG):
                    raise Stuck(f"a worker ended with {worker.returncode}")
        finally:
            for worker in self.running:
                worker.kill()
                worker.wait()

    def _watch(self) -> None:
        """The clock goes with the moves; at moments drawn before, somebody is killed."""
        moves, until = self.plan.moves, time.monotonic() + TOO_LONG
        when = sorted(self.chance.sample(range(moves // 50, moves - moves // 50), self.plan.kills))
        while (done := self._done()) < moves:
            self.orders.set_clock(START + SPAN * done / moves)
            if when and done >= when[0]:
                when.pop(0)
                self._kill()
            if time.monotonic() > until or any(worker.poll() is not None for worker in self.running):
                raise Stuck(f"{done} of {moves} moves")
            time.sleep(0.01)
        self.orders.set_clock(START + SPAN)

    def _kill(self) -> None:
        """kill -9 of anyone, somewhere within what it is doing just now."""
        time.sleep(self.chance.uniform(0, 0.1))
        number = self.chance.randrange(self.plan.workers)
        victim = self.running[number]
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        lines = lines_of(self.orders.log(number))
        self.killed_in.append(lines[-1][0] if lines else "start")
        self.running[number] = self._started(number)

    def _started(self, number: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "drills.kill_worker", str(self.orders.folder), str(number)]
        return subprocess.Popen(command, cwd=ROOT)

    def _done(self) -> int:
        logs = (self.orders.log(number) for number in range(self.plan.workers))
        return sum(what == "done" for log in logs for what, _ in lines_of(log))


def run(url: str, folder: Path, plan: Plan) -> dict[str, Any]:
    """The drill on an empty migrated database; what happened and what was found. Raises Stuck."""
    keys, secret = [Fernet.generate_key().decode()], secrets.token_hex(32)
    orders = Orders(folder, url, keys, secret, plan.seed, plan.moves // plan.workers, {})
    orders.set_clock(START)
    house = orders.house()
    orders.staff.update(_staffed(house))
    _file(house, plan)
    orders.write()
    drill = Drill(plan, orders, Random(plan.seed))  # noqa: S311 - chance, not secrecy
    began = time.monotonic()
    drill.run()
    took = time.monotonic() - began
    told = {"moves": plan.moves, "kills": len(drill.killed_in), "seconds": round(took, 1)}
    at_work = {f"killed in {what}": drill.killed_in.count(what) for what in sorted(set(drill.killed_in))}
    logs = [lines_of(orders.log(number)) for number in range(plan.workers)]
    found = kill_findings.look(house, [mark for log in logs for what, mark in log if what == "done"])
    house.sessions.kw["bind"].dispose()
    return told | at_work | found


def _staffed(house: House) -> dict[str, int]:
    with house.work() as work:
        return {unit: join(work, unit, role) for unit, role in POSTS.items()}


def _file(house: House, plan: Plan) -> None:
    for number in range(plan.cases):
        reporter = crypto.vault().pseudonym("drill", number)
        with house.work() as work:
            conversations.meet(work.session, reporter, Channel.WEB, work.now)
            filing = intake.Filing(
                turn=f"web:{reporter}:1",
                reporter=reporter,
                story="As it was told in the drill.",
                category=CATEGORIES[number % len(CATEGORIES)],
                identity=IdentityMode.SEALED,
                lodged=UNITS[number % 3],
                others=(UNITS[(number + 1) % 3],),
            )
            intake.open_case(work, filing)


def main() -> None:
    """In full, on a server whose commits are safe on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = postgres.Cluster(Path(folder) / "postgres")
        orders = Path(folder) / "orders"
        orders.mkdir()
        with postgres.running(cluster, lambda _: None):
            migrate.upgrade(cluster.url())
            print(json.dumps(run(cluster.url(), orders, Plan()), indent=1))


if __name__ == "__main__":
    main()
