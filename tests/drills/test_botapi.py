"""How updates reach the bot, and what it can set about itself, as python-telegram-bot meets it."""

import asyncio
import time

import pytest
from telegram import Bot, BotCommand, MenuButtonCommands, Update
from telegram.error import BadRequest, Conflict

from drills.botapi import Person, Telegram
from tests.drills.conftest import Hook, UseBot, refused


def test_updates_stay_until_a_higher_offset_confirms_them(telegram: Telegram, use_bot: UseBot) -> None:
    lan = telegram.person()
    for word in ("một", "hai", "ba"):
        lan.says(word)

    async def use(bot: Bot) -> None:
        first = await bot.get_updates(limit=2)
        again = await bot.get_updates(limit=2)
        assert [u.message.text for u in first if u.message] == ["một", "hai"]
        assert [u.update_id for u in again] == [u.update_id for u in first]
        rest = await bot.get_updates(offset=first[-1].update_id + 1)
        assert [u.message.text for u in rest if u.message] == ["ba"]
        assert telegram.pending == 1
        assert await bot.get_updates(offset=rest[-1].update_id + 1) == ()
        assert telegram.pending == 0

    use_bot(use)


def test_a_negative_offset_keeps_only_the_last_updates(telegram: Telegram, use_bot: UseBot) -> None:
    lan = telegram.person()
    for word in ("một", "hai", "ba"):
        lan.says(word)

    async def use(bot: Bot) -> None:
        last = await bot.get_updates(offset=-1)
        assert [u.message.text for u in last if u.message] == ["ba"]
        assert telegram.pending == 1

    use_bot(use)


def test_a_long_poll_ends_as_soon_as_somebody_writes(telegram: Telegram, use_bot: UseBot) -> None:
    lan = telegram.person()

    async def use(bot: Bot) -> tuple[float, tuple[Update, ...]]:
        started = time.monotonic()
        poll = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(lan.says, "chào")
        return time.monotonic() - started, await poll

    waited, updates = use_bot(use)
    assert len(updates) == 1
    assert waited < 2


def test_a_long_poll_without_news_ends_empty_after_its_time(use_bot: UseBot) -> None:
    async def use(bot: Bot) -> float:
        started = time.monotonic()
        assert await bot.get_updates(timeout=1) == ()
        return time.monotonic() - started

    assert 0.9 < use_bot(use) < 2


def test_a_second_poll_ends_the_first_with_a_conflict(use_bot: UseBot) -> None:
    async def use(bot: Bot) -> None:
        first = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(bot.get_updates(timeout=1))
        with refused(Conflict, "terminated by other getUpdates"):
            await first
        assert await second == ()

    use_bot(use)


def test_allowed_updates_hold_for_what_comes_later(telegram: Telegram, use_bot: UseBot) -> None:
    lan = telegram.person()

    async def use(bot: Bot) -> None:
        await bot.get_updates(allowed_updates=["callback_query"])
        lan.says("không ai đọc")
        assert await bot.get_updates() == ()
        await bot.get_updates(allowed_updates=[])
        lan.says("có người đọc")
        assert len(await bot.get_updates()) == 1

    use_bot(use)


def test_polling_while_a_webhook_is_set_is_a_conflict(use_bot: UseBot, hook: Hook) -> None:
    async def use(bot: Bot) -> None:
        await bot.set_webhook(hook.url)
        with refused(Conflict, "while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()

    use_bot(use)


def test_the_webhook_gets_the_secret_and_the_update_until_it_says_200(
    telegram: Telegram, use_bot: UseBot, hook: Hook
) -> None:
    hook.statuses = [500, 503, 404]
    lan = telegram.person()

    async def use(bot: Bot) -> Update:
        await bot.set_webhook(hook.url, secret_token="s3cret")
        lan.says("chào")
        await asyncio.to_thread(hook.wait_for, 4)
        update = Update.de_json(hook.got[-1][1], bot)
        for _ in range(100):
            if not telegram.pending:
                break
            await asyncio.sleep(0.02)
        info = await bot.get_webhook_info()
        assert info.pending_update_count == 0
        assert info.last_error_message == "Wrong response from the webhook: 404 Not Found"
        return update

    update = use_bot(use)
    assert update.message is not None
    assert update.message.text == "chào"
    assert {secret for secret, _ in hook.got} == {"s3cret"}
    assert len({body["update_id"] for _, body in hook.got}) == 1


def test_a_failing_update_holds_up_its_own_chat_only(telegram: Telegram, use_bot: UseBot, hook: Hook) -> None:
    hook.statuses = [500] * 3
    lan, minh = telegram.person("Lan"), telegram.person("Minh")
    lan.says("một")
    lan.says("hai")

    async def use(bot: Bot) -> None:
        await bot.set_webhook(hook.url)
        await asyncio.to_thread(hook.wait_for, 2)
        minh.says("ba")
        await asyncio.to_thread(hook.wait_for, 6)

    use_bot(use)
    texts = [body["message"]["text"] for _, body in hook.got]
    assert texts.index("ba") < len(texts) - 1
    assert texts.index("hai") > max(at for at, text in enumerate(texts) if text == "một")


@pytest.mark.parametrize(
    ("url", "secret", "reason"),
    [
        pytest.param("ftp://127.0.0.1/hook", "", "invalid webhook URL", id="not http"),
        pytest.param("http://127.0.0.1/hook", "a b", "unallowed characters", id="blank in the secret"),
    ],
)
def test_a_wrong_webhook_is_refused(use_bot: UseBot, url: str, secret: str, reason: str) -> None:
    async def use(bot: Bot) -> None:
        with refused(BadRequest, reason):
            await bot.set_webhook(url, secret_token=secret)

    use_bot(use)


def test_what_the_bot_sets_about_itself_is_kept(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("guiphananh", "Gửi phản ánh")], language_code="vi")
        await bot.set_my_description("Tôi là trợ lý tự động")
        await bot.set_my_short_description("Phản ánh")
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        await bot.send_chat_action(lan.id, "typing")
        assert (await bot.get_my_commands(language_code="vi"))[0].command == "guiphananh"
        assert (await bot.get_my_description()).description == "Tôi là trợ lý tự động"
        assert (await bot.get_my_short_description("vi")).short_description == "Phản ánh"
        assert (await bot.get_chat_menu_button()).type == "commands"
        assert (await bot.get_chat(lan.id)).first_name == "Lan"
        with refused(BadRequest, "BOT_COMMAND_INVALID"):
            await bot.set_my_commands([BotCommand("Hoa", "chữ hoa")])

    use_bot(use)
    assert telegram.settings["description"] == {"": "Tôi là trợ lý tự động"}
