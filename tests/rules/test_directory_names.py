"""Every current and former name, judged by the CSV tables alone, never by the resolver's own index."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.rules.directory import Directory
from casework.rules.tables import load_directory

DATA = Path(__file__).parents[2] / "data"
SHORT = {
    "Phường": ["p.", "p", "P.", "f.", "f", "phường "],
    "Xã": ["x.", "x ", "xã ", "ubnd xã "],
    "Thị trấn": ["tt.", "tt "],
}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def split(full: str) -> tuple[str, str]:
    kind = next(
        kind for kind in ("Thị trấn", "Thành phố", "Thị xã", "Phường", "Huyện", "Xã") if full.startswith(kind)
    )
    return kind, full.removeprefix(kind).strip()


# "p" and "x" written without a blank before these give other words.
GLUED_TO_OTHER_WORDS = {"pho", "xa", "phang", "pha", "pan"}
UNITS = rows("dongnai_units.csv")
FORMER = rows("dongnai_old_to_new.csv")
DISTRICTS = {split(row["old_district"])[1] for row in FORMER}


def same(one: str, other: str, *, marked: bool) -> bool:
    return one.lower() == other.lower() if marked else plain(one) == plain(other)


def with_kind(kind: str, name: str, *, marked: bool) -> set[str]:
    """Units that "kind name" can mean: current ones of that kind (since 2025), former ones of that kind."""
    now = {
        row["code"]
        for row in UNITS
        if same(row["name"], name, marked=marked) and kind in (row["type"], row["type_at_2025_07_01"])
    }
    before = {
        row["new_ward_code"]
        for row in FORMER
        if split(row["old_ward"])[0] == kind and same(split(row["old_ward"])[1], name, marked=marked)
    }
    return now | before


def bare(name: str, *, marked: bool) -> tuple[set[str], bool]:
    """Units that the name alone can mean, and whether it is also a district or province."""
    now = {row["code"] for row in UNITS if same(row["name"], name, marked=marked)}
    before = {row["new_ward_code"] for row in FORMER if same(split(row["old_ward"])[1], name, marked=marked)}
    wider = {*DISTRICTS, "Bình Phước"}
    return now | before, any(same(each, name, marked=marked) for each in wider)


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(DATA)


def check(directory: Directory, text: str, meant: set[str], first: str | None = None) -> str | None:
    found = directory.resolve(text)
    codes = {each.unit.code for each in found.candidates}
    if len(meant) == 1:
        right = found.status == "resolved" and codes == meant
    else:
        right = found.status == "ambiguous" and meant <= codes
        right = right and (
            first is None
            or found.candidates[0].unit.code == first
            or found.candidates[0].score == found.candidates[1].score
        )
    return (
        None
        if right
        else f"{text}: {found.status} {[each.unit.full_name for each in found.candidates]}, meant {meant}"
    )


def current_spellings() -> Iterator[tuple[str, str, set[str]]]:
    for row in UNITS:
        for kind in {row["type"], row["type_at_2025_07_01"]}:
            yield f"{kind} {row['name']}", row["code"], with_kind(kind, row["name"], marked=True)
            yield (
                f"nộp ở {kind.upper()} {row['name'].upper()}",
                row["code"],
                with_kind(kind, row["name"], marked=True),
            )
            meant = with_kind(kind, row["name"], marked=False)
            yield plain(f"{kind} {row['name']}"), row["code"], meant
            yield (
                unicodedata.normalize("NFD", f"{kind} {row['name']}"),
                row["code"],
                with_kind(kind, row["name"], marked=True),
            )
            for short in SHORT[kind]:
                if short + plain(row["name"]).split()[0] in GLUED_TO_OTHER_WORDS:
                    continue
                yield f"hs nop o {short}{plain(row['name'])} chua co ket qua", row["code"], meant


def test_every_current_unit_is_found_by_kind_and_name(directory: Directory) -> None:
    wrong = [check(directory, text, meant, code) for text, code, meant in current_spellings()]
    assert [each for each in wrong if each] == []


def test_every_current_unit_is_found_by_its_centre(directory: Directory) -> None:
    forms = ("Trung tâm Phục vụ hành chính công {}", "tthcc {}", "nộp tại hcc {}")
    wrong = [
        check(directory, form.format(row["full_name"]), {row["code"]}, row["code"])
        for row in UNITS
        for form in forms
    ]
    wrong += [check(directory, f"chưa trả, {row['centre_name']}", {row["code"]}) for row in UNITS]
    assert [each for each in wrong if each] == []


def test_every_current_unit_is_found_by_its_office(directory: Directory) -> None:
    wrong = [
        check(
            directory,
            form.format(row["full_name"]),
            with_kind(row["type"], row["name"], marked=True),
            row["code"],
        )
        for row in UNITS
        for form in ("UBND {}", "ra ủy ban {} làm giấy", "ub {}")
    ]
    assert [each for each in wrong if each] == []


@pytest.mark.parametrize("marked", [True, False], ids=["with marks", "without marks"])
def test_every_bare_name_is_found_or_asked_about(directory: Directory, marked: bool) -> None:
    wrong: list[str | None] = []
    for row in UNITS:
        meant, wider = bare(row["name"], marked=marked)
        text = f"nộp hồ sơ ở {row['name']}" if marked else f"nop ho so o {plain(row['name'])}"
        if wider:
            found = directory.resolve(text)
            if found.status != "ambiguous" or found.candidates[0].unit.code != row["code"]:
                wrong.append(f"{text}: {found.status}")
        else:
            wrong.append(check(directory, text, meant, row["code"]))
    assert [each for each in wrong if each] == []


@pytest.mark.parametrize("marked", [True, False], ids=["with marks", "without marks"])
def test_every_former_unit_leads_to_what_it_became(directory: Directory, marked: bool) -> None:
    wrong = []
    for row in FORMER:
        kind, name = split(row["old_ward"])
        text = f"nộp ở {kind.lower()} {name}" if marked else plain(f"nộp ở {kind} {name}")
        wrong.append(check(directory, text, with_kind(kind, name, marked=marked)))
    assert [each for each in wrong if each] == []


def test_a_former_unit_told_with_its_district_is_no_longer_doubtful(directory: Directory) -> None:
    wrong: list[str | None] = []
    for row in FORMER:
        meant = {each["new_ward_code"] for each in FORMER if each["old_ward_code"] == row["old_ward_code"]}
        kind, name = split(row["old_ward"])
        same_district = {
            each["code"]
            for each in UNITS
            if each["name"] == name
            and kind in (each["type"], each["type_at_2025_07_01"])
            and row["old_district"] in each["former_units_merged"]
        }
        wrong += [
            check(directory, form.format(row["old_ward"], row["old_district"]), meant | same_district)
            for form in ("{}, {}", "{} ({})", "{} {}")
        ]
    assert [each for each in wrong if each] == []


def test_every_district_is_asked_about_with_its_namesake_first(directory: Directory) -> None:
    for district in {row["old_district"] for row in FORMER}:
        found = directory.resolve(f"nộp hồ sơ ở {district}")
        assert found.status == "ambiguous", district
        meant = {row["new_ward_code"] for row in FORMER if row["old_district"] == district}
        assert {each.unit.code for each in found.candidates} == meant
        namesake = [row["code"] for row in UNITS if row["name"] == split(district)[1]]
        assert not namesake or found.candidates[0].unit.code == namesake[0]
