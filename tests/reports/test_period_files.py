"""The files of a periodic report: what stands in the page, the document, the workbook and the JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdf import PdfReader

from casework.hand_ins import Progress
from casework.period_reports import Counted
from casework.rules.deadlines import HERE
from casework.rules.figures_rows import OpenCase
from casework.rules.period_counts import PeriodCounts
from casework.rules.period_summary import PeriodFigures, RestrictedCell, digest, from_json, to_json
from reports.period import period_files
from reports.period_document import document
from reports.period_docx import docx
from reports.period_page import pictures
from reports.period_template import TEMPLATE, build
from settings import ROOT
from tests.builders import BIEN_HOA, rulebook

RULES = rulebook()
H1 = RULES.reporting.period(2026, 1)
NUMBERS = {
    "carried": 3,
    "received": 1497,
    "done_on_time": 1190,
    "done_late": 200,
    "ended_withdrawn": 10,
    "open_in_time": 60,
    "open_overdue": 25,
    "passed_on": 12,
    "not_eligible": 3,
    "answered": 1400,
    "answered_on_time": 1195,
    "refused": 3,
    "refused_on_time": 3,
    "overdue": 25,
    "category:delay|received": 1497,
    "category:delay|carried": 3,
    "category:delay|confirmed": 2,
    "field:dat_dai|received": 1500,
    "finding:right": 1390,
    "cause:signing": 1000,
    "cause:rule": 390,
    "stars:5": 2,
    "rating_asked": 9,
    "rating_given": 2,
    "checked": 2,
    "checked:right": 2,
    "measures": 1,
    "measure:review": 1,
    "late_dossiers": 1500,
    "late_without_apology": 7,
}
LATE = OpenCase(
    datetime(2026, 5, 4, 9, tzinfo=HERE),
    "DN-260504-0001-1",
    "delay",
    BIEN_HOA,
    datetime(2026, 5, 7, 17, tzinfo=HERE),
    25,
)


def figures(unit: str = BIEN_HOA, **other: Any) -> PeriodFigures:
    given: dict[str, Any] = {
        "counts": PeriodCounts(NUMBERS),
        "before": PeriodCounts({"received": 1200, "answered": 10, "answered_on_time": 8}),
        "year_ago": PeriodCounts(),
        "overdue": (LATE,),
        "refs": {"received": ("DN-260504-0001-1",)},
        **other,
    }
    return PeriodFigures(
        H1, unit, other.pop("city", False), H1.end, True, **{k: v for k, v in given.items() if k != "city"}
    )


def city(**other: Any) -> PeriodFigures:
    return figures(
        "SNV",
        city=True,
        units={BIEN_HOA: PeriodCounts(NUMBERS), "SXD": PeriodCounts({"received": 1, "open_in_time": 1})},
        **other,
    )


def counted(made: PeriodFigures) -> Counted:
    return Counted(made, digest(to_json(made)), H1.end)


def files(made: PeriodFigures, language: str = "vi", handed: Progress | None = None) -> dict[str, bytes]:
    return {file.name: file.content for file in period_files(counted(made), language, RULES, handed)}


def words_of_docx(file: bytes) -> str:
    made = Document(BytesIO(file))
    paragraphs = [each.text for each in made.paragraphs]
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*paragraphs, *cells])


def words_of_pdf(file: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages))


def test_the_document_has_every_part_of_an_administrative_report():
    said = words_of_docx(files(figures())["report.docx"])
    for part in (
        *(
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "ỦY BAN NHÂN DÂN\nPHƯỜNG BIÊN HÒA",
        ),
        *("DỰ THẢO", "/BC-UBND", "BÁO CÁO", "từ ngày 15/12/2025 đến ngày 14/06/2026", "Nơi nhận:"),
        *(
            "Kính gửi: Chủ tịch Ủy ban nhân dân thành phố Đồng Nai (qua Sở Nội vụ).",
            "TM. ỦY BAN NHÂN DÂN",
            "CHỦ TỊCH",
        ),
        *("I. CÔNG TÁC", "II. KẾT QUẢ", "III. TỒN TẠI", "IV. TRÁCH NHIỆM", "V. PHƯƠNG HƯỚNG", "VI. ĐỀ XUẤT"),
        *(f"Bảng {number}" for number in ("1", "2", "3", "4", "5a", "5b", "6a", "6b", "7", "8")),
        *("1.500", "83,89%", "+25%", "–", "./."),
    ):
        assert part in said, part
    assert "Bảng 9" not in said
    assert "{{" not in said
    assert "{%" not in said


def test_the_page_says_the_same_as_the_document():
    made = files(figures())
    pdf = words_of_pdf(made["report.pdf"])
    for line in (
        "Tổng số phản ánh, kiến nghị phải xử lý: 1.500",
        "83,89%",
        "khâu trình ký, phê duyệt (1.000)",
    ):
        assert line in pdf
        assert line in words_of_docx(made["report.docx"])


def test_the_merged_report_has_the_units_the_restricted_ones_and_who_is_late():
    cells = (RestrictedCell(BIEN_HOA, "harassment", 2, 1, 1), RestrictedCell("SXD", "harassment", 4, 3, 1))
    made = files(city(restricted=cells), handed=Progress(95, 93, ("SXD", BIEN_HOA)))
    said = words_of_docx(made["report.docx"])
    assert "Đã gửi báo cáo 93/95 đơn vị. Chưa gửi, đã quá hạn: Sở Xây dựng, Phường Biên Hòa." in said
    assert "<3" in said
    assert "Có ít nhất 5 phản ánh hạn chế tiếp cận" in said  # the sum would tell the one hidden number
    assert "/BC-SNV" in said
    assert "GIÁM ĐỐC" in said


def test_few_ratings_are_not_told_to_the_unit_but_to_the_city():
    assert "5/5" not in words_of_docx(files(figures())["report.docx"])
    assert "Điểm hài lòng trung bình 5/5 (2 người chấm)" in words_of_docx(files(city())["report.docx"])


def test_an_empty_report_says_so():
    nothing = figures(counts=PeriodCounts(), before=PeriodCounts(), overdue=(), refs={})
    said = words_of_docx(files(nothing)["report.docx"])
    assert "Trong kỳ không có phản ánh, kiến nghị nào phải xử lý." in said
    assert "(không có)" in said
    assert not re.search(r"(?<![\d,.])0%", said)


def test_names_are_those_of_the_day_of_the_cut_off():
    first = RULES.reporting.period(2025, 1)
    old = replace(figures(), period=first, cut_off=first.end)
    assert "Chủ tịch Ủy ban nhân dân tỉnh Đồng Nai (qua Sở Nội vụ)" in words_of_docx(
        files(old)["report.docx"]
    )


def test_a_period_that_lasts_says_that_its_figures_are_not_final():
    lasting = replace(figures(), final=False, cut_off=datetime(2026, 5, 4, 9, tzinfo=HERE))
    assert "Kỳ báo cáo chưa kết thúc" in words_of_docx(files(lasting)["report.docx"])


def test_english_is_english():
    said = words_of_docx(files(figures(), "en")["report.docx"])
    assert "REPORT" in said
    assert "DRAFT" in said
    assert "83.89%" in said


def test_a_reprint_is_the_same_to_the_byte():
    once, again = files(figures()), files(figures())
    assert {name: len(content) for name, content in once.items()} == {n: len(c) for n, c in again.items()}
    for name in ("report.docx", "figures.json", "report.pdf"):
        assert once[name] == again[name], name


def test_the_template_that_is_used_is_the_one_that_is_built():
    assert TEMPLATE.read_bytes() == build()


def test_a_template_that_clerks_changed_is_used(tmp_path):
    changed = Document(BytesIO(TEMPLATE.read_bytes()))
    changed.add_paragraph("Câu của văn thư: {{ number }}")
    changed.save(str(tmp_path / "own.docx"))
    made = docx(document(counted(figures()), "vi", RULES, None), tmp_path / "own.docx")
    assert "Câu của văn thư: Số:" in words_of_docx(made)


def test_the_json_is_what_the_document_says_it_is():
    told = json.loads(files(city())["figures.json"])
    explained = (ROOT / "docs" / "period-report.md").read_text(encoding="utf-8")
    assert not [name for name in told if f"`{name}`" not in explained]
    assert digest(told["frozen"]) == told["hash"]
    assert told["total"] == told["done"] + told["open"] + told["not_competent"] + told["not_eligible"]
    assert from_json(told["frozen"], H1) == city()


def test_the_workbook_has_a_sheet_for_each_table_and_the_cases_behind_the_figures():
    book = load_workbook(BytesIO(files(city())["tables.xlsx"]))
    assert len(book.sheetnames) == 12
    assert [cell.value for cell in next(book.worksheets[-1].iter_rows(min_row=2))] == [
        "received",
        "DN-260504-0001-1",
    ]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_pages_can_be_looked_at():
    pages = pictures(document(counted(city()), "vi", RULES, None))
    assert len(pages) >= 3
    assert all(page.startswith(b"\x89PNG") for page in pages)


@pytest.mark.parametrize("unit", ["VPDKDD-BINHLONG", "CA-26041", "TTR", "VPUB", "BQLKCN", "DIEN", "THUE"])
def test_every_kind_of_body_signs_by_its_post(unit):
    said = document(counted(figures(unit)), "vi", RULES, None)
    assert said["signs"].isupper()
    assert len(said["signs"]) < 20
    assert date.fromisoformat("2026-06-14") == H1.last


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_chart_has_the_size_of_a_phone(language):
    png = files(city(), language)["chart.png"]
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1080, 1350)
