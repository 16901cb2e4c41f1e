"""The calendar and the clocks as the data files have them."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from shutil import copy

import pytest
import yaml

from casework.calendar import build_calendar, load_calendar
from casework.rules.clocks import BadClock, load_calendar_table, load_deadlines
from casework.rules.deadlines import is_working_day, skipped_days
from casework.rules.worktime import OFFICE_HOURS
from tests.rules.holidays_by_hand import BY_HAND, OFF_ON_WEEKDAYS, here

DATA = Path(__file__).parents[2] / "data"
CALENDAR = load_calendar(DATA)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_every_day_counts_as_worked_out_by_hand(year: int):
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    differing = [day for day in every if is_working_day(day, CALENDAR) != is_working_day(day, BY_HAND)]
    assert differing == []


def test_every_day_off_has_a_name_in_both_languages():
    english = load_calendar(DATA, "en")
    for calendar in (CALENDAR, english):
        assert all(calendar.names[day] for day in OFF_ON_WEEKDAYS)
    assert CALENDAR.names[date(2026, 11, 24)] == "Ngày Văn hóa Việt Nam"
    assert english.names[date(2026, 11, 24)] == "Vietnam Cultural Day"


def test_a_swapped_day_is_told_as_decided_by_hand():
    (swapped,) = skipped_days(here("2025-12-31T17:30"), 1, CALENDAR)[1:2]
    assert (swapped.day, swapped.reason) == (date(2026, 1, 2), "override")
    assert "10/01/2026" in swapped.name


def test_the_override_table_beats_the_calendar(tmp_path: Path):
    table = yaml.safe_load((DATA / "calendar.yml").read_text(encoding="utf-8"))
    said = {"vi": "Thử", "en": "Trial"}
    table["working_days"] = {date(2026, 11, 24): said}
    table["days_off"] = {date(2026, 8, 22): said}
    (tmp_path / "calendar.yml").write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    calendar = build_calendar(load_calendar_table(tmp_path), years=range(2026, 2028))
    assert is_working_day(date(2026, 11, 24), calendar)
    assert not is_working_day(date(2026, 8, 22), calendar)
    assert (calendar.first, calendar.last) == (date(2026, 1, 1), date(2027, 12, 31))


def test_the_office_hours_of_the_file_are_those_of_the_rules():
    assert load_calendar_table(DATA).office_hours == OFFICE_HOURS


def test_the_years_already_decided_are_known():
    assert load_calendar_table(DATA).decided_years == {2025, 2026}


def test_every_category_of_a_report_has_a_clock():
    categories = yaml.safe_load((DATA / "categories.yml").read_text(encoding="utf-8"))["categories"]
    reports = {category["code"] for category in categories if category["kind"] == "report"}
    assert load_deadlines(DATA).answers.keys() == reports


@pytest.mark.parametrize(
    ("category", "days"),
    [
        ("delay", 3),
        ("result_error", 3),
        ("buck_passing", 10),
        ("harassment", 10),
        ("facilities", 10),
        ("suggestion", 10),
        ("attitude", 5),
        ("refusal", 5),
        ("online_service", 5),
        ("praise", None),
    ],
)
def test_days_for_an_answer(category: str, days: int | None):
    clocks = load_deadlines(DATA)
    assert clocks.answer_days(category) == days
    assert clocks.answer_days(category, restricted=True) == 10


def test_a_denunciation_left_as_a_restricted_case_has_the_clock_of_restricted_ones():
    clocks = load_deadlines(DATA)
    assert clocks.answer_days("denunciation", restricted=True) == 10
    with pytest.raises(KeyError):
        clocks.answer_days("denunciation")


def test_the_clocks_of_the_file():
    clocks = load_deadlines(DATA)
    assert (clocks.triage_days, clocks.restricted_triage_hours, clocks.acceptance_days) == (1, 4, 1)
    assert (clocks.extension_days, clocks.extension_days_when_silent, clocks.pause_days) == (10, 3, 5)
    assert (clocks.confirm_reminder_days, clocks.close_days, clocks.reopen_calendar_days) == (3, 5, 30)
    assert (clocks.reminder_percents, clocks.escalation_days) == ((50, 80), (1, 3))
    assert (clocks.quiet.starts, clocks.quiet.ends) == (time(19), time(7))


Spoil = Callable[[dict[str, object]], object]


def put(name: str, value: object) -> Spoil:
    return lambda table: table.update({name: value})


def drop(name: str) -> Spoil:
    return lambda table: table.pop(name)


def within(name: str, inner: str, value: object) -> Spoil:
    def spoil(table: dict[str, object]) -> None:
        table[name] = {**dict(table[name]), inner: value}  # type: ignore[call-overload]

    return spoil


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        pytest.param(put("forwarding_days", 6), "forwarding_days", id="forwarding later than the law"),
        pytest.param(put("first_notice_days", 11), "first_notice_days", id="first notice later than the law"),
        pytest.param(put("triage_days", 6), "triage_days", id="triage longer than forwarding may take"),
        pytest.param(put("extension_days", 11), "extension_days", id="too long an extension"),
        pytest.param(put("pause_days", 6), "pause_days", id="too long a pause"),
        pytest.param(
            put("legal_ceilings", {"first_notice_days": 10}),
            "legal_ceilings.forwarding_days",
            id="a ceiling of the law taken away",
        ),
        pytest.param(within("legal_ceilings", "nothing", 3), "nothing", id="a ceiling over nothing"),
        pytest.param(drop("close_days"), "close_days", id="a clock missing"),
        pytest.param(put("close_dais", 5), "close_dais", id="a clock misspelt"),
        pytest.param(put("close_days", 0), "close_days", id="nought"),
        pytest.param(put("close_days", "5"), "close_days", id="text for a number"),
        pytest.param(put("close_days", True), "close_days", id="yes for a number"),
        pytest.param(within("answers", "delay", 0), "answers.delay", id="an answer in no days"),
        pytest.param(put("answers", [3]), "answers", id="a list for a table"),
        pytest.param(put("reminder_percents", [80, 50]), "reminder_percents", id="reminders out of order"),
        pytest.param(put("escalation_days", 1), "escalation_days", id="a number for a list"),
        pytest.param(within("quiet", "starts", 1140), "quiet.starts", id="a time without quotes"),
        pytest.param(within("quiet", "ends", "7 giờ"), "quiet.ends", id="a time in words"),
        pytest.param(within("quiet", "starts", "06:00"), "quiet", id="quiet hours by day"),
    ],
)
def test_a_wrong_file_of_deadlines_is_refused_by_the_name_of_the_field(
    tmp_path: Path, spoil: Spoil, field: str
):
    table = yaml.safe_load((DATA / "deadlines.yml").read_text(encoding="utf-8"))
    spoil(table)
    (tmp_path / "deadlines.yml").write_text(yaml.safe_dump(table), encoding="utf-8")
    with pytest.raises(BadClock) as refused:
        load_deadlines(tmp_path)
    assert refused.value.field == field
    assert str(refused.value) == f"{field}: {refused.value.reason}"


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        pytest.param(drop("days_off"), "days_off", id="a table missing"),
        pytest.param(
            within("days_off", "2026-13-01", {"vi": "a", "en": "b"}), "days_off.2026-13-01", id="no such date"
        ),
        pytest.param(
            put("working_days", {date(2026, 1, 10): {"vi": "Làm bù"}}),
            "working_days.2026-01-10.en",
            id="one language only",
        ),
        pytest.param(
            put("working_days", {date(2026, 1, 2): {"vi": "a", "en": "b"}}),
            "days_off.2026-01-02",
            id="off and on at once",
        ),
        pytest.param(put("office_hours", []), "office_hours", id="never open"),
        pytest.param(
            put("office_hours", [{"opens": "13:00", "closes": "07:30"}]), "office_hours", id="closed first"
        ),
        pytest.param(put("office_hours", [{"opens": "07:30"}]), "office_hours.0.closes", id="never closed"),
        pytest.param(put("decided_years", ["2026"]), "decided_years", id="a year in quotes"),
    ],
)
def test_a_wrong_calendar_is_refused_by_the_name_of_the_field(tmp_path: Path, spoil: Spoil, field: str):
    table = yaml.safe_load((DATA / "calendar.yml").read_text(encoding="utf-8"))
    spoil(table)
    (tmp_path / "calendar.yml").write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadClock) as refused:
        load_calendar_table(tmp_path)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("content", "reason"),
    [pytest.param("a: [1", "is not YAML", id="broken"), pytest.param("", "must be a table", id="empty")],
)
def test_a_file_that_cannot_be_read_is_refused_by_its_name(tmp_path: Path, content: str, reason: str):
    copy(DATA / "calendar.yml", tmp_path)
    (tmp_path / "deadlines.yml").write_text(content, encoding="utf-8")
    with pytest.raises(BadClock, match=f"deadlines.yml: {reason}"):
        load_deadlines(tmp_path)
