"""The files of a periodic report, and those of an accountability sheet."""

from __future__ import annotations

from casework.hand_ins import Progress
from casework.period_reports import Counted
from casework.rulebook import Rulebook
from reports.period_json import period_json
from reports.sheet_document import Sheet
from reports.weekly import JSON, PDF, PNG, XLSX, File

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def period_files(
    counted: Counted, language: str, rules: Rulebook, handed: Progress | None = None
) -> list[File]:
    """All files of one report; drawing libraries are loaded here. `handed`: see period_document."""
    from reports.period_chart import period_chart
    from reports.period_document import document
    from reports.period_docx import docx
    from reports.period_page import page
    from reports.period_workbook import workbook

    made = document(counted, language, rules, handed)
    return [
        File("report.docx", DOCX, docx(made)),
        File("report.pdf", PDF, page(made)),
        File("tables.xlsx", XLSX, workbook(counted, language, rules)),
        File("chart.png", PNG, period_chart(counted.figures, language, rules)),
        File("figures.json", JSON, period_json(counted, rules).encode()),
    ]


def sheet_files(made: Sheet, language: str, rules: Rulebook) -> list[File]:
    """The accountability sheet of the head of a unit."""
    from reports.period_docx import docx
    from reports.period_page import page
    from reports.sheet_document import sheet
    from reports.sheet_template import TEMPLATE

    document = sheet(made, language, rules)
    return [File("sheet.docx", DOCX, docx(document, TEMPLATE)), File("sheet.pdf", PDF, page(document))]
