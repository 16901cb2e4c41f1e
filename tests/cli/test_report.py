"""`langnghe report weekly`: a folder for each addressee, or one line that says why not."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from casework import hand_ins
from casework.rules.deadlines import HERE
from casework.terms import State
from casework.work import House
from tests.builders import BIEN_HOA, a_case, a_member, rulebook
from tests.cli.conftest import Langnghe

FILES = ["cases.xlsx", "chart.png", "summary.json", "summary.pdf", "summary.txt"]


@pytest.fixture
def week(house: House) -> House:
    with house.work() as work:
        at = datetime(2026, 11, 17, 9, tzinfo=HERE)
        a_case(type(work)(work.session, rulebook(), at), state=State.ACCEPTED)
    return house


def weekly(langnghe: Langnghe, out: Path, *more: str, week: str = "2026-W47"):
    return langnghe("report", "weekly", "--week", week, "--out", str(out), *more)


def told(out: Path, unit: str) -> dict[str, Any]:
    return dict(json.loads((out / unit / "summary.json").read_text(encoding="utf-8")))


def test_every_addressee_gets_a_folder(langnghe: Langnghe, week: House, tmp_path: Path):
    ended = weekly(langnghe, tmp_path / "new" / "out")
    assert (ended.code, ended.lines) == (
        0,
        [f"Week 2026-W47: wrote 3 summaries to {tmp_path}/new/out"],
    )
    folders = sorted((tmp_path / "new" / "out").iterdir())
    assert [folder.name for folder in folders] == [BIEN_HOA, "SNV", "UBND"]
    assert all(sorted(file.name for file in folder.iterdir()) == FILES for folder in folders)
    assert told(tmp_path / "new" / "out", BIEN_HOA)["new"] == 1
    assert "Phường Biên Hòa" in (folders[0] / "summary.txt").read_text(encoding="utf-8")


def test_one_unit_and_the_language_can_be_asked_for(langnghe: Langnghe, week: House, tmp_path: Path):
    assert weekly(langnghe, tmp_path / "out", "--unit", "snv", "--language", "en").code == 0
    assert [folder.name for folder in (tmp_path / "out").iterdir()] == ["SNV"]
    assert "1 new" in (tmp_path / "out" / "SNV" / "summary.txt").read_text(encoding="utf-8")


def test_a_second_run_gives_the_same(langnghe: Langnghe, week: House, tmp_path: Path):
    for out in ("first", "second"):
        weekly(langnghe, tmp_path / out)
        with week.work() as work:
            a_case(type(work)(work.session, rulebook(), datetime(2026, 11, 18, 9, tzinfo=HERE)))
    assert told(tmp_path / "first", BIEN_HOA) == told(tmp_path / "second", BIEN_HOA)


def test_a_week_without_cases_is_told_honestly(langnghe: Langnghe, house: House, tmp_path: Path):
    ended = weekly(langnghe, tmp_path, "--unit", BIEN_HOA)
    assert ended.lines == [f"Week 2026-W47: there were no reports; wrote 1 empty summary to {tmp_path}"]
    assert told(tmp_path, BIEN_HOA)["on_time"] == {"met": 0, "of": 0, "share": None}


@pytest.mark.parametrize(
    ("week", "code", "line"),
    [
        pytest.param(
            "2026-W60", 2, "--week: There is no week “2026-W60”; a right example: 2026-W47", id="no such week"
        ),
        pytest.param(
            "tuần này", 2, "--week: There is no week “tuần này”; a right example: 2026-W47", id="words"
        ),
        pytest.param(
            "2099-W01",
            1,
            "Week 2099-W01 has not begun (it starts on 29 Dec 2098): there are no figures yet",
            id="in the future",
        ),
    ],
)
def test_what_is_no_past_week_is_refused_in_one_line(
    langnghe: Langnghe, house: House, tmp_path: Path, week, code, line
):
    ended = weekly(langnghe, tmp_path, week=week)
    assert (ended.code, ended.out, ended.err.splitlines()) == (code, "", [line])


def test_an_unknown_unit_and_a_folder_that_is_none_are_refused(
    langnghe: Langnghe, house: House, tmp_path: Path
):
    ended = weekly(langnghe, tmp_path, "--unit", "NOWHERE")
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)
    taken = tmp_path / "file"
    taken.write_text("")
    ended = weekly(langnghe, taken)
    assert (ended.code, ended.err.splitlines()) == (1, [f"Cannot write to the folder {taken} (File exists)"])
    ended = weekly(langnghe, tmp_path, "--language", "fr")
    assert (ended.code, ended.err) == (2, "--language: “fr” must be one of: vi, en\n")


# Half a year, a year

PERIOD_FILES = ["chart.png", "figures.json", "report.docx", "report.pdf", "tables.xlsx"]


def period(langnghe: Langnghe, out: Path, *more: str, year: str = "2026"):
    return langnghe("report", "period", "--year", year, "--out", str(out), *more)


def figures(out: Path, unit: str) -> dict[str, Any]:
    return dict(json.loads((out / unit / "figures.json").read_text(encoding="utf-8")))


@pytest.fixture
def spring(house: House) -> House:
    """A case of March 2026, answered in time."""
    with house.work() as work:
        at = datetime(2026, 3, 17, 9, tzinfo=HERE)
        a_case(type(work)(work.session, rulebook(), at), state=State.CLOSED)
    return house


def test_a_half_year_has_a_folder_for_every_unit_and_the_merged_ones(
    langnghe: Langnghe, spring: House, tmp_path: Path
):
    ended = period(langnghe, tmp_path / "out", "--half", "1")
    assert (ended.code, ended.lines) == (0, [f"Period 2026-H1: wrote 3 reports to {tmp_path}/out"])
    folders = sorted((tmp_path / "out").iterdir())
    assert [folder.name for folder in folders] == [BIEN_HOA, "SNV", "UBND"]
    assert all(sorted(file.name for file in folder.iterdir()) == PERIOD_FILES for folder in folders)
    told = figures(tmp_path / "out", BIEN_HOA)
    assert (told["done_on_time"], told["total"], told["final"]) == (1, 1, True)


def test_a_frozen_period_is_printed_again_as_it_was(langnghe: Langnghe, spring: House, tmp_path: Path):
    for out in ("first", "second"):
        assert period(langnghe, tmp_path / out, "--half", "1", "--unit", BIEN_HOA).code == 0
        with spring.work() as work:
            a_case(type(work)(work.session, rulebook(), datetime(2026, 4, 1, 9, tzinfo=HERE)))
    first, second = (tmp_path / out / BIEN_HOA for out in ("first", "second"))
    for name in ("figures.json", "report.docx", "report.pdf"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_year_that_lasts_is_provisional_and_one_without_cases_is_empty(
    langnghe: Langnghe, spring: House, tmp_path: Path
):
    assert period(langnghe, tmp_path / "year", "--unit", "SNV").code == 0
    assert figures(tmp_path / "year", "SNV")["frozen_at"] is None
    ended = period(langnghe, tmp_path / "old", "--unit", "25195", year="2024")
    assert ended.lines == [f"Period 2024: there were no reports; wrote 1 empty report to {tmp_path}/old"]


@pytest.mark.parametrize(
    ("more", "year", "code", "line"),
    [
        pytest.param(
            ("--half", "3"),
            "2026",
            2,
            "--year, --half: There is no period “2026, 3”; a right example: --year 2026 --half 1",
            id="no such half",
        ),
        pytest.param(
            (),
            "1850",
            2,
            "--year, --half: There is no period “1850”; a right example: --year 2026 --half 1",
            id="long ago",
        ),
        pytest.param(
            ("--half", "1"),
            "2099",
            1,
            "Period 2099-H1 has not begun (it starts on 15 Dec 2098): there are no figures yet",
            id="in the future",
        ),
        pytest.param(("--unit", "NOWHERE"), "2026", 1, None, id="unknown unit"),
    ],
)
def test_what_is_no_period_is_refused_in_one_line(
    langnghe: Langnghe, house: House, tmp_path: Path, more, year, code, line
):
    ended = period(langnghe, tmp_path / "out", *more, year=year)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (code, "", 1)
    assert line is None or ended.err.splitlines() == [line]
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_the_sheet_of_a_head_is_written_for_one_unit(langnghe: Langnghe, spring: House, tmp_path: Path):
    ended = langnghe(
        *("report", "sheet", "--unit", BIEN_HOA, "--year", "2026", "--half", "1"),
        *("--note", "Đã kiểm tra.", "--out", str(tmp_path)),
    )
    assert (ended.code, ended.lines) == (
        0,
        [f"Period 2026-H1: wrote the sheet of {BIEN_HOA} to {tmp_path}/{BIEN_HOA}"],
    )
    assert sorted(file.name for file in (tmp_path / BIEN_HOA).iterdir()) == ["sheet.docx", "sheet.pdf"]


def test_who_has_handed_in_is_listed_and_paper_is_noted(langnghe: Langnghe, house: House, tmp_path: Path):
    asked = ("report", "handed-in", "--year", "2026", "--half", "1")
    assert langnghe(*asked).lines == ["Period 2026-H1: no unit has been asked for a report yet"]
    with house.work() as work:
        june = type(work)(work.session, rulebook(), datetime(2026, 6, 15, 9, tzinfo=HERE))
        a_member(june, BIEN_HOA)
        hand_ins.ask(june, rulebook().reporting.period(2026, 1))
    assert langnghe(*asked).lines == ["OVERDUE          Phường Biên Hòa"]
    ended = langnghe(*asked, "--received", BIEN_HOA, "--json")
    told = json.loads(ended.out)
    assert (told["unit"], told["late"], bool(told["handed_at"])) == (BIEN_HOA, True, True)
    refused = langnghe(*asked, "--received", "SXD")
    assert (refused.code, refused.err) == (1, "This unit has not been asked for a report for 2026-H1\n")
