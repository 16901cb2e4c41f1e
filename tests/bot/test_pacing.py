"""The pace of sending, with a clock of our own."""

from __future__ import annotations

from bot.pacing import Pace


class Ticks:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_chat_gets_five_at_once_and_then_one_a_second() -> None:
    ticks = Ticks()
    pace = Pace(ticks)
    for _ in range(5):
        assert pace.waiting() == {}
        pace.spend("lan")
    assert pace.waiting() == {"lan": 1.0}
    ticks.now += 1
    assert pace.waiting() == {}


def test_a_group_gets_at_most_twenty_in_any_minute() -> None:
    ticks = Ticks()
    pace, sent = Pace(ticks), 0
    while ticks.now < 160:
        if not pace.waiting():
            pace.spend("group", group=True)
            sent += 1
        ticks.now += 0.5
    assert 15 <= sent <= 20


def test_all_chats_together_get_thirty_a_second() -> None:
    ticks = Ticks()
    pace, sent = Pace(ticks), 0
    while ticks.now < 110:
        for _ in range(pace.room()):
            pace.spend(f"chat {sent}")
            sent += 1
        ticks.now += 0.01
    assert 300 <= sent <= 321


def test_a_held_chat_waits_and_the_others_do_not() -> None:
    ticks = Ticks()
    pace = Pace(ticks)
    pace.hold("lan", 30)
    assert pace.waiting() == {"lan": 30.0}
    assert pace.room() > 0
    assert pace.soonest(1.0) == 1.0
    ticks.now += 30
    assert pace.waiting() == {}


def test_when_telegram_locks_the_bot_out_nothing_goes() -> None:
    ticks = Ticks()
    pace = Pace(ticks)
    pace.hold_all(30)
    assert pace.room() == 0
    ticks.now += 30
    assert pace.room() == 1


def test_a_chat_that_rested_is_forgotten() -> None:
    ticks = Ticks()
    pace = Pace(ticks)
    pace.spend("lan")
    ticks.now += 10
    pace.waiting()
    assert pace._chats == {}
