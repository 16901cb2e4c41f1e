"""The names of places as rows of plain syllables, and which of them a row of words can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from casework.rules.directory_units import FormerUnit, Unit
from vietnamese import fold
from vietnamese.phrases import View, marked, sounded
from vietnamese.syllables import is_syllable


@dataclass(frozen=True)
class Name:
    """One way a place is called.

    `source`: current, former, district, province. `kind`: ward, commune, town, district, province.
    `codes` are the units meant, the likeliest first. `is_common`: also an everyday word.
    """

    text: str
    words: tuple[str, ...]
    marks: tuple[str, ...]
    source: str
    kind: str
    codes: tuple[str, ...]
    districts: frozenset[str]
    province: str
    kind_before: str | None = None
    is_common: bool = False

    @property
    def joined(self) -> str:
        """The syllables without blanks, as hasty people type them."""
        return "".join(self.words)


@dataclass(frozen=True)
class Found:
    """Names that the words [first, last) can be; `how`: exact, marked (with right marks), wrong.

    `typed`: the kind that was glued to the first word.
    """

    first: int
    last: int
    names: tuple[Name, ...]
    how: str
    typed: str | None = None


def bare(place: str) -> str:
    """A place without its kind: "Huyện Trảng Bom" -> "Trảng Bom", "Thành phố Long Khánh" -> "Long Khánh"."""
    words = place.split()
    return " ".join(
        words[2:] if fold(place).startswith(("thanh pho ", "thi xa ", "thi tran ")) else words[1:]
    )


class Gazetteer:
    """All names, by their first syllable and by their letters without blanks.

    `glued_kinds`: what hasty people put before a name without a blank, by kind ("pbinh phuoc").
    """

    def __init__(self, names: Iterable[Name], glued_kinds: Mapping[str, list[str]]) -> None:
        self.names = tuple(names)
        self._prefixes = [(kind, prefix) for kind, prefixes in glued_kinds.items() for prefix in prefixes]
        self._by_first: dict[str, list[Name]] = {}
        self.by_letters: dict[str, list[Name]] = {}
        for name in self.names:
            self._by_first.setdefault(name.words[0], []).append(name)
            self.by_letters.setdefault(name.joined, []).append(name)
        self._longest = max((len(name.words) for name in self.names), default=0)

    def at(self, view: View, first: int) -> Iterator[Found]:
        """Names that begin at a word, longest first; several that are spelled alike come together."""
        entries = self._by_first.get(view.words[first], ())
        for length in range(self._longest, 0, -1):
            words = tuple(view.words[first : first + length])
            names = [name for name in entries if name.words == words and len(words) == length]
            if names and view.clauses[first] == view.clauses[first + length - 1]:
                yield _by_marks(view, first, names)
        if not entries:
            yield from self._glued(view, first)

    def district_at(self, view: View, first: int) -> bool:
        """Whether a former district's name begins at a word."""
        if first >= len(view.words):
            return False
        return any(name.source == "district" for found in self.at(view, first) for name in found.names)

    def _glued(self, view: View, first: int) -> Iterator[Found]:
        """ "tranbien", "ptranbien", "pbinh phuoc": blanks left out, perhaps after a shortened kind."""
        word = view.words[first]
        if len(word) > 5 and (names := self.by_letters.get(word)):
            yield _by_marks_glued(view, first, names)
        for kind, prefix in self._prefixes if not is_syllable(word) else ():
            rest = word.removeprefix(prefix)
            if word.startswith(prefix) and (rest in self._by_first or rest in self.by_letters):
                for length in range(self._longest, 0, -1):
                    words = (rest, *view.words[first + 1 : first + length])
                    names = [name for name in self._by_first.get(rest, ()) if name.words == words]
                    names += self.by_letters.get(rest, []) if length == 1 and len(rest) > 5 else []
                    # "ttan hoa" is a slip in "tan hoa": no town has that name.
                    if names and (kind != "town" or any(name.kind == kind for name in names)):
                        yield Found(first, first + len(words), tuple(names), "exact", kind)


def _by_marks(view: View, first: int, names: list[Name]) -> Found:
    """Of names spelled alike without marks, those that the typed marks allow."""
    last = first + len(names[0].words)
    typed = view.marks[first:last]
    fitting = tuple(name for name in names if _fit(typed, name.marks))
    if not fitting:
        return Found(first, last, tuple(names), "wrong")
    shown = any(typed) and all(
        mark or key == word for mark, key, word in zip(typed, fitting[0].marks, fitting[0].words, strict=True)
    )
    return Found(first, last, fitting, "marked" if shown else "exact")


def _by_marks_glued(view: View, first: int, names: list[Name]) -> Found:
    typed = view.marks[first]
    fitting = tuple(name for name in names if typed is None or typed.isascii() or _same_letters(typed, name))
    return Found(first, first + 1, fitting or tuple(names), "exact")


def _same_letters(typed: str, name: Name) -> bool:
    return sorted(typed) == sorted("".join(name.marks))


def _fit(typed: list[str | None], marks: tuple[str, ...]) -> bool:
    return all(mark is None or mark == key for mark, key in zip(typed, marks, strict=True))


def _syllables(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = text.split()
    return tuple(sounded(fold(word)) for word in words), tuple(marked(word) for word in words)


def names_of(
    units: Iterable[Unit],
    former: Iterable[FormerUnit],
    aliases: Mapping[str, Mapping[str, list[str]]],
    common: Iterable[str],
) -> list[Name]:
    """Every name of the city: current units, former ones, districts, the province that is no more."""
    communes = [unit for unit in units if unit.is_commune]
    everyday = {tuple(sounded(fold(word)) for word in text.split()) for text in common}
    former = list(former)
    names = [
        *_current(communes, aliases.get("communes", {})),
        *_former(former, aliases.get("former", {})),
        *_districts(communes, former),
    ]
    return [_as_common(name) if name.words in everyday else name for name in names]


def _as_common(name: Name) -> Name:
    return replace(name, is_common=True)


def _current(communes: list[Unit], aliases: Mapping[str, list[str]]) -> Iterator[Name]:
    for unit in communes:
        before = "commune" if unit.name_before and unit.kind == "ward" else None
        province = bare(unit.former_province or "")
        for text in (unit.name, *aliases.get(unit.code, ())):
            yield Name(
                text,
                *_syllables(text),
                "current",
                unit.kind,
                (unit.code,),
                frozenset(unit.former_districts),
                province,
                before,
            )


def _former(former: list[FormerUnit], aliases: Mapping[str, list[str]]) -> Iterator[Name]:
    for unit in former:
        for text in (unit.name, *aliases.get(unit.code, ())):
            yield Name(
                text,
                *_syllables(text),
                "former",
                unit.kind,
                unit.became,
                frozenset({unit.district}),
                unit.province,
            )


def _districts(communes: list[Unit], former: list[FormerUnit]) -> Iterator[Name]:
    """A former district means any of its units: first the one of the same name, then those wholly from it."""
    by_district: dict[str, dict[str, int]] = {}
    for unit in former:
        for code in unit.became:
            parts = by_district.setdefault(unit.district, {})
            parts[code] = parts.get(code, 0) + 1
    provinces = {unit.district: unit.province for unit in former}
    current = {unit.code: unit for unit in communes}
    for district, parts in by_district.items():
        codes = sorted(
            parts,
            key=lambda code, d=district: (  # type: ignore[misc]
                current[code].name != d,
                current[code].former_district != d,
                current[code].name,
            ),
        )
        yield Name(
            district,
            *_syllables(district),
            "district",
            "district",
            tuple(codes),
            frozenset({district}),
            provinces[district],
        )
