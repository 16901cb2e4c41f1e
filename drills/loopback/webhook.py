"""Pushing updates to the bot's webhook: one at a time for each chat and kind, until the bot says 2xx."""

import asyncio
import itertools
from collections import deque
from collections.abc import Iterator

import httpx

from drills.loopback.bell import Bell
from drills.loopback.records import Update
from drills.loopback.updates import handed
from drills.loopback.world import World

ANSWER_WITHIN = 60.0
LONGEST_PAUSE = 60.0

type Lane = tuple[str, int]


def pauses(first: float) -> Iterator[float]:
    """Seconds before each repeat, as Telegram makes them from one second on: none at first, then doubling."""
    yield 0.0
    for doubling in itertools.count():
        yield min(first * 2**doubling, LONGEST_PAUSE)


class Courier:
    """Runs in the server's loop; `first_pause` (seconds) may be shorter than Telegram's for quick tests."""

    def __init__(self, world: World, bell: Bell, first_pause: float) -> None:
        self._world = world
        self._bell = bell
        self._first_pause = first_pause
        self._generation = 0
        self._next_id = 0
        self._lanes: dict[Lane, deque[Update]] = {}
        self._slots = asyncio.Semaphore(1)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled: hand out what waits, then wait for more."""
        async with httpx.AsyncClient(timeout=ANSWER_WITHIN, trust_env=False) as client:
            try:
                while True:
                    self._assign(client)
                    await self._bell.wait(1.0)
            finally:
                self._stop()

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()

    def _assign(self, client: httpx.AsyncClient) -> None:
        hook, queue = self._world.webhook, self._world.updates
        if hook.generation != self._generation:
            self._stop()
            self._generation, self._next_id = hook.generation, 0
            self._slots = asyncio.Semaphore(hook.max_connections)
        if not hook.url:
            return
        with self._world.lock:
            fresh = list(queue.since(max(self._next_id, queue.first_id())))
            self._next_id = queue.next_id
        for update in fresh:
            self._enqueue(update, client)

    def _enqueue(self, update: Update, client: httpx.AsyncClient) -> None:
        lane = (update.kind, update.chat_id)
        if lane in self._lanes:
            self._lanes[lane].append(update)
            return
        self._lanes[lane] = deque([update])
        task = asyncio.create_task(self._drive(lane, client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, lane: Lane, client: httpx.AsyncClient) -> None:
        waiting = self._lanes[lane]
        while waiting:
            async with self._slots:
                delivered = await self._deliver(waiting[0], client)
            if not delivered:
                await self._repeat(waiting[0], client)
            waiting.popleft()
        del self._lanes[lane]

    async def _repeat(self, update: Update, client: httpx.AsyncClient) -> None:
        for pause in pauses(self._first_pause):
            await asyncio.sleep(pause)
            async with self._slots:
                if await self._deliver(update, client):
                    return

    async def _deliver(self, update: Update, client: httpx.AsyncClient) -> bool:
        hook = self._world.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            answer = await client.post(hook.url, json=handed([update])[0], headers=headers)
        except httpx.HTTPError as broken:
            return self._failed(str(broken) or type(broken).__name__)
        if not answer.is_success:
            return self._failed(
                f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
            )
        with self._world.lock:
            self._world.updates.confirm(update.id)
        return True

    def _failed(self, reason: str) -> bool:
        self._world.webhook.last_error_date = self._world.now()
        self._world.webhook.last_error_message = reason
        return False
