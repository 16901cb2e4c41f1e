"""Chart, page, workbook and JSON of a week: what they hold, and that they hold together."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from PIL import Image
from pypdf import PdfReader

from casework.rules.figures import CategoryWeek, Counts, Summary
from casework.rules.figures_json import from_json, to_json
from reports.weekly import drawn, write
from reports.weekly_chart import HEIGHT, WIDTH, weekly_chart
from reports.weekly_json import weekly_json
from reports.weekly_page import weekly_page
from reports.weekly_tables import COLUMNS, weekly_tables
from settings import ROOT
from tests.builders import rulebook
from tests.reports.samples import COUNTS, EMPTY, ROWS, SUMMARY, city, week

LONG = "VPDKDD-BINHLONG"
WEEKS = [
    pytest.param(week(), id="a ward"),
    pytest.param(city(), id="the city"),
    pytest.param(week(LONG), id="a long name"),
    pytest.param(EMPTY, id="a quiet week"),
    pytest.param(week("UBND"), id="the chairman"),
    pytest.param(week("CA-26068", final=False), id="the police of a ward, a week that runs"),
    pytest.param(
        city().__class__(
            **{
                **vars(city()),
                "categories": tuple(CategoryWeek(code, 1200, 1100.5, True) for code in rulebook().categories),
                "units": dict.fromkeys((unit.code for unit in rulebook().directory.units()), COUNTS),
                "oldest": city().oldest * 2,
            }
        ),
        id="as much as there can be",
    ),
]


@pytest.mark.parametrize("figures", WEEKS)
def test_what_is_frozen_comes_back_the_same(figures):
    assert from_json(json.loads(json.dumps(to_json(figures)))) == figures


@pytest.mark.parametrize("figures", WEEKS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_one_page(figures, language):
    pages = PdfReader(BytesIO(weekly_page(figures, language, rulebook()))).pages
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)


@pytest.mark.parametrize("figures", WEEKS)
def test_the_chart_fits_a_phone(figures):
    with Image.open(BytesIO(weekly_chart(figures, "vi", rulebook()))) as image:
        assert image.size == (WIDTH, HEIGHT)
        corners = {image.convert("L").getpixel(place) for place in ((0, 0), (WIDTH - 1, HEIGHT - 1))}
    assert corners == {255}


def text_of(figures) -> str:
    page = PdfReader(BytesIO(weekly_page(figures, "vi", rulebook()))).pages[0]
    return " ".join(page.extract_text().split())


def test_the_page_carries_the_heading_of_its_authority():
    assert "ỦY BAN NHÂN DÂN PHƯỜNG BIÊN HÒA" in text_of(week())
    assert "Biên Hòa, ngày 23 tháng 11 năm 2026" in text_of(week())
    page = text_of(city())
    for words in (
        "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐỒNG NAI SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "(từ ngày 16/11/2026 đến ngày 22/11/2026)",
        "DN-261102-0042-3",
        "quá hạn 11 ngày làm việc",
    ):
        assert words in page


def sheets(figures, rows=()) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(weekly_tables(Summary(figures, rows), "vi", rulebook())))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_workbook_has_the_figures_and_the_cases():
    made = sheets(week(), ROWS)
    assert list(made) == ["Số liệu", "Phản ánh"]
    figures = {row[0]: row[1] for row in made["Số liệu"] if row[0]}
    assert figures["Mới"] == 14
    assert figures["Trả lời trễ hạn"] == 1
    assert round(figures["Tỷ lệ đúng hạn"], 4) == 0.7692
    head, late, open_case = made["Phản ánh"]
    assert head[0] == "Mã phản ánh"
    assert late[:6] == (
        "DN-261116-0001-1",
        "Chậm trễ giải quyết hồ sơ",
        "đất đai",
        "Phường Biên Hòa",
        "Văn phòng Đăng ký đất đai thành phố Đồng Nai",
        late[5],
    )
    assert (late[6].isoformat(), late[10]) == ("2026-11-16T09:00:00", "trễ hạn")
    assert late[12].date().isoformat() == "2026-11-30"
    assert (open_case[8], open_case[9], open_case[10]) == (9, None, None)


def test_long_sheets_have_a_frozen_header_a_filter_and_wide_columns():
    book = load_workbook(BytesIO(weekly_tables(SUMMARY, "vi", rulebook())))
    cases = book["Phản ánh"]
    assert cases.freeze_panes == "B2"
    assert cases.auto_filter.ref == "A1:P3"
    assert [cases.column_dimensions[letter].width > 8 for letter in "ABDEG"] == [True] * 5
    assert len(COLUMNS) == cases.max_column


def test_the_city_has_a_row_for_each_unit():
    rows = sheets(city())["Đơn vị"]
    assert [row[0] for row in rows[1:3]] == ["Phường Biên Hòa", "Phường Bình Phước"]
    assert rows[1][-1] == pytest.approx(10 / 13)


def test_an_empty_week_makes_honest_files():
    made = sheets(EMPTY)
    assert len(made["Phản ánh"]) <= 2
    assert {row[1] for row in made["Số liệu"] if row[0] == "Tỷ lệ đúng hạn"} == {"–"}
    assert "Không có phản ánh mới" in text_of(EMPTY)


def test_nothing_in_a_cell_is_a_formula():
    rows = (replace(ROWS[0], ref="=1+1"),)
    book = load_workbook(BytesIO(weekly_tables(Summary(week(), rows), "vi", rulebook())))
    assert book["Phản ánh"]["A2"].data_type == "s"


def test_json_tells_all_that_its_schema_promises():
    told = json.loads(weekly_json(city(), rulebook()))
    assert (told["schema"], told["week"], told["scope"]) == ("weekly-summary/1", "2026-W47", "city")
    assert (told["from"], told["to"], told["cut_off"]) == (
        "2026-11-16",
        "2026-11-22",
        "2026-11-23T00:00:00+07:00",
    )
    assert told["on_time"] == {"met": 10, "of": 13, "share": 0.7692}
    assert told["satisfaction"] == {"mean": 3.88, "raters": 8}
    assert told["balance"]["carried"] + told["balance"]["new"] + told["balance"]["back"] == 18
    assert (
        told["units"][0]["unit"] == {"code": "25195", "name": "Phường Bình Phước"} or told["units"][0]["new"]
    )
    schema = (ROOT / "docs" / "weekly-summary.md").read_text(encoding="utf-8")
    assert {name for name in told if f"`{name}`" not in schema} == set()
    inner = {key for row in told["units"] for key in row} | {key for row in told["categories"] for key in row}
    assert {name for name in inner | told["balance"].keys() if f"`{name}`" not in schema} == set()


def test_every_count_is_defined_in_the_docs():
    defined = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    assert {name for name in vars(Counts()) if f"`{name}`" not in defined} == set()


def test_a_summary_is_five_files_in_a_folder_and_drawn_again_the_same(tmp_path: Path):
    files = drawn(SUMMARY, "vi", rulebook())
    write(files, tmp_path / "26068")
    assert sorted(path.name for path in (tmp_path / "26068").iterdir()) == [
        "cases.xlsx",
        "chart.png",
        "summary.json",
        "summary.pdf",
        "summary.txt",
    ]
    again = drawn(SUMMARY, "vi", rulebook())
    assert [one.content == other.content for one, other in zip(files, again, strict=True)] == [True] * 5
