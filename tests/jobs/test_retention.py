"""Forgetting in time: what was said goes after seven days, what is under way and what was filed stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from casework import anonymising, attachments, conversations, notices, retention
from casework.records import Attachment, Case, Conversation, Notice, Turn
from casework.terms import Channel, NoticeState, State
from casework.work import House, Work
from dialogue.reply import line, reply
from jobs.retention import forget
from tests.builders import a_case, remembered, who_is_remembered

PERSON = "p" * 32
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
_numbers = count(1)


def days_later(house: House, days: float) -> House:
    moment = house.clock() + timedelta(days=days)
    return replace(house, clock=lambda: moment)


def said(house: House, *, answered: bool = True, state: NoticeState = NoticeState.SENT) -> str:
    """A turn of today and its reply."""
    key = f"web:{PERSON}:{next(_numbers)}"
    with house.work() as work:
        conversations.meet(work.session, PERSON, Channel.WEB, work.now)
        conversations.take_turn(work.session, key, PERSON, said={"text": "Chuyện của tôi"}, now=work.now)
        if answered:
            body = reply(line("citizen.card.story", story="Chuyện của tôi"))
            number = notices.queue(
                work.session, notices.Message(PERSON, "reply", body, reply_to=key), work.now
            )
            work.session.get_one(Notice, number).state = state
            work.session.get_one(Turn, key).done_at = work.now
    return key


def left(house: House) -> tuple[int, int]:
    """How many turns and notices there are."""
    with house.work() as work:
        return work.session.query(Turn).count(), work.session.query(Notice).count()


def test_what_was_said_is_forgotten_with_its_replies_after_seven_days(house: House) -> None:
    said(house)
    assert forget(days_later(house, 6.9))["turns"] == 0
    assert left(house) == (1, 1)
    assert forget(days_later(house, 7.1))["turns"] == 1
    assert left(house) == (0, 0)
    assert forget(days_later(house, 8))["turns"] == 0


@pytest.mark.parametrize("state", [NoticeState.QUEUED, NoticeState.SENDING])
def test_what_is_still_to_be_sent_is_kept(house: House, state: NoticeState) -> None:
    said(house, state=state)
    assert forget(days_later(house, 8))["turns"] == 0
    assert left(house) == (1, 1)


def test_a_turn_without_an_answer_is_kept(house: House) -> None:
    said(house, answered=False)
    assert forget(days_later(house, 8))["turns"] == 0
    assert left(house) == (1, 0)


def test_cases_and_their_notices_stay(house: House) -> None:
    with house.work() as work:
        case = a_case(work)
        notices.tell_citizen(work, case, "citizen.confirm", case.events[-1])
    forget(days_later(house, 400))
    with house.work() as work:
        assert work.session.query(Case).count() == 1
        assert work.session.query(Notice).count() == 1


def test_files_that_went_into_no_case_go_from_the_disk_too(house: House, tmp_path: Path) -> None:
    with house.work() as work:
        case = a_case(work)
        for claimed in (True, False):
            kept = attachments.keep(work, case.reporter, name="a.pdf", content=PDF, folder=tmp_path)
            work.session.get_one(Attachment, kept).case_id = case.id if claimed else None
    assert len(list(tmp_path.iterdir())) == 2
    forget(days_later(house, 8), tmp_path)
    with house.work() as work:
        assert work.session.query(Attachment).count() == 1


def test_the_dialogues_memory_goes_word_by_word_also_of_those_who_talk_on(house: House) -> None:
    with house.work() as work:
        recent = work.now + timedelta(days=5)
        remembered(work, ("silent", work.now), ("talks on", work.now), ("talks on", recent))
    forget(days_later(house, 8))
    with house.work() as work:
        assert who_is_remembered(work) == ["talks on"]


def test_old_cases_lose_their_words_and_their_files_the_disk(house: House, tmp_path: Path) -> None:
    with house.work() as work:
        old, open_case = a_case(work, state=State.WITHDRAWN), a_case(work, state=State.ACCEPTED)
        for case in (old, open_case):
            kept = attachments.keep(work, case.reporter, name="a.pdf", content=PDF, folder=tmp_path)
            work.session.get_one(Attachment, kept).case_id = case.id
    long_after = days_later(house, 800)
    assert forget(long_after, tmp_path)["cases"] == 1
    assert forget(long_after, tmp_path)["cases"] == 0
    assert len(list(tmp_path.iterdir())) == 1
    with house.work() as work:
        assert anonymising.is_anonymised(work.session.get_one(Case, old.id))
        assert not anonymising.is_anonymised(work.session.get_one(Case, open_case.id))


def test_one_case_that_fails_does_not_hold_up_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.work() as work:
        bad, good = a_case(work, state=State.WITHDRAWN), a_case(work, state=State.WITHDRAWN)
    one = retention.anonymise_if_due

    def some(work: Work, case_id: int) -> bool:
        if case_id == bad.id:
            raise RuntimeError("broken")
        return one(work, case_id)

    monkeypatch.setattr(retention, "anonymise_if_due", some)
    done = forget(days_later(house, 800))
    assert (done["cases"], done["failed"]) == (1, 1)
    with house.work() as work:
        assert anonymising.is_anonymised(work.session.get_one(Case, good.id))


def test_who_only_talked_is_gone_after_seven_days(house: House) -> None:
    said(house)
    forget(days_later(house, 8))
    with house.work() as work:
        assert work.session.query(Conversation).count() == 0
