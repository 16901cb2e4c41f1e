"""Who must answer a report and who may not see it: the first rule that fits decides (PRODUCT section 5).

The rules themselves are rows of data/routing.yml; this module only matches them. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from casework.rules.directory import Directory, Unit


@dataclass(frozen=True)
class Facts:
    """What routing looks at: the label, the flags and the units a report is about.

    `lodged`: code of the unit where the matter happened, None when unknown; `others`: further units named
    in the story, in order; `field`, `procedure`: see vietnamese.reading.
    """

    category: str
    lodged: str | None = None
    others: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    field: str | None = None
    procedure: str | None = None


@dataclass(frozen=True)
class Route:
    """Where a case goes: `accountable` answers, `hidden_from` never sees it; or `redirect`, a text key."""

    rule: str
    accountable: str | None
    told: tuple[str, ...] = ()
    hidden_from: tuple[str, ...] = ()
    prepared_by: str | None = None
    restricted: bool = False
    joint: bool = False
    redirect: str | None = None


@dataclass(frozen=True)
class RoutingRule:
    """One row of data/routing.yml; `when` maps a condition's name to what it wants."""

    name: str
    when: dict[str, Any]
    accountable: str | None = None
    told: tuple[str, ...] = ()
    hidden_from: tuple[str, ...] = ()
    prepared_by: str | None = None
    restricted: bool = False
    joint: bool = False
    redirect: str | None = None


@dataclass(frozen=True)
class RoutingTable:
    """All rules in order, the faults of labels, and the names of the bodies in charge by date."""

    rules: tuple[RoutingRule, ...]
    faults: dict[str, str] = field(default_factory=dict)
    arbiter: str = "SNV"
    deputy_arbiter: str = "VPUB"


@dataclass(frozen=True)
class _Scene:
    facts: Facts
    directory: Directory
    faults: dict[str, str]

    @property
    def lodged(self) -> Unit | None:
        code = self.facts.lodged
        return self.directory.unit(code) if code else None

    @property
    def other(self) -> Unit | None:
        codes = [code for code in self.facts.others if code != self.facts.lodged]
        return self.directory.unit(codes[0]) if codes else None


def _units_known(scene: _Scene) -> int:
    return (scene.lodged is not None) + (scene.other is not None)


def _kind(scene: _Scene) -> str | None:
    return scene.lodged.kind if scene.lodged else None


def _sector(scene: _Scene) -> str | None:
    """The vertical body that the unit belongs to or is, else the unit's own code."""
    unit = scene.lodged
    while unit is not None and unit.kind in {"branch", "ward_police"}:
        unit = scene.directory.unit(unit.parent) if unit.parent else None
    return unit.code if unit else None


CONDITIONS: dict[str, Callable[[_Scene, Any], bool]] = {
    "category": lambda s, wanted: s.facts.category in wanted,
    "flag": lambda s, wanted: bool(s.facts.flags & set(wanted)),
    "category_or_flag": lambda s, wanted: s.facts.category in wanted or bool(s.facts.flags & set(wanted)),
    "unit": lambda s, wanted: s.facts.lodged in wanted,
    "sector": lambda s, wanted: _sector(s) in wanted,
    "kind": lambda s, wanted: _kind(s) in wanted,
    "field": lambda s, wanted: s.facts.field in wanted,
    "procedure_not": lambda s, unwanted: s.facts.procedure not in unwanted,
    "fault": lambda s, wanted: s.faults.get(s.facts.category, "counter") == wanted,
    "units_known": lambda s, least: _units_known(s) >= least,
}


SYMBOLS: dict[str, Callable[[_Scene], str | None]] = {
    "$lodged": lambda s: s.facts.lodged,
    "$other": lambda s: s.other.code if s.other else None,
    "$sector": _sector,
    "$parent": lambda s: (s.lodged.parent or None) if s.lodged else None,
}


def route(facts: Facts, directory: Directory, table: RoutingTable) -> Route:
    """The first rule that fits these facts; the table ends with one that always fits.

    Raises LookupError when no rule fits, which the loader's check makes impossible for a shipped table.
    """
    scene = _Scene(facts, directory, table.faults)
    for rule in table.rules:
        if all(CONDITIONS[name](scene, wanted) for name, wanted in rule.when.items()):
            return _resolved(rule, scene)
    raise LookupError("no routing rule fits")


def _resolved(rule: RoutingRule, scene: _Scene) -> Route:
    hidden = _codes(rule.hidden_from, scene)
    accountable = _code(rule.accountable, scene) if rule.accountable else None
    told = [c for c in _codes(rule.told, scene) if c != accountable and c not in hidden]
    return Route(
        rule=rule.name,
        accountable=accountable,
        told=tuple(dict.fromkeys(told)),
        hidden_from=tuple(c for c in dict.fromkeys(hidden) if c != accountable),
        prepared_by=rule.prepared_by,
        restricted=rule.restricted,
        joint=rule.joint,
        redirect=rule.redirect,
    )


def _code(name: str, scene: _Scene) -> str | None:
    return SYMBOLS[name](scene) if name.startswith("$") else name


def _codes(names: tuple[str, ...], scene: _Scene) -> list[str]:
    return [code for name in names if (code := _code(name, scene))]
