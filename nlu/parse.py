"""The understanding part of a trained model without a server: `python -m nlu.parse MODEL`.

The first line it writes says that it is ready. From then on it reads a text a line (JSON) from stdin and
writes, in the same order, how the model ranks the intents: [[name, confidence], …] a line. What has come in
while one batch was worked on is the next batch: a single text is answered at once, a file by hundreds.
"""

from __future__ import annotations

import json
import os
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from nlu import stand_ins

Ranking = list[list[Any]]  # [name, confidence] each
Ranker = Callable[[list[str]], list[Ranking]]

READY = "ready"
_CHUNK = 1 << 16
_LARGEST_BATCH = 256
# Classes of a pipeline, by the beginning of their names, that compute without TensorFlow.
_WITHOUT_TENSORFLOW = (
    "nlu.",
    "rasa.graph_components.",
    "rasa.nlu.featurizers.sparse_featurizer.",
    "rasa.nlu.classifiers.fallback_classifier.",
    "rasa.nlu.classifiers.logistic_regression_classifier.",
    "rasa.nlu.classifiers.regex_message_handler.",
    "rasa.nlu.classifiers.sklearn_intent_classifier.",
)


def main(model: Path) -> None:
    """Answer until stdin ends."""
    answers = _keep_stdout_for_answers()
    with tempfile.TemporaryDirectory() as folder:
        rank = load(model, Path(folder))
        _write(answers, [READY])
        for texts in batches(sys.stdin.buffer.fileno()):
            _write(answers, rank(texts))


def load(model: Path, folder: Path) -> Ranker:
    """The model's understanding as a function from texts to rankings; `folder`: an empty one to unpack in."""
    if not needs_tensorflow(_metadata(model)):
        stand_ins.install()
    import skops.io  # noqa: F401 - it looks at every loaded module, so that before Rasa it takes a tenth of the time
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    storage, metadata = LocalModelStorage.from_model_archive(folder, model)
    target = str(metadata.nlu_target)
    schema = metadata.predict_schema.minimal_graph_schema([target])
    runner = DaskGraphRunner.create(
        graph_schema=schema,
        model_storage=storage,
        execution_context=ExecutionContext(graph_schema=schema, model_id=metadata.model_id),
    )

    def rank(texts: list[str]) -> list[Ranking]:
        messages = [UserMessage(text) for text in texts]
        understood = runner.run(inputs={"__message__": messages}, targets=[target])[target]
        return [_ranking(message.get("intent_ranking"), message.get("intent")) for message in understood]

    return rank


def needs_tensorflow(metadata: dict[str, Any]) -> bool:
    """Whether a part of the model that understanding passes through may compute with TensorFlow."""
    nodes = metadata["predict_schema"]["nodes"]
    left, seen = [metadata["nlu_target"]], set()
    while left:
        name = left.pop()
        if name in nodes and name not in seen:
            seen.add(name)
            left += nodes[name]["needs"].values()
    return not all(nodes[name]["uses"].startswith(_WITHOUT_TENSORFLOW) for name in seen)


def batches(source: int) -> Iterator[list[str]]:
    """Texts as they come in from a file descriptor: all whole lines that are there, so many at once."""
    rest = b""
    while chunk := os.read(source, _CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        texts = [json.loads(line) for line in lines]
        for start in range(0, len(texts), _LARGEST_BATCH):
            yield texts[start : start + _LARGEST_BATCH]


def _metadata(model: Path) -> dict[str, Any]:
    with tarfile.open(model) as archive:
        member = archive.extractfile("metadata.json")
        return dict(json.load(member)) if member else {}


def _ranking(ranked: list[dict[str, Any]] | None, best: dict[str, Any]) -> Ranking:
    """A text that names an intent itself ("/start") has a best one and no ranking."""
    return [[entry["name"], round(float(entry["confidence"]), 6)] for entry in ranked or [best]]


def _keep_stdout_for_answers() -> BinaryIO:
    """Our own copy of stdout; what libraries print goes to stderr."""
    sys.stdout.flush()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _write(answers: BinaryIO, values: list[Any]) -> None:
    answers.write(b"".join(json.dumps(value).encode() + b"\n" for value in values))
    answers.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
