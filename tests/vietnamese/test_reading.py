"""What is read from a message, checked on the Monday of the fixed clock."""

from __future__ import annotations

from datetime import date, datetime

from vietnamese.reading import read


def test_one_message_with_everything(now: datetime) -> None:
    reading = read("hs dat dai nop o tran bien 21/9 hen 12/10 chua co ket qua, chay 3 lan roi", now)
    assert reading.submitted_on == date(2026, 9, 21)
    assert reading.appointment_on == date(2026, 10, 12)
    assert reading.trips == 3
    assert reading.field == "dat_dai"
    assert reading.dates == [date(2026, 9, 21), date(2026, 10, 12)]
