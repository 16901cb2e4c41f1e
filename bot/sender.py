"""The sender: the one loop that takes due notices and has them carried, one at a time to each chat.

A notice is marked as being sent before the call and as sent after it. What lies between is uncertain: then
its message is looked for in the chat before anything is sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram import Bot

from bot.api import may_contact
from bot.carrier import Carrier
from bot.delivery import Post
from bot.pacing import Pace
from bot.parcel import Parcel
from casework import outbox
from casework.records import Notice
from casework.work import House, Work
from dialogue.outgoing import Outgoing

log = structlog.get_logger()

OFFICE = "sender"  # of bot.election
CHANNEL = "notices"  # what the database notifies when a notice is written
AT_ONCE = 20  # notices under way, each to its own chat
LOOK_EVERY = 1.0
FINISH_WITHIN = 5.0

Render = Callable[[Work, Notice], Outgoing | None]


class Sender:
    """Sends every due notice of the house. `render` makes the words at that moment, None: not any more."""

    def __init__(
        self, house: House, bot: Bot, render: Render, *, public_url: str, pace: Pace | None = None
    ) -> None:
        self._house = house
        self._render = render
        self._bot = bot
        self._pace = pace or Pace()
        self._carrier = Carrier(house, Post(bot, public_url), self._pace)
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._failure: BaseException | None = None

    async def run(self, wake: asyncio.Event, *, settle: float = LOOK_EVERY) -> None:
        """Send until `stop`; for `bot.election.lead`, which sets `wake` at each new notice.

        `settle`: seconds for the last calls of a sender that died to arrive, before its work is looked into.
        """
        self._wake, self._failure = wake, None
        try:
            await asyncio.sleep(settle)
            await self._recover()
            while not self._stopping:
                wake.clear()
                await self._look()
                await self._rest()
            await self._finish()
        finally:
            for task in list(self._under_way.values()):
                task.cancel()

    def stop(self) -> None:
        """Finish what is under way and begin nothing new."""
        self._stopping = True
        self._wake.set()

    async def drain(self) -> None:
        """Send everything that is due now, then return (command line, drills, tests)."""
        await self._recover()
        while await asyncio.to_thread(self._is_any_due) or self._under_way:
            self._wake.clear()
            await self._look()
            await self._rest()

    async def _recover(self) -> None:
        """Find out what became of the notices that a sender before this one left in the middle."""
        for parcel in await asyncio.to_thread(self._interrupted):
            self._start(parcel, self._carrier.settle(parcel))

    async def _look(self) -> None:
        limit = min(self._pace.room(), AT_ONCE - len(self._under_way))
        if limit > 0:
            busy = [*self._under_way, *self._pace.waiting()]
            for parcel in await asyncio.to_thread(self._take, busy, limit):
                self._start(parcel, self._carrier.send(parcel))

    def _start(self, parcel: Parcel, carrying: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(carrying)
        self._under_way[parcel.recipient] = task
        task.add_done_callback(lambda done: self._ended(parcel.recipient, done))

    def _ended(self, recipient: str, task: asyncio.Task[None]) -> None:
        self._under_way.pop(recipient, None)
        if not task.cancelled():
            self._failure = self._failure or task.exception()
        self._wake.set()

    async def _rest(self) -> None:
        """Until there may be something to do. A failure of the database ends this run; the next recovers."""
        try:
            async with asyncio.timeout(self._pace.soonest(LOOK_EVERY)):
                await self._wake.wait()
        except TimeoutError:
            pass
        if self._failure is not None:
            raise self._failure

    async def _finish(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=FINISH_WITHIN)

    def _take(self, busy: list[str], limit: int) -> list[Parcel]:
        with self._house.work() as work:
            if not self._may_send(work):
                return []
            outbox.give_up_unreachable(work.session, work.now)
            taken = outbox.take(work.session, work.now, busy=busy, limit=limit)
            return [parcel for notice in taken if (parcel := self._wrap(work, notice))]

    def _interrupted(self) -> list[Parcel]:
        with self._house.work() as work:
            left = outbox.interrupted(work.session) if self._may_send(work) else []
            return [parcel for notice in left if (parcel := self._wrap(work, notice))]

    def _wrap(self, work: Work, notice: Notice) -> Parcel | None:
        """The notice with its words; one that cannot be put into words is set aside, and the rest goes on."""
        chat = outbox.chat_of(work.session, notice.recipient)
        try:
            with work.session.begin_nested():
                outgoing = self._render(work, notice)
        except Exception as error:
            log.error("notice without words", notice=notice.id, kind=notice.kind, error=type(error).__name__)
            outbox.fail(work.session, notice.id)
            return None
        if outgoing is None or chat is None:
            outbox.park(work.session, notice.id)
            return None
        return Parcel.of(notice, chat, outgoing)

    def _is_any_due(self) -> bool:
        with self._house.work() as work:
            return self._may_send(work) and outbox.is_any_due(work.session, work.now)

    def _may_send(self, work: Work) -> bool:
        if may_contact(work, self._bot):
            return True
        log.warning("drill database: nothing is sent to a real Telegram")
        return False
