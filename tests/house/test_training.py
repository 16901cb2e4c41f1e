"""The model is made anew when, and only when, what it is made from changes."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from app import rasa, training
from app.training import TrainingFailed, ensure_model, fingerprint
from settings import Settings, load

FILES = (
    "config.yml",
    "domain.yml",
    "nlu_data/a.yml",
    "nlu/classifier.py",
    "nlu/uv.lock",
    "vietnamese/fold.py",
)

# Stands in for Rasa's interpreter: writes what Rasa writes where it is told to.
TRAINER = """#!/bin/sh
echo "INFO  rasa.engine.training.hooks  - Starting to train component 'Tokenizer'."
sleep 0.3
echo "INFO  rasa.engine.training.hooks  - Starting to train component 'Classifier'."
for last; do :; done
echo trained >> "$(dirname "$last")/times"
mkdir -p "$last" && echo model > "$last/model.tar.gz"
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "sources"


@pytest.fixture
def chosen(tmp_path) -> Settings:
    return load(LANGNGHE_DATA=str(tmp_path / "data"))


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch) -> Path:
    program = tmp_path / "python"
    program.write_text(TRAINER)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(rasa, "PYTHON", program)
    return program


@pytest.mark.parametrize("name", FILES)
def test_each_source_changes_the_fingerprint(sources, name: str) -> None:
    before = fingerprint(sources)
    (sources / name).write_text("other")
    assert fingerprint(sources) != before


def test_what_is_no_source_does_not_change_it(sources) -> None:
    before = fingerprint(sources)
    (sources / "vietnamese" / "__pycache__").mkdir()
    (sources / "vietnamese" / "__pycache__" / "fold.pyc").write_text("bytes")
    (sources / "README.md").write_text("words")
    (sources / "nlu" / "parse.py").write_text("reads models")
    assert fingerprint(sources) == before


def test_a_renamed_source_changes_it(sources) -> None:
    before = fingerprint(sources)
    (sources / "nlu_data" / "a.yml").rename(sources / "nlu_data" / "b.yml")
    assert fingerprint(sources) != before


@pytest.mark.usefixtures("trainer")
def test_it_tells_its_steps_and_is_found_at_once_the_second_time(chosen) -> None:
    told: list[str] = []
    model = ensure_model(chosen, told.append)
    assert model.read_text() == "model\n"
    assert [line.strip() for line in told[1:3]] == ["Tokenizer", "Classifier"]
    told.clear()
    assert ensure_model(chosen, told.append) == model
    assert told == []


@pytest.mark.usefixtures("trainer")
def test_of_two_at_once_one_trains(chosen) -> None:
    told: list[str] = []
    both = [threading.Thread(target=ensure_model, args=(chosen, told.append)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert (chosen.data / "models" / "times").read_text() == "trained\n"


@pytest.mark.usefixtures("trainer")
def test_old_models_go_and_the_one_before_stays(chosen, monkeypatch) -> None:
    for number in range(4):
        monkeypatch.setattr(training, "fingerprint", lambda number=number: f"made-{number}")
        ensure_model(chosen, lambda _: None)
    kept = {path.name for path in (chosen.data / "models").glob("*.tar.gz")}
    assert len(kept) == 2
    assert "made-3.tar.gz" in kept


def test_a_failure_is_told_in_one_line_and_leaves_no_model(chosen, trainer) -> None:
    trainer.write_text("#!/bin/sh\necho 'ValueError: two slots of one name'; echo; exit 1\n")
    with pytest.raises(TrainingFailed, match="two slots of one name") as failure:
        ensure_model(chosen, lambda _: None)
    assert "\n" not in str(failure.value)
    assert not list((chosen.data / "models").glob("*.tar.gz"))


def test_without_rasa_it_says_what_to_do(chosen, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(rasa, "PYTHON", tmp_path / "nowhere")
    with pytest.raises(TrainingFailed, match=r"\./run"):
        ensure_model(chosen, lambda _: None)
