"""A periodic report as a page: PDF, or pictures of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATE = Path(__file__).parent / "period.typ"


def page(document: dict[str, Any], template: Path = TEMPLATE) -> bytes:
    """The PDF of a document of `period_document`."""
    made: Any = _compiled(document, template, "pdf")
    return bytes(made)


def pictures(document: dict[str, Any], template: Path = TEMPLATE) -> list[bytes]:
    """Every page as a PNG; of a single page the compiler gives no list."""
    made: Any = _compiled(document, template, "png")
    return [made] if isinstance(made, bytes) else list(made)


def _compiled(document: dict[str, Any], template: Path, form: Literal["pdf", "png"]) -> Any:
    given = {"data": json.dumps(document, ensure_ascii=False)}
    return typst.compile(template.read_bytes(), format=form, sys_inputs=given, ppi=80, font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the machine and those of the compiler, searched for once."""
    return typst.Fonts(include_system_fonts=True)
