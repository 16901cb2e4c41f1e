"""What happened at each unit a message names: lodged there, lives there, sent there, or only mentioned."""

from __future__ import annotations

from casework.rules.directory_bodies import Mention
from casework.rules.directory_words import Seen
from vietnamese.phrases import Hit

LODGED, CENTRE, VISITED, SENT_TO, HOME, MENTIONED = (
    "lodged",
    "centre",
    "visited",
    "sent_to",
    "home",
    "mentioned",
)
# How many words a cue may stand before a unit: to live or lie somewhere is said right before its name.
_REACH = {"lodged": 8, "visited": 6, "told": 0, "home": 0, "thing": 0}
_TOLD_REACH, _ACT_REACH = 5, 3


def roles_of(seen: Seen, mentions: list[Mention]) -> list[str]:
    """The role of each mention by the words before it, else right after it; "visited" where less sure."""
    return [
        _role(seen, mention, mentions[index - 1].last if index else 0)
        for index, mention in enumerate(mentions)
    ]


def _role(seen: Seen, mention: Mention, floor: int) -> str:
    cue = _cue_before(seen, mention, floor)
    if cue and cue.label == "thing":
        return MENTIONED
    if cue and cue.label == "home":
        return HOME
    if cue and _told_before(seen, cue, floor):
        return SENT_TO
    if cue and cue.label in (LODGED, VISITED):
        return cue.label
    acts = [hit for hit in seen.of("acts") if mention.last <= hit.first < mention.last + _ACT_REACH]
    same = [hit for hit in acts if seen.view.clauses[hit.first] == seen.view.clauses[mention.last - 1]]
    if mention.at_centre:
        return CENTRE
    return VISITED if same else MENTIONED


def _cue_before(seen: Seen, mention: Mention, floor: int) -> Hit | None:
    """The nearest cue of the sentence between the mention before and this one."""
    sentence = seen.view.sentences[mention.begin]
    near = [
        hit
        for hit in seen.of("lodged", "visited", "home", "thing", "told")
        if hit.first >= floor
        and mention.begin - _REACH[hit.label] <= hit.last <= mention.begin
        and seen.view.sentences[hit.first] == sentence
        and (_REACH[hit.label] or seen.view.clauses[hit.last - 1] == seen.view.clauses[mention.begin])
    ]
    lodged = [hit for hit in near if hit.label == LODGED]
    nearest = max(near, key=lambda hit: (hit.last, hit.last - hit.first), default=None)
    # "Nộp hồ sơ lên phường": going there was part of lodging.
    if nearest and nearest.label == VISITED and lodged and nearest.first - lodged[-1].last < _REACH[LODGED]:
        same = seen.view.clauses[lodged[-1].first] == seen.view.clauses[nearest.first]
        return lodged[-1] if same else nearest
    return nearest


def _told_before(seen: Seen, cue: Hit, floor: int) -> bool:
    """Somebody's word stands before the way: "bảo qua", "kêu tôi lên", "hướng dẫn nộp ở"."""
    if cue.label == "told":
        return True
    if not seen.starting(cue.first, "onward"):
        return False
    return any(
        max(floor - 1, cue.first - _TOLD_REACH) <= hit.first < cue.first
        and seen.view.clauses[hit.first] == seen.view.clauses[cue.first]
        for hit in seen.of("told")
    )


def path_of(mentions: list[Mention], roles: list[str]) -> list[int]:
    """Indices of the mentions that the citizen went through in told order, no unit twice running."""
    path: list[int] = []
    for index, role in enumerate(roles):
        codes = mentions[index].codes
        if role not in (LODGED, CENTRE, VISITED, SENT_TO) or not codes:
            continue
        if not path or mentions[path[-1]].codes[0][0] != codes[0][0]:
            path.append(index)
    return path if len(path) > 1 else []


def chosen(mentions: list[Mention], roles: list[str]) -> list[int]:
    """Indices of the mentions that the report is about: lodged, else first visited, else only mentioned."""
    for role in (LODGED, CENTRE, VISITED, MENTIONED, HOME, SENT_TO):
        found = [index for index, each in enumerate(roles) if each == role and mentions[index].codes]
        if found and role == VISITED:
            return found[:1]
        if role == MENTIONED:
            found = [index for index in found if mentions[index].label == "place"] or found
        if found:
            return _distinct(mentions, found)
    return []


def _distinct(mentions: list[Mention], indices: list[int]) -> list[int]:
    kept: list[int] = []
    for index in indices:
        if all(mentions[index].codes[0][0] != mentions[other].codes[0][0] for other in kept):
            kept.append(index)
    return kept
