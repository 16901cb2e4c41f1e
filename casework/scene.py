"""What a move works on: the unit of work, the locked case, the move itself and the one who makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework import history
from casework.records import Case
from casework.rules.directory import UnknownUnit
from casework.terms import SYSTEM, Actor, EventKind, Incomplete, Move, NotAllowed, State
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

    @property
    def clock(self) -> str:
        """Which of the two deadlines is running: the name of its column."""
        return "second_due_at" if self.case.second_due_at else "due_at"

    @property
    def due(self) -> datetime | None:
        """The running deadline."""
        due: datetime | None = getattr(self.case, self.clock)
        return due

    def unit(self, code: object) -> str:
        """The code of a unit that exists and may know of the case; raises Incomplete, NotAllowed."""
        try:
            known = self.work.rules.directory.unit(str(code)).code
        except UnknownUnit as error:
            raise Incomplete(what="unit") from error
        if known in self.case.hidden_from:
            raise self.refused()
        return known

    def note(self, kind: EventKind, **data: Any) -> None:
        """Another line of history that comes with the move."""
        history.append(self.work.session, self.case, kind, SYSTEM, self.now, **data)

    def refused(self) -> NotAllowed:
        """The refusal of this move here and now."""
        return NotAllowed(state=self.was, move=self.move)
