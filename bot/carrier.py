"""Carries one notice to its chat, and settles what became of it: sent, due again, never, or nobody knows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.delivery import Post
from bot.pacing import Pace
from bot.parcel import LONGEST_PAUSE, Doubt, Parcel
from casework import groups, outbox
from casework.outbox import Window
from casework.records import Notice
from casework.work import House

log = structlog.get_logger()

LOCKED_OUT_FOR = 30.0
MOST_CANDIDATES = 30
BEYOND_TOP = 20
CLOSED = "chat not found"


class Carrier:
    """Sends the parts of a parcel in order and writes down each one before the next."""

    def __init__(self, house: House, post: Post, pace: Pace) -> None:
        self._house = house
        self._post = post
        self._pace = pace

    async def send(self, parcel: Parcel) -> None:
        """Send what is still to be sent; every refusal of Telegram is settled here."""
        for number in range(parcel.done, len(parcel.parts)):
            await self._pace.turn(parcel.recipient, group=parcel.is_group)
            try:
                message_id = await self._post.send(
                    parcel.chat, parcel.parts[number], protect=parcel.outgoing.protect
                )
            except TelegramError as refusal:
                await self._refused(parcel, number, refusal)
                return
            except Exception as error:
                log.error("notice cannot be sent", notice=parcel.notice_id, error=type(error).__name__)
                await self._write(outbox.fail, parcel.notice_id)
                return
            await self._arrived(parcel, number, message_id)

    async def settle(self, parcel: Parcel) -> None:
        """Find out what became of a parcel that was left in the middle."""
        await self._doubt(parcel, parcel.done, 0.0)

    async def _refused(self, parcel: Parcel, number: int, refusal: TelegramError) -> None:
        match refusal:  # the order counts: BadRequest is a NetworkError to the library
            case RetryAfter():
                await self._wait(parcel, refusal)
            case ChatMigrated():
                await self._write(outbox.put_back, parcel.notice_id)
                await self._write(outbox.move_chat, parcel.recipient, refusal.new_chat_id)
                await self._write(groups.follow, parcel.recipient, refusal.new_chat_id, self._house.clock())
            case Forbidden():
                await self._closed(parcel)
            case BadRequest():
                await self._bad(parcel, refusal)
            case NetworkError():
                await self._doubt(parcel, number, parcel.pause)
            case _:
                await self._locked_out(parcel, refusal)

    async def _arrived(self, parcel: Parcel, number: int, message_id: int) -> None:
        last = number == len(parcel.parts) - 1
        step = outbox.sent if last else outbox.part_sent
        await self._write(step, parcel.notice_id, message_id, self._house.clock())

    async def _wait(self, parcel: Parcel, refusal: RetryAfter) -> None:
        """429: this chat alone waits as long as told."""
        self._pace.hold(parcel.recipient, seconds_of(refusal))
        await self._write(outbox.put_back, parcel.notice_id)

    async def _closed(self, parcel: Parcel) -> None:
        """403: blocked, or the account is gone."""
        await self._write(outbox.unreachable, parcel.notice_id, self._house.clock())

    async def _bad(self, parcel: Parcel, refusal: BadRequest) -> None:
        if CLOSED in str(refusal).lower():
            await self._closed(parcel)
            return
        log.error("notice refused", notice=parcel.notice_id, kind=parcel.kind)
        await self._write(outbox.fail, parcel.notice_id)

    async def _locked_out(self, parcel: Parcel, refusal: TelegramError) -> None:
        """Not about this notice: the token or the server is wrong, nothing else would get through either."""
        log.error("telegram refuses the bot", error=type(refusal).__name__)
        self._pace.hold_all(LOCKED_OUT_FOR)
        await self._write(outbox.put_back, parcel.notice_id)

    async def _doubt(self, parcel: Parcel, number: int, pause: float) -> None:
        """No answer: delivered or not. Looked into as soon as Telegram can be reached."""
        while True:
            await asyncio.sleep(pause)
            try:
                return await self._look_for(parcel, number)
            except RetryAfter as again:
                pause = seconds_of(again)
            except Forbidden:
                return await self._closed(parcel)
            except TelegramError:
                pause = min(LONGEST_PAUSE, max(0.25, pause) * 2)

    async def _look_for(self, parcel: Parcel, number: int) -> None:
        doubt = parcel.in_doubt(number)
        window = await self._read(parcel) if doubt is Doubt.PROBE else None
        places = window.candidates(BEYOND_TOP) if window else []
        for message_id in places[:MOST_CANDIDATES]:
            if await self._post.lies_at(parcel.chat, message_id, parcel.parts[number]):
                await self._found(parcel, number, message_id)
                return
        if len(places) > MOST_CANDIDATES:
            doubt = parcel.without_trace
        await self._write(outbox.park if doubt is Doubt.PARK else outbox.put_back, parcel.notice_id)

    async def _found(self, parcel: Parcel, number: int, message_id: int) -> None:
        """It arrived. Whatever follows in the same notice begins anew, from the next part."""
        await self._arrived(parcel, number, message_id)
        if number < len(parcel.parts) - 1:
            await self._write(outbox.put_back, parcel.notice_id)

    async def _read(self, parcel: Parcel) -> Window:
        def read() -> Window:
            with self._house.work() as work:
                notice = work.session.get_one(Notice, parcel.notice_id)
                return outbox.window(work.session, notice, own_range=parcel.has_own_range)

        return await asyncio.to_thread(read)

    async def _write(self, step: Callable[..., None], *arguments: Any) -> None:
        def write() -> None:
            with self._house.work() as work:
                step(work.session, *arguments)

        await asyncio.to_thread(write)


def seconds_of(refusal: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    after = refusal.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
