"""Helpers on top of the simulated people."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from drills.botapi import Person, Unheard
from drills.people import ask, effort, labels, last, last_text, link, opens, refs, tap
from tests.drills.conftest import UseBot, buttons


def send(use_bot: UseBot, person: Person, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
    async def use(bot: Bot) -> None:
        await bot.send_message(person.id, text, reply_markup=markup)

    use_bot(use)


def test_a_tap_takes_the_card_of_this_turn_and_never_an_older_one(use_bot: UseBot, lan: Person) -> None:
    send(use_bot, lan, "Phản ánh thứ nhất", buttons("Gửi, giữ kín tên"))
    lan.says("còn việc nữa")
    with pytest.raises(Unheard, match="older one is on message 1"):
        tap(lan, "giữ kín", within=0.1)
    send(use_bot, lan, "Phản ánh thứ hai", buttons("Gửi, giữ kín tên"))
    assert tap(lan, "giữ kín").label == "Gửi, giữ kín tên"


def test_effort_counts_messages_and_taps_of_one_task(use_bot: UseBot, lan: Person) -> None:
    lan.says("chào")
    before = effort(lan)
    lan.says("hồ sơ trễ hẹn")
    lan.sends_photo()
    send(use_bot, lan, "Gửi chứ?", buttons("Gửi"))
    tap(lan, "Gửi")
    spent = effort(lan) - before
    assert (spent.messages, spent.taps) == (2, 1)


def test_what_was_said_last_its_buttons_links_and_refs_are_at_hand(use_bot: UseBot, lan: Person) -> None:
    assert (last_text(lan), labels(lan), refs(lan)) == ("", [], [])
    with pytest.raises(Unheard):
        last(lan)
    page = InlineKeyboardMarkup([[InlineKeyboardButton("Xem phản ánh", url="https://dn.example.vn/t/1")]])
    send(use_bot, lan, "Mã DN-261123-0042-3", page)
    send(use_bot, lan, "DN-261123-0042-3 đã có trả lời, xem DN-261123-10042-5")
    assert last(lan).text == last_text(lan)
    assert labels(lan) == ["Xem phản ánh"]
    assert link(lan, "Xem") == "https://dn.example.vn/t/1"
    assert refs(lan) == ["DN-261123-0042-3", "DN-261123-10042-5"]
    with pytest.raises(Unheard, match="no link 'Rút'"):
        link(lan, "Rút")


def test_a_deep_link_starts_the_bot_with_its_payload(lan: Person) -> None:
    assert opens(lan, "https://t.me/drill_bot?start=invite_abc").text == "/start invite_abc"


def test_asking_waits_for_the_answer(lan: Person) -> None:
    with pytest.raises(Unheard, match="bao giờ xong"):
        ask(lan, "bao giờ xong?", "thứ sáu", within=0.05)
