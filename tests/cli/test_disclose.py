"""`langnghe disclose`: refused without a written demand; what it gives stays in the history."""

from __future__ import annotations

import json

import pytest

from casework import identity
from casework.terms import IdentityMode
from casework.work import House
from tests.builders import a_case, a_citizen
from tests.cli.conftest import Langnghe

CHAT = 7_411_000_222
DEMAND = ("--document", "12/CV-CSĐT ngày 20/11/2026", "--authority", "Cơ quan CSĐT")


def filed(house: House, mode: IdentityMode = IdentityMode.SEALED) -> str:
    with house.work() as work:
        case = a_case(work, reporter=a_citizen(work, CHAT).pseudonym, identity=mode)
        if mode is not IdentityMode.NONE:
            identity.leave_contact(work, case, "Nguyễn Thị Lan 0912345678")
        return case.ref


@pytest.mark.parametrize("given", [(), DEMAND[:2], DEMAND[2:], ("--document", " ", *DEMAND[2:])])
def test_without_document_or_authority_it_is_refused_and_nothing_noted(
    langnghe: Langnghe, house: House, given: tuple[str, ...]
) -> None:
    ref = filed(house)
    ended = langnghe("disclose", ref, *given)
    assert ended.code == 1
    assert "is missing" in ended.err
    assert "Lan" not in ended.out + ended.err
    events = json.loads(langnghe("case", ref, "--json").out)["events"]
    assert "identity_viewed" not in [event["kind"] for event in events]


def test_on_a_written_demand_it_tells_and_notes_it_without_the_words(
    langnghe: Langnghe, house: House
) -> None:
    ref = filed(house)
    told = json.loads(langnghe("disclose", ref, *DEMAND, "--json").out)
    assert told == {"ref": ref, "contact": "Nguyễn Thị Lan 0912345678", "telegram_chat": CHAT}
    printed = langnghe("case", ref, "--json").out
    assert json.loads(printed)["events"][-1]["kind"] == "identity_viewed"
    assert str(CHAT) not in printed
    assert "CSĐT" not in printed


def test_of_a_report_without_a_name_there_is_nothing_to_tell(langnghe: Langnghe, house: House) -> None:
    ended = langnghe("disclose", filed(house, IdentityMode.NONE), *DEMAND)
    assert (ended.code, ended.out) == (1, "")
    assert str(CHAT) not in ended.err


def test_an_unknown_ref_is_refused(langnghe: Langnghe, house: House) -> None:
    assert langnghe("disclose", "DN-261123-0042-3", *DEMAND).code == 1
