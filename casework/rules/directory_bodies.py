"""Bodies beside wards and communes: land offices, police, departments, and kinds alone ("xã lại nói")."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from casework.rules.directory_mentions import FIRST_OF_SEVERAL, SURE, TYPED, Codes, Place, as_of_now, codes_of
from casework.rules.directory_words import Seen
from vietnamese.phrases import Hit


@dataclass(frozen=True)
class Mention:
    """A unit named at the words [begin, last); `first` is where its own name begins.

    `codes`: what it can be, best first. `label`: place, land, police, body, or again ("xã", "phường" alone).
    `waits`: which unit it is depends on the commune told elsewhere in the message. `at_centre`: named with
    its office or one-stop centre.
    """

    begin: int
    first: int
    last: int
    codes: Codes
    label: str
    waits: bool = False
    at_centre: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether one unit alone is meant."""
        return len(self.codes) == 1 and self.codes[0][1] >= SURE


@dataclass(frozen=True)
class Bodies:
    """Turns phrases and places into mentions; what it must know of the directory comes as functions.

    `branch_of`: land branch for a former district or a commune's code; `police_of`: police of a commune.
    `of_many`: former bodies that went to several; `with_local_offices`: bodies told with a
    place ("thuế Biên Hòa").
    """

    land_office: str
    police: str
    branch_of: Callable[[str], str | None]
    police_of: Callable[[str], str]
    of_many: dict[str, tuple[str, ...]]
    with_local_offices: tuple[str, ...]

    def mentions(self, seen: Seen, places: list[Place]) -> list[Mention]:
        """All units named in a message, in order, each word used once."""
        found: list[Mention] = []
        free = list(places)
        for find in (self._land, self._police, self._bodies):
            for mention in find(seen, free):
                if _is_free(mention, found):
                    found.append(mention)
                    free = [
                        place for place in free if place.last <= mention.begin or mention.last <= place.begin
                    ]
        found += [_place_mention(seen, place) for place in free]
        for mention in (*self._land_again(seen, found), *_again(seen)):
            if _is_free(mention, found):
                found.append(mention)
        return sorted(found, key=lambda mention: mention.begin)

    def _land(self, seen: Seen, places: list[Place]) -> Iterator[Mention]:
        branches = [hit for hit in seen.of("land_office_again") if _beginning(places, hit.last)]
        for hit in _longest(
            sorted([*seen.of("land_office"), *branches], key=lambda hit: (hit.first, -hit.last))
        ):
            last = hit.last
            while (place := _beginning(places, last)) is None and (
                join := seen.starting(last, "land_office_joins")
            ):
                last = join.last
            place = place or _named_before(seen, places, hit)
            branch = self._branch(place) if place else None
            if place and branch:
                yield Mention(*_both(hit, place), ((branch, TYPED),), "land")
            elif hit.label == "land_office":
                yield Mention(
                    hit.first, hit.first, hit.last, ((self.land_office, TYPED),), "land", waits=True
                )

    def _branch(self, place: Place) -> str | None:
        if place.district and place.typed in (None, "district"):
            return self.branch_of(place.district)
        branches = {self.branch_of(code) for code, _ in codes_of(place)}
        return branches.pop() if len(branches) == 1 else None

    def _land_again(self, seen: Seen, found: list[Mention]) -> Iterator[Mention]:
        named = min((mention.begin for mention in found if mention.label == "land"), default=None)
        for hit in _longest(seen.of("land_office_again")):
            if (named is not None and hit.first > named) or (_is_branch(seen, hit) and _acts(seen, hit)):
                yield Mention(
                    hit.first, hit.first, hit.last, ((self.land_office, TYPED),), "land", waits=True
                )

    def _police(self, seen: Seen, places: list[Place]) -> Iterator[Mention]:
        for hit in _longest(seen.of("police")):
            place = _beginning(places, hit.last) or _named_before(seen, places, hit)
            kind = seen.starting(hit.last, "type")
            if place and place.typed != "district" and codes_of(place)[0][1] >= FIRST_OF_SEVERAL:
                codes = tuple((self.police_of(code), score) for code, score in codes_of(place))
                yield Mention(*_both(hit, place), codes, "police")
            elif place:
                yield Mention(*_both(hit, place), ((self.police, TYPED),), "police")
            else:
                waits = bool(kind and kind.label in ("type.ward", "type.commune"))
                last = kind.last if kind and waits else hit.last
                yield Mention(hit.first, hit.first, last, ((self.police, TYPED),), "police", waits=waits)

    def _bodies(self, seen: Seen, places: list[Place]) -> Iterator[Mention]:
        hits = [
            *seen.of("body"),
            *(hit for hit in seen.of("weak_body") if seen.ending(hit.first, "places")),
            *(hit for hit in seen.of("acting_body") if _acts(seen, hit) or self._local(hit, places)),
        ]
        for hit in _longest(sorted(hits, key=lambda hit: (hit.first, -hit.last))):
            if _is_paper(seen, hit):
                continue
            # "Ủy ban thành phố Biên Hòa" names the place after it, not the city.
            if all(
                place.last <= hit.first or hit.last <= place.begin or place.last <= hit.last
                for place in places
            ):
                code = hit.label.partition(".")[2]
                many = self.of_many.get(code)
                codes: Codes = tuple((each, 0.5) for each in many) if many else ((code, TYPED),)
                waits = code == self.land_office
                local = self._local(hit, places)
                last = local.last if local else hit.last
                yield Mention(hit.first, hit.first, last, codes, "land" if waits else "body", waits=waits)

    def _local(self, hit: Hit, places: list[Place]) -> Place | None:
        """The place right after a body that has offices in places ("thuế Biên Hòa")."""
        known = hit.label.partition(".")[2] in self.with_local_offices
        place = _beginning(places, hit.last) if known else None
        return place if place and place.typed not in ("ward", "commune") else None


def _is_branch(seen: Seen, hit: Hit) -> bool:
    """ "Chi nhánh" is the land office's in nearly every story, "văn phòng" may be any."""
    return seen.starting(hit.first, "land_branch") is not None


def _acts(seen: Seen, hit: Hit) -> bool:
    """Whether what was found does something itself, or somebody was sent to it."""
    act = seen.starting(hit.last, "says")
    sent = seen.ending(hit.first, "onward")
    told = sent and any(sent.first - 4 <= word.first < sent.first for word in seen.of("told"))
    return bool(told) or (act is not None and seen.view.clauses[act.first] == seen.view.clauses[hit.first])


def _is_paper(seen: Seen, hit: Hit) -> bool:
    """ "Hồ sơ tài chính" is no "sở tài chính"."""
    words = seen.view.words
    return hit.first > 0 and words[hit.first - 1 : hit.first + 1] == ["ho", "so"]


def _place_mention(seen: Seen, place: Place) -> Mention:
    begin = place.begin
    while hit := seen.ending(begin, "institutions"):
        begin = hit.first
    if seen.ending(place.begin, "centres"):
        place = as_of_now(place)
    return Mention(begin, place.first, place.last, codes_of(place), "place", at_centre=begin < place.begin)


def _again(seen: Seen) -> Iterator[Mention]:
    for hit in _longest(seen.of("communes_again")):
        if seen.starting(hit.last, "not_again"):
            continue
        known = seen.view.marks[hit.last - 1] is not None or hit.last - hit.first > 1
        beside = seen.ending(hit.first, "places", "told", "onward", "visited", "owns") or seen.starting(
            hit.last, "acts"
        )
        if known or beside:
            yield Mention(hit.first, hit.first, hit.last, (), "again", waits=True)


def _beginning(places: list[Place], index: int) -> Place | None:
    return next((place for place in places if place.begin == index), None)


def _named_before(seen: Seen, places: list[Place], hit: Hit) -> Place | None:
    """ "Long Binh ward police", "Bien Hoa land office": in English the place stands before the body."""
    return next((place for place in places if seen.view.english and place.last == hit.first), None)


def _both(hit: Hit, place: Place) -> tuple[int, int, int]:
    """Where a body with its place begins, twice, and ends."""
    begin = min(hit.first, place.begin)
    return begin, begin, max(hit.last, place.last)


def _longest(hits: list[Hit]) -> list[Hit]:
    """Hits without those inside or across an earlier, longer one."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.first >= kept[-1].last:
            kept.append(hit)
    return kept


def _is_free(mention: Mention, found: list[Mention]) -> bool:
    return all(mention.last <= other.begin or other.last <= mention.begin for other in found)
