"""Every figure of a periodic report, defined once: names of what is counted, and the formulas over them.

docs/figures.md tells the same in words; a test keeps the two lists equal. A label, a field, a finding and the
like stand in a name after a colon ("finding:right"), what is counted of a label after a bar
("category:delay|answered").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from casework.rules.figures_counts import Rate
from casework.rules.period_flow import Origin, Outcome

ACCOUNT = (*Origin, *Outcome)
"""The columns of table 1; each case is one origin and one outcome."""

FROM_THE_WEEK = (
    *("answered", "answered_on_time", "last_hour", "refused", "refused_on_time", "overdue"),
    *("withdrawn", "withdrawn_demanded", "merged", "reopened", "promises_missed"),
    *("closed_settled", "closed_unconfirmed", "transfers_offered", "transfers_returned", "hops"),
    *("wrong_address", "wrong_address_upheld", "wrong_address_rejected", "praise"),
)
"""Counted as in a weekly summary, over the whole period."""

OF_THE_PERIOD = (
    *("loops", "relabelled", "refusals_proposed", "appealed", "extended", "prolonged"),
    *("promises_made", "promises_kept", "checked", "checked_differs", "measures", "apologies"),
    *("escalated", "acknowledged", "rating_asked", "rating_given"),
    *("late_dossiers", "late_with_apology", "late_without_apology", "late_put_off", "apology_breaches"),
    "attitude_confirmed",
)
"""Counted for a period alone."""

FAMILIES = ("finding", "checked", "cause", "measure", "stars", "category", "field", "breach")
"""First parts of names with a colon."""

COUNTED = (*ACCOUNT, *FROM_THE_WEEK, *OF_THE_PERIOD)

MET = frozenset({"answered_on_time", "refused_on_time"})
OWED = frozenset({"answered", "refused", "overdue"})
"""Share on time (PRODUCT 4.11): MET ÷ OWED; withdrawn and merged cases left out."""

STARS = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class PeriodCounts:
    """The numbers of a unit or the city in one period, by name; what is not there is 0."""

    numbers: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.numbers.get(name, 0)

    @property
    def total(self) -> int:
        """Brought forward and received."""
        return self["carried"] + self["received"]

    @property
    def done(self) -> int:
        """Answered by the cut-off, or withdrawn."""
        return self["done_on_time"] + self["done_late"] + self["ended_withdrawn"]

    @property
    def open(self) -> int:
        """Awaiting an answer at the cut-off."""
        return self["open_in_time"] + self["open_overdue"]

    @property
    def not_competent(self) -> int:
        """Passed on to the unit that must answer, or found to be nobody's here."""
        return self["passed_on"] + self["outside"]

    @property
    def adds_up(self) -> bool:
        """Brought forward + received = done + open + not competent + not eligible."""
        return self.total == self.done + self.open + self.not_competent + self["not_eligible"]

    @property
    def on_time(self) -> Rate:
        """The honest rate: answered by the deadline ÷ (answered + open and overdue)."""
        return Rate(sum(self[name] for name in MET), sum(self[name] for name in OWED))

    @property
    def response(self) -> Rate:
        """Of the cases closed in the period, those whose citizen rated them by the cut-off."""
        return Rate(self["rating_given"], self["rating_asked"])

    @property
    def raters(self) -> int:
        """How many rated in the period."""
        return sum(self[f"stars:{stars}"] for stars in STARS)

    @property
    def satisfaction(self) -> float | None:
        """Mean of the ratings; None when nobody rated."""
        return sum(stars * self[f"stars:{stars}"] for stars in STARS) / self.raters if self.raters else None

    @property
    def known_acknowledged(self) -> Rate:
        """Escalations that somebody of the accountable unit acknowledged."""
        return Rate(self["acknowledged"], self["escalated"])

    def of_label(self, family: str, code: str) -> PeriodCounts:
        """The account of one label ("category") or field ("field")."""
        begin = f"{family}:{code}|"
        return PeriodCounts(
            {name.removeprefix(begin): n for name, n in self.numbers.items() if name.startswith(begin)}
        )

    def codes(self, family: str) -> list[str]:
        """The labels or fields there are, those with the most cases first."""
        found = {name.partition(":")[2].partition("|")[0] for name in self._of(family)}
        return sorted(found, key=lambda code: (-self.of_label(family, code).total, code))

    def spread(self, family: str) -> dict[str, int]:
        """How a family without accounts is spread ("finding", "cause" …), the most frequent first."""
        rows = [(name.partition(":")[2], self[name]) for name in self._of(family)]
        return dict(sorted(rows, key=lambda row: (-row[1], row[0])))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(self.numbers.values())

    def _of(self, family: str) -> Iterator[str]:
        return (name for name in self.numbers if name.startswith(f"{family}:"))


def index_8(counts: PeriodCounts, partly_percent: int) -> int:
    """Circular 01/2018/TT-VPCP, article 13, index 8: how reports were taken up, 0 to 2 points."""
    rate = counts.on_time
    if rate.met == rate.of:
        return 2
    enough = rate.met * 100 >= rate.of * partly_percent
    return 1 if enough and not counts["prolonged"] else 0


def attitude_points(counts: PeriodCounts) -> int:
    """Index 7 of the same article: no points with a checked and confirmed report on conduct, else 2."""
    return 0 if counts["attitude_confirmed"] else 2


def suppressed(number: int, below: int) -> bool:
    """Whether a count is so small that it could point at a person. Nothing points at nobody."""
    return 0 < number < below
