"""Ten citizens write while processes are killed: every message is answered, no case is lost or made twice."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter

import pytest

from drills.botapi import Person, Telegram
from drills.people import refs, tap
from drills.stack import Stack

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(400)]

REPORTS = (
    "hs dat dai nop o tran bien 21/9 hen 12/10 chua co ket qua, chay 3 lan roi",
    "hồ sơ sang tên đất nộp ở phường Bảo Vinh hẹn 15/10 mà tới nay vẫn chưa có kết quả, trễ hẹn hơn tháng",
    "nop ho so tach thua o phuong trang dai hen ngay 2/11 toi gio van chua tra ket qua, tre hen roi",
    "sổ đỏ nộp ở xã Gia Kiệm hẹn 15/10 mà tới nay vẫn chưa có kết quả, trễ hẹn cả tháng",
    "hồ sơ đất đai ở phường Tam Phước trễ hẹn 2 tháng rồi vẫn chưa có kết quả",
)
PATIENCE = 60
ANSWERED_WITHIN = 30  # seconds from the kill to the last receipt; a quiet machine needs 9


def tell_and_send(citizen: Person, text: str) -> None:
    citizen.says(text)
    tap(citizen, "giữ kín tên", within=PATIENCE)
    citizen.hears("Đã ghi nhận", within=PATIENCE)


def all_at_once(citizens: list[Person]) -> list[threading.Thread]:
    threads = [
        threading.Thread(target=tell_and_send, args=(citizen, REPORTS[number % len(REPORTS)]))
        for number, citizen in enumerate(citizens)
    ]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.parametrize("victim", ["app.worker", "app.web", "rasa.__main__"])
def test_ten_citizens_are_served_through_a_kill(telegram: Telegram, stack: Stack, victim: str) -> None:
    stack.wait_until_ready()
    before = len(stack.langnghe("cases", "--json").splitlines())
    citizens = [telegram.person(f"{victim} {number}") for number in range(10)]
    threads = all_at_once(citizens)
    time.sleep(0.6)
    stack.kill(victim)
    killed = time.monotonic()
    for thread in threads:
        thread.join(PATIENCE)
    took = time.monotonic() - killed

    assert took < ANSWERED_WITHIN, took
    told = [refs(citizen) for citizen in citizens]
    assert all(len(set(mine)) == 1 for mine in told), [c.transcript() for c in citizens if not refs(c)]
    cases = [json.loads(row)["ref"] for row in stack.langnghe("cases", "--json").splitlines()]
    assert len(cases) - before == 10
    assert not [ref for ref, count in Counter(cases).items() if count > 1]
    assert {mine[0] for mine in told} <= set(cases)
    stack.wait_until_ready()
