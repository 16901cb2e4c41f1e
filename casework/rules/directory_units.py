"""What a unit is: wards and communes, departments, land branches, the police of a ward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

COMMUNE_KINDS = frozenset({"ward", "commune"})


class UnknownUnit(LookupError):
    """No unit has this code."""


@dataclass(frozen=True)
class Unit:
    """An authority that can answer a case.

    `kind`: ward, commune, branch, ward_police, or that of a department (chairman, department, vertical ...).
    `parent` is the code of the body above, None for the chairman. `name` is bare ("Trấn Biên"), `full_name`
    official.
    `ruled_by_city` is false for bodies outside the city's authority (police, tax, social insurance, power).
    `former_district` is the district that most of a commune's former units came from.
    `centre_director_is_deputy`: the director of the commune's one-stop centre is a deputy chairman as well.
    """

    code: str
    kind: str
    name: str
    full_name: str
    head_title: str
    parent: str | None = None
    centre_name: str | None = None
    ruled_by_city: bool = True
    former_district: str | None = None
    former_districts: tuple[str, ...] = ()
    former_province: str | None = None
    short: str | None = None
    name_before: str | None = None
    valid_from: date | None = None
    centre_director_is_deputy: bool = False

    @property
    def is_commune(self) -> bool:
        """Whether it is one of the wards and communes."""
        return self.kind in COMMUNE_KINDS

    def full_name_on(self, day: date) -> str:
        """The official name on a day: what was renamed carries its older name before."""
        before = self.name_before and self.valid_from and day < self.valid_from
        return self.name_before if before and self.name_before else self.full_name


@dataclass(frozen=True)
class FormerUnit:
    """A ward, commune or town of before 01/07/2025 and the units that it became, the main one first."""

    code: str
    kind: str
    name: str
    district: str
    province: str
    became: tuple[str, ...]
