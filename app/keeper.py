"""Keeps a table of processes running: starts, watches, restarts with growing pauses, stops in order."""

from __future__ import annotations

import http.client
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from app import processes
from app.errors import OperatorError, sentence

Tell = Callable[[str], None]


class WillNotStart(OperatorError):
    """A process ended again and again before all could work for the first time."""


@dataclass(frozen=True)
class Spec:
    """One process: what it is called, how it is started, and where it tells that it can work.

    `health`: an http:// address that answers 200 then; None if running is enough. `log`: a file for what it
    writes, else it writes to the terminal.
    """

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    health: str | None = None
    log: Path | None = None


@dataclass(frozen=True)
class Pace:
    """How patient the keeper is; seconds, and a number of deaths."""

    settled_after: float = 3  # a process without an address works when it has run so long
    first_pause: float = 0.2
    longest_pause: float = 30
    steady_after: float = 60  # having run so long, a process starts again from the first pause
    deaths_at_start: int = 5  # so many of one process before all could work once are too many
    probe_every: float = 5
    hung_after: float = 60  # alive, but its address has not answered at all for so long
    stop: float = 15


@dataclass
class _Child:
    spec: Spec
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    pause: float = 0
    start_at: float = 0
    deaths: int = 0
    worked: bool = False
    answered: float = 0
    probe_at: float = 0


@dataclass
class Keeper:
    """Used as a context: inside, `watch()` is called over and over; leaving it stops everything."""

    specs: Sequence[Spec]
    folder: Path
    tell: Tell
    pace: Pace = field(default_factory=Pace)

    def __enter__(self) -> Self:
        self._children = [_Child(spec) for spec in self.specs]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with ExitStack() as all_of_them:  # one that will not go must not keep the others
            for child in self._children:
                if child.process:
                    all_of_them.callback(
                        processes.end, child.process, gently=signal.SIGTERM, patience=self.pace.stop
                    )

    @property
    def waiting_for(self) -> list[str]:
        """The names of processes that could not work yet."""
        return [child.spec.name for child in self._children if not child.worked]

    def watch(self) -> None:
        """One look at every process; starts, probes and restarts what needs it. Raises WillNotStart."""
        for child in self._children:
            if child.process is None:
                self._start_when_due(child)
            elif child.process.poll() is not None:
                self._bury(child, child.process)
            else:
                self._probe_when_due(child, child.process)

    def _start_when_due(self, child: _Child) -> None:
        now = time.monotonic()
        if now < child.start_at:
            return
        child.process = self._spawn(child.spec)
        child.started = child.answered = child.probe_at = now

    def _spawn(self, spec: Spec) -> subprocess.Popen[bytes]:
        with ExitStack() as files:
            output = files.enter_context(spec.log.open("ab")) if spec.log else None
            return processes.spawn(
                spec.command, environment=spec.environment, folder=self.folder, output=output
            )

    def _bury(self, child: _Child, process: subprocess.Popen[bytes]) -> None:
        processes.end(process, gently=signal.SIGTERM, patience=0)  # what it may have left in its group
        now = time.monotonic()
        child.process = None
        child.deaths += 1
        if self.waiting_for and child.deaths >= self.pace.deaths_at_start:
            raise WillNotStart("cli.run.will_not_start", name=child.spec.name, code=process.returncode)
        steady = now - child.started >= self.pace.steady_after
        child.pause = self.pace.first_pause if steady or not child.pause else child.pause * 2
        child.pause = min(child.pause, self.pace.longest_pause)
        child.start_at = now + child.pause
        self.tell(
            sentence(
                "cli.run.died", name=child.spec.name, code=process.returncode, seconds=f"{child.pause:g}"
            )
        )

    def _probe_when_due(self, child: _Child, process: subprocess.Popen[bytes]) -> None:
        now = time.monotonic()
        if child.spec.health is None:
            child.worked |= now - child.started >= self.pace.settled_after
        elif now >= child.probe_at:
            child.probe_at = now + (self.pace.probe_every if child.worked else 0.2)
            status = answer_of(child.spec.health)
            child.worked |= status == http.client.OK
            if status is not None:
                child.answered = time.monotonic()
            elif child.worked and now - child.answered > self.pace.hung_after:
                self.tell(sentence("cli.run.hung", name=child.spec.name))
                processes.end(process, gently=signal.SIGTERM, patience=self.pace.stop)


def answer_of(address: str, timeout: float = 2) -> int | None:
    """The HTTP status of an address of this machine; None if nothing answers there."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
