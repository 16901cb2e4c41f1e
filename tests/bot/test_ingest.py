"""Taking in: every update once, with its job, before Telegram hears that we have it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.ingest import Ingest, poll, secret_fits, start_polling_mode, start_webhook_mode
from casework import conversations
from casework.records import Address, Attachment, Turn
from casework.work import House
from drills.botapi import Telegram, sample_photo
from tests.bot.conftest import WithBot


class Jobs:
    """What was deferred; `broken` calls fail first."""

    def __init__(self, broken: int = 0) -> None:
        self.keys: list[str] = []
        self.files: list[str] = []
        self.broken = broken

    def __call__(self, session: Session, key: str, pseudonym: str) -> None:
        if self.broken:
            self.broken -= 1
            raise ConnectionError("the queue is gone")
        self.keys.append(key)

    def file(self, session: Session, attachment: str) -> None:
        self.files.append(attachment)


def turns(house: House) -> list[Turn]:
    with house.work() as work:
        return list(work.session.scalars(select(Turn).order_by(Turn.received_at, Turn.key)))


@pytest.fixture
def poll_until(house: House, with_bot: WithBot, telegram: Telegram) -> Any:
    """Polls with the real loop until Telegram has nothing left that is unconfirmed."""

    def run(jobs: Jobs) -> None:
        async def use(bot: Bot) -> None:
            ingest = Ingest(house, bot, jobs, jobs.file)
            polling = asyncio.create_task(poll(bot, ingest.accept, wait=1))
            async with asyncio.timeout(10):
                while telegram.pending:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.05)
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)

        with_bot(use)

    return run


def test_what_is_said_and_pressed_becomes_turns_with_jobs(
    house: House, telegram: Telegram, poll_until: Any, with_bot: WithBot
) -> None:
    lan = telegram.person("Lan")
    lan.starts("join_abc")
    with_bot(lambda bot: bot.send_message(lan.id, "Đúng không?", reply_markup=_keyboard()))
    question = lan.hears("Đúng không?")
    lan.says("đúng", reply_to=question)
    press = lan.presses("Đúng")
    jobs = Jobs()
    poll_until(jobs)
    start, answer, button = turns(house)
    assert start.said["text"] == "/start join_abc"
    assert (answer.said["text"], answer.said["reply_to"]) == ("đúng", question.message_id)
    assert (button.said["button"], button.said["message_id"]) == ("s:queue", question.message_id)
    assert jobs.keys == [start.key, answer.key, button.key]
    assert {turn.pseudonym for turn in turns(house)} == {conversations.telegram_pseudonym(lan.id)}
    assert press.answer(within=2).text == ""


def _keyboard() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Đúng", callback_data="s:queue")]])


def test_the_same_update_twice_is_one_turn_and_one_job(
    house: House, telegram: Telegram, with_bot: WithBot
) -> None:
    lan = telegram.person("Lan")
    lan.sends_photo(caption="giấy hẹn")
    jobs = Jobs()

    async def use(bot: Bot) -> None:
        ingest = Ingest(house, bot, jobs, jobs.file)
        updates = await bot.get_updates(timeout=1)
        await ingest.accept(updates)
        await ingest.accept(updates)
        await ingest.accept_json(updates[0].to_dict())

    with_bot(use)
    assert len(turns(house)) == len(jobs.keys) == 1
    with house.work() as work:
        assert len(work.session.scalars(select(Attachment)).all()) == 1


def test_a_failure_before_the_commit_leaves_nothing_and_the_update_comes_again(
    house: House, telegram: Telegram, poll_until: Any
) -> None:
    lan = telegram.person("Lan")
    lan.says("một")
    lan.says("hai")
    jobs = Jobs(broken=1)
    poll_until(jobs)
    assert [turn.said["text"] for turn in turns(house)] == ["một", "hai"]
    assert len(jobs.keys) == 2


def test_an_update_not_yet_committed_is_not_confirmed(
    house: House, telegram: Telegram, with_bot: WithBot
) -> None:
    telegram.person("Lan").says("một")

    async def dies(updates: Sequence[Update]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        with_bot(lambda bot: poll(bot, dies, wait=1))
    assert telegram.pending == 1


def test_files_are_recorded_with_where_they_lie(house: House, telegram: Telegram, poll_until: Any) -> None:
    lan = telegram.person("Lan")
    lan.sends_voice()
    lan.sends_document(b"%PDF-1.7", name="giấy hẹn.pdf", caption="giấy hẹn")
    lan.sends_video(b"film")
    poll_until(Jobs())
    with house.work() as work:
        files = {file.kind: file for file in work.session.scalars(select(Attachment))}
    assert set(files) == {"voice", "document", "video"}
    assert (files["document"].remote or {})["name"] == "giấy hẹn.pdf"
    assert files["document"].size == 8
    assert len(files["voice"].id) == 32
    said = [turn.said for turn in turns(house)]
    assert said[1]["text"] == "giấy hẹn"
    assert said[1]["attachments"] == [files["document"].id]


def test_an_album_is_a_turn_for_each_picture_under_one_name(
    house: House, telegram: Telegram, poll_until: Any
) -> None:
    telegram.person("Lan").sends_album([sample_photo(), sample_photo()], caption="hai tờ")
    poll_until(Jobs())
    said = [turn.said for turn in turns(house)]
    assert [entry["text"] for entry in said] == ["hai tờ", ""]
    assert said[0]["album"] == said[1]["album"]


def test_what_cannot_be_used_is_told_apart(house: House, telegram: Telegram, poll_until: Any) -> None:
    lan = telegram.person("Lan")
    lan.sends_sticker()
    lan.sends_location(10.9, 106.8)
    lan.sends_contact("+84912345678")
    poll_until(Jobs())
    sticker, place, contact = (turn.said for turn in turns(house))
    assert (sticker["unsupported"], place["unsupported"]) == ("sticker", "location")
    assert contact["text"] == "Lan +84912345678"


def test_groups_are_passed_over_and_edits_are_no_words(
    house: House, telegram: Telegram, poll_until: Any
) -> None:
    lan = telegram.person("Lan")
    said = lan.says("một")
    lan.edits(said, "hai")
    lan.says("/tracuu", chat=telegram.group("Tổ dân phố", [lan]))
    poll_until(Jobs())
    first, edit = turns(house)
    assert first.said["text"] == "một"
    assert (edit.said["unsupported"], edit.said.get("text")) == ("edited", None)


def test_a_card_that_was_forwarded_is_nobodys_story(
    house: House, telegram: Telegram, poll_until: Any, with_bot: WithBot
) -> None:
    lan = telegram.person("Lan")
    lan.says("chào")
    with_bot(lambda bot: bot.send_message(lan.id, "Tôi hiểu như sau"))
    lan.forwards(lan.hears("Tôi hiểu như sau"))
    lan.forwards("hồ sơ của chú tôi trễ hẹn", author="Chú Năm")
    poll_until(Jobs())
    _, own, uncles = turns(house)
    assert own.said["unsupported"] == "forwarded"
    assert uncles.said["text"] == "hồ sơ của chú tôi trễ hẹn"


def test_blocking_and_coming_back_changes_the_address(
    house: House, telegram: Telegram, poll_until: Any
) -> None:
    lan = telegram.person("Lan")
    lan.says("một")
    lan.blocks()
    poll_until(Jobs())
    with house.work() as work:
        assert work.session.scalars(select(Address)).one().unreachable_since
    lan.unblocks()
    poll_until(Jobs())
    with house.work() as work:
        assert work.session.scalars(select(Address)).one().unreachable_since is None


def test_polling_goes_on_after_trouble_with_the_network(
    house: House, telegram: Telegram, poll_until: Any
) -> None:
    telegram.fails("server_error", methods=["getupdates"], times=2)
    telegram.person("Lan").says("một")
    poll_until(Jobs())
    assert len(turns(house)) == 1


def test_a_press_that_is_too_old_does_no_harm(
    house: House, telegram: Telegram, poll_until: Any, with_bot: WithBot
) -> None:
    lan = telegram.person("Lan", acquainted=True)
    with_bot(lambda bot: bot.send_message(lan.id, "?", reply_markup=_keyboard()))
    lan.presses("Đúng")
    telegram.expires_presses()
    poll_until(Jobs())
    assert len(turns(house)) == 1


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        pytest.param("bí mật", True, id="the secret"),
        pytest.param("khác", False, id="another"),
        pytest.param("", False, id="empty"),
        pytest.param(None, False, id="none"),
    ],
)
def test_the_webhook_secret(header: str | None, fits: bool) -> None:
    assert secret_fits(header, "bí mật") is fits


def test_the_mode_of_getting_updates_can_be_changed_without_losing_any(
    telegram: Telegram, with_bot: WithBot
) -> None:
    telegram.person("Lan").says("một")
    with_bot(lambda bot: start_webhook_mode(bot, "http://127.0.0.1:9/telegram/webhook", "s" * 20))
    assert telegram.settings["webhook"]["url"].endswith("/telegram/webhook")
    with_bot(start_polling_mode)
    assert telegram.settings["webhook"]["url"] == ""
    assert telegram.pending == 1
