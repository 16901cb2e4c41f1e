"""Whether so many people at once are more than a unit's own past explains, and whether fewer came since.

Pure: counts come in, a probability comes out. The formula stands in docs/figures.md, the numbers in
data/patterns.yml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb, exp, lgamma, log, log1p

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Yardstick:
    """The numbers of the test: a window of `weeks`, compared with up to `windows` before it.

    `people`: the fewest that count; `chance`: the highest probability that counts; `prior_windows`: the
    weight of the other units of the kind; `least`: what is expected of any unit in a window; `steady`: people
    added on both sides of the growth of all others.
    """

    weeks: int
    windows: int
    people: int
    chance: float
    prior_windows: float
    least: float
    steady: float

    def window(self, last: date) -> tuple[date, date]:
        """First and last day of the window that ends with a day."""
        return last - timedelta(days=7 * self.weeks - 1), last


@dataclass(frozen=True)
class Patterns:
    """data/patterns.yml: the test of a pattern and that of one week, and what follows from a pattern.

    `days` are working days, but `remedy_within_days` are calendar days until a remedy must be in place.
    """

    pattern: Yardstick
    hot_spot: Yardstick
    fallen_chance: float
    answer_days: int
    proposal_days: int
    ruling_days: int
    remind_percent: int
    escalation_days: int
    remedy_within_days: int


@dataclass(frozen=True)
class Evidence:
    """Distinct people about one unit and one label.

    `people`: in this window; `past`: in all `windows` before it together, each window by itself; `alike`: in
    one window of the past, on average over the other units of the kind; `growth`: how much more came about
    all others than before, never below 1.
    """

    people: int
    past: int
    windows: int
    alike: float
    growth: float = 1.0


@dataclass(frozen=True)
class Counted:
    """Distinct people of one unit and label: in this window, and in each before it, the newest first."""

    unit: str
    category: str
    people: int
    past: tuple[int, ...]


@dataclass(frozen=True)
class Spot:
    """Where more people came than the past explains. `expected` people, and how probable so many were."""

    unit: str
    category: str
    evidence: Evidence
    expected: float
    chance: float


def expected(it: Evidence, by: Yardstick) -> float:
    """How many people the past lets one expect."""
    shape, rate = _gamma(it, by)
    return shape / rate * it.growth


def chance(it: Evidence, by: Yardstick) -> float:
    """The probability of so many people or more.

    The unit's rate has a gamma distribution: that of its kind, then its own past. The number of people is
    then negative binomial, which for a long past is nearly Poisson.
    """
    shape, rate = _gamma(it, by)
    return negative_binomial_tail(it.people, shape, rate / (rate + it.growth))


def stands_out(it: Evidence, by: Yardstick) -> bool:
    """Whether enough distinct people came, and more than the past explains."""
    return it.people >= by.people and chance(it, by) <= by.chance


def has_fallen(before: int, after: int, at_most: float) -> bool:
    """Whether `after` people are fewer than `before` in a window as long, beyond chance.

    Had nothing changed, each of them would have come before or after with equal probability.
    """
    whole = before + after
    if whole == 0:
        return True
    few_or_fewer: float = sum(comb(whole, few) for few in range(after + 1)) / 2**whole
    return few_or_fewer <= at_most


def negative_binomial_tail(least: int, shape: float, p: float) -> float:
    """P(X >= least) where P(X = k) = Γ(k + shape) / (k! Γ(shape)) · p^shape · (1 - p)^k."""
    below = sum(
        exp(lgamma(k + shape) - lgamma(k + 1) - lgamma(shape) + shape * log(p) + k * log1p(-p))
        for k in range(least)
    )
    return min(1.0, max(0.0, 1.0 - below))


def spots(
    counted: Sequence[Counted], kinds: Mapping[str, str], sizes: Mapping[str, int], by: Yardstick
) -> list[Spot]:
    """Every unit and label that stands out, the least probable first.

    `kinds`: unit → kind; `sizes`: kind → how many units there are of it, those without any report included.
    """
    others = _Others(counted, kinds, sizes, by)
    found = (_spot(each, others, by) for each in counted if each.people >= by.people)
    return sorted((spot for spot in found if spot), key=lambda spot: (spot.chance, spot.unit, spot.category))


def spots_of(unit: str, own: Sequence[Counted], all_: Sequence[Counted], by: Surroundings) -> list[Spot]:
    """The spots of one unit, from what it may see of itself and from all that others have."""
    rows = [*own, *(each for each in all_ if each.unit != unit)]
    others = _Others(rows, by.kinds, by.sizes, by.test)
    found = (_spot(each, others, by.test) for each in own if each.people >= by.test.people)
    return sorted((spot for spot in found if spot), key=lambda spot: (spot.chance, spot.category))


@dataclass(frozen=True)
class Surroundings:
    """The test, and what there is besides one unit: unit → kind, kind → how many units of it."""

    test: Yardstick
    kinds: Mapping[str, str]
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, test: Yardstick, kinds: Mapping[str, str]) -> Surroundings:
        """Of these units, those without any report included."""
        return cls(test, kinds, Counter(kinds.values()))


def _spot(one: Counted, others: _Others, by: Yardstick) -> Spot | None:
    it = others.evidence(one)
    if not stands_out(it, by):
        return None
    return Spot(one.unit, one.category, it, expected(it, by), chance(it, by))


class _Others:
    """What the other units tell of one: sums over all, from which its own are taken off."""

    def __init__(
        self, counted: Sequence[Counted], kinds: Mapping[str, str], sizes: Mapping[str, int], by: Yardstick
    ) -> None:
        self._kinds, self._sizes, self._by = kinds, sizes, by
        self._of_unit = _sums(((each.unit,), each) for each in counted)
        self._of_kind = _sums(((kinds.get(each.unit), each.category), each) for each in counted)
        self._now = sum(each.people for each in counted)
        self._past = sum(sum(each.past) for each in counted)

    def evidence(self, one: Counted) -> Evidence:
        windows = len(one.past)
        kind = self._kinds.get(one.unit)
        others = max(0, self._sizes.get(kind or "", 1) - 1)
        of_kind = self._of_kind[kind, one.category][1] - sum(one.past)
        alike = of_kind / (others * windows) if others and windows else 0.0
        return Evidence(one.people, sum(one.past), windows, alike, self._growth(one.unit, windows))

    def _growth(self, unit: str, windows: int) -> float:
        """Where everybody has more to say than before, no unit stands out by it."""
        if not windows:
            return 1.0
        now, past = self._of_unit.get((unit,), (0, 0))
        usual: float = (self._past - past) / windows + self._by.steady
        more: float = (self._now - now + self._by.steady) / usual
        return max(1.0, more)


def _sums(
    rows: Iterable[tuple[tuple[str | None, ...], Counted]],
) -> dict[tuple[str | None, ...], tuple[int, int]]:
    """By key: people in this window, and in all windows before."""
    sums: dict[Key, tuple[int, int]] = {}
    for key, each in rows:
        now, past = sums.get(key, (0, 0))
        sums[key] = now + each.people, past + sum(each.past)
    return sums


@dataclass(frozen=True, slots=True)
class Voice:
    """One report as the count of people sees it: who, about which unit and label, how many windows ago."""

    person: str
    unit: str
    category: str
    window: int
    counts_now: bool = True


def counted(voices: Iterable[Voice], windows: int) -> list[Counted]:
    """Distinct people by unit and label. A voice of this window counts only if it `counts_now`."""
    people: dict[tuple[str, str], list[set[str]]] = {}
    for voice in voices:
        if voice.window == 0 and not voice.counts_now:
            continue
        if 0 <= voice.window <= windows:
            sets = people.setdefault((voice.unit, voice.category), [set() for _ in range(windows + 1)])
            sets[voice.window].add(voice.person)
    return list(_rows(people))


def _rows(people: Mapping[tuple[str, str], Sequence[set[str]]]) -> Iterator[Counted]:
    for (unit, category), (now, *past) in people.items():
        yield Counted(unit, category, len(now), tuple(map(len, past)))


def _gamma(it: Evidence, by: Yardstick) -> tuple[float, float]:
    """Shape and rate of what is known of the unit's people in a window."""
    shape = by.prior_windows * max(by.least, it.alike) + it.past
    return shape, by.prior_windows + it.windows
