"""Units named in English: the kind and the body behind the name, and the runaround."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.rules.directory import Directory
from casework.rules.tables import load_directory

DIRECTORY = load_directory(Path(__file__).parents[2] / "data")
LAND = "Văn phòng Đăng ký đất đai thành phố Đồng Nai - Chi nhánh "


@pytest.fixture(scope="module")
def directory() -> Directory:
    return DIRECTORY


@pytest.mark.parametrize(
    ("text", "full_name"),
    [
        ("I handed it in at Tran Bien ward", "Phường Trấn Biên"),
        ("they closed early at the ward of Tran Bien", "Phường Trấn Biên"),
        ("Long Khanh ward people's committee refused my file", "Phường Long Khánh"),
        ("the People's Committee of Trang Bom commune is always closed", "Phường Trảng Bom"),
        ("we were at the Trấn Biên ward public administration service centre", "Phường Trấn Biên"),
        ("nobody at the one-stop counter in Nhon Trach commune", "Phường Nhơn Trạch"),
        ("they lost my papers at the land registration office, Bien Hoa branch", LAND + "Biên Hòa"),
        ("the Bien Hoa branch of the land registration office is late", LAND + "Biên Hòa"),
        ("the Long Khanh land office is late", LAND + "Long Khánh"),
        ("Long Binh ward police keep my passport", "Công an phường Long Bình"),
        ("the police of Long Binh ward keep my passport", "Công an phường Long Bình"),
        ("the Department of Construction has not answered", "Sở Xây dựng"),
        ("I was at the tax office and it was closed", "Thuế thành phố Đồng Nai"),
        ("the immigration office holds my card", "Công an thành phố Đồng Nai"),
        ("no, it is Long Binh ward", "Phường Long Bình"),
    ],
)
def test_a_unit_named_in_english(text: str, full_name: str, directory: Directory) -> None:
    found = directory.resolve(text)
    assert found.unit is not None, found
    assert found.unit.full_name == full_name


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        pytest.param(
            "I live in Tam Hiep ward but submitted the papers at Tran Bien ward",
            {"Trấn Biên": "lodged", "Tam Hiệp": "home"},
            id="home and lodged",
        ),
        pytest.param(
            "I submitted at Tran Bien ward and they sent me to Tam Hiep ward",
            {"Trấn Biên": "lodged", "Tam Hiệp": "sent_to"},
            id="sent on",
        ),
        pytest.param(
            "my land is in Xuan Loc commune, I lodged the dossier at Long Khanh ward",
            {"Long Khánh": "lodged", "Xuân Lộc": "mentioned"},
            id="where the land lies",
        ),
    ],
)
def test_what_happened_where(text: str, roles: dict[str, str], directory: Directory) -> None:
    found = directory.resolve(text)
    assert {each.unit.name: each.role for each in found.candidates} == roles


def test_a_runaround_in_english(directory: Directory) -> None:
    told = "Trang Bom ward told me to go to the tax office, the tax office sent me to the land registry"
    path = [each.unit.code for each in directory.resolve(told).path]
    assert path[0] == next(unit.code for unit in directory.communes() if unit.name == "Trảng Bom")
    assert path[1] == "THUE"
    assert len(path) == 3


@pytest.mark.parametrize(
    "text", ["where is the ward office", "the ward of the hospital was dirty", "my branch is late"]
)
def test_a_kind_alone_is_no_unit(text: str, directory: Directory) -> None:
    assert directory.resolve(text).status == "none"
