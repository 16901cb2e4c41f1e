"""`langnghe bench`: how fast the program is on this machine, and how much memory it takes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated, Any

import typer

from app.errors import sentence
from app.training import ensure_model
from cli._house import quiet_logs
from cli._jsonl import messages
from cli._ranker import Ranker
from cli._terminal import print_table, tell
from cli.classify import classified
from cli.evaluate import HELD_OUT
from cli.refusal import Refused
from drills import bench
from drills.bench_large import NotConsistent
from drills.bench_work import Stuck
from drills.stack import NotReady
from settings import settings
from texts import operator_language, say_number

Json = dict[str, Any]

CLASSIFIED, CLASSIFIED_QUICKLY = 3000, 600


def run(
    as_json: Annotated[bool, typer.Option("--json", help=sentence("cli.bench.help.json"))] = False,
    quick: Annotated[bool, typer.Option("--quick", help=sentence("cli.bench.help.quick"))] = False,
) -> None:
    """Start everything in a folder of its own, measure, print; exit 1 when it does not come up."""
    if settings().given_rasa_url:
        raise Refused("cli.bench.rasa_elsewhere")
    quiet_logs(settings())
    model = ensure_model(settings(), tell)
    _say("classify")
    found = {"classify": _classify(model, CLASSIFIED_QUICKLY if quick else CLASSIFIED)}
    try:
        found |= bench.run(bench.QUICK if quick else bench.FULL, _say)
    except (NotReady, Stuck, NotConsistent) as error:
        raise Refused("cli.bench.failed", why=str(error).strip().splitlines()[-1]) from error
    if as_json:
        typer.echo(json.dumps(found))
    else:
        headings = [sentence(f"cli.bench.column.{name}") for name in ("what", "value")]
        print_table(headings, _rows(found), numbers=headings[1:])


def _say(part: str) -> None:
    tell(sentence(f"cli.bench.part.{part}"))


def _classify(model: Path, number: int) -> Json:
    """Messages a second once the model is loaded, and how long loading takes."""
    began = time.monotonic()
    with Ranker(settings(), model) as ranker:
        ranker.wait_until_ready()
        loaded = time.monotonic()
        rows = sum(1 for _ in classified(ranker, islice(cycle(messages(HELD_OUT)), number)))
        took = time.monotonic() - loaded
    return {"per_second": round(rows / took, 1), "loading_seconds": round(loaded - began, 2)}


def _rows(found: Json) -> Iterator[list[str]]:
    for number, waits in found["replies"].items():
        for name in ("p50_ms", "p95_ms"):
            yield [sentence(f"cli.bench.row.{name}", conversations=number), _shown(waits[name])]
    for name in ("per_second", "loading_seconds"):
        yield [sentence(f"cli.bench.row.{name}"), _shown(found["classify"][name])]
    for name in ("cases_per_second", "notices_per_second"):
        yield [sentence(f"cli.bench.row.{name}"), _shown(found[name])]
    weekly = found["weekly_summary"]
    cases = _shown(weekly["cases"])
    yield [sentence("cli.bench.row.weekly_summary", cases=cases), _shown(weekly["seconds"])]
    for name, megabytes in found["memory_mb"].items():
        yield [sentence("cli.bench.row.memory_mb", process=name), _shown(megabytes)]


def _shown(value: float | None) -> str:
    return "-" if value is None else say_number(value, operator_language())
