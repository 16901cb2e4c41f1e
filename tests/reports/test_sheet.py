"""The accountability sheet of a head: the figures of the unit's own report, the cases beside them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from docx import Document
from pypdf import PdfReader

from casework.rules.period_counts import PeriodCounts
from reports.period import sheet_files
from reports.sheet_document import Sheet, sheet
from reports.sheet_template import TEMPLATE, build
from tests.builders import BIEN_HOA
from tests.reports.test_period_files import RULES, city, counted, figures

NOW = counted(figures(refs={"received": tuple(f"DN-260504-{n:04}-1" for n in range(1, 11))}))
EARLIER = counted(figures(counts=PeriodCounts({"received": 5, "reopened": 4})))
NOTHING = counted(figures(counts=PeriodCounts()))


def shown(made: Sheet) -> dict[str, list[str]]:
    """Rows by what they say."""
    (part,) = sheet(made, "vi", RULES)["parts"]
    return {row[0]: row[1:] for row in part["tables"][0]["rows"]}


def test_each_figure_stands_beside_the_period_before_and_its_cases():
    rows = shown(Sheet(BIEN_HOA, NOW, EARLIER))
    total = rows["Tổng số phải xử lý"]
    assert total[:2] == ["1.500", "5"]
    assert total[2].startswith("DN-260504-0001-1, DN-260504-0002-1")
    assert total[2].endswith("và 2 phản ánh khác")
    assert rows["Mở lại"][:2] == ["0", "4"]
    assert rows["Chỉ số 8: tiếp thu, giải trình (0-2)"][0] == "0"
    assert rows["Hài lòng trung bình (1-5)"][0] == "–"  # two ratings would give their authors away


def test_a_unit_that_had_nothing_before_is_not_compared_with_zero():
    assert {row[1] for row in shown(Sheet(BIEN_HOA, NOW, NOTHING)).values()} == {"–"}


def test_the_sheet_of_sở_nội_vụ_is_drawn_up_by_the_chairmans_office():
    made = counted(replace(city(), units={"SNV": PeriodCounts({"received": 4, "open_in_time": 4})}))
    about_itself = sheet(Sheet("SNV", made, NOTHING), "vi", RULES)
    assert about_itself["issuer"] == "VĂN PHÒNG UBND THÀNH PHỐ ĐỒNG NAI"
    assert about_itself["subject"] == "Giám đốc Sở Nội vụ"
    assert shown(Sheet("SNV", made, NOTHING))["Tổng số phải xử lý"][0] == "4"
    assert sheet(Sheet(BIEN_HOA, NOW, EARLIER), "vi", RULES)["issuer"] == "SỞ NỘI VỤ"


def test_the_note_stands_in_the_document_and_cases_are_links_in_the_page():
    made = Sheet(BIEN_HOA, NOW, EARLIER, "Đã kiểm tra ngày 20/6.", "https://langnghe.example/console/cases/")
    files = {file.name: file.content for file in sheet_files(made, "vi", RULES)}
    said = "\n".join(each.text for each in Document(BytesIO(files["sheet.docx"])).paragraphs)
    assert "Chủ tịch UBND phường Biên Hòa" in said
    assert "Đã kiểm tra ngày 20/6." in said
    page = PdfReader(BytesIO(files["sheet.pdf"])).pages[0]
    links = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]  # type: ignore[attr-defined]
    assert "https://langnghe.example/console/cases/DN-260504-0001-1" in links


def test_the_template_that_is_used_is_the_one_that_is_built():
    assert TEMPLATE.read_bytes() == build()
