"""The weekly summary in words, in both languages, in the form of a message and of a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casework.rules.figures import Counts, HotSpot, Rate, Week
from casework.rules.figures_follow import Commitments, Follow, Kept, Trend
from reports import weekly_text
from reports.weekly_text import follow_lines, told_lines, weekly_file, words_for
from tests.builders import BIEN_HOA, rulebook
from tests.reports.samples import COUNTS, EMPTY, at, city, week


def told(figures, language: str = "vi") -> list[str]:
    return weekly_text(figures, language, rulebook()).splitlines()


def test_a_chairman_reads_the_week_in_a_few_lines():
    assert told(week()) == [
        "<b>Phường Biên Hòa, tuần 16-22/11/2026</b>",
        "Mới 14 · đã trả lời 11 (đúng hạn 10) · <b>đang quá hạn 2</b> · đến hạn tuần này 6",
        "Đúng hạn 77% (10/13, tính cả 2 phản ánh đang quá hạn); tuần trước 85%; toàn thành phố Đồng Nai 88%",
        "Chậm trễ giải quyết hồ sơ: 7, các tuần trước trung bình 2. Tăng bất thường, "
        "đề nghị kiểm tra nguyên nhân.",
        "Đề nghị chuyển đi 3 · bị trả lại 2 · mở lại 1 · lỡ ngày hẹn 1 · người phản ánh rút 1 · "
        "trả lời trong giờ cuối trước hạn 2 · hài lòng 3,9/5 (8 người chấm)",
        "Lời khen: 2 (tính riêng).",
    ]


def test_in_english_too():
    assert told(week(), "en")[:3] == [
        "<b>Phường Biên Hòa, week of 16–22 Nov 2026</b>",
        "14 new · 11 answered (10 on time) · <b>2 overdue</b> · 6 due this week",
        "On time 77% (10/13, with the 2 that are overdue); the week before 85%; "
        "all of thành phố Đồng Nai 88%",
    ]


def test_sở_nội_vụ_reads_about_the_city_its_latest_units_and_restricted_cases_as_a_count():
    lines = told(city())
    assert lines[0] == "<b>Toàn thành phố Đồng Nai, tuần 16-22/11/2026</b>"
    assert "toàn thành phố" not in lines[2]
    assert "Đang quá hạn nhiều nhất: Phường Bình Phước 5, Phường Biên Hòa 2." in lines
    assert lines[-1] == (
        "Phản ánh hạn chế tiếp cận (chỉ nêu số): mới 1, đã trả lời 0, đang chờ trả lời 2, trong đó quá hạn 0."
    )


def test_a_quiet_week_says_so():
    assert told(EMPTY) == [
        "<b>Phường Biên Hòa, tuần 16-22/11/2026</b>",
        "Không có phản ánh mới và không có phản ánh nào đang chờ trả lời.",
    ]


def test_a_week_of_nothing_but_restricted_cases_claims_no_quiet():
    lines = told(city(counts=Counts()))
    assert len(lines) == 2
    assert lines[1].startswith("Phản ánh hạn chế tiếp cận")


def test_nothing_overdue_is_said_without_alarm_and_without_a_rate_of_nothing():
    figures = replace(EMPTY, counts=Counts(new=1, open=1, due_next=1))
    assert told(figures)[1:] == [
        "Mới 1 · đã trả lời 0 (đúng hạn 0) · không có phản ánh quá hạn · đến hạn tuần này 1"
    ]


def test_a_week_that_still_runs_says_until_when():
    assert told(week(final=False, cut_off=at(18, 10)))[1] == (
        "Tuần chưa kết thúc, số liệu tính đến 10 giờ thứ tư 18/11/2026."
    )


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        pytest.param(Rate(0, 0), "–", id="nothing to divide"),
        pytest.param(Rate(0, 7), "0%", id="none"),
        pytest.param(Rate(1, 1000), "1%", id="a few are not none"),
        pytest.param(Rate(999, 1000), "99%", id="nearly all are not all"),
        pytest.param(Rate(7, 7), "100%", id="all"),
        pytest.param(Rate(1, 8), "13%", id="half is rounded up"),
    ],
)
def test_shares_are_whole_percents_that_do_not_flatter(rate, shown):
    assert words_for(week(), "vi", rulebook()).rate(rate) == shown


@pytest.mark.parametrize(
    ("name", "days"),
    [
        pytest.param(Week(2026, 47), "16-22/11/2026", id="one month"),
        pytest.param(Week(2026, 49), "30/11/2026-06/12/2026", id="two months"),
        pytest.param(Week(2026, 53), "28/12/2026-03/01/2027", id="two years"),
    ],
)
def test_the_days_of_a_week(name, days):
    assert words_for(week(), "vi", rulebook()).days(name) == days


def test_names_are_those_of_the_time():
    before = week(week=Week(2026, 10), unit="SNV", city=True)
    assert told(before)[0] == "<b>Toàn tỉnh Đồng Nai, tuần 02-08/03/2026</b>".replace("02-08", "2-08")


def test_the_file_goes_on_with_labels_the_oldest_and_the_ledger():
    lines = weekly_file(week(), "vi", rulebook()).splitlines()
    assert "<b>" not in "".join(lines)
    assert lines[1].endswith("đang quá hạn 2 · đến hạn tuần này 6")
    assert "- Thái độ, tác phong không đúng mực: mới 3, trung bình các tuần trước 2,5" in lines
    assert (
        "- DN-261102-0042-3 · Chậm trễ giải quyết hồ sơ · nhận 02/11/2026 · hạn 05/11/2026 · "
        "quá hạn 11 ngày làm việc" in lines
    )
    assert lines[lines.index("Ai giữ các phản ánh trong tuần (theo giờ làm việc):") + 1 :][:3] == [
        "- Phường Biên Hòa: 60%",
        "- Người phản ánh: 30%",
        "- Sở Nội vụ: 10%",
    ]
    assert "Số liệu chốt lúc 24 giờ ngày 22/11/2026." in lines


def test_every_number_of_movement_has_its_words():
    moved = replace(COUNTS, **dict.fromkeys(MOVED, 1))
    for language in ("vi", "en"):
        assert len(
            [part for line in told(week(counts=moved), language) for part in line.split(" · ")]
        ) >= len(MOVED)


MOVED = (
    "hops",
    "wrong_address",
    "wrong_address_upheld",
    "wrong_address_rejected",
    "refused",
    "withdrawn_demanded",
    "closed_unconfirmed",
)


KEPT = Kept(7, "Thêm <một> quầy", date(2026, 11, 20), None, None, (5, 2), (0.77, 0.85), Trend.BETTER)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        pytest.param(KEPT, "Số liệu tốt hơn: quá hạn 5 → 2, đúng hạn 77% → 85%.", id="asked"),
        pytest.param(replace(KEPT, kept=True), "báo đã làm. Số liệu tốt hơn:", id="kept"),
        pytest.param(
            replace(KEPT, kept=False, reason="thiếu người", on_time=None, trend=Trend.WORSE),
            "chưa làm, vì: “thiếu người”. Số liệu xấu hơn: quá hạn 5 → 2.",
            id="not kept",
        ),
        pytest.param(replace(KEPT, overdue=None, on_time=None, trend=None), "Kết quả thực hiện?", id="new"),
    ],
)
def test_last_weeks_commitment_is_shown_with_its_result_beside_the_figures(kept, said):
    (line,) = follow_lines(Follow(commitment=kept), words_for(week(), "vi", rulebook()))
    assert "“Thêm &lt;một&gt; quầy” (hạn" in line
    assert said in line


def test_sở_nội_vụ_reads_how_many_kept_their_word_and_who_took_no_note():
    follow = Follow(commitments=Commitments(3, 1, 1), unacknowledged=(BIEN_HOA, "25195"))
    lines = follow_lines(follow, words_for(city(), "vi", rulebook()))
    assert "3; đã làm 1, chưa làm 1, chưa báo kết quả 1." in lines[0]
    assert "Phường Bình Phước" in lines[1]


def test_hot_spots_of_the_city_name_unit_and_label():
    figures = city(spots=(HotSpot("25195", "delay", 9, 1.4),))
    assert any("Phường Bình Phước" in line and "9 người" in line for line in told(figures))
    assert told_lines(figures, words_for(figures, "vi", rulebook()), None)
