"""What the figures say since a commitment."""

from __future__ import annotations

import pytest

from casework.rules.figures_counts import Counts
from casework.rules.figures_follow import Commitments, Trend, trend


def counts(overdue: int, met: int = 0, of: int = 0) -> Counts:
    """`of` answers were owed and not overdue, `met` of them given in time."""
    return Counts(answered=of, answered_on_time=met, overdue=overdue)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(counts(0), counts(0), Trend.SAME, id="nothing overdue, nothing answered"),
        pytest.param(counts(5, 5, 10), counts(2, 9, 10), Trend.BETTER, id="both better"),
        pytest.param(counts(0, 5, 10), counts(0, 9, 10), Trend.BETTER, id="only the share is better"),
        pytest.param(counts(0, 9, 10), counts(0, 5, 10), Trend.WORSE, id="only the share is worse"),
        pytest.param(counts(1, 9, 10), counts(4, 5, 10), Trend.WORSE, id="both worse"),
        pytest.param(counts(5, 10, 10), counts(4, 1, 10), Trend.MIXED, id="fewer overdue, a lower share"),
        pytest.param(counts(0), counts(2, 1, 10), Trend.WORSE, id="a share not known does not count"),
    ],
)
def test_the_trend_is_that_of_overdue_cases_and_of_the_share_on_time(before, now, expected):
    assert trend(before, now) is expected


def test_who_has_not_said_is_silent():
    assert Commitments(made=5, kept=2, not_kept=1).silent == 2
