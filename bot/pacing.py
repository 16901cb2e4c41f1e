"""How fast the bot may speak: 30 messages a second, 1 a second in a chat after 5, 20 a minute in a group.

Telegram publishes these rates and answers more with 429, after which that chat alone waits as long as told.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rate:
    """`a_second` in the long run, `burst` at once."""

    a_second: float
    burst: int


OVERALL = Rate(30, 20)
CHAT = Rate(1, 5)
GROUP = Rate(15 / 60, 5)  # with its burst never more than 20 in a minute


@dataclass
class _Bucket:
    rate: Rate
    at: float
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = float(self.rate.burst)

    def refill(self, now: float) -> None:
        """A held bucket lies in the future: nothing comes in until then."""
        if now > self.at:
            self.left = min(float(self.rate.burst), self.left + (now - self.at) * self.rate.a_second)
            self.at = now

    def lack(self, now: float) -> float:
        """Seconds until one message may go."""
        self.refill(now)
        return max(0.0, self.at - now) + max(0.0, (1 - self.left) / self.rate.a_second)

    def hold(self, until: float) -> None:
        self.left, self.at = 1.0, max(self.at, until)


class Pace:
    """Knows for each chat (by its pseudonym) when it may be written to. `ticks`: monotonic seconds."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._all = _Bucket(OVERALL, ticks())
        self._chats: dict[str, _Bucket] = {}

    def room(self) -> int:
        """How many messages may go out now."""
        return int(self._all.left) if self._all.lack(self._ticks()) == 0 else 0

    def waiting(self) -> dict[str, float]:
        """Chats that must wait, and for how many seconds. A chat that rested is forgotten."""
        now = self._ticks()
        lacks = {chat: bucket.lack(now) for chat, bucket in self._chats.items()}
        rested = [chat for chat, b in self._chats.items() if b.left >= b.rate.burst and b.at <= now]
        for chat in rested:
            del self._chats[chat]
        return {chat: lack for chat, lack in lacks.items() if lack > 0}

    def soonest(self, otherwise: float) -> float:
        """Seconds until somebody who waits may be written to; at most `otherwise`."""
        waits = [*self.waiting().values(), otherwise]
        overall = self._all.lack(self._ticks())
        return min(otherwise, max(min(waits), overall))

    def spend(self, chat: str, *, group: bool = False) -> None:
        """One message goes out now."""
        now = self._ticks()
        mine = self._chats.setdefault(chat, _Bucket(GROUP if group else CHAT, now))
        for bucket in (self._all, mine):
            bucket.refill(now)
            bucket.left -= 1

    async def turn(self, chat: str, *, group: bool = False) -> None:
        """Wait until one more message may go to the chat, and count it."""
        while (lack := self._lack(chat)) > 0:
            await asyncio.sleep(lack)
        self.spend(chat, group=group)

    def _lack(self, chat: str) -> float:
        now = self._ticks()
        mine = self._chats.get(chat)
        return max(self._all.lack(now), mine.lack(now) if mine else 0.0)

    def hold(self, chat: str, seconds: float) -> None:
        """Nothing goes to this chat for so long."""
        now = self._ticks()
        self._chats.setdefault(chat, _Bucket(CHAT, now)).hold(now + seconds)

    def hold_all(self, seconds: float) -> None:
        """Nothing goes out at all for so long."""
        self._all.hold(self._ticks() + seconds)
