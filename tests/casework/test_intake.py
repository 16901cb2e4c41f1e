"""Filing: a number, one who answers, a deadline; those who must know are told, the others never."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casework import crypto, handling, history, identity
from casework.records import Attachment, Case, CaseKey, CitizenIdentity
from casework.rules.ref import parse_ref
from casework.terms import (
    CITIZEN,
    Closing,
    EventKind,
    Finding,
    IdentityMode,
    Move,
    Role,
    State,
    TooMany,
)
from casework.work import House, Work
from tests.builders import a_case, a_citizen, a_member
from tests.casework.house import (
    BRANCH,
    GIA_KIEM,
    WARD,
    at,
    kinds,
    last,
    notices,
    staffed,
    told,
    units_told,
)

K = EventKind


def test_a_report_gets_its_number_who_answers_and_a_deadline(work: Work) -> None:
    case = a_case(work, "delay", WARD)
    assert re.fullmatch(r"DN-261123-0001-\d", case.ref)
    assert case.state is State.ROUTED
    assert (case.accountable, case.copied_to, case.hidden_from) == (WARD, ["SNV"], [])
    assert case.due_at == datetime.fromisoformat("2026-11-27T17:00+07:00")  # 24/11 is a holiday
    assert kinds(case)[:3] == [K.RECEIVED, K.CLASSIFIED, K.ROUTED]


def test_numbers_of_a_day_count_up_and_begin_anew(work: Work) -> None:
    first, second = a_case(work).ref, a_case(work).ref
    tomorrow = a_case(at(work, "2026-11-25T09:00")).ref
    assert [ref.rsplit("-", 1)[0] for ref in (first, second, tomorrow)] == [
        *("DN-261123-0001", "DN-261123-0002", "DN-261125-0001")
    ]
    assert all(parse_ref(ref) == ref for ref in (first, second, tomorrow))


def test_the_day_of_a_number_is_that_of_dong_nai(work: Work) -> None:
    assert a_case(at(work, "2026-11-25T00:30")).ref.startswith("DN-261125-")


def together(times: int, do: Callable[[], None]) -> None:
    """The same at once in several threads."""
    threads = [threading.Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_at_once_get_different_numbers(house: House) -> None:
    refs: list[str] = []

    def file_five() -> None:
        for _ in range(5):
            with house.work() as work:
                refs.append(a_case(work).ref)

    together(8, file_five)
    assert sorted(int(ref.split("-")[2]) for ref in refs) == list(range(1, 41))


def test_the_same_tap_twice_is_one_case(work: Work) -> None:
    person = a_citizen(work).pseudonym
    first = a_case(work, turn="tg:1", reporter=person)
    again = a_case(work, turn="tg:1", reporter=person)
    assert again is first
    assert kinds(first).count(K.RECEIVED) == 1


def test_the_same_tap_on_two_machines_is_one_case(house: House) -> None:
    with house.work() as work:
        person = a_citizen(work).pseudonym
    refs: list[str] = []

    def press() -> None:
        while True:  # whoever comes second is refused by the database and tries again, as a job does
            try:
                with house.work() as work:
                    refs.append(a_case(work, turn="tg:1", reporter=person).ref)
            except DBAPIError:
                continue
            return

    together(4, press)
    with house.work() as work:
        assert work.session.query(Case).count() == 1
    assert (len(refs), len(set(refs))) == (4, 1)


def test_more_than_five_in_an_hour_are_too_many_for_one_person(work: Work) -> None:
    person = a_citizen(work).pseudonym
    for _ in range(5):
        a_case(work, reporter=person)
    with pytest.raises(TooMany) as refused:
        a_case(work, reporter=person)
    assert refused.value.params == {"limit": 5}
    a_case(work)  # somebody else
    a_case(at(work, "2026-11-23T10:01"), reporter=person)  # an hour later


def test_a_report_for_no_unit_of_the_city_is_not_filed(work: Work) -> None:
    with pytest.raises(ValueError, match="city_leaders"):
        a_case(work, "attitude", "UBND", flags=("about_head",))


@pytest.mark.parametrize(
    ("category", "flags", "due"),
    [
        pytest.param("delay", (), "2026-11-27T17:00+07:00", id="three working days"),
        pytest.param("attitude", (), "2026-12-01T17:00+07:00", id="five"),
        pytest.param("buck_passing", (), "2026-12-08T17:00+07:00", id="ten"),
        pytest.param("harassment", (), "2026-12-08T17:00+07:00", id="restricted, ten"),
        pytest.param("delay", ("retaliation",), "2026-12-08T17:00+07:00", id="restricted by a flag, ten"),
    ],
)
def test_the_deadline_is_that_of_the_label(
    work: Work, category: str, flags: tuple[str, ...], due: str
) -> None:
    assert a_case(work, category, WARD, flags=flags).due_at == datetime.fromisoformat(due)


def test_praise_is_told_to_the_head_and_is_over_at_once(work: Work) -> None:
    staffed(work)
    case = a_case(work, "praise", WARD)
    assert (case.state, case.closing, case.due_at, case.closed_at) == (
        *(State.CLOSED, Closing.NOTED, None, work.now),
    )
    assert told(work, case, "staff.new_case") == [f"{WARD} head"]
    assert kinds(case)[-1] is K.CLOSED


def test_praise_without_a_unit_is_over_once_it_found_its_unit(work: Work) -> None:
    city = staffed(work)
    case = a_case(work, "praise", None, state=State.RECEIVED)
    handling.move(work, case.ref, Move.TRIAGE, city.actor("SNV", Role.SUPERVISOR), unit=WARD)
    assert (case.state, case.closing) == (State.CLOSED, Closing.NOTED)
    assert told(work, case, "staff.new_case") == [f"{WARD} head"]


def test_a_restricted_report_goes_to_the_inspectorate_and_nobody_else_hears_of_it(work: Work) -> None:
    staffed(work)
    case = a_case(work, "harassment", WARD)
    assert (case.accountable, case.restricted, case.hidden_from) == ("TTR", True, [WARD])
    assert K.RESTRICTED in kinds(case)
    assert units_told(work, case) == {"TTR", "SNV"}


@pytest.mark.parametrize(
    ("category", "unit", "flags", "reached"),
    [
        pytest.param("attitude", WARD, ("about_head",), {"UBND", "SNV"}, id="a chairman of a ward"),
        pytest.param("attitude", BRANCH, ("about_head",), {"VPDKDD", "SNV"}, id="a director of a branch"),
        pytest.param("delay", "SNV", (), {"UBND", "VPUB"}, id="Sở Nội vụ"),
        pytest.param("harassment", "SNV", (), {"TTR"}, id="soliciting at Sở Nội vụ"),
        pytest.param("harassment", "TTR", (), {"UBND", "SNV"}, id="soliciting at the inspectorate"),
    ],
)
def test_nobody_whom_it_is_about_is_told(
    work: Work, category: str, unit: str, flags: tuple[str, ...], reached: set[str]
) -> None:
    staffed(work)
    case = a_case(work, category, unit, flags=flags)
    assert units_told(work, case) == reached
    assert unit in case.hidden_from


def test_a_joint_case_is_told_to_both_heads_and_home_affairs(work: Work) -> None:
    staffed(work)
    case = a_case(work, "buck_passing", GIA_KIEM, others=(GIA_KIEM, BRANCH, GIA_KIEM))
    assert case.joint
    assert told(work, case) == [f"{GIA_KIEM} head", f"{BRANCH} head", "SNV supervisor"]


def test_without_a_unit_home_affairs_finds_out(work: Work) -> None:
    staffed(work)
    case = a_case(work, "delay", None)
    assert (case.state, case.accountable) == (State.RECEIVED, "SNV")
    assert told(work, case) == ["SNV supervisor"]
    assert last(case, K.NOTED).data == {"what": "triage"}


def test_a_recording_that_nobody_has_heard_is_looked_at_first(work: Work) -> None:
    case = a_case(work, "unclear_guidance", WARD, story="", told=False)
    assert (case.state, case.accountable) == (State.RECEIVED, "SNV")


def test_a_unit_without_anybody_is_reported_to_home_affairs(work: Work) -> None:
    a_member(work, "SNV", Role.SUPERVISOR)
    case = a_case(work, "delay", WARD)
    assert last(case, K.ESCALATED).data == {"why": "nobody", "to": WARD}
    assert told(work, case, "staff.nobody") == ["SNV supervisor"]


def test_where_home_affairs_has_nobody_either_the_chairman_hears_of_it(work: Work) -> None:
    a_member(work, "UBND", Role.LEADER)
    case = a_case(work, "delay", WARD)
    gaps = [event.data["to"] for event in case.events if event.kind is K.ESCALATED]
    assert gaps == [WARD, "SNV"]
    assert told(work, case) == ["UBND leader"] * 2
    assert "UBND" in case.copied_to


def test_who_was_revoked_is_nobody(work: Work) -> None:
    a_member(work, WARD, Role.HEAD).revoked_at = work.now
    assert last(a_case(work, "delay", WARD), K.ESCALATED).data["why"] == "nobody"


def test_an_officer_does_not_answer_for_the_unit(work: Work) -> None:
    a_member(work, WARD, Role.OFFICER)
    case = a_case(work, "delay", WARD)
    assert last(case, K.ESCALATED).data["why"] == "nobody"
    assert told(work, case) == []


def test_who_wants_decisions_only_is_not_told_of_each_case(work: Work) -> None:
    a_member(work, WARD)
    a_member(work, "SNV", Role.SUPERVISOR).each_case = False
    a_member(work, "SNV", Role.SUPERVISOR)
    case = a_case(work, "delay", WARD)
    assert told(work, case) == [f"{WARD} head", "SNV supervisor"]
    waiting = a_case(work, "delay", None)
    assert told(work, waiting, "staff.triage") == ["SNV supervisor", "SNV supervisor"]


@pytest.mark.parametrize(
    ("filed", "told_at"),
    [
        pytest.param("2026-11-23T09:00", "2026-11-23T09:00", id="in the day at once"),
        pytest.param("2026-11-23T20:00", "2026-11-24T07:00", id="in the evening the next morning"),
        pytest.param("2026-11-25T03:00", "2026-11-25T07:00", id="at night the same morning"),
        pytest.param("2026-11-23T19:00", "2026-11-24T07:00", id="from seven in the evening on"),
        pytest.param("2026-11-23T18:59", "2026-11-23T18:59", id="a minute before"),
    ],
)
def test_staff_are_not_disturbed_at_night(work: Work, filed: str, told_at: str) -> None:
    staffed(work)
    case = a_case(at(work, filed), "delay", WARD)
    assert {notice.not_before for notice in notices(work, case)} == {at(work, told_at).now}


def test_a_restricted_report_is_told_at_once_even_at_night(work: Work) -> None:
    staffed(work)
    evening = at(work, "2026-11-23T20:00")
    case = a_case(evening, "harassment", WARD)
    assert {notice.not_before for notice in notices(work, case)} == {evening.now}


@pytest.mark.parametrize(
    ("wanted", "lodged", "flags", "kept"),
    [
        pytest.param("shown", WARD, (), IdentityMode.SHOWN, id="shown to the unit"),
        pytest.param("none", WARD, (), IdentityMode.NONE, id="nothing kept"),
        pytest.param("shown", WARD, ("retaliation",), IdentityMode.SEALED, id="restricted: sealed"),
        pytest.param("shown", WARD, ("about_head",), IdentityMode.SEALED, id="about the head: sealed"),
        pytest.param("none", WARD, ("about_head",), IdentityMode.NONE, id="nothing stays nothing"),
    ],
)
def test_a_name_is_shown_to_nobody_from_whom_the_report_is_kept(
    work: Work, wanted: str, lodged: str, flags: tuple[str, ...], kept: IdentityMode
) -> None:
    case = a_case(work, "attitude", lodged, flags=flags, identity=IdentityMode(wanted))
    assert case.identity is kept


def test_files_of_the_reporter_go_into_the_case_and_no_others(work: Work) -> None:
    mine, theirs = a_citizen(work).pseudonym, a_citizen(work).pseudonym
    for number, owner in enumerate((mine, theirs)):
        work.session.add(_file(str(number), owner, work))
    case = a_case(work, reporter=mine, attachments=("0", "1"))
    assert work.session.get_one(Attachment, "0", populate_existing=True).case_id == case.id
    assert work.session.get_one(Attachment, "1", populate_existing=True).case_id is None


def _file(name: str, owner: str, work: Work) -> Attachment:
    facts: dict[str, Any] = {"kind": "photo", "media_type": "image/jpeg", "size": 1}
    return Attachment(id=name, pseudonym=owner, received_at=work.now, **facts)


SECRETS = ("Nguyễn Thị Bưởi", "0912345678", "quầy hộ tịch số bảy", "H19.38-260921-0417", "giấy khai sinh mờ")


def a_full_case(work: Work) -> Case:
    """Every place where somebody's words go is used."""
    city = staffed(work)
    story = f"Tôi là {SECRETS[0]}, {SECRETS[1]}, nộp ở {SECRETS[2]}"
    case = a_case(work, "attitude", WARD, story=story, dossier={"codes": [SECRETS[3]], "trips": 3})
    identity.leave_contact(work, case, f"{SECRETS[0]} {SECRETS[1]}", SECRETS[1])
    officer, head = city.actor(WARD, Role.OFFICER), city.actor(WARD, Role.HEAD)
    handling.move(work, case.ref, Move.ACCEPT, officer)
    handling.move(work, case.ref, Move.ASK, officer, question=f"Có phải {SECRETS[4]} không?")
    handling.move(work, case.ref, Move.SUPPLY, CITIZEN, text=f"Đúng, {SECRETS[4]}, ở {SECRETS[2]}")
    answer = {"finding": Finding.WRONG, "cause": "none", "remedy": SECRETS[2], "evidence": SECRETS[4]}
    handling.move(work, case.ref, Move.ANSWER, head, **answer)
    handling.move(work, case.ref, Move.NOT_SETTLED, CITIZEN, text=f"Vẫn {SECRETS[4]}")
    return case


def everything(session: Session) -> str:
    """All rows of all tables as text; bytes as hexadecimal digits and as what they spell."""
    names = session.scalars(
        text("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'")
    )
    rows = [row for name in list(names) for row in session.scalars(text(f"SELECT t::text FROM {name} t"))]
    return "\n".join(rows)


def test_nobodys_words_stand_in_plain_in_the_database(work: Work) -> None:
    ref = a_full_case(work).ref
    work.session.flush()
    found = everything(work.session)
    assert ref in found  # the look at all tables sees something
    for secret in SECRETS:
        assert secret not in found
        assert secret.encode().hex() not in found


def test_destroying_its_key_erases_every_text_of_a_case_and_the_history_still_replays(work: Work) -> None:
    case = a_full_case(work)
    before = kinds(case)
    story = last(case, K.RECEIVED).data["text"]
    assert SECRETS[0] in history.read_text(work.session, story)
    work.session.delete(work.session.get_one(CaseKey, case.id))
    work.session.flush()
    with pytest.raises(crypto.Erased):
        history.read_text(work.session, story)
    assert history.texts(work.session, case, "story") == []
    assert history.facts(work.session, case) == {}
    assert kinds(case) == before


def test_a_contact_is_kept_apart_and_not_for_a_report_without_a_name(work: Work) -> None:
    case = a_case(work)
    identity.leave_contact(work, case, "Bưởi 0912345678", "0912345678")
    identity.leave_contact(work, case, "Bưởi 0987654321", "0987654321")
    kept = work.session.get_one(CitizenIdentity, case.id)
    assert kept.contact == {"text": "Bưởi 0987654321"}
    assert kept.phone_index == crypto.vault().index("phone", "0987654321")
    nameless = a_case(work, identity=IdentityMode.NONE)
    with pytest.raises(Exception, match="not_allowed"):
        identity.leave_contact(work, nameless, "Bưởi")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE case_events SET at = now()",
        "UPDATE case_events SET kind = 'noted'",
        "DELETE FROM case_events",
        "TRUNCATE case_events CASCADE",
    ],
)
def test_nobody_changes_history(work: Work, change: str) -> None:
    a_case(work)
    with pytest.raises(DBAPIError, match="append-only"), work.session.begin_nested():
        work.session.execute(text(change))


def _file_and_fail(house: House) -> None:
    with house.work() as work:
        a_case(work)
        raise RuntimeError


def test_a_transaction_that_fails_leaves_nothing(house: House) -> None:
    with pytest.raises(RuntimeError):
        _file_and_fail(house)
    with house.work() as work:
        assert work.session.query(Case).count() == 0
        assert a_case(work).ref.startswith("DN-261123-0001-")


def test_the_history_begins_with_what_was_sent_and_how_it_was_understood(work: Work) -> None:
    case = a_case(
        work,
        "delay",
        WARD,
        secondary=("attitude",),
        confidence=0.81237,
        dossier={"codes": ["H19.38-260921-0417"], "trips": 3},
    )
    received, classified = case.events[0], case.events[1]
    assert (received.party, received.data["identity"], received.data["trips"]) == ("citizen", "sealed", 3)
    assert history.facts(work.session, case)["codes"] == ["H19.38-260921-0417"]
    understood = {"category": "delay", "secondary": ["attitude"], "flags": [], "confidence": 0.8124}
    assert classified.data == understood
