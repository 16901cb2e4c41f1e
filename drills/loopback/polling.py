"""getUpdates: offsets, long polling, one poller at a time."""

import time

from starlette.requests import Request

from drills.loopback.bell import Bell
from drills.loopback.params import Params
from drills.loopback.records import Json
from drills.loopback.refusals import OTHER_POLL, POLL_ENDED, WEBHOOK_ACTIVE, Refusal
from drills.loopback.updates import handed
from drills.loopback.world import World

LONGEST_POLL = 50


class Poller:
    """Remembers which request waits, so that a newer one ends it as Telegram does."""

    def __init__(self, world: World, bell: Bell) -> None:
        self._world = world
        self._bell = bell
        self._waiting: object = None
        self.closing = False

    async def get_updates(self, request: Request, params: Params) -> list[Json]:
        """Updates from `offset` on, at once or as soon as there are any within `timeout` seconds."""
        if self._world.webhook.url:
            raise Refusal(409, WEBHOOK_ACTIVE)
        with self._world.lock:
            self._world.updates.allow(params.data("allowed_updates"))
        found = self._take(params)
        timeout = min(params.number("timeout", 0), LONGEST_POLL)
        if found or timeout <= 0:
            return found
        return await self._wait(request, params, time.monotonic() + timeout)

    def _take(self, params: Params) -> list[Json]:
        offset = params.number("offset", 0)
        limit = min(max(params.number("limit", 100), 1), 100)
        with self._world.lock:
            return handed(self._world.updates.take(offset, limit))

    async def _wait(self, request: Request, params: Params, until: float) -> list[Json]:
        mine = self._waiting = object()
        self._bell.ring()
        while (left := until - time.monotonic()) > 0 and not self.closing:
            await self._bell.wait(left)
            if self._waiting is not mine:
                raise Refusal(409, OTHER_POLL)
            if self._world.webhook.url:
                raise Refusal(409, POLL_ENDED)
            if await request.is_disconnected():
                return []
            if found := self._take(params):
                return found
        return []
