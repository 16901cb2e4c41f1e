"""Logs tell ids, never words, names or secrets."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app import logs

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize("form", ["console", "json"])
def test_ids_are_written_and_words_are_not(form: str, capsys) -> None:
    logs.configure("INFO", form)
    structlog.get_logger("bot").info("update_taken", update_id=42, text="tôi tên là Hoa", phone="0912345678")
    written = capsys.readouterr().err
    assert "42" in written
    assert "Hoa" not in written
    assert "0912345678" not in written


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_token_is_hidden_even_inside_an_exception(form: str, capsys) -> None:
    logs.configure("INFO", form)
    try:
        raise ConnectionError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ConnectionError:
        structlog.get_logger("bot").exception("send_failed", notice=7)
    written = capsys.readouterr().err
    assert "ConnectionError" in written
    assert TOKEN not in written


def test_json_lines_are_json_with_time_and_level(capsys) -> None:
    logs.configure("INFO", "json")
    logging.getLogger("casework").warning("from the standard library", extra={"case": "DN-261123-0042-3"})
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["case"]) == ("warning", "DN-261123-0042-3")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("name", ["httpx", "procrastinate", "uvicorn.access"])
def test_libraries_that_write_addresses_stay_quiet(name: str, capsys) -> None:
    logs.configure("DEBUG", "console")
    logging.getLogger(name).info("GET https://example.org/secret")
    assert "secret" not in capsys.readouterr().err


def test_below_the_level_nothing_is_written(capsys) -> None:
    logs.configure("WARNING", "console")
    structlog.get_logger("x").info("seen")
    assert not capsys.readouterr().err
