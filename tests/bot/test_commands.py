"""Commands as they are typed, and what the bot says of itself in Telegram."""

from __future__ import annotations

import pytest

from bot.commands import Command, join_code, parse, present
from drills.botapi import Telegram
from tests.bot.conftest import WithBot


@pytest.mark.parametrize(
    ("text", "command"),
    [
        pytest.param("/viec", Command("viec", ""), id="plain"),
        pytest.param(
            "/Tim@drill_bot  DN-261123-0042-3 ", Command("tim", "DN-261123-0042-3"), id="with the bot"
        ),
        pytest.param("viec", None, id="no slash"),
        pytest.param("/", None, id="a slash alone"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_reading_a_command(text: str, command: Command | None) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("/start join_aB-c_1", "aB-c_1", id="the link"),
        pytest.param("join_aB-c_1", "aB-c_1", id="typed"),
        pytest.param("/start login_abc", None, id="another payload"),
        pytest.param("join_me please", None, id="a sentence"),
        pytest.param("/start", None, id="no payload"),
    ],
)
def test_reading_a_join_code(text: str, code: str | None) -> None:
    assert join_code(text) == code


def test_menus_and_descriptions_are_set_in_both_languages(telegram: Telegram, with_bot: WithBot) -> None:
    with_bot(present)
    menus = telegram.settings["commands"]
    assert [row["command"] for row in menus["default"]][:2] == ["guiphananh", "tracuu"]
    assert [row["command"] for row in menus["default:en"]][:2] == ["report", "status"]
    assert "Đồng Nai" in telegram.settings["description"]["en"]


def test_a_bot_that_cannot_set_its_menus_works_without(telegram: Telegram, with_bot: WithBot) -> None:
    telegram.fails("bad_request", methods=["setmycommands"], times=None)
    with_bot(present)
    assert "commands" not in telegram.settings
