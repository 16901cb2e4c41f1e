"""Taking in: an update and its job are written down in one transaction before Telegram hears that we have it.

Whatever happens after the commit, the turn is in the database; whatever happens before, Telegram offers the
update again, and the key of the turn lets it in once.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.orm import Session
from telegram import Bot, Update
from telegram.error import RetryAfter, TelegramError

from bot import unit_groups
from bot.carrier import seconds_of
from bot.reading import WANTED, Enclosure, Heard, InGroup, Left, Moved, Reach, Read, read_update
from casework import conversations, outbox
from casework.attachments import LARGEST
from casework.records import Attachment
from casework.work import House, Work
from texts import plain

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header, not a secret
WAIT_SECONDS = 25
LONGEST_PAUSE = 30.0
STRANGER = "staff.group.stranger"

Defer = Callable[[Session, str, str], None]
DeferFile = Callable[[Session, str], None]
Accept = Callable[[Sequence[Update]], Awaitable[None]]


class Ingest:
    """Writes updates down, and in the same transaction their jobs.

    `defer(session, key, pseudonym)` queues a turn, `defer_file(session, attachment)` the fetching of a file.
    """

    def __init__(self, house: House, bot: Bot, defer: Defer, defer_file: DeferFile) -> None:
        self._house = house
        self._bot = bot
        self._defer = defer
        self._defer_file = defer_file
        self._answering: set[asyncio.Task[None]] = set()

    async def accept(self, updates: Sequence[Update]) -> None:
        """Take in a batch; when this returns, nothing of it can be lost. Raises what the database raises."""
        found = [read for update in updates if (read := _read(update))]
        strangers = await asyncio.to_thread(self._write, found)
        for heard in found:
            if isinstance(heard, Heard | InGroup) and heard.query:
                self._stop_clock(heard.query, STRANGER if heard.key in strangers else None)

    async def bot_name(self, within: float = 3.0) -> str | None:
        """The name under which people find the bot; None when Telegram does not tell it in time."""
        try:
            return (await asyncio.wait_for(self._bot.get_me(), within)).username
        except (TelegramError, TimeoutError) as error:
            log.warning("the bot's name is not known", error=type(error).__name__)
            return None

    async def accept_json(self, update: dict[str, Any]) -> None:
        """The same for one update as the webhook brings it."""
        parsed = Update.de_json(update, self._bot)
        await self.accept([parsed])

    def _write(self, found: list[Read]) -> set[str]:
        """Returns the keys of what was pressed by people who are not staff, in a group."""
        strangers = set()
        with self._house.work() as work:
            for read in found:
                match read:
                    case Reach():
                        _change_reach(work, read)
                    case Heard():
                        self._take(work, read)
                    case InGroup() if not self._take_in_group(work, read):
                        strangers.add(read.key)
                    case Left() | Moved():
                        unit_groups.changed(work, read)
        return strangers

    def _take_in_group(self, work: Work, heard: InGroup) -> bool:
        """False: nobody we know, who leaves no trace here."""
        if not unit_groups.is_staff(work, heard):
            return False
        pseudonym = unit_groups.take(work, heard)
        if pseudonym:
            self._defer(work.session, heard.key, pseudonym)
        return True

    def _take(self, work: Work, heard: Heard) -> None:
        conversation = conversations.meet_on_telegram(work.session, heard.chat, work.now)
        pseudonym = conversation.pseudonym
        files = [file for file in heard.files if file.size <= LARGEST]
        ids = [secrets.token_hex(16) for _ in files]
        said = heard.said | ({"attachments": ids} if ids else {})
        if len(files) < len(heard.files):
            said["too_large"] = True
        if not conversations.take_turn(work.session, heard.key, pseudonym, said=said, now=work.now):
            return
        for file_id, file in zip(ids, files, strict=True):
            work.session.add(_attachment(file_id, pseudonym, file, work))
        work.session.flush()
        for file_id in ids:
            self._defer_file(work.session, file_id)
        self._defer(work.session, heard.key, pseudonym)

    def _stop_clock(self, query: str, words: str | None = None) -> None:
        """The waiting clock on the button, perhaps with words; "query is too old" and the like do no harm."""
        task = asyncio.create_task(self._answer(query, words))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, query: str, words: str | None) -> None:
        text = plain(words, "vi") if words else None
        with suppress(TelegramError):
            await self._bot.answer_callback_query(query, text, show_alert=bool(text))


def _read(update: Update) -> Read | None:
    """One update that cannot be read must not hold up all that come after it."""
    try:
        return read_update(update)
    except Exception as error:
        log.error("unreadable update", update=update.update_id, error=type(error).__name__)
        return None


def _change_reach(work: Work, change: Reach) -> None:
    pseudonym = conversations.telegram_pseudonym(change.chat)
    outbox.set_reach(work.session, pseudonym, reachable=change.reachable, now=work.now)


def _attachment(file_id: str, pseudonym: str, file: Enclosure, work: Work) -> Attachment:
    return Attachment(
        id=file_id,
        pseudonym=pseudonym,
        kind=file.kind,
        media_type=file.media_type,
        size=file.size,
        remote={"file_id": file.file_id, "name": file.name},
        received_at=work.now,
    )


def secret_fits(header: str | None, secret: str) -> bool:
    """Whether a webhook call carries the secret that was given to Telegram."""
    return hmac.compare_digest((header or "").encode(), secret.encode())


async def poll(bot: Bot, accept: Accept, *, wait: int = WAIT_SECONDS) -> None:
    """Fetch and take in for ever; an update is confirmed only by the request after its commit."""
    offset, pause = None, 0.0
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=wait, allowed_updates=WANTED)
            if updates:
                await accept(updates)
                offset = updates[-1].update_id + 1
            pause = 0.0
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except Exception as error:
            log.warning("polling failed", error=type(error).__name__)
            pause = min(LONGEST_PAUSE, pause * 2 or 0.5)
            await asyncio.sleep(pause)


async def start_polling_mode(bot: Bot) -> None:
    """Telegram pushes no more; what waits there is kept."""
    await bot.delete_webhook(drop_pending_updates=False)


async def start_webhook_mode(bot: Bot, url: str, secret: str) -> None:
    """Telegram pushes updates to `url` with the secret in SECRET_HEADER; what waits there is kept."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED, drop_pending_updates=False)
