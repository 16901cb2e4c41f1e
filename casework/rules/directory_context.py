"""Which unit "chi nhánh", "xã", "công an" stand for, by what the message names elsewhere."""

from __future__ import annotations

from dataclasses import replace

from casework.rules.directory_bodies import Bodies, Mention
from casework.rules.directory_mentions import Codes

_BRANCH_BY_COMMUNE = 0.9


def with_context(bodies: Bodies, mentions: list[Mention]) -> list[Mention]:
    """The mentions with nothing left open that the rest of the message can settle.

    A land branch or police named in full settles the bare word; else the commune told last before, or first.
    """
    named = [mention for mention in mentions if mention.label == "place"]
    settled: list[Mention] = []
    for mention in mentions:
        communes = [other for other in named if other.begin < mention.begin][-1:] or named[:1]
        known = _settle(bodies, mention, communes[0]) if mention.waits and communes else mention
        settled.append(known)
    return [_as_named(bodies, mention, settled) for mention in settled]


def _settle(bodies: Bodies, mention: Mention, commune: Mention) -> Mention:
    codes = {"again": commune.codes, "police": _police(bodies, commune), "land": _branch(bodies, commune)}
    found = codes[mention.label]
    return replace(mention, codes=found) if found else mention


def _police(bodies: Bodies, commune: Mention) -> Codes:
    return tuple((bodies.police_of(code), score) for code, score in commune.codes)


def _branch(bodies: Bodies, commune: Mention) -> Codes:
    branches = {bodies.branch_of(code) for code, _ in commune.codes}
    branch = branches.pop() if len(branches) == 1 else None
    return ((branch, _BRANCH_BY_COMMUNE),) if branch else ()


def _as_named(bodies: Bodies, mention: Mention, all_mentions: list[Mention]) -> Mention:
    """A bare "công an", "chi nhánh" is the one named in full in the same message."""
    whole = {"police": bodies.police, "land": bodies.land_office}.get(mention.label)
    is_bare = mention.waits or (mention.codes and mention.codes[0][0] == whole)
    if whole is None or not is_bare:
        return mention
    full = [
        other
        for other in all_mentions
        if other.label == mention.label
        and other.codes[0][0] != whole
        and (not other.waits or mention.codes[0][0] == whole)
    ]
    return replace(mention, codes=full[0].codes) if full else mention
