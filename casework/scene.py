"""What a move works on: the unit of work, the locked case, the move itself and the one who makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.records import Case
from casework.terms import Actor, Move, NotAllowed, State
from casework.work import Work

Given = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """What an effect works on: the unit of work, the locked case, the move and the one who makes it.

    The case is in its new state already, so that events know who holds it from now on; `was` is the old one.
    """

    work: Work
    case: Case
    move: Move
    actor: Actor
    was: State

    @property
    def now(self) -> datetime:
        """The moment of the move."""
        return self.work.now

    @property
    def arbiter(self) -> str:
        """Who rules on this case."""
        return self.work.rules.arbiter_of(self.case.hidden_from)

    def refused(self) -> NotAllowed:
        """The refusal of this move here and now."""
        return NotAllowed(state=self.was, move=self.move)
