"""Commands: how they are read, and how the bot presents itself in Telegram's menus."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from texts import plain

log = structlog.get_logger()

JOIN = "join_"
LOGIN = "login_"

# What a member of staff may type → what it means (see bot.staff).
STAFF: dict[str, str] = {
    "viec": "queue",
    "queue": "queue",
    "tim": "find",
    "find": "find",
    "tuychon": "wishes",
    "options": "wishes",
    "nhom": "groups",
    "group": "groups",
    "thoi": "cancel",
    "stop": "cancel",
    "start": "help",
    "trogiup": "help",
    "help": "help",
}

# What a member of staff may say in a group → what it means (see bot.unit_groups).
BIND, LEAVE = "bind", "leave"
IN_GROUPS: dict[str, str] = {"nhom": BIND, "group": BIND, "roinhom": LEAVE, "leavegroup": LEAVE}

# The menu of everybody, by language: commands are words of that language (PRODUCT section 2).
MENUS: dict[str, tuple[str, ...]] = {
    "vi": ("guiphananh", "tracuu", "quyen", "dulieu", "xoadulieu", "trogiup", "language"),
    "en": ("report", "status", "rights", "mydata", "forgetme", "help", "language"),
}


@dataclass(frozen=True)
class Command:
    """A typed command: its name in small letters, and what follows it."""

    name: str
    rest: str


def parse(text: str) -> Command | None:
    """The command a text begins with, "@bot" left out; None for any other text."""
    first, _, rest = text.strip().partition(" ")
    name = first[1:].partition("@")[0].casefold()
    return Command(name, rest.strip()) if first.startswith("/") and name else None


def join_code(text: str) -> str | None:
    """The one-time code in "/start join_…" or typed alone as "join_…"."""
    command = parse(text)
    word = command.rest if command and command.name == "start" else text.strip()
    is_code = word.startswith(JOIN) and len(word.split()) == 1
    return word.removeprefix(JOIN) if is_code else None


def login_nonce(text: str) -> str | None:
    """What a link to sign in to the console carries: "/start login_…"."""
    command = parse(text)
    is_login = command is not None and command.name == "start" and command.rest.startswith(LOGIN)
    return command.rest.removeprefix(LOGIN) if command and is_login else None


async def present(bot: Bot) -> None:
    """Set menus and descriptions: Vietnamese for everybody, English for English phones.

    A failure is logged and nothing more: the bot works without.
    """
    for language, code in (("vi", None), ("vi", "vi"), ("en", "en")):
        menu = [BotCommand(name, plain(f"staff.menu.{name}", language)) for name in MENUS[language]]
        about = plain("staff.bot.description", language)
        in_short = plain("staff.bot.short_description", language)
        try:
            await bot.set_my_commands(menu, language_code=code)
            await bot.set_my_description(about, language_code=code)
            await bot.set_my_short_description(in_short, language_code=code)
        except TelegramError as error:
            log.warning("the bot's menus could not be set", error=type(error).__name__)
