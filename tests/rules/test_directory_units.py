"""The directory itself: who exists, who is above whom, which land branch and police serve a commune."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from casework.rules.directory import Directory, UnknownUnit
from casework.rules.tables import load_directory

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(DATA)


def test_every_row_of_the_tables_is_a_unit_and_every_commune_has_its_police(directory: Directory) -> None:
    kinds = [unit.kind for unit in directory.units()]
    assert kinds.count("ward") == 33
    assert kinds.count("commune") == 62
    assert kinds.count("branch") == 22
    assert kinds.count("ward_police") == 95
    with (DATA / "dongnai_departments.csv").open(encoding="utf-8") as file:
        assert all(directory.unit(row["key"]).full_name == row["name"] for row in csv.DictReader(file))


def test_codes_are_unique_and_every_parent_exists(directory: Directory) -> None:
    codes = [unit.code for unit in directory.units()]
    assert len(codes) == len(set(codes))
    assert {unit.parent for unit in directory.units()} - {None} <= set(codes)
    assert [unit.code for unit in directory.units() if unit.parent is None] == ["UBND"]


def test_an_unknown_code_is_refused(directory: Directory) -> None:
    with pytest.raises(UnknownUnit):
        directory.unit("99999")
    with pytest.raises(UnknownUnit):
        directory.ward_police("99999")


def test_a_ward_knows_its_head_its_centre_and_its_older_name(directory: Directory) -> None:
    unit = directory.unit("26368")
    assert unit.is_commune
    assert unit.head_title == "Chủ tịch UBND phường Long Thành"
    assert unit.centre_name == "Trung tâm Phục vụ hành chính công phường Long Thành"
    assert unit.full_name_on(date(2026, 4, 29)) == "Xã Long Thành"
    assert unit.full_name_on(date(2026, 4, 30)) == "Phường Long Thành"
    assert directory.unit("26041").full_name_on(date(2026, 1, 1)) == "Phường Trấn Biên"


def test_authorities_carry_their_name_of_the_day(directory: Directory) -> None:
    inspectorate = directory.unit("TTR")
    assert inspectorate.full_name_on(date(2026, 4, 29)) == "Thanh tra tỉnh Đồng Nai"
    assert inspectorate.full_name_on(date(2026, 11, 23)) == "Thanh tra thành phố Đồng Nai"


@pytest.mark.parametrize(
    ("commune", "branch"),
    [
        pytest.param("26311", "VPDKDD-THONGNHAT", id="Gia Kiệm"),
        pytest.param("26041", "VPDKDD-BIENHOA", id="Trấn Biên"),
        pytest.param("26098", "VPDKDD-LONGKHANH", id="Bảo Vinh"),
        pytest.param("26188", "VPDKDD-VINHCUU", id="most former units of Tân Triều were in Vĩnh Cửu"),
        pytest.param("26005", "VPDKDD-BIENHOA", id="in a tie the district that gave the code"),
        pytest.param("26299", "VPDKDD-THONGNHAT", id="the same for Thống Nhất"),
    ],
)
def test_the_land_branch_of_a_commune(directory: Directory, commune: str, branch: str) -> None:
    found = directory.branch_of_commune(commune)
    assert found is not None
    assert found.code == branch


def test_every_commune_has_a_land_branch_and_no_other_unit_has(directory: Directory) -> None:
    assert all(directory.branch_of_commune(unit.code) for unit in directory.communes())
    assert directory.branch_of_commune("SNV") is None
    assert directory.branch_of_commune("nothing") is None


def test_the_police_of_a_ward(directory: Directory) -> None:
    police = directory.ward_police("26041")
    assert (police.code, police.full_name) == ("CA-26041", "Công an phường Trấn Biên")
    assert (police.parent, police.head_title) == ("CA", "Trưởng Công an phường Trấn Biên")
    assert not police.ruled_by_city


def test_what_the_city_does_not_rule(directory: Directory) -> None:
    outside = {
        unit.code for unit in directory.units() if not unit.ruled_by_city and unit.kind != "ward_police"
    }
    assert outside == {"CA", "THUE", "BHXH", "DIEN"}
