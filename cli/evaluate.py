"""`langnghe evaluate`: how well the model labels messages that people have labelled."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.errors import sentence
from app.training import ensure_model
from casework.rules.policy import load_categories
from cli import _scores as scores
from cli import _terminal
from cli._jsonl import BadLine, Json, messages
from cli._ranker import Ranker, Ranking
from cli._scores import Judged, Share
from cli.refusal import Refused
from dialogue.buttons import as_message
from dialogue.understanding import label_ranking
from settings import ROOT, settings
from texts import operator_language, say_number
from vietnamese import fold

HELD_OUT = ROOT / "tests" / "understanding" / "dev.jsonl"
SURE_FROM = 0.85  # confidence from which 98 % of the dev split are right (docs/understanding.md)


@dataclass(frozen=True)
class Labelled:
    """One row of a file to evaluate on, in one of its spellings."""

    text: str
    label: str
    acceptable: frozenset[str]
    spelling: str


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help=sentence("cli.evaluate.help.file"))],
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.evaluate.help.json"))] = False,
    threshold: Annotated[
        float, typer.Option(min=0, max=1, help=sentence("cli.evaluate.help.threshold"))
    ] = SURE_FROM,
) -> None:
    """Print the scores; exit 1 for a file without usable rows."""
    found = measure(file, ensure_model(settings(), _terminal.tell), threshold)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        table(found)


def print_table(model: Path) -> None:
    """The scores of a model on the held-out messages of this project."""
    table(measure(HELD_OUT, model))


def measure(file: Path, model: Path, threshold: float = SURE_FROM) -> Json:
    """All scores of a model on a file; raises BadLine, Refused for an empty file."""
    codes = frozenset(load_categories(ROOT / "data"))
    rows = list(labelled(file, codes))
    if not rows:
        raise Refused("cli.evaluate.empty", file=file)
    with Ranker(settings(), model) as ranker:
        ranked = ranker.rank(rows, lambda row: as_message(row.text))
        judged = [(row.spelling, _judged(row, ranking, codes)) for row, ranking in ranked]
    return scores_of(judged, threshold)


def labelled(file: Path, codes: frozenset[str]) -> Iterator[Labelled]:
    """Each row of the file twice: as typed and without diacritics. Raises BadLine."""
    for message in messages(file):
        label, acceptable = message.rest.get("label"), message.rest.get("acceptable") or []
        if not isinstance(acceptable, list) or not all(_is_code(it, codes) for it in (label, *acceptable)):
            raise BadLine(message.number, "bad_label")
        for spelling, text in (("as_typed", message.text), ("without_diacritics", fold(message.text))):
            yield Labelled(text, str(label), frozenset(acceptable), spelling)


def scores_of(judged: Sequence[tuple[str, Judged]], threshold: float) -> Json:
    """What `--json` prints: the scores as typed, then the same in short for each spelling."""
    rows = [row for spelling, row in judged if spelling == "as_typed"]
    sure = [row for row in rows if row.confidence >= threshold]
    return {
        "rows": len(rows),
        **_in_short(rows),
        "categories": {code: _rounded(asdict(each)) for code, each in scores.by_label(rows).items()},
        "spellings": {
            name: _in_short([row for spelling, row in judged if spelling == name])
            for name in dict.fromkeys(spelling for spelling, _ in judged)
        },
        "confusion": scores.confusion(rows),
        "sure": {
            "threshold": threshold,
            "share": round(len(sure) / len(rows), 4),
            "accuracy": _share(scores.accuracy(sure)),
        },
        "reliability": [_rounded(asdict(each)) for each in scores.reliability(rows)],
        "calibration_error": round(scores.calibration_error(rows), 4),
    }


def table(found: Json) -> None:
    """The scores for people."""
    for line in _lines(found):
        typer.echo(line)
    columns = ("label", "precision", "recall", "f1", "support", "taken_for")
    headings = [sentence(f"cli.evaluate.column.{column}") for column in columns]
    _terminal.print_table(headings, _of_labels(found), numbers=headings[1:5])


def _lines(found: Json) -> Iterator[str]:
    yield sentence("cli.evaluate.accuracy", n=found["rows"], **_percents(found["accuracy"]))
    yield sentence("cli.evaluate.macro_f1", value=_percent(found["macro_f1"]))
    for spelling, short in found["spellings"].items():
        name = sentence(f"cli.evaluate.spelling.{spelling}")
        yield sentence("cli.evaluate.spelling_line", name=name, **_percents(short["accuracy"]))
    sure = found["sure"]
    told = {"threshold": _percent(sure["threshold"]), "share": _percent(sure["share"])}
    yield sentence("cli.evaluate.sure", **told, value=_percent(sure["accuracy"]["value"]))
    for each in found["reliability"]:
        bounds = {"low": _percent(each["low"]), "high": _percent(each["high"])}
        yield sentence(
            "cli.evaluate.reliability", **bounds, n=each["count"], value=_percent(each["accuracy"])
        )
    yield sentence("cli.evaluate.calibration", value=_percent(found["calibration_error"]))


def _of_labels(found: Json) -> Iterator[list[str]]:
    """One line a label with its most frequent mistakes: the confusion table without its empty cells."""
    for code, each in found["categories"].items():
        figures = [_percent(each[name]) for name in ("precision", "recall", "f1")]
        wrong = {other: n for other, n in found["confusion"].get(code, {}).items() if other != code}
        taken_for = ", ".join(f"{other} {n}" for other, n in wrong.items())
        yield [code, *figures, str(each["support"]), taken_for]


def _is_code(given: object, codes: frozenset[str]) -> bool:
    return isinstance(given, str) and given in codes


def _judged(row: Labelled, ranking: Ranking, codes: frozenset[str]) -> Judged:
    found, confidence = label_ranking(ranking, codes)[0]
    return Judged(row.label, row.acceptable, found, confidence)


def _in_short(rows: Sequence[Judged]) -> Json:
    return {"accuracy": _share(scores.accuracy(rows)), "macro_f1": round(scores.macro_f1(rows), 5)}


def _share(share: Share) -> Json:
    low, high = share.bounds
    return _rounded({"value": share.value, "low": low, "high": high}) | {
        "right": share.hits,
        "of": share.total,
    }


def _rounded(figures: Json) -> Json:
    return {name: round(value, 5) for name, value in figures.items()}


def _percents(share: Json) -> dict[str, str]:
    return {name: _percent(share[name]) for name in ("value", "low", "high")}


def _percent(value: float) -> str:
    return say_number(round(value * 100, 1), operator_language()) + "%"
