"""Refusals, troubles on order and flood limits."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from drills.botapi import Person, Telegram, Trouble, sample_photo
from tests.drills.conftest import UseBot, buttons, drain, refused


def test_a_wrong_token_is_unauthorized(telegram: Telegram) -> None:
    async def use() -> None:
        async with Bot("1:wrong", base_url=telegram.base_url):
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(use())
    with httpx.Client(trust_env=False) as client:
        answer = client.get(f"{telegram.base_url}1:wrong/getMe")
        nowhere = client.get(f"{telegram.base_url}{telegram.token}/getNothing")
    assert (answer.status_code, answer.json()["error_code"]) == (401, 401)
    assert nowhere.json()["description"] == "Not Found: method not found"


def test_the_bot_cant_write_first_nor_to_nobody(telegram: Telegram, use_bot: UseBot) -> None:
    minh = telegram.person("Minh")

    async def use(bot: Bot) -> None:
        for chat in (minh.id, 12345, "@nobody"):
            with refused(BadRequest, "chat not found"):
                await bot.send_message(chat, "chào")
        minh.starts()
        await bot.send_message(minh.id, "chào")

    use_bot(use)


def test_a_person_who_blocked_the_bot_is_unreachable_until_unblocked(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    async def use(bot: Bot) -> None:
        lan.blocks()
        with refused(Forbidden, "bot was blocked by the user"):
            await bot.send_message(lan.id, "chào")
        lan.unblocks()
        await bot.send_message(lan.id, "chào")

    use_bot(use)
    states = [u.my_chat_member.new_chat_member.status for u in drain(telegram, use_bot) if u.my_chat_member]
    assert states == ["kicked", "member"]


def test_a_group_that_became_a_supergroup_names_its_new_id(telegram: Telegram, use_bot: UseBot) -> None:
    group = telegram.group("Tổ một cửa", [telegram.person()])
    new = group.migrates()

    async def use(bot: Bot) -> None:
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(group.id, "chào")
        assert moved.value.new_chat_id == new.id
        await bot.send_message(new.id, "chào")
        updates = await bot.get_updates()
        left, came = (update.message for update in updates if update.message)
        assert left.migrate_to_chat_id == new.id
        assert came.migrate_from_chat_id == group.id

    use_bot(use)
    assert new.hears("chào").message_id == 2


def test_in_a_group_the_bot_sees_commands_and_replies_but_not_talk(
    telegram: Telegram, use_bot: UseBot
) -> None:
    lan = telegram.person()
    group = telegram.group("Tổ một cửa", [lan])

    async def use(bot: Bot) -> None:
        await bot.send_message(group.id, "Ai nhận?", reply_markup=buttons("Nhận"))

    use_bot(use)
    lan.says("trưa nay ăn gì", chat=group)
    lan.says("/nhan", chat=group)
    lan.says("tôi", chat=group, reply_to=group.inbox[0])
    lan.presses("Nhận", chat=group)
    seen = drain(telegram, use_bot)
    assert [u.message.text for u in seen if u.message] == ["/nhan", "tôi"]
    assert seen[-1].callback_query is not None
    group.expels_bot()

    async def fail(bot: Bot) -> None:
        with refused(Forbidden, "kicked from the group chat"):
            await bot.send_message(group.id, "?")

    use_bot(fail)


@pytest.mark.parametrize(
    ("trouble", "details", "error", "delivered"),
    [
        pytest.param(Trouble.TOO_MANY, {"seconds": 7}, RetryAfter, 0, id="429"),
        pytest.param(Trouble.BLOCKED, {}, Forbidden, 0, id="403"),
        pytest.param(Trouble.BAD_REQUEST, {"reason": "wrong"}, BadRequest, 0, id="400"),
        pytest.param(Trouble.SERVER_ERROR, {"status": 502}, NetworkError, 0, id="502"),
        pytest.param(Trouble.DROP, {}, NetworkError, 0, id="connection broken before"),
        pytest.param(Trouble.LOSE, {}, NetworkError, 1, id="connection broken after"),
        pytest.param(Trouble.STALL, {}, TimedOut, 1, id="silence after"),
    ],
)
def test_a_trouble_meets_one_request_and_the_next_one_passes(
    telegram: Telegram,
    use_bot: UseBot,
    lan: Person,
    trouble: Trouble,
    details: dict[str, Any],
    error: type[TelegramError],
    delivered: int,
) -> None:
    telegram.fails(trouble, lan, **details)

    async def use(bot: Bot) -> None:
        with pytest.raises(error):
            await bot.send_message(lan.id, "lần một")
        assert len(lan.inbox) == delivered
        await bot.send_message(lan.id, "lần hai")

    use_bot(use)
    assert [message.text for message in lan.inbox][delivered:] == ["lần hai"]
    assert [call.stored for call in telegram.sent_log] == [bool(delivered), True]


def test_retry_after_tells_the_seconds(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    telegram.fails("too_many", seconds=7)

    async def use(bot: Bot) -> None:
        with pytest.raises(RetryAfter) as late:
            await bot.send_message(lan.id, "x")
        assert late.value.retry_after == timedelta(seconds=7)

    use_bot(use)


def test_troubles_keep_to_their_chat_their_method_and_their_count(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    minh = telegram.person("Minh", acquainted=True)
    telegram.fails("bad_request", lan, ["sendMessage"], times=None, skip=1)

    async def use(bot: Bot) -> None:
        await bot.send_message(lan.id, "được bỏ qua")
        await bot.send_message(minh.id, "người khác")
        await bot.send_photo(lan.id, sample_photo())
        for _ in range(3):
            with pytest.raises(BadRequest):
                await bot.send_message(lan.id, "x")
        telegram.heals()
        await bot.send_message(lan.id, "y")

    use_bot(use)


def test_polling_can_meet_trouble_too(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    telegram.fails("server_error", methods=["getUpdates"])
    telegram.fails("drop", methods=["getUpdates"])
    lan.says("chào")

    async def use(bot: Bot) -> None:
        for _ in range(2):
            with pytest.raises(NetworkError):
                await bot.get_updates()
        assert len(await bot.get_updates()) == 1

    use_bot(use)


def test_a_slow_answer_comes_late_but_comes(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    telegram.fails("slow", seconds=0.3)

    async def use(bot: Bot) -> float:
        started = time.monotonic()
        await bot.send_message(lan.id, "chậm")
        return time.monotonic() - started

    assert use_bot(use) >= 0.3


def test_flood_limits_refuse_the_seventh_message_in_a_row(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    telegram.enforces_limits()

    async def use(bot: Bot) -> int:
        for count in range(50):
            try:
                await bot.send_message(lan.id, f"tin {count}")
            except RetryAfter:
                return count
        return 50

    assert use_bot(use) == 6
