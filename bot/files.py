"""Files that lie with Telegram: fetched after the turn was taken in, looked at, cleaned, sealed on disk.

A file is fetched once: its row loses the remote address when the content is kept. What may not be kept
is forgotten, and its sender is told in one line.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from casework import attachments, notices
from casework.attachments import LARGEST, FileNotTaken, FileTooLarge
from casework.records import Attachment
from casework.terms import CaseworkError
from casework.work import House, Work
from dialogue.reply import Line, line, reply


class NotFetched(Exception):
    """Telegram is away; the message is the name of the trouble."""


class Fetcher:
    """Brings files over; `folder` is where attachments are kept."""

    def __init__(self, house: House, bot: Bot, folder: Path) -> None:
        self._house, self._bot, self._folder = house, bot, folder

    async def fetch(self, attachment_id: str) -> None:
        """Bring one file over, unless it is here. Raises NotFetched: then it is to be tried again."""
        remote = await asyncio.to_thread(self._remote, attachment_id)
        if remote is None:
            return
        try:
            content = await self._download(remote)
        except FileTooLarge as refusal:
            await asyncio.to_thread(self._refuse, attachment_id, refusal)
            return
        except BadRequest:
            await asyncio.to_thread(self.give_up, attachment_id)
            return
        except TelegramError as error:
            raise NotFetched(type(error).__name__) from None
        await asyncio.to_thread(self._keep, attachment_id, content)

    def give_up(self, attachment_id: str) -> None:
        """Telegram does not hand it out: the sender is asked to send it again."""
        with self._house.work() as work:
            row = work.session.get(Attachment, attachment_id)
            if row is not None and row.remote is not None:
                _forget(work, row, line("citizen.file.lost"))

    def _remote(self, attachment_id: str) -> str | None:
        with self._house.work() as work:
            row = work.session.get(Attachment, attachment_id)
            return str(row.remote["file_id"]) if row is not None and row.remote else None

    async def _download(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        if (file.file_size or 0) > LARGEST:
            raise FileTooLarge(n=LARGEST // 1024 // 1024)
        return bytes(await file.download_as_bytearray())

    def _keep(self, attachment_id: str, content: bytes) -> None:
        try:
            with self._house.work() as work:
                attachments.fill(work, attachment_id, content, self._folder)
        except (FileTooLarge, FileNotTaken) as refusal:
            self._refuse(attachment_id, refusal)

    def _refuse(self, attachment_id: str, refusal: CaseworkError) -> None:
        with self._house.work() as work:
            row = work.session.get(Attachment, attachment_id)
            if row is not None:
                _forget(work, row, refusal_line(refusal))


def refusal_line(refusal: CaseworkError) -> Line:
    """Why a file was not taken, and what to do."""
    if isinstance(refusal, FileTooLarge):
        return line("citizen.file.too_large", n=LARGEST // 1024 // 1024)
    return line("citizen.file.not_taken")


def _forget(work: Work, row: Attachment, why: Line) -> None:
    """The row goes, so that no report claims a file that is not there."""
    message = notices.Message(row.pseudonym, "reply", reply(why), once=f"file:{row.id}")
    notices.queue(work.session, message, work.now)
    work.session.delete(row)
