"""What `./run` does: database, schema, model, then every process, in front until it is told to stop."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn, Self

from app import migrate, postgres, rasa, training
from app.database import cluster, database_url
from app.errors import OperatorError, sentence
from app.keeper import Keeper, Spec
from app.locks import tried
from settings import ROOT, Settings, WrongSetting, settings

_LONGEST_LOG = 20_000_000  # bytes; then the next start begins a new one and keeps the old
_SPEAK_EVERY = 30.0


class Stopped(BaseException):
    """Ctrl-C or SIGTERM came; everything is taken down on its way up the stack."""


class CannotRun(OperatorError):
    """Another `./run` has this data folder, or another program a port."""


def main() -> None:
    """Run until told to stop: exit code 0 then, 1 with one line when it cannot run."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # `nohup` means it
            signal.signal(number, _stop)
    try:
        run(settings())
    except Stopped:
        tell(sentence("cli.run.stopped"))
    except (OperatorError, WrongSetting) as error:
        sys.exit(str(error))


def run(chosen: Settings) -> NoReturn:
    """Start everything in order and keep it until Stopped; raises OperatorError for what cannot be had."""
    with tried(chosen.make_folder() / "run.lock") as free:
        if not free:
            raise CannotRun("cli.run.already", folder=chosen.data)
        _check_ports(chosen)
        _ = chosen.secret_key, chosen.identity_keys  # made now, so that no two processes make them
        with _Database(chosen) as database:
            migrate.upgrade(database_url(chosen))
            model = None if chosen.given_rasa_url else training.ensure_model(chosen, tell)
            tell(sentence("cli.run.starting"))
            with Keeper(table(chosen, model), ROOT, tell) as keeper:
                _keep(chosen, keeper, database)


def table(chosen: Settings, model: Path | None) -> list[Spec]:
    """The processes of one machine in the order of their start; without `model` Rasa runs elsewhere."""
    ours = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    specs = [
        Spec("web", [sys.executable, "-P", "-m", "app.web"], ours, health=f"{chosen.local_url}/healthz"),
        Spec("worker", [sys.executable, "-P", "-m", "app.worker"], ours),
    ]
    if model:
        command, environment = rasa.serving_command(chosen, model), rasa.serving_environment(chosen)
        log = _log(chosen.make_folder("logs") / "rasa.log")
        specs.insert(0, Spec("rasa", command, environment, health=f"{chosen.rasa_url}/", log=log))
    return specs


def tell(line: str) -> None:
    """One line for the operator."""
    print(line, flush=True)


class _Database:
    """The embedded server, started again when it dies; a server of DATABASE_URL is left alone."""

    def __init__(self, chosen: Settings) -> None:
        self._home = cluster(chosen) if chosen.embedded else None
        self._server: subprocess.Popen[bytes] | None = None
        self._owning, self._serving = ExitStack(), ExitStack()

    def __enter__(self) -> Self:
        if self._home:
            self._owning.enter_context(postgres.owned(self._home, tell))
        self.ensure()
        return self

    def __exit__(self, *_: object) -> None:
        with self._owning:
            self._serving.close()

    def ensure(self) -> None:
        """Have it running; raises DatabaseFailed."""
        if self._home is None or (self._server and self._server.poll() is None):
            return
        if self._server:
            tell(sentence("cli.run.database_died"))
        self._serving.close()
        self._server = self._serving.enter_context(postgres.serving(self._home, tell))


def _keep(chosen: Settings, keeper: Keeper, database: _Database) -> NoReturn:
    announced = False
    speak_at = time.monotonic() + _SPEAK_EVERY
    while True:
        database.ensure()
        keeper.watch()
        if not announced and not keeper.waiting_for:
            _announce(chosen)
            announced = True
        if not announced and time.monotonic() > speak_at:
            tell(sentence("cli.run.waiting", names=", ".join(keeper.waiting_for)))
            speak_at += _SPEAK_EVERY
        time.sleep(0.1)


def _announce(chosen: Settings) -> None:
    tell(sentence("cli.run.ready"))
    for page, path in (("public", "/"), ("chat", "/chat"), ("console", "/console")):
        tell(sentence(f"cli.run.address.{page}", address=chosen.public_url + path))
    tell(sentence("cli.run.telegram" if chosen.telegram else "cli.run.no_telegram"))
    tell(sentence("cli.run.how_to_stop"))


def _stop(*_: int | FrameType | None) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # asked twice, it still stops in order
    raise Stopped


def _check_ports(chosen: Settings) -> None:
    wanted = [("LANGNGHE_PORT", chosen.host, chosen.port), ("ACTIONS_PORT", "127.0.0.1", chosen.actions_port)]
    if not chosen.given_rasa_url:
        wanted.append(("RASA_PORT", "127.0.0.1", chosen.rasa_port))
    for name, host, port in wanted:
        try:
            socket.create_server((host, port), family=_family(host)).close()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotRun("cli.run.port_taken", name=name, port=port) from error
            raise WrongSetting("LANGNGHE_HOST", "other", why=error.strerror) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _log(path: Path) -> Path:
    if path.exists() and path.stat().st_size > _LONGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    path.touch(mode=0o600)
    return path


if __name__ == "__main__":
    main()
