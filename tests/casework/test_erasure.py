"""Erasing on a person's word, and in time: what goes, what stays, and that nothing leads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import String, cast, select

from casework import (
    anonymising,
    conversations,
    crypto,
    erasure,
    handling,
    history,
    identity,
    notices,
    personal_data,
    retention,
)
from casework.records import Attachment, Base, Case, CitizenIdentity, Conversation, Notice, Sealed, Turn
from casework.rules.figures_life import CaseFacts, EventFacts, lived
from casework.terms import CITIZEN, SYSTEM, EventKind, IdentityMode, Move, NoticeState, State
from casework.work import Work
from dialogue.reply import line, reply
from tests.builders import a_case, a_citizen
from tests.casework.house import WARD, kinds

OVER = [State.CLOSED, State.WITHDRAWN]


def told(work: Work, person: str, state: State = State.CLOSED, **given: Any) -> Case:
    case = a_case(work, lodged=WARD, state=state, reporter=person, **given)
    if case.identity is not IdentityMode.NONE:
        identity.leave_contact(work, case, "Nguyễn Thị Lan 0912345678", "0912345678")
    return case


def said(work: Work, person: str, key: str, *, done: bool = True) -> str:
    conversations.take_turn(work.session, key, person, said={"text": "Chuyện"}, now=work.now)
    if done:
        body = reply(line("citizen.say.greet"))
        number = notices.queue(work.session, notices.Message(person, "reply", body, reply_to=key), work.now)
        work.session.get_one(Notice, number).state = NoticeState.SENT
        work.session.get_one(Turn, key).done_at = work.now
    return key


def person_of(work: Work) -> str:
    return a_citizen(work).pseudonym


def everywhere(work: Work) -> str:
    """All rows of all tables as text."""
    work.session.flush()
    found = []
    for table in Base.metadata.sorted_tables:
        columns = [cast(column, String) for column in table.columns if not isinstance(column.type, Sealed)]
        found += [str(row) for row in work.session.execute(select(*columns))]
    return "\n".join(found)


@pytest.mark.parametrize("state", OVER)
def test_a_case_that_is_over_loses_every_word_and_stays_countable(work: Work, state: State) -> None:
    person = person_of(work)
    case = told(work, person, state)
    facts = (case.ref, case.state, case.category, case.accountable, case.closed_at)
    done = erasure.erase(work, person, "tg:1")
    assert done == erasure.Sorted((case.ref,), (), ())
    assert (case.ref, case.state, case.category, case.accountable, case.closed_at) == facts
    assert history.texts(work.session, case, "story") == []
    with pytest.raises(crypto.Erased):
        history.read_text(work.session, case.events[0].data["text"])
    assert work.session.get(CitizenIdentity, case.id) is None
    assert kinds(case)[-1] is EventKind.ANONYMISED
    assert case.events[-1].holder is None


def test_nothing_leads_from_an_erased_case_to_its_person(work: Work) -> None:
    person = person_of(work)
    case = a_case(work, lodged=WARD, reporter=person, turn=f"web:{person}:7")
    mark = conversations.turn_mark(f"web:{person}:8")
    handling.move(work, case.ref, Move.WITHDRAW, CITIZEN, turn=mark)
    erasure.erase(work, person, "tg:1")
    then = later(work, 8)
    retention.forget_conversations(then, retention.long_ago(then))
    assert person not in everywhere(work)


def test_an_open_case_keeps_the_words_it_needs_and_loses_the_name(work: Work) -> None:
    person = person_of(work)
    case = told(work, person, State.ACCEPTED)
    done = erasure.erase(work, person, "tg:1")
    assert done.needed == (case.ref,)
    assert case.reporter == person
    assert history.texts(work.session, case, "story")
    assert work.session.get(CitizenIdentity, case.id) is None
    assert retention.was_erasure_asked(case)
    erasure.erase(work, person, "tg:2")
    assert kinds(case).count(EventKind.NOTED) == 1


def test_withdrawn_first_everything_goes(work: Work) -> None:
    person = person_of(work)
    case = told(work, person, State.ACCEPTED)
    erasure.withdraw_all(work, person, demanded=False)
    assert erasure.erase(work, person, "tg:1").erased == (case.ref,)
    assert case.state is State.WITHDRAWN


def test_withdrawn_under_pressure_the_words_stay_and_the_person_goes(work: Work) -> None:
    person = person_of(work)
    case = told(work, person, State.ACCEPTED)
    erasure.withdraw_all(work, person, demanded=True)
    assert erasure.erase(work, person, "tg:1").by_law == (case.ref,)
    assert "retaliation" in case.flags
    assert history.texts(work.session, case, "story")
    assert case.reporter != person
    assert work.session.get(CitizenIdentity, case.id) is None


def test_what_was_said_goes_but_for_the_present_turn_and_what_waits(work: Work) -> None:
    person, other = person_of(work), person_of(work)
    for who, name in ((person, "a"), (other, "b")):
        said(work, who, f"web:{who}:{name}")
    asked = said(work, person, "web:now", done=False)
    waiting = said(work, person, "web:next", done=False)
    file = {"kind": "photo", "media_type": "image/png", "size": 1}
    work.session.add(Attachment(id="f" * 32, pseudonym=person, received_at=work.now, **file))
    erasure.erase(work, person, asked)
    left = set(work.session.scalars(select(Turn.key).where(Turn.pseudonym.in_((person, other)))))
    assert left == {asked, waiting, f"web:{other}:b"}
    assert work.session.get(Attachment, "f" * 32) is None


def test_another_persons_cases_are_not_touched(work: Work) -> None:
    person, other = person_of(work), person_of(work)
    told(work, person)
    theirs = told(work, other)
    erasure.erase(work, person, "tg:1")
    assert history.texts(work.session, theirs, "story")
    assert theirs.reporter == other


def later(work: Work, days: float) -> Work:
    return replace(work, now=work.now + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "gone"), [pytest.param(729, False, id="in time"), pytest.param(733, True, id="two years on")]
)
def test_old_cases_are_anonymised(work: Work, days: int, gone: bool) -> None:
    case = told(work, person_of(work))
    then = later(work, days)
    due = retention.candidates(then)
    assert (case.id in due and retention.anonymise_if_due(then, case.id)) is gone
    assert anonymising.is_anonymised(case) is gone


def test_open_cases_are_kept_however_old(work: Work) -> None:
    case = told(work, person_of(work), State.ACCEPTED)
    assert case.id not in retention.candidates(later(work, 4000))


def test_where_erasure_was_asked_it_comes_when_reopening_has_ended(work: Work) -> None:
    person = person_of(work)
    case = told(work, person, State.ANSWERED)
    erasure.erase(work, person, "tg:1")
    handling.move(work, case.ref, Move.SETTLE, CITIZEN)
    assert not retention.anonymise_if_due(later(work, 30), case.id)
    then = later(work, 31)
    assert case.id in retention.candidates(then)
    assert retention.anonymise_if_due(then, case.id)
    assert case.events[-1].data == {"why": "asked"}
    assert not retention.anonymise_if_due(then, case.id)


def test_a_silent_conversation_is_struck_out_of_the_address_book(work: Work) -> None:
    silent, busy = person_of(work), person_of(work)
    told(work, busy, State.ACCEPTED)
    then = later(work, 8)
    retention.forget_conversations(then, retention.long_ago(then))
    assert work.session.get(Conversation, silent) is None
    assert work.session.get(Conversation, busy) is not None


def test_what_is_kept_is_told_whole(work: Work) -> None:
    person = person_of(work)
    case = told(work, person, State.WAITING, story="Tôi nộp hồ sơ đã lâu")
    said(work, person, f"web:{person}:1")
    kept = personal_data.of_person(work, person)
    data = personal_data.as_json(kept)
    (shown,) = data["cases"]
    assert (kept.turns, kept.contacts, kept.open_cases) == (1, 1, 1)
    assert shown["ref"] == case.ref
    assert {"kind": "story", "text": "Tôi nộp hồ sơ đã lâu"} in shown["words"]
    assert [each["kind"] for each in shown["words"]] == ["story", "question"]
    assert shown["contact"] == "Nguyễn Thị Lan 0912345678"
    assert shown["kept_until"] is None


def test_every_table_that_holds_words_of_a_case_is_emptied() -> None:
    """A new table with sealed columns and a case must be named, or its words would outlive the case."""
    sealed = {
        table.name
        for table in Base.metadata.sorted_tables
        if "case_id" in table.columns and any(isinstance(column.type, Sealed) for column in table.columns)
    }
    assert sealed - {"notices"} <= {held.__tablename__ for held in anonymising.HELD_OF_A_CASE}


def lived_by(work: Work, case: Case) -> tuple[State, object]:
    facts = tuple(EventFacts(each.kind, each.at, each.holder, each.data) for each in case.events)
    told_of = CaseFacts("", case.category, history.scope(case, work.rules), facts)
    life = lived(told_of, work.now + timedelta(days=1))
    assert life is not None
    return life.steps[-1].state, life.steps[-1].due_after


@given(st.lists(st.sampled_from(["look", "ask", "erase", "anonymise"]), max_size=6), st.sampled_from(OVER))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_whatever_is_looked_at_or_erased_the_history_tells_the_same_state(
    work: Work, done: list[str], state: State
) -> None:
    person = person_of(work)
    case = told(work, person, state)
    before = lived_by(work, case)
    columns = (case.state, case.due_at, case.closed_at, case.accountable, case.reopened)
    for what in done:
        if what == "look":
            identity.note(work, case, SYSTEM, what=identity.DISCLOSED, document="12/CV")
        elif what == "ask":
            retention.ask_erasure(work, case)
        elif what == "erase":
            erasure.erase(work, person, "tg:1")
        else:
            retention.anonymise_if_due(later(work, 800), case.id)
    assert lived_by(later(work, 800), case) == before
    assert (case.state, case.due_at, case.closed_at, case.accountable, case.reopened) == columns
    assert case.events[-1].holder is None
