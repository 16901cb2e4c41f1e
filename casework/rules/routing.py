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
    in the story, in order; `secondary`: further labels; `head_post`: the post that the flag about_head
    speaks of; `field`, `procedure`, `head_post`: see vietnamese.reading. `told`: false when nobody has read
    or heard yet what it is about (a recording without a word).
    """

    category: str
    lodged: str | None = None
    others: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    field: str | None = None
    procedure: str | None = None
    secondary: tuple[str, ...] = ()
    head_post: str | None = None
    told: bool = True


@dataclass(frozen=True)
class Route:
    """Where a case goes: `accountable` answers, `hidden_from` never sees it; or `redirect`, a text key.

    `triage`: `accountable` only finds out who must answer.
    """

    rule: str
    accountable: str | None
    told: tuple[str, ...] = ()
    hidden_from: tuple[str, ...] = ()
    prepared_by: str | None = None
    restricted: bool = False
    joint: bool = False
    triage: bool = False
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
    triage: bool = False
    redirect: str | None = None


@dataclass(frozen=True)
class RoutingTable:
    """All rules in order, the faults of labels, and who rules on cases.

    `centre_posts`: posts that at a commune are those of its one-stop centre, not of its head.
    """

    rules: tuple[RoutingRule, ...]
    faults: dict[str, str] = field(default_factory=dict)
    centre_posts: frozenset[str] = frozenset()
    arbiter: str = "SNV"
    deputy_arbiter: str = "VPUB"
    last_arbiter: str = "UBND"


@dataclass(frozen=True)
class _Scene:
    facts: Facts
    directory: Directory
    table: RoutingTable

    @property
    def lodged(self) -> Unit | None:
        code = self.facts.lodged
        return self.directory.unit(code) if code else None

    @property
    def others(self) -> list[Unit]:
        codes = dict.fromkeys(code for code in self.facts.others if code != self.facts.lodged)
        return [self.directory.unit(code) for code in codes]

    @property
    def flags(self) -> frozenset[str]:
        """The flags; a centre's director is no head of the commune unless the directory says so."""
        unit = self.lodged
        of_centre = self.facts.head_post in self.table.centre_posts
        if of_centre and unit and unit.is_commune and not unit.centre_director_is_deputy:
            return self.facts.flags - {"about_head"}
        return self.facts.flags


def _units_known(scene: _Scene) -> int:
    """Units that the report is about; others alone do not tell where the matter lies."""
    return 1 + len(scene.others) if scene.lodged else 0


def _kind(scene: _Scene) -> str | None:
    return scene.lodged.kind if scene.lodged else None


def _sector(scene: _Scene) -> str | None:
    """The vertical body that the unit belongs to or is, else the unit's own code."""
    return _body_of(scene, scene.lodged)


def _body_of(scene: _Scene, unit: Unit | None) -> str | None:
    while unit is not None and unit.kind in {"branch", "ward_police"}:
        unit = scene.directory.unit(unit.parent) if unit.parent else None
    return unit.code if unit else None


def _named(scene: _Scene) -> set[str]:
    """Every body that the report is about: where the matter lies and those named beside it."""
    return {unit.code for unit in (scene.lodged, *scene.others) if unit}


CONDITIONS: dict[str, Callable[[_Scene, Any], bool]] = {
    "category": lambda s, wanted: s.facts.category in wanted,
    "secondary_not": lambda s, unwanted: not set(s.facts.secondary) & set(unwanted),
    "told": lambda s, wanted: s.facts.told == wanted,
    "flag": lambda s, wanted: bool(s.flags & set(wanted)),
    "category_or_flag": lambda s, wanted: s.facts.category in wanted or bool(s.flags & set(wanted)),
    "unit": lambda s, wanted: s.facts.lodged in wanted,
    "concerns": lambda s, wanted: set(wanted) <= _named(s),
    "other": lambda s, wanted: any(unit.code in wanted for unit in s.others),
    "other_sector": lambda s, wanted: any(_body_of(s, unit) in wanted for unit in s.others),
    "sector": lambda s, wanted: _sector(s) in wanted,
    "kind": lambda s, wanted: _kind(s) in wanted,
    "field": lambda s, wanted: s.facts.field in wanted,
    "procedure_not": lambda s, unwanted: s.facts.procedure not in unwanted,
    "fault": lambda s, wanted: s.table.faults.get(s.facts.category, "counter") == wanted,
    "units_known": lambda s, least: _units_known(s) >= least,
}


SYMBOLS: dict[str, Callable[[_Scene], list[str | None]]] = {
    "$lodged": lambda s: [s.facts.lodged],
    "$others": lambda s: [unit.code for unit in s.others],
    "$commune": lambda s: [unit.code for unit in (s.lodged, *s.others) if unit and unit.is_commune],
    "$sector": lambda s: [_sector(s)],
    "$parent": lambda s: [s.lodged.parent if s.lodged else None],
}


def route(facts: Facts, directory: Directory, table: RoutingTable) -> Route:
    """The first rule that fits these facts; the table ends with one that always fits.

    Raises LookupError when no rule fits, which the loader's check makes impossible for a shipped table.
    """
    scene = _Scene(facts, directory, table)
    for rule in table.rules:
        if all(CONDITIONS[name](scene, wanted) for name, wanted in rule.when.items()):
            return _resolved(rule, scene)
    raise LookupError("no routing rule fits")


def _resolved(rule: RoutingRule, scene: _Scene) -> Route:
    hidden = _codes(rule.hidden_from, scene)
    accountable = next(iter(_codes((rule.accountable,), scene)), None) if rule.accountable else None
    told = [c for c in _codes(rule.told, scene) if c != accountable and c not in hidden]
    return Route(
        rule=rule.name,
        accountable=accountable,
        told=tuple(dict.fromkeys(told)),
        hidden_from=tuple(c for c in dict.fromkeys(hidden) if c != accountable),
        prepared_by=rule.prepared_by if rule.prepared_by not in hidden else None,
        restricted=rule.restricted,
        joint=rule.joint,
        triage=rule.triage,
        redirect=rule.redirect,
    )


def _codes(names: tuple[str, ...], scene: _Scene) -> list[str]:
    found = (SYMBOLS[name](scene) if name.startswith("$") else [name] for name in names)
    return [code for codes in found for code in codes if code]
