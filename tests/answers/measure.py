"""How well questions are answered, on the sets beside this file: `python -m tests.answers.measure FILE`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path

from casework.rules.passages import Passage
from dialogue.answering import find
from dialogue.understanding import understand
from tests.builders import rulebook

HERE = Path(__file__).parent
NONE = "none"


@dataclass(frozen=True)
class Asked:
    """One question with the passage that answers it, or `none`."""

    passage: str
    question: str


def load(file: Path) -> list[Asked]:
    """Rows `passage | question`; lines that begin with # are remarks."""
    rows = [row for row in file.read_text("utf-8").splitlines() if row and not row.startswith("#")]
    return [Asked(*(part.strip() for part in row.split("|", 1))) for row in rows]


def outcome(asked: Asked) -> str:
    """right, wrong; offered, offered in vain; silent, silent in vain."""
    rules = rulebook()
    found = find(rules, asked.question, understand(asked.question, AT, [], (rules.directory, frozenset())))
    if found.sure:
        return "right" if found.sure.code == asked.passage else "wrong"
    if found.near:
        return "offered" if asked.passage in codes(found.near) else "offered in vain"
    return "silent" if asked.passage == NONE else "silent in vain"


AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def codes(passages: tuple[Passage, ...]) -> list[str]:
    """Of several passages."""
    return [each.code for each in passages]


def wilson(hits: int, of: int) -> tuple[float, float, float]:
    """A share with its 95 % interval."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    spread = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return share, middle - spread, middle + spread


def figures(rows: list[Asked]) -> dict[str, tuple[int, int]]:
    """Hits and of how many: of answers given, of questions that have an answer, of those that have none."""
    counted = Counter((asked.passage == NONE, outcome(asked)) for asked in rows)
    total = Counter(asked.passage == NONE for asked in rows)
    given = {label: counted[False, label] + counted[True, label] for label in ("right", "wrong")}
    offers = sum(
        counted[has_none, label] for has_none in (False, True) for label in ("offered", "offered in vain")
    )
    return {
        "answers that are right": (given["right"], sum(given.values())),
        "offers with the right one": (counted[False, "offered"], offers),
        "answered": (counted[False, "right"], total[False]),
        "answered or offered": (counted[False, "right"] + counted[False, "offered"], total[False]),
        "silent where nothing answers": (counted[True, "silent"], total[True]),
        "answered where nothing answers": (counted[True, "wrong"], total[True]),
    }


def report(file: Path) -> Iterator[str]:
    """The figures of one set as lines."""
    rows = load(file)
    unanswerable = sum(row.passage == NONE for row in rows)
    yield f"{file.name}: {len(rows)} questions, {unanswerable} of them without an answer"
    for name, (hits, of) in figures(rows).items():
        share, low, high = wilson(hits, of) if of else (0.0, 0.0, 0.0)
        yield f"  {name}: {hits}/{of} = {share:.1%} ({low:.1%} to {high:.1%})"


if __name__ == "__main__":
    print("\n".join(report(HERE / (sys.argv[1] if len(sys.argv) > 1 else "dev.txt"))))
