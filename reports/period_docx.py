"""A periodic report as an editable document, from the template that clerks may change."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]

from reports.docx_form import stamped
from reports.period_template import TEMPLATE


def docx(document: dict[str, Any], template: Path = TEMPLATE) -> bytes:
    """The filled template. What a clerk took out of the template is left out."""
    made = DocxTemplate(template)
    made.render(_named(document), autoescape=True)
    out = BytesIO()
    made.save(out)
    return stamped(out.getvalue())


def _named(document: dict[str, Any]) -> dict[str, Any]:
    """Sections, parts and tables by name, as the template asks for them."""
    tables = {table["key"]: table for part in document["parts"] for table in part["tables"]}
    return {
        **document,
        "section": {section["key"]: section for section in document["sections"]},
        "part": {part["key"]: part for part in document["parts"]},
        "table": tables,
    }
