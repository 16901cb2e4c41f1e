"""The trained model in a process of its own: texts go in, rankings of intents come out, in the same order."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import IO, Self, cast

from app import rasa
from cli.refusal import Refused
from settings import ROOT, Settings

LONGEST = 4000  # characters of a text that are read, as in the dialogue

Ranking = list[tuple[str, float]]

_UNDER_WAY = 4096  # texts at most
_PATIENCE = 5.0  # seconds for the process to end by itself


class Ranker:
    """Used as a context: the model is loaded once, while the caller goes on; no server is needed.

    Reading an answer raises Refused when the process cannot work.
    """

    def __init__(self, settings: Settings, model: Path) -> None:
        self._command = [str(rasa.PYTHON), "-W", "ignore", "-m", "nlu.parse", str(model)]
        # Without its compiled files Rasa takes three times as long to load.
        self._environment = rasa.training_environment(settings)
        self._is_ready = False

    def __enter__(self) -> Self:
        self._log = tempfile.TemporaryFile()
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdin=pipe, stdout=pipe, stderr=self._log
        )
        self._texts, self._answers = cast(
            "tuple[IO[bytes], ...]", (self._process.stdin, self._process.stdout)
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        with suppress(OSError):
            self._texts.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()
        self._log.close()

    def wait_until_ready(self) -> None:
        """Return when the model is loaded."""
        if not self._is_ready:
            self._is_ready = bool(self._answer())

    def rank[T](self, items: Iterable[T], text_of: Callable[[T], str]) -> Iterator[tuple[T, Ranking]]:
        """Each item with the ranking of its text, while later ones are still read.

        An exception from `items` is raised here, after everything that came before it.
        """
        under_way: Queue[tuple[T] | Exception | None] = Queue(_UNDER_WAY)
        threading.Thread(target=self._feed, args=(items, text_of, under_way), daemon=True).start()
        self.wait_until_ready()
        while (each := under_way.get()) is not None:
            if isinstance(each, Exception):
                raise each
            yield each[0], [(name, confidence) for name, confidence in json.loads(self._answer())]

    def _feed[T](
        self,
        items: Iterable[T],
        text_of: Callable[[T], str],
        under_way: Queue[tuple[T] | Exception | None],
    ) -> None:
        ended: Exception | None = None
        try:
            for item in items:
                under_way.put((item,))
                self._send(text_of(item))
        except BrokenPipeError:
            pass  # whoever waits for the answer finds the process gone
        except Exception as error:
            ended = error
        under_way.put(ended)

    def _send(self, text: str) -> None:
        self._texts.write(json.dumps(text[:LONGEST]).encode() + b"\n")
        self._texts.flush()

    def _answer(self) -> bytes:
        line = self._answers.readline()
        if not line:
            raise Refused("cli.model.died", why=self._last_words())
        return line

    def _last_words(self) -> str:
        code = self._process.wait()
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit {code}"
