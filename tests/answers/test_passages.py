"""What can be quoted: each fact with its source, each source as far as it was read."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from actions.talk import ANSWERED, TELLABLE
from casework.rules.passage_tables import load_passages
from casework.rules.passages import Facet, Read
from casework.rules.policy import BadTable
from dialogue.buttons import as_intent
from tests.answers.measure import HERE, NONE, load
from tests.builders import rulebook

DATA = Path(__file__).resolve().parents[2] / "data"
PASSAGES = rulebook().passages


def test_many_procedures_are_known_and_most_with_facts() -> None:
    procedures = [each for each in PASSAGES.all() if each.is_procedure]
    assert len(procedures) >= 40
    assert sum(each.read is not Read.NONE for each in procedures) >= 30


@pytest.mark.parametrize("passage", PASSAGES.all(), ids=lambda each: each.code)
def test_no_fact_stands_without_a_source_that_was_read(passage) -> None:
    if passage.is_procedure:
        assert passage.source
        assert bool(passage.facts or passage.note) == (passage.read is not Read.NONE)
        assert passage.checked is None or passage.checked <= date(2026, 11, 24)
    assert not (passage.facts and (passage.says or passage.quote))
    assert len(passage.asked) >= 2


@pytest.mark.parametrize("passage", PASSAGES.all(), ids=lambda each: each.code)
def test_each_can_be_chosen_by_a_button_that_means_nothing_else(passage) -> None:
    assert as_intent(f"tell:{passage.code}")
    if passage.code not in TELLABLE | ANSWERED:
        assert passage.code in PASSAGES
    else:
        assert passage.says == (f"citizen.say.{passage.code}",)


def test_no_two_are_asked_for_in_the_same_words() -> None:
    asked = defaultdict(set)
    for passage in PASSAGES.all():
        for way in (passage.title, *passage.asked):
            asked[" ".join(PASSAGES.tokens(way))].add(passage.code)
    assert {way: codes for way, codes in asked.items() if len(codes) > 1 or not way} == {}


@pytest.mark.parametrize("file", ["dev.txt", "blind.txt"])
def test_the_sets_name_passages_that_exist(file: str) -> None:
    assert {row.passage for row in load(HERE / file)} - {NONE} <= {each.code for each in PASSAGES.all()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(DATA, tmp_path / "data"))


def change(file: Path, code: str, **row: object) -> None:
    rows = yaml.safe_load(file.read_text("utf-8"))
    rows[code] = {**rows[code], **row}
    file.write_text(yaml.safe_dump(rows, allow_unicode=True), "utf-8")


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("tax_code", {"fee": "Miễn phí."}),
        ("tax_code", {"read": "text"}),
        ("household_business", {"checked": None}),
        ("household_business", {"source": ""}),
    ],
    ids=["a fact nobody read", "read and no fact", "no day", "no source"],
)
def test_what_nobody_can_answer_for_is_refused(folder: Path, code: str, row: dict[str, object]) -> None:
    change(folder / "procedures" / "business_and_welfare.yml", code, **row)
    with pytest.raises(BadTable, match=code):
        load_passages(folder)


def test_words_that_the_directive_does_not_have_are_refused(folder: Path) -> None:
    path = folder / "passages.yml"
    path.write_text(path.read_text("utf-8").replace("Trực tiếp tổ chức", "Trực tiếp thực hiện"), "utf-8")
    with pytest.raises(BadTable, match="directive_heads"):
        load_passages(folder)


def test_a_code_that_is_used_twice_is_refused(folder: Path) -> None:
    path = folder / "procedures" / "again.yml"
    first = yaml.safe_load((folder / "procedures" / "residence.yml").read_text("utf-8"))
    path.write_text(yaml.safe_dump({"passport": first["passport"]}, allow_unicode=True), "utf-8")
    with pytest.raises(BadTable, match="passport"):
        load_passages(folder)


def test_facets_are_told_in_one_order() -> None:
    told = [list(each.facts) for each in PASSAGES.all() if each.is_procedure]
    assert all(facets == [facet for facet in Facet if facet in facets] for facets in told)
