"""The trained model: made when what it is made from has changed, else found at once."""

from __future__ import annotations

import hashlib
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app import processes, rasa
from app.errors import OperatorError, sentence
from app.locks import held
from settings import ROOT, Settings, settings

# What reads a model (nlu/parse.py, nlu/stand_ins.py) is no part of it.
_PARTS = ("nlu/components.py", "nlu/classifier.py", "nlu/server.py")
_MADE_FROM = ("config.yml", "domain.yml", "nlu_data/**/*", *_PARTS, "nlu/uv.lock", "vietnamese/**/*")
_KEPT = 2  # the newest, and the one before it for a program that still serves it
_STEP = re.compile(r"Starting to train component '(\w+)'")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TAKEN = re.compile(r"Restored component '(\w+)' from cache")

Tell = Callable[[str], None]


class TrainingFailed(OperatorError):
    """Rasa could not make a model."""


def fingerprint(root: Path = ROOT) -> str:
    """16 hexadecimal digits that change with anything the model is made from."""
    digest = hashlib.sha256()
    for path in _sources(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root)} {content}\n".encode())
    return digest.hexdigest()[:16]


def model_path(settings: Settings) -> Path:
    """Where the model of the present files is, or would be."""
    return settings.data / "models" / f"{fingerprint()}.tar.gz"


def ensure_model(settings: Settings, tell: Tell) -> Path:
    """The path of the model of the present files, trained now if it is not there.

    Two at once: one trains, the other waits and takes it. Raises TrainingFailed.
    """
    model = model_path(settings)
    if model.exists():
        return model
    folder = settings.make_folder("models")
    with held(folder / "lock", lambda: tell(sentence("cli.training.elsewhere"))):
        if not model.exists():
            _train(settings, model, tell)
            _prune(folder)
    return model


def _sources(root: Path) -> Iterator[Path]:
    for pattern in _MADE_FROM:
        found = (path for path in root.glob(pattern) if path.is_file() and "__pycache__" not in path.parts)
        yield from sorted(found)


def _train(settings: Settings, model: Path, tell: Tell) -> None:
    if not rasa.PYTHON.exists():
        raise TrainingFailed("cli.training.no_rasa")
    began = time.monotonic()
    tell(sentence("cli.training.begins"))
    draft = model.parent / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    log = settings.make_folder("logs") / "training.log"
    with log.open("wb") as output:
        process = processes.spawn(
            rasa.training_command(draft, "model"),
            environment=rasa.training_environment(settings),
            folder=ROOT,
            output=output,
        )
    try:
        for step in _steps(log, lambda: process.poll() is None):
            tell(sentence("cli.training.step", name=step))
    finally:
        processes.end(process, gently=signal.SIGTERM, patience=10)
    if process.returncode != 0 or not (draft / "model.tar.gz").exists():
        raise TrainingFailed("cli.training.failed", log=log, why=_reason(log))
    (draft / "model.tar.gz").replace(model)  # whole or not there at all
    shutil.rmtree(draft)
    tell(sentence("cli.training.done", seconds=round(time.monotonic() - began)))


def _steps(log: Path, alive: Callable[[], bool]) -> Iterator[str]:
    """The names of the parts as Rasa's output says that it trains them."""
    with log.open(errors="replace") as lines:
        running = True
        while running:
            running = alive()  # asked first: what was written before the end is still read
            while line := lines.readline():
                if found := _STEP.search(line) or _TAKEN.search(line):
                    yield found[1]
            time.sleep(0.2)


def _reason(log: Path) -> str:
    """The last line that names an error, else the last line."""
    lines = [line.strip() for line in _COLOUR.sub("", log.read_text(errors="replace")).splitlines()]
    telling = [line for line in lines if re.search(r"\w(Error|Exception|Contradiction)\b", line)]
    return (telling or [line for line in lines if line] or [""])[-1]


def _prune(folder: Path) -> None:
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[_KEPT:]:
        old.unlink()


def main() -> None:
    """`python -m app.training`: have the model of the present files."""
    try:
        print(ensure_model(settings(), print))
    except OperatorError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
