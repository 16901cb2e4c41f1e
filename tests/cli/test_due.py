import json

import pytest

from cli.__main__ import main


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")


def due(*arguments: str) -> int | str | None:
    """Runs `langnghe due`; what the process ends with: a status, or one line of refusal (status 1)."""
    with pytest.raises(SystemExit) as ended:
        main(["due", *arguments])
    return ended.value.code


@pytest.mark.parametrize(
    ("received", "days", "printed"),
    [
        pytest.param("2026-02-12T16:00+07:00", "3", "2026-02-24T17:00:00+07:00", id="over Tết"),
        pytest.param("2026-11-23T09:00", "3", "2026-11-27T17:00:00+07:00", id="no offset is Vietnam"),
        pytest.param("2026-11-23T10:00Z", "3", "2026-11-30T17:00:00+07:00", id="UTC, after closing here"),
        pytest.param("2026-08-21T09:00", "1", "2026-08-22T17:00:00+07:00", id="a working Saturday"),
        pytest.param("2026-11-23", "1", "2026-11-25T17:00:00+07:00", id="a day alone is its midnight"),
    ],
)
def test_the_deadline_is_printed_and_nothing_else(
    capsys: pytest.CaptureFixture[str], received: str, days: str, printed: str
):
    assert due("--from", received, "--days", days) == 0
    assert capsys.readouterr() == (f"{printed}\n", "")


def test_each_skipped_day_is_explained(capsys: pytest.CaptureFixture[str]):
    due("--from", "2025-12-31T17:30", "--days", "1", "--explain")
    assert capsys.readouterr().out.splitlines() == [
        "2026-01-06T17:00:00+07:00",
        "Tính là nhận thứ hai 05/01/2026; ngày nhận không tính.",
        "2026-01-01  thứ năm: Tết Dương lịch",
        "2026-01-02  thứ sáu: Nghỉ hoán đổi, làm bù thứ bảy 10/01/2026",
        "2026-01-03  thứ bảy: cuối tuần",
        "2026-01-04  chủ nhật: cuối tuần",
    ]


def test_a_year_not_yet_decided_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    due("--from", "2026-12-31T09:00", "--days", "1", "--explain")
    assert capsys.readouterr().out.splitlines() == [
        "2027-01-04T17:00:00+07:00",
        "Counts as received on Thursday 31 Dec 2026; the day of receipt is not counted.",
        "2027-01-01  Friday: New Year's Day",
        "2027-01-02  Saturday: weekend",
        "2027-01-03  Sunday: weekend",
        "The days off of 2027 are not yet decided: this deadline may still move.",
    ]


def test_the_same_as_json(capsys: pytest.CaptureFixture[str]):
    due("--from", "2026-11-23T09:00", "--days", "3", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "received_at": "2026-11-23T09:00:00+07:00",
        "received_on": "2026-11-23",
        "days": 3,
        "due_at": "2026-11-27T17:00:00+07:00",
        "skipped": [{"date": "2026-11-24", "reason": "holiday", "name": "Ngày Văn hóa Việt Nam"}],
        "decided": True,
    }


@pytest.mark.parametrize(
    ("received", "days", "line"),
    [
        pytest.param(
            "2026-11-23T09:00", "0", "Số ngày làm việc phải từ 1 trở lên, không phải 0.", id="no days"
        ),
        pytest.param(
            "2026-11-23T09:00", "-3", "Số ngày làm việc phải từ 1 trở lên, không phải -3.", id="negative"
        ),
        pytest.param(
            "2026-11-23T09:00", "99999", "Lịch làm việc chỉ có từ năm 2015 đến năm 2060.", id="too far"
        ),
        pytest.param("1975-04-30T11:30", "3", "Lịch làm việc chỉ có từ năm 2015 đến năm 2060.", id="too old"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_one_line(received: str, days: str, line: str):
    assert due("--from", received, "--days", days) == line


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("hôm qua", id="words"),
        pytest.param("2026-02-30T09:00", id="no such day"),
        pytest.param("12/02/2026", id="not ISO"),
        pytest.param("0001-01-01T00:00+14:00", id="before all time"),
        pytest.param("<b>&", id="markup"),
    ],
)
def test_what_is_no_moment_is_wrong_usage_told_in_one_line(capsys: pytest.CaptureFixture[str], written: str):
    assert due("--from", written, "--days", "3") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"--from: không đọc được thời điểm “{written}”; ví dụ đúng: 2026-02-12T16:00+07:00\n"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--days", "3"], id="no moment"),
        pytest.param(["--from", "2026-11-23T09:00"], id="no days"),
        pytest.param(["--from", "2026-11-23T09:00", "--days", "ba"], id="days in words"),
    ],
)
def test_wrong_usage_ends_with_two(arguments: list[str]):
    assert due(*arguments) == 2
