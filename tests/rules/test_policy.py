"""The tables that people of the authority may change: read, checked, and refused with file and row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.rules.policy import BadTable, load_categories, load_causes, load_routing
from settings import ROOT
from tests.builders import rulebook

DATA = ROOT / "data"
LAST = {"name": "triage", "when": {}, "accountable": "SNV", "triage": True}
HEADER = {
    "arbiter": "SNV",
    "deputy_arbiter": "VPUB",
    "last_arbiter": "UBND",
    "centre_posts": ["director"],
    "faults": {"delay": "resolver"},
}


def folder_with(tmp_path: Path, *rules: dict[str, Any]) -> Path:
    """A data folder with this routing table only."""
    table = {**HEADER, "rules": list(rules)}
    (tmp_path / "routing.yml").write_text(yaml.safe_dump(table), encoding="utf-8")
    return tmp_path


def test_a_table_is_read_in_its_order(tmp_path: Path) -> None:
    first = {"name": "late", "when": {"category": ["delay"]}, "accountable": "$lodged", "told": ["SNV"]}
    table = load_routing(folder_with(tmp_path, first, LAST))
    assert [rule.name for rule in table.rules] == ["late", "triage"]
    assert table.rules[0].told == ("SNV",)
    assert (table.arbiter, table.deputy_arbiter, table.last_arbiter) == ("SNV", "VPUB", "UBND")


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        pytest.param([], "the last rule must fit always", id="no rule at all"),
        pytest.param(
            [{**LAST, "when": {"told": True}}], "the last rule must fit always", id="no last resort"
        ),
        pytest.param([{**LAST, "when": {"moon": "full"}}, LAST], "moon", id="a condition nobody knows"),
        pytest.param([{**LAST, "accountable": "$mayor"}, LAST], "mayor", id="a symbol nobody knows"),
        pytest.param([{**LAST, "told": ["$mayor"]}, LAST], "mayor", id="a symbol among the told"),
        pytest.param([{**LAST, "hidden_from": ["$x"]}, LAST], "[$]x", id="a symbol among the hidden"),
        pytest.param([{**LAST, "kept_from": ["SNV"]}, LAST], "kept_from", id="a column nobody knows"),
        pytest.param(
            [{"name": "nobody", "when": {}}, LAST], "neither accountable nor redirect", id="nobody answers"
        ),
    ],
)
def test_a_wrong_table_is_refused_by_name(tmp_path: Path, rules: list[Any], says: str) -> None:
    with pytest.raises(BadTable, match=f"routing.yml.*{says}"):
        load_routing(folder_with(tmp_path, *rules))


def test_the_shipped_routing_names_only_units_of_the_directory() -> None:
    known = {unit.code for unit in rulebook().directory.units()}
    table = load_routing(DATA)
    named = {table.arbiter, table.deputy_arbiter, table.last_arbiter}
    for rule in table.rules:
        named |= {rule.accountable or "SNV", rule.prepared_by or "SNV", *rule.told, *rule.hidden_from}
    assert {code for code in named if not code.startswith("$")} <= known


def test_the_shipped_routing_speaks_of_labels_that_exist() -> None:
    labels, table = set(load_categories(DATA)), load_routing(DATA)
    flags = {"about_head", "retaliation", "crisis"}
    asked = {code for rule in table.rules for code in rule.when.get("category", [])}
    assert asked | set(table.faults) <= labels
    assert {code for rule in table.rules for code in rule.when.get("category_or_flag", [])} <= labels | flags


def test_every_report_has_a_clock_and_a_name_in_both_languages() -> None:
    for code, category in load_categories(DATA).items():
        assert category.name("vi")
        assert category.name("vi", to_citizen=False)
        assert category.name("en")
        if category.kind == "report":
            rulebook().clocks.answer_days(code)


def test_what_citizens_read_accuses_nobody() -> None:
    passing = load_categories(DATA)["buck_passing"]
    assert passing.name("vi") == "Bị chỉ qua chỉ lại, không nơi nào nhận"
    assert passing.name("vi", to_citizen=False) == "Đùn đẩy, né tránh trách nhiệm"


def test_causes_are_named_in_both_languages() -> None:
    for names in load_causes(DATA).values():
        assert names.keys() == {"vi", "en"}
        assert all(names.values())
