"""Builds the template of an accountability sheet that clerks may edit: `python -m reports.sheet_template`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from docx import Document

from reports.docx_form import CENTER, letterhead, line, loop, page, signature, stamped, table, when
from reports.period_tables import COLUMNS, WIDTHS

TEMPLATE = Path(__file__).parent / "templates" / "sheet.docx"


def build() -> bytes:
    """The template as a file; the same bytes every time."""
    made = Document()
    page(made)
    letterhead(made)
    line(made, "{{ heading }}", size=14, bold=True, align=CENTER, indent=False)
    line(made, "{{ subject }}", size=14, bold=True, align=CENTER, indent=False)
    line(made, "{{ days }}", align=CENTER, indent=False)
    when(made, "provisional")
    line(made, "{{ provisional }}", bold=True, italic=True, align=CENTER, indent=False)
    line(made, "{%p endif %}")
    line(made, "{{ addressee }}", size=14, align=CENTER, indent=False)
    line(made, "{{ section.results.heading }}", bold=True, indent=False)
    table(made, "table.sheet", COLUMNS["sheet"], WIDTHS["sheet"])
    line(made, "{{ section.note.heading }}", bold=True, indent=False)
    loop(made, "section.note.lines")
    when(made, "section.note.fill")
    line(made, "{{ section.note.fill }}", italic=True)
    line(made, "{%p endif %}")
    line(made, "{{ data }}", size=11)
    signature(made)
    out = BytesIO()
    made.save(out)
    return stamped(out.getvalue())


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(build())
