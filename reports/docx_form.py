"""Parts of an administrative document as a word processor knows them, for templates that clerks may edit.

Form: Nghị định 30/2020/NĐ-CP, Phụ lục I: A4, margins 20-20-30-15 mm, Times New Roman 13-14.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.period_tables import WORDY

FONT = "Times New Roman"
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
FIXED = (1980, 1, 1, 0, 0, 0)
MANY = 9  # columns beyond which a table is written small


def stamped(file: bytes) -> bytes:
    """The same document without the hour at which it was zipped: equal content, equal bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename, FIXED), source.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def page(made: Any) -> None:
    """A4 with the margins of the decree; page numbers from the second page on."""
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(20), Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = CENTER
    _page_number(number)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)


def _page_number(paragraph: Any) -> None:
    """The field PAGE; the first page has none."""
    for kind, content in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = content
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields of its own


def letterhead(made: Any) -> None:
    """Who issues it on the left, the country's name and motto on the right."""
    left, right = _two_columns(made, (70, 95))
    _in_cell(left, "{%p if upper %}")
    _in_cell(left, "{{ upper }}", size=12)
    _in_cell(left, "{%p endif %}")
    _ruled(_in_cell(left, "{{ issuer }}", size=12, bold=True), share=40)
    _in_cell(left, "{{ number }}", size=13)
    _in_cell(left, "{{ draft }}", size=12, bold=True)
    _in_cell(right, "{{ motto[0] }}", size=12, bold=True)
    _ruled(_in_cell(right, "{{ motto[1] }}", size=13, bold=True), share=70)
    _in_cell(right, "{{ place_and_day }}", size=13, italic=True)


def table(made: Any, name: str, columns: Sequence[str], widths: Sequence[int]) -> None:
    """Title, then a row of heads and one row that is repeated; or the word for nothing. Widths in mm."""
    size = 8 if len(widths) > MANY else 10.5
    line(made, f"{{{{ {name}.title }}}}", size=12, bold=True, indent=False)
    when(made, f"{name}.rows")
    grid = made.add_table(rows=4, cols=len(widths), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for number, column in enumerate(columns):
        align = LEFT if column in WORDY else RIGHT
        _in_cell(grid.cell(0, number), f"{{{{ {name}.head[{number}] }}}}", size=size, bold=True)
        _in_cell(grid.cell(2, number), f"{{{{ row[{number}] }}}}", size=size, align=align)
    _repeated(grid.rows[0])
    _in_cell(grid.cell(1, 0), f"{{%tr for row in {name}.rows %}}", size=size)
    _in_cell(grid.cell(3, 0), "{%tr endfor %}", size=size)
    line(made, "{%p else %}")
    line(made, f"{{{{ {name}.nothing }}}}", size=11, italic=True)
    line(made, "{%p endif %}")
    line(made, f"{{%p for note in {name}.notes %}}")
    line(made, "{{ note }}", size=10, italic=True, indent=False)
    line(made, "{%p endfor %}")


def signature(made: Any) -> None:
    """Recipients on the left, room for the signature on the right."""
    left, right = _two_columns(made, (85, 80))
    _in_cell(left, "{{ recipients_title }}", size=12, bold=True, italic=True, align=LEFT)
    _in_cell(left, "{%p for line in recipients %}", align=LEFT)
    _in_cell(left, "{{ line }}", size=11, align=LEFT)
    _in_cell(left, "{%p endfor %}", align=LEFT)
    _in_cell(right, "{%p if on_behalf %}")
    _in_cell(right, "{{ on_behalf }}", size=13, bold=True)
    _in_cell(right, "{%p endif %}")
    _in_cell(right, "{{ signs }}", size=13, bold=True)
    for _ in range(4):
        _in_cell(right, "")


def when(made: Any, what: str) -> None:
    """What follows stands there only if this is so; to be ended by `{%p endif %}`."""
    line(made, f"{{%p if {what} %}}")


def loop(made: Any, lines: str) -> None:
    """A paragraph for each of these lines."""
    line(made, f"{{%p for line in {lines} %}}")
    line(made, "{{ line }}")
    line(made, "{%p endfor %}")


def line(made: Any, text: str, *, indent: bool = True, align: Any = None, **font: Any) -> Any:
    """A paragraph."""
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if align is None else align
    paragraph.paragraph_format.first_line_indent = Mm(10) if indent else None
    return _said(paragraph, text, **font)


def _in_cell(cell: Any, text: str, *, align: Any = CENTER, **font: Any) -> Any:
    first = cell.paragraphs[0]
    paragraph = (
        first if not first.text and len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    )
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    return _said(paragraph, text, **font)


def _said(paragraph: Any, text: str, *, size: float = 13, bold: bool = False, italic: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic
    return paragraph


def _two_columns(made: Any, widths: tuple[int, int]) -> Any:
    grid = made.add_table(rows=1, cols=2)
    grid.autofit = False
    for cell, width in zip(grid.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    return grid.rows[0].cells


def _ruled(paragraph: Any, *, share: int) -> None:
    """A line below, as long as a share of the column: a border between indents."""
    side = Mm(70 * (100 - share) / 200)
    line = paragraph.insert_paragraph_before("")
    paragraph._p.addnext(line._p)  # noqa: SLF001 - the empty paragraph goes behind the text
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = side
    line.paragraph_format.space_after = Pt(2)
    line.paragraph_format.line_spacing = Pt(4)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    line._p.get_or_add_pPr().append(border)  # noqa: SLF001 - python-docx has no borders


def _repeated(row: Any) -> None:
    """The heads stand on every page that the table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no repeated heads
