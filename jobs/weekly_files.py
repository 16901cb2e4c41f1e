"""Chart, page and workbook of a weekly summary, sent after its text by those who are on Telegram.

They are drawn here, one unit at a time, and kept in a folder until the sender takes them: drawing takes half
a second, and nobody else's message should wait for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from casework import staff, summaries
from casework.records import Notice, StaffMember
from casework.rules import deadlines
from casework.work import House, Work
from dialogue.outgoing import File, Outgoing
from reports import File as Drawn
from reports import weekly_files
from reports.weekly import PDF, PNG, XLSX, write
from reports.words import Words

MEDIA_TYPES = {"chart.png": PNG, "summary.pdf": PDF, "cases.xlsx": XLSX}
KEPT = timedelta(weeks=5)

Render = Callable[[Work, Notice], Outgoing | None]


@dataclass(frozen=True)
class Errand:
    """Whose files of which week are to be drawn."""

    staff_id: int
    week: str
    unit: str
    language: str

    @property
    def place(self) -> Path:
        """Where they lie below the folder."""
        return Path(self.week) / f"{self.unit}.{self.language}"


def send_due(house: House, folder: Path) -> int:
    """Draw the files of every summary that was told and queue them behind it; returns how many readers.

    One transaction each: what was queued is not queued again, and a crash loses at most a drawing.
    """
    with house.work() as work:
        due = _due(work)
    for errand in due:
        draw(house, folder, errand)
        with house.work() as work:
            _queue(work, errand)
    _forget(house, folder)
    return len(due)


def with_files(render: Render, house: House, folder: Path) -> Render:
    """A renderer that adds the files; drawn on the spot if another machine drew them."""

    def rendered(work: Work, notice: Notice) -> Outgoing | None:
        if notice.kind != summaries.FILES:
            return render(work, notice)
        member = work.session.get(StaffMember, notice.staff_id)
        errand = Errand(notice.staff_id or 0, **notice.body["report"])
        if member is None or member.revoked_at is not None or member.unit != errand.unit:
            return None
        files = tuple(File(it.name, it.media_type, it.content) for it in draw(house, folder, errand))
        return Outgoing(text=notice.body["text"], files=files, protect=True)

    return rendered


def draw(house: House, folder: Path, errand: Errand) -> list[Drawn]:
    """The files of an errand from the folder, drawn first if they are not there."""
    place = folder / errand.place
    if not all((place / name).is_file() for name in MEDIA_TYPES):
        made = weekly_files(house, summaries.parse_week(errand.week), errand.unit, errand.language)
        write([file for file in made if file.name in MEDIA_TYPES], place)
    return [Drawn(name, kind, (place / name).read_bytes()) for name, kind in MEDIA_TYPES.items()]


def _due(work: Work) -> list[Errand]:
    return [
        Errand(member.id, language=staff.language_of(work.session, member), **notice.body["report"])
        for notice, member in summaries.without_files(work)
    ]


def _queue(work: Work, errand: Errand) -> None:
    member = work.session.get_one(StaffMember, errand.staff_id)
    week = summaries.parse_week(errand.week)
    words = Words(errand.language, work.rules, week.sunday)
    report: dict[str, Any] = {"week": errand.week, "unit": errand.unit, "language": errand.language}
    body = {"text": words.say("reports.weekly.files", days=words.days(week)), "report": report}
    summaries.tell_files(work, week, member, body)


def _forget(house: House, folder: Path) -> None:
    """Drawings of weeks long past; they can be drawn again."""
    oldest = summaries.week_of((deadlines.in_vietnam(house.clock()) - KEPT).date()).name
    for place in folder.glob("*-W*"):
        if place.name < oldest:
            shutil.rmtree(place, ignore_errors=True)
