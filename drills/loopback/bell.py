"""Waiting inside the server's loop for a change made in any thread."""

import asyncio


class Bell:
    """`ring` wakes all who wait; from another thread it goes through `call_soon_threadsafe`."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()
        self._asked = False

    def ring_from_anywhere(self) -> None:
        """Ask for a ring; several before the loop turns are one."""
        if not self._asked and not self._loop.is_closed():
            self._asked = True
            self._loop.call_soon_threadsafe(self.ring)

    def ring(self) -> None:
        """Wake all who wait; only inside the loop."""
        self._asked = False
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until the next ring, at most so long.

        Look for the change before and after, without awaiting in between.
        """
        event = self._event
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
