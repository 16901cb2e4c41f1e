"""Days told in every way, on Monday 23/11/2026; lengths of time are no days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from vietnamese import lunar
from vietnamese.reading import read


def day(text: str, year: int = 2026) -> date:
    number, month = map(int, text.split("/"))
    return date(year, month, number)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        pytest.param("21/9", [day("21/9")], id="last such day"),
        pytest.param("24/11", [day("24/11", 2025)], id="tomorrow's date is last year's"),
        pytest.param("21/09/2025", [day("21/9", 2025)], id="with its year"),
        pytest.param("21/9/25", [day("21/9", 2025)], id="short year"),
        pytest.param("21 / 9 / 2026", [day("21/9")], id="blanks"),
        pytest.param("ngày 21-9", [day("21/9")], id="dash after a word of time"),
        pytest.param("hẹn 12.10", [day("12/10")], id="dot after a word of time"),
        pytest.param("21.9.2026", [day("21/9")], id="dots with a year"),
        pytest.param("2026-09-21", [day("21/9")], id="ISO"),
        pytest.param("ngày 5 tháng 9", [day("5/9")], id="long"),
        pytest.param("ngay 5 thang 9 nam 2025", [day("5/9", 2025)], id="long with its year"),
        pytest.param("21 tháng 9 năm ngoái", [day("21/9", 2025)], id="last year"),
        pytest.param("ngày năm tháng chín", [day("5/9")], id="in words"),
        pytest.param("ngày hai mươi mốt tháng chín", [day("21/9")], id="in two words"),
        pytest.param("nộp 21 tháng 9", [day("21/9")], id="without the word day"),
        pytest.param("mùng 5", [day("5/11")], id="first days of a month"),
        pytest.param("mồng 5 tháng 9", [day("5/9")], id="mồng"),
        pytest.param("ngày 30", [day("30/10")], id="day of the last month that had it"),
        pytest.param("ngày 15", [day("15/11")], id="day of this month"),
        pytest.param("ngày 5 tháng trước", [day("5/10")], id="of last month"),
        pytest.param("ngay 5 thang nay", [day("5/11")], id="of this month"),
        pytest.param("hôm 4 tây", [day("4/11")], id="Western calendar"),
        pytest.param("hôm qua", [day("22/11")], id="yesterday"),
        pytest.param("hom kia", [day("21/11")], id="the day before"),
        pytest.param("sáng nay", [day("23/11")], id="this morning"),
        pytest.param("ngày mai", [day("24/11")], id="tomorrow"),
        pytest.param("tối qua", [day("22/11")], id="last night"),
        pytest.param("cách đây 3 ngày", [day("20/11")], id="days ago"),
        pytest.param("mười ngày trước", [day("13/11")], id="days ago in words"),
        pytest.param("thứ 6 tuần trước", [day("20/11")], id="weekday of last week"),
        pytest.param("thu sau tuan roi", [day("20/11")], id="weekday without marks"),
        pytest.param("chủ nhật", [day("22/11")], id="last Sunday"),
        pytest.param("thứ hai", [day("16/11")], id="today's weekday is a week ago"),
        pytest.param("hẹn thứ 6 tuần này", [day("27/11")], id="this week"),
        pytest.param("thứ tư tuần sau", [day("2/12")], id="next week"),
        pytest.param("sáng t5", [day("19/11")], id="t5"),
        pytest.param("rằm tháng 7", [day("27/8")], id="full moon of the seventh month"),
        pytest.param("rằm tháng Giêng", [day("3/3")], id="full moon of the first month"),
        pytest.param("hôm rằm", [day("23/11")], id="the last full moon"),
        pytest.param("mùng 5 tết", [day("21/2")], id="fifth day of the year"),
        pytest.param("30 tết", [day("16/2")], id="eve of the year, in a month of 29 days"),
        pytest.param("23 tháng chạp", [day("10/2")], id="twelfth lunar month"),
        pytest.param("ngày 11 tháng 6 âm lịch", [day("24/7")], id="lunar date"),
        pytest.param("21/9 và 12/10", [day("21/9"), day("12/10")], id="two"),
        pytest.param("từ 21/9-12/10", [day("21/9"), day("12/10")], id="from to"),
        pytest.param("no65p nga2y 21/9", [day("21/9")], id="VNI"),
    ],
)
def test_days(typed: str, days: list[date], now: datetime) -> None:
    assert read(typed, now).dates == days


@pytest.mark.parametrize(
    "typed",
    [
        "3 tháng",
        "hơn 2 tuần",
        "nửa năm",
        "2 tháng sau",
        "trễ hẹn 2 tháng rồi",
        "3 tháng 9 ngày",
        "tháng 9",
        "đầu tháng 9",
        "nộp từ tháng 7",
        "tháng 9/2026",
        "24/7",
        "1/2 ngày",
        "2/3 diện tích",
        "hẻm 12/5",
        "số nhà 12/3",
        "đường 30/4",
        "thửa 12/5",
        "thương binh 2/4",
        "31/2",
        "13/25",
        "1.5 triệu",
        "2-3 lần",
        "5-10 ngày",
        "lần thứ 3",
        "người thứ hai",
        "thu 6 triệu",
        "số thứ tự",
        "thứ sáu nào cũng vậy",
        "mỗi thứ bảy",
        "chúc mừng năm mới",
        "mấy bữa nay",
        "ngày một tệ",
        "1.012784",
        "NĐ 118/2025",
        "ngày 2 lần",
        "toi qua phuong",
        "30 tháng",
    ],
)
def test_no_days(typed: str, now: datetime) -> None:
    assert read(typed, now).dates == []


@pytest.mark.parametrize(
    ("typed", "submitted", "appointment"),
    [
        ("hs dat dai nop o tran bien 21/9 hen 12/10 chua co ket qua", day("21/9"), day("12/10")),
        ("Ngày 21/9 tôi nộp hồ sơ, hẹn 12/10", day("21/9"), day("12/10")),
        ("nộp hồ sơ ngày 20/12, hẹn trả 10/1", day("20/12", 2025), day("10/1")),
        ("tiếp nhận 02/06, hẹn 14/07", day("2/6"), day("14/7")),
        ("giấy hẹn ghi 20/8", None, day("20/8")),
        ("giấy hẹn hôm qua", None, day("22/11")),
        ("hẹn 30/11", None, day("30/11")),
        ("hẹn mùng 10", None, day("10/11")),
        ("hẹn 15/4", None, day("15/4")),
        ("nộp 20/11 hẹn 25", day("20/11"), day("25/11")),
        ("đơn nộp 14/6, giấy hẹn 30 ngày, hôm nay đã 5 tháng", day("14/6"), None),
        ("nhận được phiếu xin lỗi đề ngày 30/10 hẹn 10/11", None, day("10/11")),
        ("nộp 3/10, mã H19.38-251003-0012", day("3/10", 2025), None),
        ("nộp 3/10/2026, mã H19.38-251003-0012", day("3/10"), None),
        ("nộp 21/9 hẹn 12/10 rồi hẹn 20/10", day("21/9"), day("12/10")),
        ("nộp thứ 6 tuần trước", day("20/11"), None),
        ("con sinh ngày 2/9", None, None),
        ("gọi điện ngày 2/9", None, None),
        ("ho so nop tu 15/9 den gio", day("15/9"), None),
        ("no65p 21/9 he5n 12/10", day("21/9"), day("12/10")),
    ],
)
def test_lodging_and_appointment(
    typed: str, submitted: date | None, appointment: date | None, now: datetime
) -> None:
    reading = read(typed, now)
    assert (reading.submitted_on, reading.appointment_on) == (submitted, appointment)


def test_days_are_counted_in_vietnam(now: datetime) -> None:
    late_evening_in_london = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert read("hôm qua", late_evening_in_london).dates == read("hôm qua", now).dates


@pytest.mark.parametrize(
    ("year", "new_year", "ancestors"),
    [
        (2025, day("29/1", 2025), day("7/4", 2025)),
        (2026, day("17/2"), day("26/4")),
        (2027, date(2027, 2, 6), date(2027, 4, 16)),
        (2028, date(2028, 1, 26), date(2028, 4, 4)),
    ],
)
def test_the_lunar_calendar_agrees_with_public_holidays(year: int, new_year: date, ancestors: date) -> None:
    assert lunar.solar_date(1, 1, year) == new_year
    assert lunar.solar_date(10, 3, year) == ancestors


def test_lunar_months_follow_each_other_without_gap() -> None:
    for year in (2024, 2026, 2027):
        starts = [lunar.solar_date(1, month, year) for month in range(1, 13)]
        known = [start for start in starts if start]
        gaps = {(later - earlier) for earlier, later in pairwise(known)}
        assert gaps <= {timedelta(days=29), timedelta(days=30)}
    assert lunar.solar_date(31, 1, 2026) is None


@pytest.mark.parametrize(
    ("typed", "lengths"),
    [
        ("chờ 3 tháng", ["P3M"]),
        ("hơn hai tuần", ["P2W"]),
        ("10 ngày làm việc", ["P10D"]),
        ("đợi 2 tiếng", ["PT2H"]),
        ("một năm", ["P1Y"]),
        ("từ tháng 7", []),
    ],
)
def test_durations_are_told_apart(typed: str, lengths: list[str], now: datetime) -> None:
    assert [span.value for span in read(typed, now).spans if span.kind == "duration"] == lengths
