"""The bot's line to Telegram: how it is opened, and whether this database may use it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from telegram import Bot
from telegram.request import HTTPXRequest

from casework import outbox
from casework.work import Work

ANSWER_WITHIN = 10.0
CONNECT_WITHIN = 5.0
LINES = 40


def make_bot(token: str, api_url: str = "https://api.telegram.org") -> Bot:
    """A bot that is ready for `async with`; `api_url` without a path, as in TELEGRAM_API_URL."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=_request(LINES),
        get_updates_request=_request(2),
    )


def _request(lines: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=lines,
        read_timeout=ANSWER_WITHIN,
        write_timeout=ANSWER_WITHIN,
        connect_timeout=CONNECT_WITHIN,
        pool_timeout=ANSWER_WITHIN,
        media_write_timeout=60.0,
    )


def may_contact(work: Work, bot: Bot) -> bool:
    """Whether this database may be heard of by that Telegram: one for drills never reaches a real one."""
    return is_loopback(bot.base_url) or not outbox.is_drill(work.session)


def is_loopback(url: str) -> bool:
    """Whether an address ends at this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
