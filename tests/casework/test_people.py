"""Who talks with the house: pseudonyms, the address book, turns taken once; staff by one-time codes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from casework import conversations, crypto, staff
from casework.records import Address, Conversation
from casework.rules.directory import UnknownUnit
from casework.terms import BadInvitation, Channel, Role
from casework.work import Work
from tests.builders import KEYS, a_citizen, a_member
from tests.casework.house import WARD, at


def test_a_chat_is_known_by_a_keyed_pseudonym_alone(work: Work) -> None:
    person = conversations.meet_on_telegram(work.session, 751234567890, work.now)
    assert person.pseudonym == conversations.telegram_pseudonym(751234567890)
    assert len(person.pseudonym) == 32
    assert "751234567890" not in person.pseudonym
    assert conversations.web_pseudonym("751234567890") != person.pseudonym
    stored = work.session.scalars(text("SELECT a::text FROM addresses a")).all()
    assert stored
    assert not any("751234567890" in row for row in stored)
    assert work.session.get_one(Address, person.pseudonym).chat == 751234567890


def test_other_keys_make_other_pseudonyms() -> None:
    ours, theirs = crypto.vault(), crypto.Vault(KEYS, "another secret, of 32 characters at least")
    assert ours.pseudonym("telegram", 1) != theirs.pseudonym("telegram", 1)
    assert ours.pseudonym("telegram", 1) != ours.index("telegram", 1)[:32]
    assert ours.pseudonym("a", "bc") != ours.pseudonym("ab", "c")


def test_meeting_again_keeps_the_language_and_opens_a_closed_chat(work: Work) -> None:
    first = conversations.meet_on_telegram(work.session, 7, work.now)
    first.language = "en"
    work.session.get_one(Address, first.pseudonym).unreachable_since = work.now
    again = conversations.meet_on_telegram(work.session, 7, work.now + timedelta(hours=1))
    assert (again.pseudonym, again.language) == (first.pseudonym, "en")
    assert again.last_seen_at == work.now + timedelta(hours=1)
    assert work.session.get_one(Address, first.pseudonym).unreachable_since is None


def test_a_turn_is_taken_in_once(work: Work) -> None:
    person = a_citizen(work).pseudonym
    taken = [
        conversations.take_turn(work.session, "tg:5", person, said={"text": "x"}, now=work.now)
        for _ in range(2)
    ]
    assert taken == [True, False]


def test_sealed_values_open_with_an_older_key_and_are_renewed() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before, after = crypto.Vault([old], "s" * 32), crypto.Vault([new, old], "s" * 32)
    sealed = before.seal_json({"chat": 1})
    assert after.open_json(sealed) == {"chat": 1}
    renewed = after.rotate(sealed)
    assert crypto.Vault([new], "s" * 32).open_json(renewed) == {"chat": 1}
    with pytest.raises(crypto.Erased):
        before.open(renewed)


def test_the_text_of_one_case_does_not_open_with_the_key_of_another() -> None:
    sealed = crypto.encrypt_text(crypto.new_case_key(), "Chuyện của tôi")
    with pytest.raises(crypto.Erased):
        crypto.decrypt_text(crypto.new_case_key(), sealed)


def test_a_house_without_keys_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto, "_vaults", [])
    with pytest.raises(RuntimeError, match="use_vault"):
        crypto.vault()


def test_a_code_makes_one_member_and_is_kept_as_a_digest(work: Work) -> None:
    code = staff.invite(work, WARD, Role.HEAD, "Bưởi")
    first, second = a_citizen(work).pseudonym, a_citizen(work).pseudonym
    member = staff.join(work.session, code, first, work.now)
    assert (member.unit, member.role, member.name) == (WARD, Role.HEAD, "Bưởi")
    with pytest.raises(BadInvitation):
        staff.join(work.session, code, second, work.now)
    stored = work.session.scalars(text("SELECT i::text FROM invitations i")).all()
    assert not any(code in row for row in stored)


@pytest.mark.parametrize("code", ["", "nonsense"])
def test_another_code_makes_nobody(work: Work, code: str) -> None:
    with pytest.raises(BadInvitation):
        staff.join(work.session, code, a_citizen(work).pseudonym, work.now)


def test_a_code_ends_after_seven_days(work: Work) -> None:
    code = staff.invite(work, WARD, Role.HEAD)
    with pytest.raises(BadInvitation):
        staff.join(work.session, code, a_citizen(work).pseudonym, work.now + timedelta(days=7, seconds=1))


def test_nobody_is_invited_to_a_unit_that_does_not_exist(work: Work) -> None:
    with pytest.raises(UnknownUnit):
        staff.invite(work, "99999", Role.HEAD)


def test_who_is_revoked_is_staff_no_more_and_signed_out(work: Work) -> None:
    member = a_member(work, WARD)
    token = staff.sign_in(work.session, member, work.now)
    assert staff.signed_in(work.session, token, work.now) is member
    assert staff.member_of(work.session, str(member.pseudonym)) is member
    assert staff.revoke(work.session, member.id, work.now) is member
    assert staff.revoke(work.session, member.id, work.now) is None
    assert staff.signed_in(work.session, token, work.now) is None
    assert staff.member_of(work.session, str(member.pseudonym)) is None
    assert member not in staff.active(work.session)


def test_a_sign_in_ends_in_the_evening_or_by_leaving(work: Work) -> None:
    member = a_member(work, WARD)
    token = staff.sign_in(work.session, member, work.now)
    assert staff.signed_in(work.session, token, at(work, "2026-11-23T21:01").now) is None
    staff.sign_out(work.session, token, work.now)
    assert staff.signed_in(work.session, token, work.now) is None
    assert staff.signed_in(work.session, "forged", work.now) is None


def test_staff_read_in_the_language_of_their_conversation(work: Work) -> None:
    member = a_member(work, WARD)
    work.session.get_one(Conversation, str(member.pseudonym)).language = "en"
    assert staff.language_of(work.session, member) == "en"
    conversations.meet(work.session, "w" * 32, Channel.WEB, work.now)
    member.pseudonym = None
    assert staff.language_of(work.session, member) == "vi"
