"""The files of a weekly summary, in memory or in a folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from casework import summaries
from casework.rulebook import Rulebook
from casework.rules.figures import Summary, Week
from casework.work import House
from reports.weekly_json import weekly_json
from reports.weekly_text import weekly_file

PNG, PDF, JSON, TEXT = "image/png", "application/pdf", "application/json", "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class File:
    """One finished file."""

    name: str
    media_type: str
    content: bytes


def drawn(summary: Summary, language: str, rules: Rulebook) -> list[File]:
    """All files of one summary. JSON and text are quick; chart, page and tables load their libraries here."""
    from reports.weekly_chart import weekly_chart
    from reports.weekly_page import weekly_page
    from reports.weekly_tables import weekly_tables

    figures = summary.figures
    return [
        File("summary.json", JSON, weekly_json(figures, rules, summary.follow).encode()),
        File("summary.txt", TEXT, weekly_file(figures, language, rules, summary.follow).encode()),
        File("chart.png", PNG, weekly_chart(figures, language, rules)),
        File("summary.pdf", PDF, weekly_page(figures, language, rules, follow=summary.follow)),
        File("cases.xlsx", XLSX, weekly_tables(summary, language, rules)),
    ]


def weekly_files(house: House, week: Week, unit: str, language: str = "vi") -> list[File]:
    """The files of one unit's week, figures frozen as they were sent; for a chat or a download.

    Whoever calls this has checked that the reader may have the summary of that unit. Raises
    directory.UnknownUnit, FutureWeek.
    """
    with house.work() as work:
        work.rules.directory.unit(unit)
        summary = summaries.ensure_weeks(work, week, [unit], with_rows=True)[unit]
        summary = replace(summary, follow=summaries.follow(work, summary.figures))
    return drawn(summary, language, house.rules)


def write(files: list[File], folder: Path) -> None:
    """Put the files into a folder, made when missing; each appears as a whole. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        draft = folder / f".{file.name}.part"
        draft.write_bytes(file.content)
        draft.replace(folder / file.name)
