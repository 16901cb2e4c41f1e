"""Files from Telegram: fetched by a job, told by their content, kept sealed, or refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot

from bot.files import Fetcher, NotFetched
from bot.ingest import Ingest
from casework import attachments
from casework.records import Attachment, Notice, Turn
from casework.work import House
from dialogue.render import render
from drills.botapi import Person, Telegram, sample_photo
from tests.bot.conftest import WithBot

VOICE = b"OggS" + bytes(24) + b"OpusHead" + bytes(100)
PDF = b"%PDF-1.7 giay hen"

type TakesIn = Callable[..., list[str]]


@pytest.fixture
def takes_in(house: House, telegram: Telegram, with_bot: WithBot, tmp_path: Path) -> TakesIn:
    """Takes in what lies with Telegram, runs the jobs of its files so often; returns the ids of the files."""

    def run(times: int = 1) -> list[str]:
        ids: list[str] = []

        async def use(bot: Bot) -> None:
            ingest = Ingest(house, bot, lambda *_: None, lambda session, one: ids.append(one))
            await ingest.accept(await bot.get_updates(timeout=0))
            for one in [*ids] * times:
                await Fetcher(house, bot, tmp_path).fetch(one)

        with_bot(use)
        return ids

    return run


def told(house: House) -> list[str]:
    with house.work() as work:
        found = work.session.scalars(select(Notice).order_by(Notice.id))
        return [words.plain for notice in found if (words := render(work, notice))]


@pytest.mark.parametrize(
    ("send", "kind", "media_type"),
    [
        pytest.param(lambda p: p.sends_voice(VOICE), "audio", "audio/ogg", id="a voice note"),
        pytest.param(lambda p: p.sends_photo(sample_photo()), "image", "image/jpeg", id="a photo"),
        pytest.param(
            lambda p: p.sends_document(PDF, "a.exe"), "document", "application/pdf", id="a document"
        ),
    ],
)
def test_a_file_is_kept_sealed_and_told_by_its_content(
    house: House,
    telegram: Telegram,
    takes_in: TakesIn,
    tmp_path: Path,
    send: Callable[[Person], Any],
    kind: str,
    media_type: str,
) -> None:
    send(telegram.person("Lan"))
    (one,) = takes_in(times=2)  # a job may run twice
    with house.work() as work:
        row = work.session.get_one(Attachment, one)
        opened = attachments.open_(work, one, tmp_path)
    assert (opened.kind, opened.media_type, row.remote, row.size) == (
        kind,
        media_type,
        None,
        len(opened.content),
    )
    assert opened.content not in (tmp_path / one).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [one]
    assert told(house) == []


def test_what_is_no_file_for_a_report_is_forgotten_and_said_once(
    house: House, telegram: Telegram, takes_in: TakesIn, tmp_path: Path
) -> None:
    telegram.person("Lan").sends_document(b"MZ\x90\x00 program", "giay hen.pdf")
    (one,) = takes_in(times=2)
    with house.work() as work:
        assert work.session.get(Attachment, one) is None
    assert not list(tmp_path.iterdir())
    (line,) = told(house)
    assert line.startswith("Tôi không nhận được loại tệp này.")


def test_a_file_that_is_too_large_is_not_even_asked_for(
    house: House, telegram: Telegram, takes_in: TakesIn
) -> None:
    telegram.person("Lan").sends_video(bytes(attachments.LARGEST + 1), caption="quay ở quầy 3")
    assert takes_in() == []
    with house.work() as work:
        (turn,) = work.session.scalars(select(Turn))
    assert (turn.said["too_large"], turn.said["text"]) == (True, "quay ở quầy 3")


def test_a_file_whose_fetching_fails_is_asked_for_again_and_not_lost(
    house: House, telegram: Telegram, takes_in: TakesIn, with_bot: WithBot, tmp_path: Path
) -> None:
    telegram.person("Lan").sends_photo(sample_photo())
    telegram.fails("server_error", methods=["getfile"], times=1)
    with pytest.raises(NotFetched):
        takes_in()
    with house.work() as work:
        (row,) = work.session.scalars(select(Attachment))
        assert row.remote is not None
    with_bot(lambda bot: Fetcher(house, bot, tmp_path).fetch(row.id))
    with house.work() as work:
        assert attachments.open_(work, row.id, tmp_path).media_type == "image/jpeg"


def test_a_file_that_telegram_does_not_know_any_more_is_asked_for_anew(
    house: House, telegram: Telegram, takes_in: TakesIn, with_bot: WithBot, tmp_path: Path
) -> None:
    telegram.person("Lan").sends_photo(sample_photo())
    (one,) = takes_in(times=0)
    with house.work() as work:
        work.session.get_one(Attachment, one).remote = {"file_id": "gone", "name": ""}
    with_bot(lambda bot: Fetcher(house, bot, tmp_path).fetch(one))
    assert told(house)[0].startswith("Tôi chưa lấy được tệp")
