"""What figures depend on besides the cases: who reads them, which week, up to when, which calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from casework.rules.deadlines import Calendar
from casework.rules.figures_life import Life
from casework.rules.figures_marks import Span
from casework.rules.figures_week import Week, week_of
from casework.rules.patterns import Surroundings
from casework.rules.sight import may_see
from casework.terms import Role

USUAL_WEEKS = 4


@dataclass(frozen=True)
class Reader:
    """Whom a summary is for: a unit through the eyes of its head, or the whole city (`city`)."""

    unit: str
    role: Role = Role.HEAD
    city: bool = False

    def counts(self, life: Life, accountable: str) -> bool:
        """Whether a case counts for this reader, as long as that unit was accountable for it.

        The leader of the city is given sums over everything that is not hidden from them.
        """
        scope = life.scope_of(accountable)
        if self.city and self.role is Role.LEADER:
            return self.unit not in scope.hidden_from
        return may_see(self.unit, self.role, scope)


@dataclass(frozen=True)
class Frame:
    """What figures depend on besides the cases.

    `cut_off`: the end of the week, or the present moment while it lasts; `praise`: labels that owe no answer;
    `since`: the day of the first case of all, before which there is no usual number; `around`: the test of
    hot spots and the units, None: nothing is called unusual.
    """

    week: Week
    cut_off: datetime
    calendar: Calendar
    praise: frozenset[str]
    since: date | None = None
    with_rows: bool = False
    around: Surroundings | None = None

    @cached_property
    def span(self) -> Span:
        """The week up to the cut-off."""
        return Span(self.week.start, self.cut_off)

    @cached_property
    def span_before(self) -> Span:
        """The whole week before."""
        return Span.of(self.week.later(-1))

    @cached_property
    def usual_since(self) -> Week:
        """The first of the weeks that make the usual number."""
        return self.week.later(-self.weeks_known)

    @property
    def final(self) -> bool:
        """Whether the week is over: its figures change no more."""
        return self.cut_off >= self.week.end

    @property
    def weeks_known(self) -> int:
        """Of the weeks before, those in which cases could already be filed from their first day on."""
        if self.since is None:
            return 0
        first = week_of(self.since)
        whole = (self.week.monday - first.monday).days // 7 - (self.since != first.monday)
        return max(0, min(USUAL_WEEKS, whole))
