"""The words of the house: states, moves, roles, events, and the errors a rule may raise.

Every name is the one shown in docs/glossary.md; values are what the database and JSON hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case stands (PRODUCT section 3)."""

    RECEIVED = "received"
    ROUTED = "routed"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"

    @property
    def is_open(self) -> bool:
        """An open case has an accountable unit and a running history."""
        return self in OPEN_STATES

    @property
    def awaits_answer(self) -> bool:
        """The unit still owes the answer: the deadline counts."""
        return self in UNANSWERED_STATES


OPEN_STATES = frozenset({State.RECEIVED, State.ROUTED, State.ACCEPTED, State.WAITING, State.ANSWERED})
UNANSWERED_STATES = OPEN_STATES - {State.ANSWERED}


class Role(StrEnum):
    """What a member of staff may be (INTERFACES, `staff invite --role`)."""

    OFFICER = "officer"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    INSPECTOR = "inspector"
    ADMIN = "admin"


class Party(StrEnum):
    """Who acts in a move besides staff roles."""

    CITIZEN = "citizen"
    SYSTEM = "system"


class Move(StrEnum):
    """What may be done to a case; each leaves an event."""

    ROUTE = "route"
    TRIAGE = "triage"
    ACCEPT = "accept"
    WRONG_ADDRESS = "wrong_address"
    ASK = "ask"
    SUPPLY = "supply"
    ADD = "add"
    ANSWER = "answer"
    SETTLE = "settle"
    NOT_SETTLED = "not_settled"
    PARTLY = "partly"
    CLOSE_UNCONFIRMED = "close_unconfirmed"
    REOPEN = "reopen"
    PROMISE_MISSED = "promise_missed"
    PROMISE_KEPT = "promise_kept"
    RATE = "rate"
    WITHDRAW = "withdraw"
    MEET = "meet"
    # passing a case on: offers, and who rules on them
    OFFER = "offer"
    TAKE = "take"
    DECLINE = "decline"
    ASK_RULING = "ask_ruling"
    RULE = "rule"
    ASK_CHAIRMAN = "ask_chairman"
    NAME_LEAD = "name_lead"
    # more time
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    DENY_EXTENSION = "deny_extension"
    # refusing takes two keys
    PROPOSE_REFUSAL = "propose_refusal"
    REFUSE = "refuse"
    DENY_REFUSAL = "deny_refusal"
    APPEAL = "appeal"
    # what is found out and done about it
    CHECK = "check"
    RECORD_MEASURE = "record_measure"
    MET = "met"
    INFORM_HEAD = "inform_head"
    HAND_TO_POLICE = "hand_to_police"
    # what a case is
    RELABEL = "relabel"
    MERGE = "merge"
    SPLIT = "split"
    RESTRICT = "restrict"


class EventKind(StrEnum):
    """Names of events in the database and in JSON (INTERFACES, "Events of a case")."""

    RECEIVED = "received"
    CLASSIFIED = "classified"
    RELABELLED = "relabelled"
    ROUTED = "routed"
    MISROUTED = "misrouted"
    ACCEPTED = "accepted"
    ASKED = "asked"
    SUPPLIED = "supplied"
    TRANSFER_OFFERED = "transfer_offered"
    TRANSFER_TAKEN = "transfer_taken"
    TRANSFER_DECLINED = "transfer_declined"
    TRANSFER_RULED = "transfer_ruled"
    RULING_ASKED = "ruling_asked"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    ANSWERED = "answered"
    REFUSAL_PROPOSED = "refusal_proposed"
    REFUSED = "refused"
    APPEALED = "appealed"
    CHECKED = "checked"
    RATED = "rated"
    CLOSED = "closed"
    REOPENED = "reopened"
    PROMISED = "promised"
    PROMISE_MISSED = "promise_missed"
    MEASURE_RECORDED = "measure_recorded"
    HEAD_INFORMED = "head_informed"
    HANDED_TO_POLICE = "handed_to_police"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    SPLIT = "split"
    RESTRICTED = "restricted"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    DELEGATED = "delegated"
    DEADLINE_MOVED = "deadline_moved"
    ACKNOWLEDGED = "acknowledged"
    IDENTITY_VIEWED = "identity_viewed"
    NOTED = "noted"
    ANONYMISED = "anonymised"


class IdentityMode(StrEnum):
    """The three ways to send (PRODUCT section 2)."""

    SEALED = "sealed"
    SHOWN = "shown"
    NONE = "none"


class Finding(StrEnum):
    """The unit's own finding in an answer."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNPROVEN = "unproven"


class Closing(StrEnum):
    """How a closed case ended; counted apart (PRODUCT 4.10)."""

    SETTLED = "settled"
    UNCONFIRMED = "unconfirmed"
    NOTED = "noted"


class NoticeState(StrEnum):
    """The life of one outgoing message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    PARKED = "parked"


class Channel(StrEnum):
    """Where a conversation takes place."""

    TELEGRAM = "telegram"
    WEB = "web"


class PatternKind(StrEnum):
    """What repeats: reports of many people, or the passing of a case in a circle."""

    REPORTS = "reports"
    COORDINATION = "coordination"


class PatternState(StrEnum):
    """Where a pattern case stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    ANSWERED = "answered"
    WATCHED = "watched"
    CLOSED = "closed"


class PatternMove(StrEnum):
    """What may be done to it; each leaves an event."""

    ANSWER = "answer"
    PROPOSE = "propose"
    UPHOLD = "uphold"
    SEND_BACK = "send_back"
    FALLEN = "fallen"
    NOT_FALLEN = "not_fallen"


class PatternEventKind(StrEnum):
    """Lines in the history of a pattern case."""

    OPENED = "opened"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    UPHELD = "upheld"
    SENT_BACK = "sent_back"
    FALLEN = "fallen"
    NOT_FALLEN = "not_fallen"
    REMINDED = "reminded"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class Actor:
    """Who makes a move: a citizen, the system, or a member of staff of a unit.

    `unit` is the code of the unit that staff speak for; `staff_id` is kept in the event, never a name.
    `delegation`: under which a deputy acts for the head, with the head's role as `party`.
    """

    party: Role | Party
    unit: str | None = None
    staff_id: int | None = None
    delegation: int | None = None

    @property
    def is_staff(self) -> bool:
        """Staff moves are bound to a unit; citizen and system moves are not."""
        return isinstance(self.party, Role)

    @property
    def by_delegation(self) -> bool:
        """A deputy who acts as head for a time, which the event shows."""
        return self.delegation is not None


SYSTEM = Actor(Party.SYSTEM)
CITIZEN = Actor(Party.CITIZEN)


class CaseworkError(Exception):
    """A refusal in words: `key` names the sentence in the catalogue, `params` fill it.

    CaseworkError
     ├─ NotAllowed       this actor may not make this move now
     │   └─ PassedEnough only the arbiter may move this case on
     ├─ NotVisible       there is no such case for this person
     ├─ Incomplete       something that must be given is missing
     ├─ TooMany          a limit of PRODUCT section 2 is reached
     ├─ BadDelegation    a head's place cannot be taken so: `why` names the reason
     ├─ BadGroup         a group cannot be bound or let go of: `why` names the reason
     ├─ HeadMustSign     an answer that no deputy may sign
     ├─ SignInOver       a link to sign in is no longer good
     ├─ WeakPassword     a password that is too easy to guess
     └─ BadInvitation    a one-time code that is unknown, used or too old
    """

    key = "staff.error.refused"

    def __init__(self, **params: object) -> None:
        super().__init__(self.key, params)
        self.params = params


class NotAllowed(CaseworkError):
    """This actor may not make this move in this state."""

    key = "staff.error.not_allowed"


class PassedEnough(NotAllowed):
    """Passed on as often as it may be, or it would come back: only the arbiter moves the case now."""

    key = "staff.error.passed_enough"


class PatternNotAllowed(NotAllowed):
    """This actor may not make this move on a pattern as it stands."""

    key = "patterns.error.not_allowed"


class NotVisible(CaseworkError):
    """No such case for this person; said in the same words whether or not it exists."""

    key = "staff.error.not_visible"


class Incomplete(CaseworkError):
    """A move lacks what PRODUCT section 3 says must be given; `what` names it."""

    key = "staff.error.incomplete"


class TooMany(CaseworkError):
    """More reports than the limit of one person in an hour."""

    key = "citizen.error.too_many"


class BadInvitation(CaseworkError):
    """The one-time code is unknown, used or out of date."""

    key = "staff.error.bad_invitation"


class BadDelegation(CaseworkError):
    """This person cannot act for the head in these days."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.key = f"staff.error.delegation.{why}"


class BadGroup(CaseworkError):
    """A group of Telegram cannot be bound to the unit, or let go of."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.key = f"staff.error.group.{why}"


class HeadMustSign(CaseworkError):
    """A deputy may not sign this answer: it waits for the head in person."""

    key = "staff.error.head_must_sign"


class SignInOver(CaseworkError):
    """A link to sign in was used, answered with the wrong digits, or is too old."""

    key = "staff.error.sign_in_over"


class WeakPassword(CaseworkError):
    """Too short, or one character again and again."""

    key = "staff.error.weak_password"
