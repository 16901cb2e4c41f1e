"""A wide limit for one network address, so that one machine cannot fill the house (PRODUCT section 2).

Mobile networks put thousands of people behind one address: these numbers stop floods, not crowds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from ipaddress import ip_address
from time import monotonic

MESSAGES_A_MINUTE = 300
_MOST_ADDRESSES = 10_000


def is_loopback(host: str | None) -> bool:
    """Whether a client's address is this machine's own."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


class AddressLimit:
    """Counts what came from each address during the last minute, in this process."""

    def __init__(self, most: int = MESSAGES_A_MINUTE, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._clock = most, clock
        self._seen: dict[str, deque[float]] = {}

    def allows(self, host: str) -> bool:
        """Count one more message from this address; False when it is one too many."""
        if len(self._seen) > _MOST_ADDRESSES:
            self._seen.clear()
        times = self._seen.setdefault(host, deque())
        while times and times[0] < self._clock() - 60:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(self._clock())
        return True
