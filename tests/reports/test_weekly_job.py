"""The job of Monday morning: who is told, once, in their language, and what goes along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from casework import staff, summaries
from casework.records import Conversation, Notice, WeeklySummary
from casework.rules.deadlines import HERE
from casework.rules.directory import UnknownUnit
from casework.rules.figures import Week
from casework.terms import Role, State
from casework.work import House
from dialogue.render import render
from jobs import weekly
from jobs import weekly_files as sending
from reports import weekly_files
from tests import builders
from tests.builders import BIEN_HOA, a_case, a_member, rulebook

W47 = Week(2026, 47)
TUESDAY, MONDAY = datetime(2026, 11, 17, 9, tzinfo=HERE), datetime(2026, 11, 23, 7, 30, tzinfo=HERE)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    builders.use_test_vault()
    engine = create_engine(database_url)
    yield House(sessionmaker(engine, expire_on_commit=False), rulebook(), lambda: MONDAY)
    engine.dispose()


def on(house: House, moment: datetime) -> House:
    return replace(house, clock=lambda: moment)


@pytest.fixture
def week(house: House) -> House:
    """A week with one case, a head, an officer, Sở Nội vụ and the chairman."""
    with on(house, TUESDAY).work() as work:
        for unit, role in (
            (BIEN_HOA, Role.HEAD),
            (BIEN_HOA, Role.OFFICER),
            ("SNV", Role.SUPERVISOR),
            ("UBND", Role.LEADER),
            ("TTR", Role.INSPECTOR),
        ):
            a_member(work, unit, role)
        a_case(work, state=State.ACCEPTED)
        a_case(work, "harassment")
    return house


def notices(house: House) -> list[Notice]:
    with house.work() as work:
        found = work.session.scalars(select(Notice).where(Notice.kind == "staff.weekly"))
        return sorted(found, key=lambda notice: notice.body["report"]["unit"])


def test_every_head_sở_nội_vụ_and_the_chairman_are_told_once(week: House):
    assert weekly.run_due(on(week, MONDAY - timedelta(minutes=1))) == 0
    assert weekly.run_due(week) == 4
    assert weekly.run_due(week) == 0
    told = notices(week)
    assert [notice.body["report"] for notice in told] == [
        {"week": "2026-W47", "unit": unit} for unit in (BIEN_HOA, "SNV", "TTR", "UBND")
    ]
    assert told[0].body["text"].startswith("<b>Phường Biên Hòa, tuần 16-22/11/2026</b>\nMới 1 ·")
    assert told[1].body["text"].startswith("<b>Toàn thành phố Đồng Nai, tuần 16-22/11/2026</b>")
    assert "hạn chế" not in told[0].body["text"]
    assert all("hạn chế tiếp cận (chỉ nêu số): mới 1" in notice.body["text"] for notice in told[1:])


def test_the_sender_can_show_it_and_forbids_forwarding(week: House):
    weekly.run_due(week)
    with week.work() as work:
        shown = render(work, work.session.get_one(Notice, notices(week)[0].id))
    assert shown is not None
    assert shown.protect
    assert [button.payload for button in shown.buttons] == [
        "s:queue:-",
        "s:week:2026-W47:ack",
        "s:week:2026-W47:commit",
    ]


def test_each_reads_their_language(week: House):
    with week.work() as work:
        for conversation in work.session.scalars(select(Conversation)):
            conversation.language = "en"
    weekly.run_due(week)
    assert "1 new" in notices(week)[0].body["text"]


def test_weeks_slept_through_are_sent_later_each_for_itself(week: House):
    weekly.run_due(week)
    assert weekly.run_due(on(week, MONDAY + timedelta(weeks=2))) == 8
    assert sorted({notice.body["report"]["week"] for notice in notices(week)}) == [
        "2026-W47",
        "2026-W48",
        "2026-W49",
    ]


def test_what_is_sent_at_night_waits_for_the_morning(week: House):
    weekly.run_due(on(week, MONDAY.replace(hour=22)))
    assert {notice.not_before.astimezone(HERE).hour for notice in notices(week)} == {7}


def test_a_failure_leaves_nothing_and_the_next_round_begins_anew(week: House, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(weekly, "weekly_text", _broken)
        with pytest.raises(RuntimeError):
            weekly.run_due(week)
    assert notices(week) == []
    assert weekly.run_due(week) == 4


def _broken(*_: object) -> str:
    raise RuntimeError


def test_the_files_of_a_summary_can_be_had_at_any_time(week: House):
    weekly.run_due(week)
    files = weekly_files(week, W47, BIEN_HOA)
    assert [file.name for file in files] == [
        "summary.json",
        "summary.txt",
        "chart.png",
        "summary.pdf",
        "cases.xlsx",
    ]
    assert files[2].content.startswith(b"\x89PNG")
    assert files[3].content.startswith(b"%PDF")
    with pytest.raises(UnknownUnit):
        weekly_files(week, W47, "NOWHERE")


def test_chart_page_and_workbook_follow_the_text_once(week: House, tmp_path: Path):
    assert sending.send_due(week, tmp_path) == 0
    weekly.run_due(week)
    assert sending.send_due(week, tmp_path) == 4
    assert sending.send_due(week, tmp_path) == 0
    drawn = sorted(path.name for path in (tmp_path / "2026-W47" / f"{BIEN_HOA}.vi").iterdir())
    assert drawn == ["cases.xlsx", "chart.png", "summary.pdf"]
    shown = rendered(week, tmp_path)
    assert [file.name for file in shown.files] == ["chart.png", "summary.pdf", "cases.xlsx"]
    assert (shown.text, shown.protect) == ("Biểu đồ, trang in và bảng số liệu, tuần 16-22/11/2026:", True)


def test_files_are_drawn_again_where_they_are_missing(week: House, tmp_path: Path):
    weekly.run_due(week)
    sending.send_due(week, tmp_path / "here")
    assert len(rendered(week, tmp_path / "elsewhere").files) == 3


def test_who_is_no_longer_staff_gets_no_files(week: House, tmp_path: Path):
    weekly.run_due(week)
    sending.send_due(week, tmp_path)
    with week.work() as work:
        for member in staff.active(work.session):
            staff.revoke(work.session, member.id, work.now)
    assert rendered(week, tmp_path) is None


def test_drawings_of_weeks_long_past_are_thrown_away(week: House, tmp_path: Path):
    for name in ("2026-W30", "2026-W46"):
        (tmp_path / name).mkdir()
    sending.send_due(week, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["2026-W46"]


def test_other_notices_are_left_to_the_other_renderer(week: House, tmp_path: Path):
    weekly.run_due(week)
    with week.work() as work:
        assert sending.with_files(render, week, tmp_path)(work, notices(week)[0]) is not None


def rendered(house: House, folder: Path) -> Any:
    with house.work() as work:
        found = work.session.scalars(select(Notice).where(Notice.kind == summaries.FILES)).all()
        return sending.with_files(render, house, folder)(work, found[0])


def test_an_empty_house_is_left_alone(house: House):
    assert weekly.run_due(house) == 0
    with house.work() as work:
        assert work.session.scalars(select(WeeklySummary)).all() == []
