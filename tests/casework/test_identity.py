"""Name and phone: looked at with a reason, each look on record; nothing to look at where nothing was left."""

from __future__ import annotations

from typing import Any

import pytest

from casework import crypto, disclosure, handling, identity, masked
from casework.records import Case, CaseKey
from casework.terms import (
    CITIZEN,
    EventKind,
    IdentityMode,
    Incomplete,
    Move,
    NotAllowed,
    Role,
    State,
)
from casework.work import Work
from tests.builders import a_case, a_citizen, a_member
from tests.casework.house import WARD, kinds

CONTACT = "Nguyễn Thị Lan, 0912 345 678"


def left(work: Work, mode: IdentityMode = IdentityMode.SEALED, **given: Any) -> Case:
    case = a_case(work, lodged=WARD, identity=mode, **given)
    identity.leave_contact(work, case, CONTACT, "0912345678")
    return case


def test_a_look_gives_what_was_left_and_is_on_record(work: Work) -> None:
    case, arbiter = left(work), a_member(work, "SNV", Role.SUPERVISOR)
    assert identity.look(work, case.ref, arbiter, "Gọi hỏi thêm về giấy hẹn") == CONTACT
    (look,) = identity.looks_at(work.session, case)
    assert (look.unit, look.party, look.reason) == ("SNV", "supervisor", "Gọi hỏi thêm về giấy hẹn")
    assert kinds(case)[-1] is EventKind.IDENTITY_VIEWED
    assert "Gọi" not in str(case.events[-1].data)


def test_without_a_reason_there_is_no_look(work: Work) -> None:
    case, arbiter = left(work), a_member(work, "SNV", Role.SUPERVISOR)
    with pytest.raises(Incomplete):
        identity.look(work, case.ref, arbiter, "  ")
    assert identity.looks_at(work.session, case) == []


def test_the_unit_looks_only_where_the_citizen_let_it(work: Work) -> None:
    head = a_member(work, WARD, Role.HEAD)
    with pytest.raises(NotAllowed):
        identity.look(work, left(work).ref, head, "Cần gọi")
    assert identity.look(work, left(work, IdentityMode.SHOWN).ref, head, "Cần gọi") == CONTACT


def test_those_who_watch_see_the_looks_at_their_cases(work: Work) -> None:
    arbiter, inspector = a_member(work, "SNV", Role.SUPERVISOR), a_member(work, "TTR", Role.INSPECTOR)
    ordinary, restricted = left(work), left(work, category="harassment")
    assert restricted.restricted
    identity.look(work, ordinary.ref, arbiter, "Một")
    identity.look(work, restricted.ref, inspector, "Hai")
    assert [case.ref for case, _ in identity.newest_looks(work, arbiter)] == [ordinary.ref]
    assert [case.ref for case, _ in identity.newest_looks(work, inspector)] == [restricted.ref]
    assert list(identity.newest_looks(work, a_member(work, WARD, Role.HEAD))) == []


def test_a_caller_who_lost_the_ref_is_found_by_phone_and_that_is_a_look(work: Work) -> None:
    case, arbiter = left(work), a_member(work, "SNV", Role.SUPERVISOR)
    a_case(work, lodged=WARD)
    assert identity.cases_by_phone(work, arbiter, "0912345678", "Người dân gọi đến") == [case]
    assert identity.cases_by_phone(work, arbiter, "0987654321", "Người dân gọi đến") == []
    assert [look.what for look in identity.looks_at(work.session, case)] == [identity.BY_PHONE]


def test_the_index_of_a_phone_needs_the_secret(work: Work) -> None:
    other = crypto.Vault(crypto.new_case_key().split(), "another secret, of 32 characters at least")
    assert identity.phone_index("0912345678") != other.index("phone", "0912345678")


def test_of_a_report_without_a_name_nothing_is_kept_nor_given(work: Work) -> None:
    chat = 7_411_222_333
    citizen = a_citizen(work, chat)
    case = a_case(work, lodged=WARD, identity=IdentityMode.NONE, reporter=citizen.pseudonym)
    with pytest.raises(NotAllowed):
        identity.leave_contact(work, case, CONTACT)
    posts = ((Role.SUPERVISOR, "SNV"), (Role.HEAD, WARD), (Role.INSPECTOR, "TTR"), (Role.ADMIN, "SNV"))
    for role, unit in posts:
        with pytest.raises(NotAllowed):
            identity.look(work, case.ref, a_member(work, unit, role), "Muốn biết")
    with pytest.raises(NotAllowed):
        disclosure.disclose(work, case.ref, document="12/CV-CSĐT", authority="Công an")


def test_the_dialogue_goes_on_without_a_name(work: Work) -> None:
    case = a_case(work, lodged=WARD, identity=IdentityMode.NONE, state=State.WAITING)
    handling.move(work, case.ref, Move.SUPPLY, CITIZEN, text="Quầy số 3")
    assert case.state is State.ACCEPTED


def test_disclosure_wants_a_document_and_an_authority_and_is_on_record(work: Work) -> None:
    case = left(work, reporter=a_citizen(work, 7_411_222_334).pseudonym)
    for document, authority in (("", "Công an"), ("12/CV", " ")):
        with pytest.raises(Incomplete):
            disclosure.disclose(work, case.ref, document=document, authority=authority)
    told = disclosure.disclose(work, case.ref, document="12/CV-CSĐT", authority="Cơ quan CSĐT")
    assert (told.contact, told.telegram_chat) == (CONTACT, 7_411_222_334)
    (look,) = identity.looks_at(work.session, case)
    assert (look.what, look.reason) == (identity.DISCLOSED, "12/CV-CSĐT")


def test_the_name_that_was_left_is_masked_wherever_it_stands(work: Work) -> None:
    case = left(work, story="Tôi nộp hồ sơ tên NGUYEN THI LAN ở phường, gọi 0912345678 hỏi hoài.")
    shown = masked.story(work.session, case)
    assert "LAN" not in shown
    assert "0912345678" not in shown
    assert "[họ tên]" in shown
    assert "ở phường" in shown


def test_erased_words_are_left_out_of_looks(work: Work) -> None:
    case, arbiter = left(work), a_member(work, "SNV", Role.SUPERVISOR)
    identity.look(work, case.ref, arbiter, "Gọi hỏi")
    work.session.delete(work.session.get_one(CaseKey, case.id))
    work.session.flush()
    assert [look.reason for look in identity.looks_at(work.session, case)] == [None]
