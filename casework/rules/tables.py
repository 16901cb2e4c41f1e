"""Reads the tables under data/: the one place that knows their files and columns."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from casework.rules.directory import Directory
from casework.rules.directory_names import Gazetteer, bare, names_of
from casework.rules.directory_units import FormerUnit, Unit
from casework.rules.directory_words import Words

Row = Mapping[str, str]


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file with a header line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_yaml(path: Path) -> Any:
    """Content of a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load_directory(folder: Path) -> Directory:
    """The directory from dongnai_*.csv and directory_*.yml."""
    kinds = read_yaml(folder / "directory_kinds.yml")
    aliases = read_yaml(folder / "directory_aliases.yml")
    former = list(_former_units(read_rows(folder / "dongnai_old_to_new.csv"), kinds["former_types"]))
    communes = list(_communes(read_rows(folder / "dongnai_units.csv"), former, kinds))
    branch_rows = read_rows(folder / "dongnai_branches.csv")
    department_rows = read_rows(folder / "dongnai_departments.csv")
    units = [
        *communes,
        *_departments(department_rows, kinds),
        *_branches(branch_rows),
        *_police(communes, kinds),
    ]
    words = _words(folder, aliases, department_rows)
    gazetteer = Gazetteer(names_of(units, former, aliases, words.lists["common_words"]), kinds["glued_types"])
    branches = {bare(row["former_district"]): row["code"] for row in branch_rows}
    return Directory(units, gazetteer, words, branches=branches, bodies=kinds)


def _former_units(rows: list[Row], kinds: Mapping[str, str]) -> Iterator[FormerUnit]:
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row["old_ward_code"], []).append(row)
    for code, parts in by_code.items():
        parts.sort(key=lambda row: row["is_default_target"] != "yes")
        row = parts[0]
        yield FormerUnit(
            code=code,
            kind=kinds[row["old_ward"].removesuffix(bare(row["old_ward"])).strip()],
            name=bare(row["old_ward"]),
            district=bare(row["old_district"]),
            province=bare(row["old_province"]),
            became=tuple(part["new_ward_code"] for part in parts),
        )


def _communes(rows: list[Row], former: list[FormerUnit], kinds: Mapping[str, Any]) -> Iterator[Unit]:
    deputies = set(kinds.get("centre_directors_who_are_deputies") or ())
    for row in rows:
        districts = _districts_of(row["code"], former)
        changed = row["type_changed_2026_04_30"] == "yes"
        yield Unit(
            code=row["code"],
            kind=kinds["commune_types"][row["type"]],
            name=row["name"],
            full_name=row["full_name"],
            head_title=row["head_title"],
            parent=kinds["commune_parent"],
            centre_name=row["centre_name"],
            former_district=districts[0] if districts else None,
            former_districts=districts,
            former_province=row["former_province"],
            name_before=row["name_at_2025_07_01"] if changed else None,
            valid_from=kinds["communes_changed_on"] if changed else None,
            centre_director_is_deputy=row["code"] in deputies,
        )


def _districts_of(code: str, former: list[FormerUnit]) -> tuple[str, ...]:
    """Former districts of a commune by its former units, most first; in a tie the one that gave its code."""
    counted = Counter(unit.district for unit in former if code in unit.became)
    own = next((unit.district for unit in former if unit.code == code), None)
    return tuple(sorted(counted, key=lambda district: (-counted[district], district != own)))


def _departments(rows: list[Row], kinds: Mapping[str, Any]) -> Iterator[Unit]:
    for row in rows:
        yield Unit(
            code=row["key"],
            kind=kinds["department_kinds"][row["kind"]],
            name=row["short"],
            full_name=row["name"],
            head_title=row["head_title"],
            parent=row["parent"] or None,
            ruled_by_city=row["ruled_by_city"] == "yes",
            short=row["short"],
            name_before=row["name_before"] or None,
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        )


def _branches(rows: list[Row]) -> Iterator[Unit]:
    for row in rows:
        yield Unit(
            code=row["code"],
            kind="branch",
            name=bare(row["former_district"]),
            full_name=row["name"],
            head_title=row["head_title"],
            parent=row["parent"],
            former_district=bare(row["former_district"]),
        )


def _police(communes: list[Unit], kinds: Mapping[str, Any]) -> Iterator[Unit]:
    words = {kind: text.lower() for text, kind in kinds["commune_types"].items()}
    form, parent = kinds["police"], kinds["police_parent"]
    for unit in communes:
        yield Unit(
            code=f"{parent}-{unit.code}",
            kind="ward_police",
            name=unit.name,
            full_name=form["name"].format(type=words[unit.kind], name=unit.name),
            head_title=form["head_title"].format(type=words[unit.kind], name=unit.name),
            parent=parent,
            ruled_by_city=False,
            former_district=unit.former_district,
        )


def _words(folder: Path, aliases: Mapping[str, Any], departments: list[Row]) -> Words:
    lists = dict(read_yaml(folder / "directory_words.yml"))
    lists |= read_yaml(folder / "directory_cues.yml")
    many = {f"+{i}": row for i, row in enumerate(aliases["departments_of_many"])}
    bodies = {key: list(names) for key, names in aliases["departments"].items()}
    for row in departments:
        bodies.setdefault(row["key"], []).append(row["name"])
    shared = {name for row in many.values() for name in row["names"]}
    bodies = {key: [name for name in names if name not in shared] for key, names in bodies.items()}
    bodies |= {key: row["names"] for key, row in many.items()}
    return Words(
        lists=lists,
        types=lists.pop("types"),
        bodies=bodies,
        weak_bodies=aliases["departments_with_place"],
        acting_bodies=aliases["departments_that_act"],
        of_many={key: tuple(row["codes"]) for key, row in many.items()},
    )
