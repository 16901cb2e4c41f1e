"""All tables a use case needs, read once: who is who, what is what, which clock, which way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from casework.calendar import load_calendar
from casework.rules.clocks import Clocks, load_deadlines
from casework.rules.deadlines import Calendar
from casework.rules.directory import Directory
from casework.rules.passage_tables import load_passages
from casework.rules.patterns import Patterns
from casework.rules.period import Reporting
from casework.rules.policy import (
    Category,
    Names,
    Signing,
    load_categories,
    load_causes,
    load_measures,
    load_own_causes,
    load_patterns,
    load_refusals,
    load_reporting,
    load_routing,
    load_signing,
)
from casework.rules.questions import Passages
from casework.rules.routing import RoutingTable
from casework.rules.tables import load_directory


@dataclass(frozen=True)
class Rulebook:
    """Who is who, what is what, which way, which clock, who signs, what is quoted, and more."""

    directory: Directory
    categories: dict[str, Category]
    routing: RoutingTable
    clocks: Clocks
    calendar: Calendar
    causes: Names
    own_causes: frozenset[str]
    measures: Names
    refusals: Names
    signing: Signing
    patterns: Patterns
    reporting: Reporting
    passages: Passages

    def arbiter_of(self, hidden_from: Collection[str]) -> str:
        """Who rules on a case: Sở Nội vụ; Văn phòng UBND, then the chairman, where those are the subject."""
        table = self.routing
        able = [code for code in (table.arbiter, table.deputy_arbiter) if code not in hidden_from]
        return able[0] if able else table.last_arbiter


def load_rulebook(folder: Path) -> Rulebook:
    """Read and check every table under `folder` (the project's data/)."""
    return Rulebook(
        directory=load_directory(folder),
        categories=load_categories(folder),
        routing=load_routing(folder),
        clocks=load_deadlines(folder),
        calendar=load_calendar(folder),
        causes=load_causes(folder),
        own_causes=load_own_causes(folder),
        measures=load_measures(folder),
        refusals=load_refusals(folder),
        signing=load_signing(folder),
        patterns=load_patterns(folder),
        reporting=load_reporting(folder),
        passages=load_passages(folder),
    )
