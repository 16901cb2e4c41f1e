"""JSON lines in and out: messages to be read, one a line, and what was read in them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from casework.rules.deadlines import HERE, in_vietnam
from cli.refusal import Refused

Json = dict[str, Any]


class BadLine(Refused):
    """A line of the input cannot be used; tells its number and why."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"cli.input.{why}", number=number)


@dataclass(frozen=True)
class Message:
    """One message as it was given in line `number`, `rest` with everything in it.

    `at`: when it was written, on the clock of Vietnam, if that was told.
    """

    number: int
    id: str | int
    text: str
    at: datetime | None
    rest: Json


def messages(path: Path | None) -> Iterator[Message]:
    """The messages of a file, or of stdin without one; empty lines are passed over.

    Raises BadLine at the first line that is no message, OSError for a file that cannot be read.
    """
    if path is None or str(path) == "-":
        yield from _messages(sys.stdin.buffer)
    else:
        with path.open("rb") as source:
            yield from _messages(source)


def write(row: Json) -> None:
    """One line to stdout, at once, in UTF-8 whatever the terminal speaks."""
    out = sys.stdout.buffer
    out.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    out.flush()


def _messages(source: BinaryIO) -> Iterator[Message]:
    for number, line in enumerate(source, 1):
        if line.strip():
            yield _message(number, line)


def _message(number: int, line: bytes) -> Message:
    row = _row(number, line)
    identity, text = row.get("id"), row.get("text")
    if not isinstance(text, str):
        raise BadLine(number, "no_text")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise BadLine(number, "no_id")
    return Message(number, identity, _whole(text), _moment(number, row.get("at")), row)


def _row(number: int, line: bytes) -> Json:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadLine(number, "no_json") from None
    if not isinstance(row, dict):
        raise BadLine(number, "no_object")
    return row


def _whole(text: str) -> str:
    """Half characters, which JSON can hold and nothing else can, become a sign for the unknown."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _moment(number: int, written: object) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written if isinstance(written, str) else "")
        return in_vietnam(moment if moment.tzinfo else moment.replace(tzinfo=HERE))
    except (ValueError, OverflowError):
        raise BadLine(number, "bad_moment") from None
