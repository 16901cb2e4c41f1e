"""What handlers of the staff desk are given and what they give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from casework import delegations, queries
from casework.records import Case, StaffMember, Turn
from casework.terms import Actor
from casework.work import Work
from dialogue.reply import Line, Reply, reply
from dialogue.staff_cards import CARD, PREVIEW, PROMPT, REPLY


@dataclass(frozen=True)
class Say:
    """One message to be written: its words are made when it is sent (dialogue.staff_cards)."""

    kind: str
    body: dict[str, Any] = field(default_factory=dict)
    case_id: int | None = None

    @classmethod
    def reply(cls, body: Reply) -> Say:
        """A reply that holds no words of a case."""
        return cls(REPLY, {"reply": body})


def said(*lines: Line, rows: list[list[Line]] | None = None) -> Say:
    """A reply of some lines."""
    return Say.reply(reply(*lines, rows=rows))


def prompt(move: str, case: Case, *lines: Line, rows: list[list[Line]] | None = None, **more: Any) -> Say:
    """A question whose answer, typed, is `move` on the case; `more`: what else the answer must find again."""
    about = {"move": move, "ref": case.ref, **more}
    return Say(PROMPT, {"reply": reply(*lines, rows=rows, case_ref=case.ref), "prompt": about}, case.id)


@dataclass(frozen=True)
class Desk:
    """One turn of one member of staff."""

    work: Work
    member: StaffMember
    turn: Turn

    @property
    def actor(self) -> Actor:
        """In whose name this member moves a case."""
        return delegations.actor(self.work, self.member)

    def case(self, ref: str) -> Case:
        """The case if this member may see it; NotVisible otherwise."""
        return queries.case_for_staff(self.work.session, self.work.rules, self.member, ref)

    def card(self, ref: str, *before: Line) -> Say:
        """The case as it is when the message is sent, under what was just done; NotVisible."""
        return Say(CARD, {"before": list(before)}, self.case(ref).id)

    def preview(self, case: Case) -> Say:
        """The answer in the making, as the citizen will read it."""
        return Say(PREVIEW, {}, case.id)
