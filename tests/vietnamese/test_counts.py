"""How often somebody had to come, and how often the day was put off."""

from __future__ import annotations

from datetime import datetime

import pytest

from vietnamese.reading import read


@pytest.mark.parametrize(
    ("typed", "trips"),
    [
        ("chạy 3 lần rồi", 3),
        ("chay 3 lan roi", 3),
        ("đi lên đi xuống 4 bận", 4),
        ("di len di xuong 4 ban", 4),
        ("lui tới sáu lần", 6),
        ("sáu lần rồi", 6),
        ("đi cả chục lần", 10),
        ("đi mười hai lần", 12),
        ("đi hai mươi mốt lần", 21),
        ("đi hai ba lần", 2),
        ("đi 2-3 lần", 2),
        ("chạy lên 3, 4 lần", 3),
        ("lên lần thứ 5 rồi", 5),
        ("đi 3 buổi", 3),
        ("chạy qua chạy lại ba vòng", 3),
        ("tới nơi 4 lượt mà không gặp", 4),
        ("3 lần lên phường", 3),
        ("hẹn lại 2 lần, đi 5 lần", 5),
        ("đi mấy lần rồi", None),
        ("đi một lần", None),
        ("hẹn 3 lần", None),
        ("gọi 5 lần không ai nghe", None),
        ("bổ sung 4 lần", None),
        ("bị thu 2 lần phí", None),
        ("chào ba lần", None),
        ("rút bảo hiểm một lần", None),
        ("hai chuyện rạch ròi", None),
        ("2 bạn tiếp nhận", None),
        ("3 ban sao", None),
        ("đi 3 tháng", None),
        ("chu tich hen dan ky giay 3 lan deu bo di", None),
    ],
)
def test_trips(typed: str, trips: int | None, now: datetime) -> None:
    assert read(typed, now).trips == trips


@pytest.mark.parametrize(
    ("typed", "postponed"),
    [
        ("hẹn lại 2 lần", 2),
        ("hẹn tới hẹn lui 4 lần", 4),
        ("dời hẹn ba lần", 3),
        ("đã 3 lần gia hạn", 3),
        ("hen 5 lan van hen", 5),
        ("đi 3 lần", None),
    ],
)
def test_postponements(typed: str, postponed: int | None, now: datetime) -> None:
    assert read(typed, now).postponed == postponed
