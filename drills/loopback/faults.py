"""Trouble on order: refusals, silence and broken connections, by chat, by method or for the next requests."""

import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum

from drills.loopback.records import MESSAGE_METHODS, Chat, ChatKind
from drills.loopback.refusals import BLOCKED, Refusal, bad, too_many


class Trouble(StrEnum):
    """What happens to a request.

    The first four refuse it. DROP breaks the connection before the request counts; STALL and LOSE carry it
    out, then never answer or break the connection, so that the bot can't know; SLOW carries it out and
    answers late.
    """

    TOO_MANY = "too_many"
    BLOCKED = "blocked"
    BAD_REQUEST = "bad_request"
    SERVER_ERROR = "server_error"
    DROP = "drop"
    STALL = "stall"
    LOSE = "lose"
    SLOW = "slow"


BEFORE = frozenset({Trouble.TOO_MANY, Trouble.BLOCKED, Trouble.BAD_REQUEST, Trouble.SERVER_ERROR})


@dataclass(slots=True)
class Fault:
    """`times` requests that match meet the trouble (None: every one until cleared), the first `skip` pass.

    `chat_id` None is any chat; `methods` are lower-case names; `seconds` is the silence of STALL and SLOW or
    the retry_after of TOO_MANY; `status` and `reason` are for SERVER_ERROR and BAD_REQUEST.
    """

    trouble: Trouble
    chat_id: int | None = None
    methods: frozenset[str] = frozenset(MESSAGE_METHODS)
    times: int | None = 1
    skip: int = 0
    seconds: float = 60.0
    status: int = 500
    reason: str = "invalid request"

    def refusal(self) -> Refusal:
        """The answer of a trouble that refuses."""
        return {
            Trouble.TOO_MANY: too_many(max(1, int(self.seconds))),
            Trouble.BLOCKED: Refusal(403, BLOCKED),
            Trouble.BAD_REQUEST: bad(self.reason),
        }.get(self.trouble, Refusal(self.status, "Internal Server Error"))


class FaultBox:
    """The troubles that wait for requests, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let one more trouble wait."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Forget all troubles."""
        with self._lock:
            self._faults.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The trouble this request meets, used up by it."""
        with self._lock:
            for fault in self._faults:
                if method in fault.methods and fault.chat_id in (None, chat_id):
                    return self._use(fault)
        return None

    def _use(self, fault: Fault) -> Fault | None:
        if fault.skip:
            fault.skip -= 1
            return None
        if fault.times is not None:
            fault.times -= 1
            if not fault.times:
                self._faults.remove(fault)
        return fault


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back at `rate` a second up to `burst`."""

    rate: float
    burst: float
    left: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = self.burst

    def lack(self, now: float) -> float:
        """Seconds until a token is there; 0 when one is."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.left) / self.rate)


class Limits:
    """Telegram's flood limits, as token buckets.

    30 messages a second over all, 1 a second in a chat after a burst, 20 a minute in a group. Telegram
    publishes the rates, not the bursts; the burst of a chat is kept one above what our sender uses.
    """

    def __init__(self) -> None:
        self._all = _Bucket(30, 30)
        self._chats: dict[int, _Bucket] = {}

    def spend(self, chat: Chat) -> None:
        """Count one message, or refuse it with the seconds to wait."""
        group = chat.kind is not ChatKind.PRIVATE
        mine = self._chats.setdefault(chat.id, _Bucket(20 / 60, 20) if group else _Bucket(1, 6))
        now = time.monotonic()
        wait = max(self._all.lack(now), mine.lack(now))
        if wait > 0:
            raise too_many(int(wait) + 1)
        self._all.left -= 1
        mine.left -= 1
