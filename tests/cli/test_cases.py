"""`langnghe cases` and `langnghe case`: what an operator may read, without names and words."""

from __future__ import annotations

import json

import pytest

from casework import identity
from casework.records import Case
from casework.terms import IdentityMode, State
from casework.work import House
from tests.builders import BIEN_HOA, a_case, a_member
from tests.cli.conftest import Langnghe

ROW = {
    *("ref", "state", "category", "secondary", "flags", "lodged_at", "unit", "accountable", "prepared_by"),
    *("copied_to", "restricted", "hidden_from", "identity", "received_at", "due_at", "promised_on", "hops"),
    *("reopened", "events"),
}


@pytest.fixture
def cases(house: House) -> list[Case]:
    with house.work() as work:
        a_member(work)
        made = [
            a_case(work, identity=IdentityMode.SHOWN),
            a_case(work, "fee", "26041", state=State.ANSWERED),
            a_case(work, "harassment", state=State.ACCEPTED),
        ]
        identity.leave_contact(work, made[0], "Nguyễn Thị Kín", "0912345678")
        return made


def refs(langnghe: Langnghe, *arguments: str) -> list[str]:
    return [json.loads(line)["ref"] for line in langnghe("cases", *arguments, "--json").lines]


def test_one_case_a_line(langnghe: Langnghe, cases: list[Case]):
    ended = langnghe("cases", "--json")
    assert (ended.code, ended.err) == (0, "")
    rows = [json.loads(line) for line in ended.lines]
    assert [row["ref"] for row in rows] == [case.ref for case in cases]
    assert set(rows[0]) == ROW
    assert rows[0]["unit"] == {"code": BIEN_HOA, "name": "Phường Biên Hòa"}
    assert rows[0]["received_at"] == "2026-11-23T09:00:00+07:00"
    assert [row["restricted"] for row in rows] == [False, False, True]


def test_cases_are_chosen_by_state_unit_and_moment(langnghe: Langnghe, cases: list[Case]):
    first, second, third = (case.ref for case in cases)
    assert refs(langnghe, "--state", "answered") == [second]
    assert refs(langnghe, "--state", "answered", "--state", "accepted") == [second, third]
    assert refs(langnghe, "--unit", BIEN_HOA) == [first]
    assert refs(langnghe, "--unit", "ttr") == [third]
    assert refs(langnghe, "--since", "2026-11-23T09:00") == [first, second, third]
    assert refs(langnghe, "--since", "2026-11-23T09:00:01") == []


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        pytest.param(["--state", "open"], 2, "--state: there is no state “open”; choose from: ", id="state"),
        pytest.param(["--since", "hôm qua"], 2, "--since: “hôm qua” is not a moment;", id="since"),
        pytest.param(
            ["--since", "0001-01-01T00:00+14:00"],
            2,
            "--since: “0001-01-01T00:00+14:00” is not a moment;",
            id="too long ago",
        ),
        pytest.param(["--unit", "X"], 1, "No unit has the code “X”", id="unit"),
    ],
)
def test_what_cannot_be_looked_for_is_told_in_one_line(langnghe: Langnghe, house, arguments, code, line):
    ended = langnghe("cases", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith(line)
    assert ended.err.count("\n") == 1


def test_the_table_is_in_words(langnghe: Langnghe, cases: list[Case]):
    lines = langnghe("cases").lines
    assert [line.split()[0] for line in lines[1:]] == [case.ref for case in cases]
    assert "Phường Biên Hòa" in lines[1]


@pytest.mark.parametrize(
    "spelling", [str.lower, lambda ref: ref.replace("-", "")], ids=["lower", "no dashes"]
)
def test_one_case_with_history_ledger_and_notices(langnghe: Langnghe, cases: list[Case], spelling):
    ended = langnghe("case", spelling(cases[0].ref), "--json")
    assert (ended.code, ended.err) == (0, "")
    told = json.loads(ended.out)
    assert set(told) >= ROW | {"events", "ledger", "notices"}
    assert [event["kind"] for event in told["events"]] == ["received", "classified", "routed", "escalated"]
    assert told["events"][-1]["data"] == {"why": "nobody", "to": "SNV"}
    assert told["notices"] == [
        {
            "to": {"unit": BIEN_HOA, "role": "head"},
            "kind": "staff.new_case",
            "state": "queued",
            "at": "2026-11-23T09:00:00+07:00",
        }
    ]


def test_neither_names_nor_words_are_printed(langnghe: Langnghe, cases: list[Case]):
    printed = [langnghe("cases", "--json"), langnghe("cases")]
    printed += [langnghe("case", case.ref, *more) for case in cases for more in ([], ["--json"])]
    for ended in printed:
        assert "Kín" not in ended.out
        assert "0912345678" not in ended.out
        assert cases[0].reporter not in ended.out


@pytest.mark.parametrize("ref", ["DN-261123-0042-4", "DN-261123-0099-5", "x", "'; DROP TABLE cases"])
def test_a_ref_that_is_nobodys_is_told_in_one_line(langnghe: Langnghe, house, ref):
    ended = langnghe("case", ref)
    assert (ended.code, ended.out, ended.err) == (1, "", f"There is no case “{ref}”\n")
