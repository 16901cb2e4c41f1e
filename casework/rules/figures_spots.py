"""Hot spots of a week: where more distinct people came than the weeks before explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from casework.rules.deadlines import in_vietnam
from casework.rules.figures_frame import Frame
from casework.rules.figures_life import Life
from casework.rules.figures_marks import Span, birth
from casework.rules.figures_summary import HotSpot
from casework.rules.figures_week import week_of
from casework.rules.patterns import Counted, Spot, Voice, counted, spots_of
from casework.rules.patterns import spots as all_spots


def voice_of(life: Life, frame: Frame) -> Voice | None:
    """Who reported what about which unit, how many weeks before; None outside the weeks compared."""
    own = week_of(in_vietnam(life.steps[0].at).date())
    if not frame.usual_since <= own <= frame.week:
        return None
    unit = birth(life, frame.span if own == frame.week else Span.of(own))
    weeks = (frame.week.monday - own.monday).days // 7
    return Voice(life.case.reporter or life.case.ref, unit, life.category, weeks) if unit else None


def spots_of_unit(
    unit: str, own: Sequence[Counted], everyone: Sequence[Counted], frame: Frame
) -> list[HotSpot]:
    """What stands out at one unit, from what its head may see."""
    if frame.around is None or not frame.weeks_known:
        return []
    return [_told(spot) for spot in spots_of(unit, own, everyone, frame.around)]


def spots_of_city(rows: Sequence[Counted], frame: Frame) -> list[HotSpot]:
    """What stands out at any unit, the least probable first."""
    if frame.around is None or not frame.weeks_known:
        return []
    return [
        _told(spot) for spot in all_spots(rows, frame.around.kinds, frame.around.sizes, frame.around.test)
    ]


def unusual_in_city(voices: Iterable[Voice], frame: Frame) -> set[str]:
    """Labels of which the city as a whole has more than its past explains."""
    if frame.around is None or not frame.weeks_known:
        return set()
    whole = counted((replace(voice, unit="") for voice in voices), frame.weeks_known)
    return {spot.category for row in whole for spot in all_spots([row], {}, {}, frame.around.test)}


def _told(spot: Spot) -> HotSpot:
    return HotSpot(spot.unit, spot.category, spot.evidence.people, spot.expected)
