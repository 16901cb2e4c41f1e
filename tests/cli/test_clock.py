"""`langnghe clock`: time passes, on a drill database only, and never backwards."""

from __future__ import annotations

import json

import pytest

from casework import escalation
from casework.outbox import DRILL
from casework.records import Fact
from casework.terms import State
from casework.work import House
from tests.builders import a_case, a_member
from tests.cli.conftest import Langnghe
from texts import plain


@pytest.fixture
def drill(house: House) -> House:
    with house.work() as work:
        work.session.add(Fact(name=DRILL, value=True))
        a_member(work)
        a_case(work)
        a_case(work, state=State.ANSWERED)
    return house


def done(langnghe: Langnghe, at: str) -> dict[str, int]:
    ended = langnghe("clock", "--now", at, "--json")
    assert (ended.code, ended.err) == (0, "")
    return dict(json.loads(ended.out)["done"])


def test_what_is_due_happens_once(langnghe: Langnghe, drill: House):
    assert done(langnghe, "2026-11-23T09:05") == {}
    assert done(langnghe, "2026-11-26T09:00") == {"accepted": 1, "climbed": 1}
    assert done(langnghe, "2026-11-26T09:00") == {}
    assert done(langnghe, "2026-11-27T17:00") == {"climbed": 1, "confirm": 1}
    assert done(langnghe, "2026-12-07T09:00") == {"climbed": 1, "closed": 1, "summaries": 1}
    states = [json.loads(line)["state"] for line in langnghe("cases", "--json").lines]
    assert states == ["accepted", "closed"]


def test_what_was_done_is_told_in_words(langnghe: Langnghe, drill: House):
    assert langnghe("clock", "--now", "2026-11-23T09:05").lines == ["Nothing is due."]
    assert langnghe("clock", "--now", "2026-11-26T09:00").lines == [
        "Accepted by silence: 1",
        "Reminders and escalations: 1",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_whatever_may_be_done_can_be_told(language):
    for name in (*escalation.ACTS, "summaries", "failed"):
        assert "3" in plain(f"cli.clock.done.{name}", language, n=3)


def test_real_people_are_never_told_by_a_drill(langnghe: Langnghe, house: House):
    ended = langnghe("clock", "--now", "2026-12-07")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "This is no drill database: clock runs only on what demo made\n"


def test_the_clock_does_not_run_backwards(langnghe: Langnghe, drill: House):
    ended = langnghe("clock", "--now", "2026-11-23T08:59")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("The clock does not run backwards: the last event was written at ")


def test_what_is_no_moment_is_wrong_usage(langnghe: Langnghe, drill: House):
    ended = langnghe("clock", "--now", "mai")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("--now: “mai” is not a moment;")
