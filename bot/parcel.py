"""A notice with its words, ready to go, and what is done when nobody knows whether it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.delivery import Part, parts_of
from casework.outbox import parts_sent
from casework.records import Notice
from dialogue.outgoing import Outgoing
from dialogue.staff_cards import PROMPT

LONGEST_PAUSE = 60.0


class Doubt(StrEnum):
    """What is done with a message that may have arrived."""

    PROBE = "probe"
    RESEND = "resend"
    PARK = "park"


# A probe rests on habits of Telegram that the Bot API does not promise: each kind of notice can be switched.
POLICY: dict[str, Doubt] = {PROMPT: Doubt.RESEND}


@dataclass(frozen=True)
class Parcel:
    """One notice under way. `done`: how many of its parts lie in the chat; `attempts`: how often tried."""

    notice_id: int
    recipient: str
    kind: str
    chat: int
    outgoing: Outgoing
    parts: tuple[Part, ...]
    done: int
    attempts: int

    @classmethod
    def of(cls, notice: Notice, chat: int, outgoing: Outgoing) -> Parcel:
        """The parcel of a notice. Its words may have become fewer since: the last part is never skipped."""
        parts = tuple(parts_of(outgoing))
        done = min(len(parts_sent(notice)), len(parts) - 1)
        return cls(
            notice_id=notice.id,
            recipient=notice.recipient,
            kind=notice.kind,
            chat=chat,
            outgoing=outgoing,
            parts=parts,
            done=done,
            attempts=notice.attempts,
        )

    @property
    def is_group(self) -> bool:
        """Groups have negative ids."""
        return self.chat < 0

    @property
    def has_own_range(self) -> bool:
        """Supergroups number their messages apart from all other chats."""
        return self.chat < -1_000_000_000_000

    @property
    def pause(self) -> float:
        """Seconds to leave the chat alone after a failure."""
        return min(LONGEST_PAUSE, 0.25 * 2.0 ** min(self.attempts, 10))

    def in_doubt(self, number: int) -> Doubt:
        """What to do when it is not known whether part `number` arrived."""
        wanted = POLICY.get(self.kind, Doubt.PROBE)
        hopeless = wanted is Doubt.PROBE and not self.parts[number].can_be_probed
        return Doubt.RESEND if hopeless else wanted

    @property
    def without_trace(self) -> Doubt:
        """The same when there are more places than a probe looks at: for staff, twice beats never."""
        return Doubt.RESEND if self.kind.startswith("staff") else Doubt.PARK
