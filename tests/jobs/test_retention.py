"""Forgetting in time: what was said goes after seven days, what is under way and what was filed stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from casework import attachments, conversations, notices
from casework.records import Attachment, Case, Notice, Turn
from casework.terms import Channel, NoticeState
from casework.work import House
from dialogue.reply import line, reply
from jobs.retention import forget
from tests.builders import a_case

PERSON = "p" * 32
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
    picture = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    with house.work() as work:
        case = a_case(work)
        for claimed in (True, False):
            kept = attachments.keep(work, case.reporter, name="a.pdf", content=picture, folder=tmp_path)
            work.session.get_one(Attachment, kept).case_id = case.id if claimed else None
    assert len(list(tmp_path.iterdir())) == 2
    forget(days_later(house, 8), tmp_path)
    with house.work() as work:
        assert work.session.query(Attachment).count() == 1


def test_the_dialogues_memory_of_silent_conversations_goes(house: House) -> None:
    with house.work() as work:
        now = work.now.timestamp()
        work.session.execute(text("CREATE SCHEMA IF NOT EXISTS rasa"))
        work.session.execute(
            text(
                "CREATE TABLE IF NOT EXISTS rasa.events (id serial PRIMARY KEY, sender_id text, "
                "type_name text, timestamp double precision, intent_name text, action_name text, data text)"
            )
        )
        rows = [("silent", now), ("silent", now + 60), ("talks on", now), ("talks on", now + 5 * 86400)]
        for sender, stamp in rows:
            work.session.execute(
                text("INSERT INTO rasa.events (sender_id, type_name, timestamp) VALUES (:s, 'user', :t)"),
                {"s": sender, "t": stamp},
            )
    forget(days_later(house, 8))
    with house.work() as work:
        remembered = work.session.scalars(text("SELECT DISTINCT sender_id FROM rasa.events")).all()
    assert remembered == ["talks on"]
