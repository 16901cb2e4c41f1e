"""Loads the tables that people of the authority may change: labels, routing, causes … Checked at load.

The formats are those of data/categories.yml, data/routing.yml, data/signing.yml, and of the lists
data/causes.yml, data/measures.yml and data/refusals.yml.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from casework.rules.patterns import Patterns, Yardstick
from casework.rules.period import FirstDay, Reporting
from casework.rules.routing import CONDITIONS, SYMBOLS, RoutingRule, RoutingTable
from casework.rules.tables import read_yaml

Names = dict[str, dict[str, str]]  # code -> {"vi", "en"}


class BadTable(ValueError):
    """A data file says something the rules cannot follow; the message names file and row."""


@dataclass(frozen=True)
class Category:
    """One label of categories.yml. `kind`: "report" becomes a case, "redirect" is shown another channel."""

    code: str
    kind: str
    name_vi: str
    name_vi_citizen: str
    name_en: str

    def name(self, language: str, *, to_citizen: bool = True) -> str:
        """The name in a language; what citizens read accuses nobody."""
        if language == "en":
            return self.name_en
        return self.name_vi_citizen if to_citizen else self.name_vi


@dataclass(frozen=True)
class Signing:
    """Which answers the head signs in person: by label, and whether every reopened case is one of them."""

    categories: frozenset[str]
    reopened: bool

    def by_head(self, category: str, *, reopened: bool) -> bool:
        """Whether no deputy or director of a centre may sign this answer."""
        return category in self.categories or (reopened and self.reopened)


def load_categories(folder: Path) -> dict[str, Category]:
    """All labels in the order of the file."""
    rows = read_yaml(folder / "categories.yml")["categories"]
    return {row["code"]: _category(row) for row in rows}


def load_routing(folder: Path) -> RoutingTable:
    """The routing table; BadTable for an unknown condition, symbol or a table without a last resort."""
    path = folder / "routing.yml"
    data = read_yaml(path)
    rules = tuple(_rule(row, path) for row in data["rules"])
    if not rules or rules[-1].when:
        raise BadTable(f"{path.name}: the last rule must fit always")
    arbiters = {name: data[name] for name in ("arbiter", "deputy_arbiter", "last_arbiter")}
    return RoutingTable(rules, dict(data["faults"]), frozenset(data["centre_posts"]), **arbiters)


def load_causes(folder: Path) -> Names:
    """Causes an answer may name; a step of the work, never a person."""
    return _names(folder, "causes")


def load_measures(folder: Path) -> Names:
    """What may be recorded as done about people and rules."""
    return _names(folder, "measures")


def load_refusals(folder: Path) -> Names:
    """Why a report may be refused."""
    return _names(folder, "refusals")


def _names(folder: Path, what: str) -> Names:
    return {row["code"]: row["name"] for row in read_yaml(folder / f"{what}.yml")[what]}


def load_signing(folder: Path) -> Signing:
    """Who must sign; BadTable for a label that categories.yml does not know."""
    table = read_yaml(folder / "signing.yml")["head_signs"]
    unknown = set(table["categories"]) - load_categories(folder).keys()
    if unknown:
        raise BadTable(f"signing.yml: unknown labels {sorted(unknown)}")
    return Signing(frozenset(table["categories"]), bool(table["reopened"]))


def load_own_causes(folder: Path) -> frozenset[str]:
    """Causes that the unit itself could have prevented."""
    return frozenset(row["code"] for row in read_yaml(folder / "causes.yml")["causes"] if row["own"])


def load_patterns(folder: Path) -> Patterns:
    """The test of patterns and what follows from it; BadTable for a missing, unknown or impossible value."""
    data = dict(read_yaml(folder / "patterns.yml"))
    wrong = (set(data) - {"version"}) ^ {field.name for field in fields(Patterns)}
    if wrong:
        raise BadTable(f"patterns.yml: missing or unknown {sorted(wrong)}")
    del data["version"]
    tests = {name: _yardstick(name, data[name]) for name in ("pattern", "hot_spot")}
    return Patterns(**{**data, **tests})


def _yardstick(name: str, row: dict[str, Any]) -> Yardstick:
    wrong = set(row) ^ {field.name for field in fields(Yardstick)}
    if wrong or not 0 < row["chance"] < 1 or min(row[key] for key in set(row) - {"chance", "steady"}) <= 0:
        raise BadTable(f"patterns.yml: {name}: missing, unknown or impossible {sorted(wrong)}")
    return Yardstick(**row)


def load_reporting(folder: Path) -> Reporting:
    """Periods and handing in of reports; BadTable for a missing or an unknown value."""
    data = dict(read_yaml(folder / "reporting.yml"))
    wrong = (set(data) - {"version"}) ^ {field.name for field in fields(Reporting)}
    if wrong:
        raise BadTable(f"reporting.yml: missing or unknown {sorted(wrong)}")
    del data["version"]
    first, later = data["hand_in_escalation_days"]
    return Reporting(
        **{
            **data,
            "halves": {half: FirstDay(**day) for half, day in data["halves"].items()},
            "hand_in_escalation_days": (first, later),
            "attitude_labels": frozenset(data["attitude_labels"]),
            "signing_titles": tuple(data["signing_titles"]),
        }
    )


def _category(row: dict[str, Any]) -> Category:
    name = row["name"]
    return Category(row["code"], row["kind"], name["vi"], name["vi_citizen"], name["en"])


def _rule(row: dict[str, Any], path: Path) -> RoutingRule:
    unknown = set(row["when"]) - set(CONDITIONS) | set(row) - {field.name for field in fields(RoutingRule)}
    names = [row.get("accountable") or "", *row.get("told", []), *row.get("hidden_from", [])]
    unknown |= {n for n in names if n.startswith("$")} - set(SYMBOLS)
    if unknown:
        raise BadTable(f"{path.name}: rule {row['name']}: unknown {sorted(unknown)}")
    if not row.get("accountable") and not row.get("redirect"):
        raise BadTable(f"{path.name}: rule {row['name']}: neither accountable nor redirect")
    given: dict[str, Any] = {**row, "told": (), "hidden_from": ()}
    given |= {key: tuple(row[key]) for key in ("told", "hidden_from") if key in row}
    return RoutingRule(**given)
