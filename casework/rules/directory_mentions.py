"""Where a message names places, and which units each place can mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.rules.directory_names import Found, Gazetteer, Name
from casework.rules.directory_near import NearNames
from casework.rules.directory_words import Seen
from vietnamese.phrases import Hit, View

# How sure a name makes: with its kind, without, from before 2025, misspelled, shared by several units.
TYPED, BARE, FORMER, MISSPELLED, FIRST_OF_SEVERAL, OF_SEVERAL = 1.0, 0.95, 0.9, 0.8, 0.6, 0.5
SURE = 0.7

Codes = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Place:
    """Names at the words [begin, last) of a message, kind ("xã") and district beside it included.

    `first` is where the name itself begins; `typed` the kind that stands before it.
    """

    begin: int
    first: int
    last: int
    names: tuple[Name, ...]
    how: str
    typed: str | None

    @property
    def district(self) -> str | None:
        """The former district that the words can mean."""
        return next((name.text for name in self.names if name.source == "district"), None)


class Places:
    """Finds wards, communes, former units and districts in a message."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._near = NearNames(gazetteer)

    def find(self, seen: Seen) -> list[Place]:
        """Every place named, in order; a unit and its district told together are one place."""
        exact = [*self._exact_places(seen)]
        near = [*self._near_places(seen, exact)]
        # "long binnh tan": the whole misspelled name, not the part of it that another unit has.
        places = [each for each in exact if not any(_holds(other, each) for other in near)] + near
        return list(_joined(seen, sorted(places, key=lambda place: place.begin)))

    def _exact_places(self, seen: Seen) -> Iterator[Place]:
        index = floor = 0
        while index < len(seen.view.words):
            place = self._place_at(seen, index, floor)
            if place:
                yield place
            index = place.last if place else index + 1
            floor = place.last if place else floor

    def _place_at(self, seen: Seen, index: int, floor: int) -> Place | None:
        for found in self._gazetteer.at(seen.view, index):
            kind = seen.ending(found.first, "type")
            if kind and kind.first < floor:
                kind = None
            after = _kind_after(seen, found)
            kind = after or kind
            if kind and found.typed:  # "xã ttan phu" is a slip, no town with a second kind before it
                continue
            place = Place(
                min(kind.first, found.first) if kind else found.first,
                found.first,
                after.last if after else found.last,
                found.names,
                found.how,
                kind.label.partition(".")[2] if kind else found.typed,
            )
            if _is_ours(seen, place, floor) and (place.typed or self._is_name(seen, place)):
                return place
        return None

    def _is_name(self, seen: Seen, place: Place) -> bool:
        """Common words and wrong marks need a word of place, their district, or nothing else beside them."""
        common = any(name.is_common for name in place.names)
        if _is_alone(seen, place) and not (common and place.how == "wrong"):
            return True
        supported = bool(seen.ending(place.begin, "places"))
        if place.how == "wrong":
            return supported and not common
        told = place.how == "marked" and _is_capital(seen.view, place)
        return not common or supported or told or self._has_district(seen, place)

    def _has_district(self, seen: Seen, place: Place) -> bool:
        kind = seen.starting(place.last, "type")
        after = kind.last if kind else place.last
        in_city = seen.view.words[after : after + 2] in CITY
        return in_city or self._gazetteer.district_at(seen.view, after)

    def _near_places(self, seen: Seen, exact: list[Place]) -> Iterator[Place]:
        """One typing error, only where a kind or a word of place says that a name must follow."""
        taken = [(place.begin, place.last) for place in exact]
        for hit in seen.of("type", "places_sure"):
            typed = hit.label.partition(".")[2] or None
            if typed in (None, "ward", "commune", "town"):
                found = self._near.at(seen, hit.last, typed)
                begin = hit.first if typed else hit.last
                whole = found and found.last - found.first > 2
                if found and all(
                    found.last <= first or last <= begin or (whole and begin <= first and last <= found.last)
                    for first, last in taken
                ):
                    taken.append((begin, found.last))
                    yield Place(begin, found.first, found.last, found.names, "near", typed)


def _kind_after(seen: Seen, found: Found) -> Hit | None:
    """ "Tran Bien ward": in English the kind follows the name."""
    kind = seen.starting(found.last, "type") if seen.view.english else None
    same = kind and seen.view.clauses[kind.first] == seen.view.clauses[found.first]
    return kind if same else None


def _holds(wide: Place, narrow: Place) -> bool:
    return wide.begin <= narrow.begin and narrow.last <= wide.last


def _is_ours(seen: Seen, place: Place, floor: int) -> bool:
    """Whether the words can be a place of ours: no street, number, place elsewhere, nor the city itself."""
    if place.typed == "foreign" or _is_counted(seen, place) or _is_elsewhere(seen, place):
        return False
    if seen.view.words[place.first : place.last] in CITY and place.typed != "commune":
        return False
    return bool(place.typed) or not _is_street(seen, place, floor)


# The city's own name is also that of a former commune, which nobody means without saying "xã".
CITY = (["dong", "nai"],)


def _is_street(seen: Seen, place: Place, floor: int) -> bool:
    hit = seen.ending(place.begin, "not_units")
    if hit and hit.first >= floor:
        return True
    marked = seen.ending(place.begin, "not_units_marked")
    return bool(marked and marked.first >= floor and seen.view.marks[marked.first] is not None)


def _is_counted(seen: Seen, place: Place) -> bool:
    """ "Hố Nai 3 lần": the number belongs to what follows."""
    return seen.view.words[place.last - 1].isdecimal() and bool(
        seen.starting(place.last, "counted_after_numbers")
    )


def _is_elsewhere(seen: Seen, place: Place) -> bool:
    """A name followed by another province is not ours."""
    kind = seen.starting(place.last, "type")
    return bool(seen.starting(kind.last if kind else place.last, "provinces_elsewhere"))


def _is_alone(seen: Seen, place: Place) -> bool:
    """The message is the name and nothing else: an answer to "which ward?"."""
    words = seen.view.words
    others = [*range(place.begin), *range(place.last, len(words))]
    return len(others) < 4 and all(seen.covers(index, 1, "fillers") for index in others)


def _is_capital(view: View, place: Place) -> bool:
    letters = [view.text[view.starts[index]] for index in range(place.first, place.last)]
    return all(letter.isupper() for letter in letters) and not view.text.isupper()


def _joined(seen: Seen, places: list[Place]) -> Iterator[Place]:
    """Places with the district or former province told right beside them taken in."""
    index = 0
    while index < len(places):
        place = places[index]
        while index + 1 < len(places) and (wider := _join(seen, place, places[index + 1])):
            place, index = wider, index + 1
        index += 1
        place = _of_its_time(seen, place)
        if place.typed != "province" and place.names:
            yield place


def _of_its_time(seen: Seen, place: Place) -> Place:
    """ "xã Đồng Tâm cũ" is the former unit, "phường Hố Nai mới" the one of now."""
    old, now = seen.starting(place.last, "of_old"), seen.starting(place.last, "of_now")
    if old and _marked_or_end(seen, old):
        kept = [name for name in place.names if name.source != "current"]
        return replace(place, last=old.last, names=tuple(kept), typed=place.typed)
    if now and _marked_or_end(seen, now):
        return replace(as_of_now(place), last=now.last)
    return place


def as_of_now(place: Place) -> Place:
    """The place without former namesakes, where a unit of now has the name and the kind typed.

    A bare name of a former district stays as doubtful as it is.
    """
    now = tuple(name for name in place.names if name.source == "current")
    fits = place.typed is None or any(place.typed in (name.kind, name.kind_before) for name in now)
    return replace(place, names=now) if now and fits and (place.typed or not place.district) else place


def _marked_or_end(seen: Seen, hit: Hit) -> bool:
    """Without marks "cu", "moi" are believed at the end of a clause or before a new beginning only."""
    view = seen.view
    if view.marks[hit.first] is not None or hit.last - hit.first > 1 or hit.last == len(view.words):
        return True
    return view.clauses[hit.last] != view.clauses[hit.first] or view.words[hit.first] == "cu"


def _join(seen: Seen, place: Place, following: Place) -> Place | None:
    """ "xã Bình Minh, huyện Trảng Bom" or "huyện Trảng Bom, xã Bình Minh" as one place."""
    sentences = seen.view.sentences
    if following.begin > place.last or sentences[place.first] != sentences[following.begin]:
        return None
    # "Đồng Xoài, Đồng Xoài kêu …" begins anew; "phường Long Khánh, Long Khánh" is an address.
    if place.typed is None and place.names == following.names:
        return None
    inner = _within(place, following)
    if inner:
        return replace(place, last=following.last, names=inner)
    inner = _within(following, place) if place.typed == "district" else ()
    return replace(following, begin=place.begin, names=inner) if inner else None


def _within(place: Place, outer: Place) -> tuple[Name, ...]:
    """Names of the place that lie in what the outer one can be: a former district, the former province."""
    if outer.typed in ("ward", "commune", "town") or place.typed in ("district", "province"):
        return ()
    districts = {name.text for name in outer.names if name.source == "district"}
    provinces = {name.text for name in outer.names if name.text == name.province}
    return tuple(
        name
        for name in place.names
        if name.source != "district" and (name.districts & districts or name.province in provinces)
    )


def codes_of(place: Place) -> Codes:
    """Units that a place can mean and how sure it is, likeliest first; several: the words do not decide."""
    names = _of_kind(place)
    codes = list(dict.fromkeys(code for name in names for code in name.codes))
    if len(codes) > 1 or _is_also_province(place):
        first = FIRST_OF_SEVERAL if names[0].source == "current" and len(codes) > 1 else OF_SEVERAL
        equal = sum(name.source == "current" for name in names) > 1
        return tuple(
            (code, OF_SEVERAL if equal and rank < 2 else first if not rank else max(0.05, 0.4 - rank / 50))
            for rank, code in enumerate(codes)
        )
    return ((codes[0], _score(place, names[0])),)


def _of_kind(place: Place) -> list[Name]:
    """Names that the kind typed allows; a wrong kind says nothing. Current names first, districts last."""
    names = sorted(place.names, key=lambda name: ("current", "former", "district").index(name.source))
    same = [name for name in names if place.typed and place.typed in (name.kind, name.kind_before)]
    if place.typed and not same:
        same = [name for name in names if name.source != "district"]
    return same or names


def _is_also_province(place: Place) -> bool:
    """ "Bình Phước" alone is a ward and a former province."""
    return place.typed is None and any(name.text == name.province for name in place.names)


def _score(place: Place, name: Name) -> float:
    if place.how in ("near", "wrong"):
        return MISSPELLED
    if name.source == "former":
        return FORMER
    return TYPED if place.typed and place.typed in (name.kind, name.kind_before) else BARE
