"""Simulated people: presses, hearing, logs, and steering from another process."""

import asyncio
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from telegram import Bot, KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest, TimedOut

from drills.botapi import Person, RemoteTelegram, Telegram, Unheard
from tests.drills.conftest import UseBot, buttons, drain, refused

PDF = b"%PDF-1.7 letter"


def test_a_press_arrives_with_its_message_and_its_answer_is_shown(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    async def send(bot: Bot) -> Message:
        return await bot.send_message(lan.id, "Gửi chứ?", reply_markup=buttons("Gửi", "Không gửi nữa"))

    sent = use_bot(send)
    press = lan.presses("Gửi")
    query = drain(telegram, use_bot)[0].callback_query
    assert query is not None
    assert query.data == "do:Gửi"
    assert query.from_user.id == lan.id
    assert query.message is not None
    assert query.message.message_id == sent.message_id

    async def answer(bot: Bot) -> None:
        await bot.answer_callback_query(query.id, "Đã ghi nhận", show_alert=True)
        with refused(BadRequest, "query is too old"):
            await bot.answer_callback_query(query.id)

    use_bot(answer)
    assert press.answer().text == "Đã ghi nhận"
    assert press.answer().alert
    assert (lan.taps, lan.messages_sent) == (1, 0)


def test_an_answer_that_comes_too_late_is_refused(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    async def send(bot: Bot) -> None:
        await bot.send_message(lan.id, "?", reply_markup=buttons("Có"))

    async def answer(bot: Bot) -> None:
        query = (await bot.get_updates())[0].callback_query
        assert query is not None
        with refused(BadRequest, "query is too old"):
            await query.answer()

    use_bot(send)
    lan.presses("Có")
    telegram.expires_presses()
    use_bot(answer)


def test_a_part_of_a_label_must_fit_one_button_only(use_bot: UseBot, lan: Person) -> None:
    async def send(bot: Bot) -> None:
        keyboard = buttons("Gửi, giữ kín tên", "Gửi, cho đơn vị biết tên")
        await bot.send_message(lan.id, "?", reply_markup=keyboard)

    use_bot(send)
    with pytest.raises(LookupError, match="several"):
        lan.presses("Gửi")
    assert lan.presses("giữ kín").label == "Gửi, giữ kín tên"
    with pytest.raises(Unheard, match="no button 'Rút'"):
        lan.presses("Rút", within=0.1)


def test_keys_of_a_reply_keyboard_send_their_words(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("Tra cứu"), KeyboardButton("Gửi số", request_contact=True)]])

    async def show(bot: Bot) -> None:
        await bot.send_message(lan.id, "Chọn", reply_markup=keys)

    async def hide(bot: Bot) -> None:
        await bot.send_message(lan.id, "Xong", reply_markup=ReplyKeyboardRemove())

    use_bot(show)
    lan.presses("Tra cứu")
    lan.presses("Gửi số")
    words, contact = (update.message for update in drain(telegram, use_bot))
    assert words is not None
    assert words.text == "Tra cứu"
    assert contact is not None
    assert contact.contact is not None
    assert contact.contact.user_id == lan.id
    use_bot(hide)
    assert lan.keyboard == []


def test_what_was_delivered_twice_is_found_even_when_the_bot_was_told_otherwise(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    telegram.fails("stall", lan)

    async def use(bot: Bot) -> None:
        with pytest.raises(TimedOut):
            await bot.send_message(lan.id, "Đã có trả lời")
        await bot.send_message(lan.id, "Đã có trả lời")
        await bot.send_message(lan.id, "Khác")

    use_bot(use)
    assert telegram.duplicates() == {(lan.id, "Đã có trả lời"): 2}
    assert telegram.duplicates(lan) == telegram.duplicates()
    assert [call.outcome for call in telegram.sent_log] == ["stall", "ok", "ok"]


def test_latency_runs_from_the_update_handed_out_to_the_message_received(
    telegram: Telegram, use_bot: UseBot
) -> None:
    lan = telegram.person()

    async def use(bot: Bot) -> None:
        lan.says("chào")
        await bot.get_updates()
        await asyncio.sleep(0.2)
        await bot.send_message(lan.id, "chào anh/chị")

    use_bot(use)
    [latency] = telegram.latencies()
    assert 0.2 <= latency < 1


def test_people_hear_what_is_new_since_they_last_acted(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    async def greet(bot: Bot) -> None:
        await bot.send_message(lan.id, "Xin chào")

    use_bot(greet)
    assert lan.hears("chào").text == "Xin chào"
    lan.says("gì nữa?")
    with pytest.raises(Unheard, match="gì nữa"):
        lan.hears("chào", within=0.1)
    assert lan.hears(lambda message: message.text.startswith("Xin"), ever=True).message_id == 1
    lan.stays_silent(0.05)
    use_bot(greet)
    with pytest.raises(Unheard, match="spoke up"):
        lan.stays_silent(0.05)


def test_people_wait_for_a_message_that_is_still_to_come(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> str:
        hearing = asyncio.create_task(lan.heard("Đã ghi nhận"))
        await asyncio.sleep(0.2)
        sent = await bot.send_message(lan.id, "Đang xem")
        await bot.edit_message_text("Đã ghi nhận", lan.id, sent.message_id)
        return (await hearing).past[0]

    assert use_bot(use) == "Đang xem"


def test_another_process_steers_the_same_people_over_http(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    with RemoteTelegram(telegram.url) as remote:
        hoa = remote.person("Hoa")
        hoa.sends_document(PDF, "đơn.pdf")
        remote.fails("bad_request", hoa)
        remote.set_clock(datetime(2026, 11, 23, 2, tzinfo=UTC))

        async def use(bot: Bot) -> None:
            with pytest.raises(BadRequest):
                await bot.send_message(hoa.id, "x")
            hearing = asyncio.create_task(hoa.heard("nhận"))
            await asyncio.sleep(0.1)
            await bot.send_document(hoa.id, PDF, caption="Đã nhận", reply_markup=buttons("Xem"))
            await hearing

        use_bot(use)
        assert hoa.inbox[0].files[0].read() == PDF
        press = hoa.presses("Xem")
        with pytest.raises(Unheard):
            press.answer(within=0.05)
        with pytest.raises(Unheard):
            hoa.hears("không có", within=0.1)
        assert remote.token == telegram.token
        assert len(remote.sent_log) == 2
        with pytest.raises(ValueError, match="no verb"):
            remote.port.ask("dance")


def test_hundreds_of_messages_take_seconds(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        for start in range(0, 500, 50):
            await asyncio.gather(*(bot.send_message(lan.id, f"tin {start + n}") for n in range(50)))

    started = time.monotonic()
    use_bot(use)
    assert len(lan.inbox) == 500
    assert time.monotonic() - started < 20


def test_a_server_of_its_own_is_steered_from_here_and_stops_on_request() -> None:
    command = [sys.executable, "-m", "drills.botapi"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url, token = server.stdout.readline().split()
            with RemoteTelegram(url) as remote:
                remote.person("Hoa").says("chào")
                assert (remote.token, remote.pending) == (token, 1)
        finally:
            server.terminate()
        assert server.wait(10) == -signal.SIGTERM
