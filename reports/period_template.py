"""Builds the template of a periodic report that clerks may edit: `python -m reports.period_template`.

The file it writes is the one that is used (templates/period.docx). What stands in double braces is filled in
from `period_document`; everything else - fonts, margins, order, further sentences - may be changed in a word
processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document

from reports.docx_form import CENTER, letterhead, line, loop, page, signature, stamped, table, when
from reports.period_document import PARTS, SECTIONS
from reports.period_tables import COLUMNS, WIDTHS

TEMPLATE = Path(__file__).parent / "templates" / "period.docx"


def build() -> bytes:
    """The template as a file; the same bytes every time."""
    made = Document()
    page(made)
    letterhead(made)
    _title(made)
    for name, _ in SECTIONS:
        _section(made, name)
    line(made, "{{ data }}{{ end }}", size=11)
    signature(made)
    out = BytesIO()
    made.save(out)
    return stamped(out.getvalue())


def _title(made: Any) -> None:
    line(made, "{{ heading }}", size=14, bold=True, align=CENTER, indent=False)
    line(made, "{{ subject }}", bold=True, align=CENTER, indent=False)
    line(made, "{{ days }}", align=CENTER, indent=False)
    when(made, "provisional")
    line(made, "{{ provisional }}", bold=True, italic=True, align=CENTER, indent=False)
    line(made, "{%p endif %}")
    line(made, "{{ addressee }}", size=14, align=CENTER, indent=False)


def _section(made: Any, name: str) -> None:
    line(made, f"{{{{ section.{name}.heading }}}}", bold=True, indent=False)
    if name == "results":
        for part, _, tables in PARTS:
            _part(made, part, tables)
    loop(made, f"section.{name}.lines")
    if name == "responsibility":
        when(made, "handed")
        line(made, "{{ handed }}")
        line(made, "{%p endif %}")
    when(made, f"section.{name}.fill")
    line(made, f"{{{{ section.{name}.fill }}}}", italic=True)
    line(made, "{%p endif %}")


def _part(made: Any, name: str, tables: Sequence[str]) -> None:
    when(made, f"part.{name}")
    line(made, f"{{{{ part.{name}.heading }}}}", bold=True, indent=False)
    loop(made, f"part.{name}.lines")
    for key in tables:
        table(made, f"table.{key}", COLUMNS[key], WIDTHS[key])
    line(made, "{%p endif %}")


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(build())
