"""Histories of cases for figures: told by hand in a line each, or at random by Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from hypothesis import strategies as st

from casework.rules.deadlines import HERE, Calendar, due_at
from casework.rules.figures import CaseFacts, EventFacts, Frame, Week
from casework.rules.patterns import Surroundings
from casework.rules.sight import Scope
from casework.terms import EventKind
from tests.builders import rulebook

W47 = Week(2026, 47)  # 16-22/11/2026
CAL = Calendar(holidays=frozenset({date(2026, 11, 24)}), workdays=frozenset())
CITIZEN = "citizen"
_people = count(1)
OVER = None


def at(day: int, clock: str = "09:00", month: int = 11) -> datetime:
    """A moment of 2026 in Đồng Nai."""
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=HERE)


def told(kind: str, moment: datetime, holder: str | None, **data: Any) -> EventFacts:
    """One event; `holder` as casework.history.holder finds it."""
    return EventFacts(EventKind(kind), moment, holder, data)


def filed(moment: datetime, unit: str = "X", *, days: int = 3, category: str = "delay") -> list[EventFacts]:
    """Received, labelled and routed in one go."""
    due = due_at(moment, days, CAL).isoformat()
    return [
        told("received", moment, "SNV", due_at=due),
        told("classified", moment, "SNV", category=category),
        told("routed", moment, unit, to=unit),
    ]


def case(*events: EventFacts | list[EventFacts], ref: str = "DN-261116-0001-0", **scope: Any) -> CaseFacts:
    """A case of these events; `scope` overrides what the sight rule looks at."""
    flat = [each for part in events for each in (part if isinstance(part, list) else [part])]
    seen = Scope("X", None, frozenset({"SNV"}), frozenset(), restricted=False, arbiter="SNV")
    return CaseFacts(ref, "delay", replace(seen, **scope), tuple(flat), reporter=f"person {next(_people)}")


def frame(week: Week = W47, **other: Any) -> Frame:
    """The frame of a finished week."""
    around = Surroundings.of(rulebook().patterns.hot_spot, dict.fromkeys(UNITS, "ward"))
    given: dict[str, Any] = {
        "around": around,
        "cut_off": week.end,
        "calendar": CAL,
        "praise": frozenset({"praise"}),
        **other,
    }
    return Frame(week, **given)


# At random

UNITS = ("X", "Y", "Z")
FIRST = datetime(2026, 10, 12, tzinfo=HERE)

NEXT: dict[str, tuple[str, ...]] = {
    # what may come next in a state, the likely first: shrinking goes towards it
    "received": (*("routed",) * 6, "withdrawn", "merged", "restricted"),
    "routed": (*("accepted",) * 6, "misrouted", "misrouted", "withdrawn", "merged"),
    "accepted": (
        *(
            *("answered",) * 6,
            "asked",
            "asked",
            "refused",
            "transfer_offered",
            "transfer_taken",
            "transfer_taken",
        ),
        *(
            "transfer_declined",
            "transfer_ruled",
            "relabelled",
            "deadline_moved",
            "supplied",
            "withdrawn",
            "merged",
        ),
    ),
    "waiting": (*("supplied",) * 4, "withdrawn", "merged"),
    "answered": (*("closed",) * 3, "reopened", "reopened", "promise_missed", "withdrawn", "merged"),
    "refused": ("appealed",),
    "closed": ("rated", "rated", "reopened", "promise_missed"),
}
LEADS_TO = {
    "routed": "routed",
    "misrouted": "received",
    "accepted": "accepted",
    "asked": "waiting",
    "supplied": "accepted",
    "answered": "answered",
    "refused": "refused",
    "closed": "closed",
    **dict.fromkeys(("reopened", "promise_missed", "appealed"), "accepted"),
    **dict.fromkeys(("withdrawn", "merged"), "over"),
}
MOVES_IT = {"transfer_taken", "transfer_ruled", "relabelled", "reopened", "promise_missed", "appealed"}


def random_case(rng: Random) -> CaseFacts:
    """A history in which the states follow each other as they can, mostly in the last two of six weeks."""
    now = FIRST + timedelta(weeks=rng.choice([0, 1, 2, 3, 4, 4, 5, 5]), minutes=rng.randrange(7 * 24 * 60))
    category = rng.choice(["delay", "delay", "fee", "attitude", "praise"])
    events = [
        told("received", now, "SNV", due_at=_some_due(rng, now)),
        told("classified", now, "SNV", category=category),
    ]
    state, unit = "received", "SNV"
    for _ in range(rng.choice([1, 3, 5, 7, 9, 12])):
        if state not in NEXT:
            break
        kind = rng.choice(NEXT[state])
        state = LEADS_TO.get(kind, state)
        now += timedelta(minutes=rng.choice([0, 30, 600, 3000, 9000]))
        if kind == "routed" or (kind in MOVES_IT and rng.random() < 0.5):
            unit = rng.choice(UNITS)
        elif kind == "misrouted":
            unit = "SNV"
        events.append(told(kind, now, _holder(state, unit), **_data(rng, kind, now)))
    ref = f"DN-261116-{rng.randrange(10_000):04}-0"
    return CaseFacts(ref, category, _scope(rng, unit), tuple(events))


def _scope(rng: Random, unit: str) -> Scope:
    hidden = rng.choice([frozenset[str](), frozenset[str](), frozenset({"X"}), frozenset({"SNV"})])
    arbiter = "VPUB" if "SNV" in hidden else "SNV"
    copied = rng.choice([frozenset({"SNV"}) - hidden, frozenset[str]()])
    return Scope(unit, None, copied, hidden, restricted=rng.random() < 0.1, arbiter=arbiter)


def _holder(state: str, unit: str) -> str | None:
    if state in {"waiting", "answered"}:
        return CITIZEN
    return None if state in {"over", "closed", "refused"} else unit


def _data(rng: Random, kind: str, now: datetime) -> dict[str, Any]:
    facts: dict[str, dict[str, Any]] = {
        "reopened": {"second_due_at": _some_due(rng, now)},
        "promise_missed": {"second_due_at": _some_due(rng, now)},
        "deadline_moved": {"to": _some_due(rng, now)},
        "closed": {"closing": rng.choice(["settled", "unconfirmed"])},
        "rated": {"rating": rng.randint(1, 5)},
        "withdrawn": {"demanded": rng.random() < 0.5},
        "relabelled": {"category": rng.choice(["delay", "fee"])},
    }
    return facts.get(kind, {})


def _some_due(rng: Random, now: datetime) -> str:
    return due_at(now, rng.choice([1, 3, 10]), CAL).isoformat()


def _city(seed: int) -> list[CaseFacts]:
    rng = Random(seed)
    return [random_case(rng) for _ in range(rng.choice([1, 2, 5, 20]))]


# Seeds, not draws: a history drawn step by step is nearly always short and dull.
random_cases = st.integers(0, 2**32).map(lambda seed: random_case(Random(seed)))
city_of_cases = st.integers(0, 2**32).map(_city)
