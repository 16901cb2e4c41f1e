"""The queue of updates: numbered, kept until confirmed, filtered by `allowed_updates` as they arise."""

import time
from collections.abc import Iterator

from drills.loopback.records import Json, Update

FIRST_ID = 880_000_001
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Not locked by itself: the world's lock guards it."""

    def __init__(self) -> None:
        self.next_id = FIRST_ID
        self.allowed: frozenset[str] = frozenset()
        self.history: list[Update] = []
        self._waiting: dict[int, Update] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, kinds: list[str] | None) -> None:
        """Remember the wanted kinds for updates to come; an empty list means the default, None no change."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST_ONLY

    def put(self, kind: str, chat_id: int, payload: Json) -> None:
        """Number an update and let it wait."""
        if not self.wants(kind):
            return
        update = Update(
            self.next_id, kind, chat_id, {"update_id": self.next_id, kind: payload}, time.monotonic()
        )
        self._waiting[update.id] = update
        self.history.append(update)
        self.next_id += 1

    def take(self, offset: int, limit: int) -> list[Update]:
        """The oldest updates from `offset` on; all before it are confirmed and forgotten.

        A negative offset keeps that many from the end and forgets the rest.
        """
        first = offset if offset >= 0 else self.next_id + offset
        self._forget_before(first)
        return [update for update, _ in zip(self._waiting.values(), range(limit), strict=False)]

    def _forget_before(self, first: int) -> None:
        for number in list(self._waiting):
            if number >= first:
                return
            del self._waiting[number]

    def since(self, number: int) -> Iterator[Update]:
        """Waiting updates numbered `number` or later."""
        for at in range(number, self.next_id):
            if at in self._waiting:
                yield self._waiting[at]

    def first_id(self) -> int:
        """The number of the oldest waiting update."""
        return next(iter(self._waiting), self.next_id)

    def confirm(self, number: int) -> None:
        """Forget one update that was delivered."""
        self._waiting.pop(number, None)

    def drop_all(self) -> None:
        """Forget all."""
        self._waiting.clear()


def handed(updates: list[Update]) -> list[Json]:
    """The payloads, with the moment of first going out noted."""
    now = time.monotonic()
    for update in updates:
        update.handed_at = update.handed_at or now
    return [update.payload for update in updates]
