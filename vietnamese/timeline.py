"""What happened on the days a message names: lodged, promised; and the year that nobody writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vietnamese.dates import Mention
from vietnamese.phrases import Hit, View
from vietnamese.spans import Span

# How many words a cue may stand away from its day. "Received" speaks only of a day told after it.
_LEFT = {"submit": 10, "received": 4, "appoint": 8, "other": 6}
_RIGHT = {"submit": 5, "appoint": 4, "other": 4}
# A day ahead may be meant by an appointment when it is nearer than the last one, and not too far.
_AHEAD = timedelta(days=62)


def with_cues(
    view: View, found: list[Mention], hits: list[Hit], lengths: list[tuple[int, int]]
) -> list[Mention]:
    """Each day with what happened on it: the nearest cue before it, up to the last day, else right after.

    `lengths`: words of durations; a cue before one of them ("hẹn 30 ngày, hôm nay") speaks of it.
    """
    before: list[Hit | None] = []
    for index, mention in enumerate(found):
        floor = found[index - 1].last if index else 0
        floor = max([floor, *(last for _, last in lengths if last <= mention.first)])
        before.append(_cue_before(view, hits, mention, floor))
    free = [hit for hit in hits if hit not in before]
    result: list[Mention] = []
    for index, mention in enumerate(found):
        ceiling = found[index + 1].first if index + 1 < len(found) else len(view.words)
        cue = before[index] or _cue_after(view, free, mention, ceiling)
        label = cue.label if cue else None
        result.append(replace(mention, cue="submit" if label == "received" else label))
    return result


def _cue_before(view: View, hits: list[Hit], mention: Mention, floor: int) -> Hit | None:
    before = [
        hit
        for hit in hits
        if hit.last <= mention.first
        and hit.first >= max(floor, mention.first - _reach(view, mention, _LEFT, hit.label))
        and view.sentences[hit.first] == view.sentences[mention.first]
    ]
    return max(before, key=lambda hit: (hit.last, hit.last - hit.first), default=None)


def _cue_after(view: View, hits: list[Hit], mention: Mention, ceiling: int) -> Hit | None:
    after = [
        hit
        for hit in hits
        if mention.last <= hit.first < min(ceiling, mention.last + _reach(view, mention, _RIGHT, hit.label))
        and view.sentences[hit.first] == view.sentences[mention.first]
    ]
    return min(after, key=lambda hit: (hit.first, hit.first - hit.last), default=None)


def _reach(view: View, mention: Mention, reach: dict[str, int], label: str) -> int:
    """ "Hôm nay" is said of everything: only a cue right beside it counts.

    The meanings of English phrases take more words than the phrases.
    """
    words = reach.get(label, 0) * (2 if view.english else 1)
    return min(words, 3) if "nay" in view.words[mention.first : mention.last] else words


@dataclass(frozen=True)
class Told:
    """Days of a message made certain: each mention's date, and which were lodging and appointment."""

    days: list[tuple[Mention, date]]
    submitted_on: date | None
    appointment_on: date | None


def settle(found: list[Mention], at: date, received: list[date]) -> Told:
    """Give each day its year: the last such day for what happened, for an appointment the one that fits.

    `received` are days inside dossier codes: a lodging day that agrees but for the year takes theirs.
    """
    appointment = next((mention for mention in found if mention.cue == "appoint"), None)
    submission = next((mention for mention in found if mention.cue == "submit"), None)
    by = (appointment.exact if appointment else None) or at
    submitted = _lodged(submission, by, received) if submission else None
    days: list[tuple[Mention, date]] = []
    for mention in found:
        day = submitted if mention is submission else _day_of(mention, at, submitted)
        if day:
            days.append((mention, day))
    return Told(days, submitted, next((day for mention, day in days if mention is appointment), None))


def _day_of(mention: Mention, at: date, submitted: date | None) -> date | None:
    if mention.cue == "appoint":
        return _first_after(mention, submitted) if submitted else _nearest(mention, at)
    return _last(mention, at)


def _lodged(mention: Mention, by: date, received: list[date]) -> date | None:
    for day in received:
        if not mention.year and (mention.day, mention.month) == (day.day, day.month):
            return day
    return _last(mention, by)


def _candidates(mention: Mention, around: date) -> list[date]:
    """Every day that a mention without year, or without month and year, could mean."""
    if mention.exact or mention.year or mention.fixed:
        return [mention.exact] if mention.exact else []
    if mention.month:
        made = [mention.on(around.year + years, mention.month) for years in (-8, -4, -2, -1, 0, 1, 2, 4)]
    else:
        months = [around.year * 12 + around.month - 1 + away for away in (-2, -1, 0, 1, 2)]
        made = [mention.on(month // 12, month % 12 + 1) for month in months]
    return [day for day in made if day]


def _last(mention: Mention, at: date) -> date | None:
    return mention.exact or max((day for day in _candidates(mention, at) if day <= at), default=None)


def _first_after(mention: Mention, day: date) -> date | None:
    return mention.exact or min((each for each in _candidates(mention, day) if each >= day), default=None)


def _nearest(mention: Mention, at: date) -> date | None:
    """An appointment without a lodging day: the last such day, or the next when it is nearer."""
    found = [day for day in _candidates(mention, at) if day <= at + _AHEAD]
    return mention.exact or min(found, key=lambda day: abs(day - at), default=None)


def date_spans(view: View, told: Told) -> Iterator[Span]:
    """Spans of kind date, value ISO 8601."""
    for mention, day in told.days:
        start, end = view.span(mention.first, mention.last)
        yield Span("date", start, end, view.text[start:end], day.isoformat())
