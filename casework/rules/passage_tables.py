"""Reads data/procedures/, data/passages.yml and data/question_words.yml, and refuses what has no source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casework.rules.passages import Facet, Passage, Read
from casework.rules.policy import BadTable
from casework.rules.questions import Passages, QuestionWords
from casework.rules.tables import read_yaml

Row = dict[str, Any]


def load_passages(folder: Path) -> Passages:
    """Everything that can be quoted. BadTable for what nobody could answer for, or named twice."""
    found = [*_procedures(folder), *_others(folder)]
    codes = [passage.code for passage in found]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BadTable(f"passages named twice: {', '.join(twice)}")
    return Passages(found, _question_words(read_yaml(folder / "question_words.yml")))


def _procedures(folder: Path) -> Iterator[Passage]:
    for path in sorted((folder / "procedures").glob("*.yml")):
        for code, row in read_yaml(path).items():
            passage = _procedure(code, row)
            _must_have_a_source(passage, path.name)
            yield passage


def _procedure(code: str, row: Row) -> Passage:
    facts = {facet: row[facet] for facet in Facet if facet in row}
    others = {name: row[name] for name in ("source", "checked", "note") if name in row}
    return Passage(code, **_named(row), read=Read(row["read"]), facts=facts, **others)


def _named(row: Row) -> Row:
    return {"title": row["title"], "english": row["english"], "asked": tuple(map(str, row["asked"]))}


def _must_have_a_source(passage: Passage, file: str) -> None:
    """Facts and the day they were checked come together; what nobody read has neither."""
    claims = bool(passage.facts or passage.note)
    was_read = passage.read is not Read.NONE
    if not passage.source or claims is not was_read or (passage.checked is not None) is not was_read:
        raise BadTable(
            f"{file}: {passage.code}: facts need a source that was read and the day, nothing else does"
        )


def _others(folder: Path) -> Iterator[Passage]:
    rows = read_yaml(folder / "passages.yml")
    directive = (folder / "directive.txt").read_text("utf-8")
    for code, row in rows["help"].items():
        yield Passage(code, **_named(row), says=tuple(row["says"]))
    for code, row in rows["directive"].items():
        if row["quote"] not in directive:
            raise BadTable(f"passages.yml: {code}: these are not the words of the directive")
        yield Passage(code, **_named(row), quote=row["quote"], section=row["section"])


def _question_words(rows: Row) -> QuestionWords:
    facets = {Facet(name): forms for name, forms in rows.pop("facets").items()}
    return QuestionWords(facets=facets, **rows)
