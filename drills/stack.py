"""The whole program as its operator starts it, in a data folder of its own: for tests, drills and bench.

Processes, ports, database and model are real; Telegram is the loopback server, the clock may be shifted.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

from app import training
from drills.botapi import Telegram
from settings import ROOT, settings

READY_WITHIN = 120.0  # seconds; the first start of a data folder makes a database


class NotReady(Exception):
    """The program did not come up; the message ends with what it wrote."""


@dataclass
class Stack:
    """`./run` in a folder; `at`: the moment its clock shows at the start (None: the real one)."""

    folder: Path
    telegram: Telegram | None = None
    at: datetime | None = None
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    shift: int = 0

    def __post_init__(self) -> None:
        """Ports and the shift of the clock stay the same over restarts."""
        self.port = self.port or free_port()
        self.rasa_port, self.actions_port = free_port(), free_port()
        if self.at is not None:
            self.shift = round((self.at - datetime.now(UTC)).total_seconds())

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a command on the same data folder needs."""
        ours = {
            "LANGNGHE_DATA": str(self.folder),
            "LANGNGHE_PORT": str(self.port),
            "RASA_PORT": str(self.rasa_port),
            "ACTIONS_PORT": str(self.actions_port),
            "LANGNGHE_CLOCK_SHIFT": str(self.shift),
            "PYTHONPATH": str(ROOT),
        }
        if self.telegram is not None:
            ours |= {"TELEGRAM_BOT_TOKEN": self.telegram.token, "TELEGRAM_API_URL": self.telegram.url}
        return os.environ | ours

    def start(self) -> Self:
        """Start and wait until every process can work; raises NotReady."""
        self._lend_model()
        with (self.folder / "run.log").open("ab") as log:
            command = [sys.executable, "-m", "app.supervisor"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def wait_until_ready(self, within: float = READY_WITHIN) -> None:
        """Until /healthz says ok; raises NotReady."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                raise NotReady(f"ended with {self.process.returncode}\n{self.log()}")
            try:
                if httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise NotReady(self.log())

    def stop(self) -> None:
        """As the operator stops it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def kill(self, module: str) -> int:
        """kill -9 of the process that runs `module` ("app.web", "app.worker", "rasa"); returns its pid."""
        found = [child for child in self._children() if module in " ".join(child.cmdline())]
        if not found:
            raise LookupError(module)
        found[0].kill()
        return found[0].pid

    def langnghe(self, *arguments: str, later: timedelta = timedelta(), check: bool = True) -> str:
        """The command line on this data folder, its clock `later` than ours; its standard output.

        Raises CalledProcessError.
        """
        command = [sys.executable, "-m", "cli", *arguments]
        shifted = {"LANGNGHE_CLOCK_SHIFT": str(self.shift + round(later.total_seconds()))}
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment | shifted, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
        return done.stdout

    def log(self, lines: int = 60) -> str:
        """The end of what the processes wrote."""
        text = (self.folder / "run.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _children(self) -> list[psutil.Process]:
        if self.process is None:
            return []
        return psutil.Process(self.process.pid).children(recursive=True)

    def _lend_model(self) -> None:
        """The model of this checkout, trained once for all stacks."""
        models = self.folder / "models"
        models.mkdir(parents=True, exist_ok=True)
        model = training.ensure_model(settings(), lambda _: None)
        if not (models / model.name).exists():
            shutil.copyfile(model, models / model.name)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
