"""`langnghe demo` at the terminal: a drill database to look around in, and only an empty one becomes it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from casework import conversations, staff
from casework.terms import Channel, Role
from casework.work import House
from tests.builders import a_case
from tests.cli.conftest import Langnghe


@pytest.mark.slow
def test_a_drill_can_be_looked_at_signed_in_to_and_let_run_on(langnghe: Langnghe, house: House):
    ended = langnghe("demo", "--cases", "12", "--weeks", "2", "--seed", "5", "--json")
    assert (ended.code, ended.err) == (0, "")
    told = json.loads(ended.out)
    assert told["cases"] == 12
    assert len(langnghe("cases", "--json").lines) == 12
    code = parse_qs(urlsplit(next(iter(told["sign_in"].values()))).query)["code"][0]
    with house.work() as work:
        someone = conversations.meet(work.session, "a", Channel.WEB, work.now)
        member = staff.join(work.session, code, someone.pseudonym, work.now)
        assert (member.unit, member.role) == ("SNV", Role.SUPERVISOR)
    later = datetime.now(house.clock().tzinfo) + timedelta(days=30)
    assert json.loads(langnghe("clock", "--now", later.isoformat(), "--json").out)["done"]
    again = langnghe("demo", "--cases", "1", "--weeks", "1")
    assert (again.code, again.out) == (1, "")
    assert again.err.startswith("The database has cases: demo runs on an empty one only")


def test_real_cases_are_never_mixed_with_a_drill(langnghe: Langnghe, house: House):
    with house.work() as work:
        a_case(work)
    ended = langnghe("demo", "--cases", "1", "--weeks", "1")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert langnghe("clock", "--now", "2026-12-31").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="nothing"),
        pytest.param(["--cases", "10"], id="no weeks"),
        pytest.param(["--cases", "0", "--weeks", "1"], id="no cases"),
        pytest.param(["--cases", "-5", "--weeks", "1"], id="fewer than none"),
        pytest.param(["--cases", "ten", "--weeks", "1"], id="cases in words"),
        pytest.param(["--cases", "10", "--weeks", "0"], id="no time"),
        pytest.param(["--cases", "10", "--weeks", "2", "--seed", "x"], id="seed"),
    ],
)
def test_wrong_usage_ends_with_two(langnghe: Langnghe, arguments):
    assert langnghe("demo", *arguments).code == 2
