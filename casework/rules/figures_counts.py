"""What is counted, and the rates made of it: each definition stands here once; docs/figures.md explains them.

Every number of Counts adds up: the counts of all units are those of the city.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

LAST_HOUR = 60
"""Working minutes before the deadline in which an answer is counted as one of the last hour."""


@dataclass(frozen=True)
class Rate:
    """`met` of `of` cases."""

    met: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None when there is nothing to divide by."""
        return self.met / self.of if self.of else None


@dataclass(frozen=True)
class Counts:
    """The numbers of one week, for a unit or for the city. Praise stands apart and is in no other number.

    The flow of cases that await an answer: `carried` over from the week before, `new`, `back` (reopened,
    promise missed, appealed), `came_in` from another unit; then `answered`, `refused`, `withdrawn`, `merged`,
    `closed_unanswered`, `went_out` to another unit, or still `open` at the cut-off. Who withdrew or was
    merged after an answer (`withdrawn_answered`, `merged_answered`) had left the flow with the answer.
    """

    carried: int = 0
    new: int = 0
    back: int = 0
    came_in: int = 0
    answered: int = 0
    answered_on_time: int = 0
    last_hour: int = 0
    refused: int = 0
    refused_on_time: int = 0
    withdrawn: int = 0
    withdrawn_answered: int = 0
    withdrawn_demanded: int = 0
    merged: int = 0
    merged_answered: int = 0
    closed_unanswered: int = 0
    went_out: int = 0
    open: int = 0
    overdue: int = 0
    due_next: int = 0
    reopened: int = 0
    promises_missed: int = 0
    closed_settled: int = 0
    closed_unconfirmed: int = 0
    transfers_offered: int = 0
    transfers_returned: int = 0
    hops: int = 0
    wrong_address: int = 0
    wrong_address_upheld: int = 0
    wrong_address_rejected: int = 0
    rated: int = 0
    rating_sum: int = 0
    praise: int = 0

    @property
    def on_time(self) -> Rate:
        """PRODUCT 4.11: answered by the deadline ÷ (answered + open and overdue).

        Withdrawn and merged cases are left out; a refusal counts like an answer, as met when it was confirmed
        in time; a reopened case counts by its first answer and again by its second.
        """
        return Rate(self.answered_on_time + self.refused_on_time, self.answered + self.refused + self.overdue)

    @property
    def answered_late(self) -> int:
        """Answers after the deadline."""
        return self.answered - self.answered_on_time

    @property
    def satisfaction(self) -> float | None:
        """Mean of the ratings of 1 to 5; None when nobody rated."""
        return self.rating_sum / self.rated if self.rated else None

    @property
    def came(self) -> int:
        """All that awaited an answer at some time of the week."""
        return self.carried + self.new + self.back + self.came_in

    @property
    def left(self) -> int:
        """All that awaits no answer of this unit any more."""
        gone = self.withdrawn - self.withdrawn_answered + self.merged - self.merged_answered
        return self.answered + self.refused + gone + self.closed_unanswered + self.went_out

    @property
    def adds_up(self) -> bool:
        """What came in has left or is still open."""
        return self.came == self.left + self.open

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell, praise included."""
        return not any(getattr(self, field.name) for field in fields(self))


COUNTED = frozenset(field.name for field in fields(Counts))


def counts_from(numbers: Mapping[str, int]) -> Counts:
    """Counts from marks by name; names that are no count (labels, holders) are left aside."""
    return Counts(**{name: number for name, number in numbers.items() if name in COUNTED})


def total(every: Iterable[Counts]) -> Counts:
    """The sum of several counts."""
    rows = list(every)
    return Counts(**{name: sum(getattr(row, name) for row in rows) for name in COUNTED})
