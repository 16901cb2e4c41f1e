"""Starting and ending operating-system processes so that none outlives the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

_PR_SET_PDEATHSIG = 1


def spawn(  # the one place where a process of ours begins
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    output: IO[bytes] | int | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    account: tuple[int, int] | None = None,
) -> subprocess.Popen[bytes]:
    """A child in a process group of its own that gets `farewell` when this process dies, however it dies.

    `account`: user and group id to run as (root only). Call it from the main thread: the kernel counts the
    death of the thread that started the child. Raises OSError when the program cannot be started.
    """
    user, group = account or (None, None)
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        user=user,
        group=group,
        extra_groups=[] if account else None,
        preexec_fn=_tied_to_this_process(farewell),  # noqa: PLW1509 - no other thread runs in the starter
    )


def end(process: subprocess.Popen[bytes], *, gently: signal.Signals, patience: float) -> None:
    """Ask the child to go; after `patience` seconds make it. Returns when its whole group is gone."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.send_signal(gently)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # the group outlives its leader if it left children behind
    process.wait()


def processes_in(folder: Path, name: str) -> list[psutil.Process]:
    """Processes called `name` whose working folder is `folder`."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.info["name"] == name and Path(process.cwd()) == folder:
                found.append(process)
    return found


def _tied_to_this_process(farewell: signal.Signals) -> Callable[[], None] | None:
    if os.uname().sysname != "Linux":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def tie() -> None:
        library.prctl(_PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return tie
