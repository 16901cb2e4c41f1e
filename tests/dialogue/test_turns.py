"""One turn: asked of Rasa once, answered once, whatever crashed in between."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from casework import conversations
from casework.records import Notice, Turn
from casework.terms import Channel
from casework.work import House
from dialogue import turns
from dialogue.rasa import DialogueDown
from dialogue.render import render
from dialogue.reply import line, reply

PERSON = "p" * 32
ANSWER = reply(line("citizen.say.greet"))
_numbers = count(1)


@dataclass
class FakeRasa:
    """Answers with `replies`; remembers what it was asked; `seen`: what its tracker holds of a turn."""

    replies: list[dict[str, Any]] = field(default_factory=lambda: [ANSWER])
    seen: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, str, str, list[str]]] = field(default_factory=list)
    down: bool = False

    async def say(self, sender: str, message: str, *, turn: str, files: list[str]) -> list[dict[str, Any]]:
        if self.down:
            raise DialogueDown("ConnectError")
        self.asked.append((sender, message, turn, files))
        return self.replies

    async def said_before(self, sender: str, turn: str) -> list[dict[str, Any]] | None:
        return self.seen.get(turn)


def taken_in(house: House, seconds_ago: int = 0, **said: Any) -> str:
    """A turn as the edge writes it down."""
    key = f"web:{PERSON}:{next(_numbers)}"
    with house.work() as work:
        now = work.now - timedelta(seconds=seconds_ago)
        conversations.meet(work.session, PERSON, Channel.WEB, now)
        assert conversations.take_turn(work.session, key, PERSON, said=said, now=now)
    return key


def run(house: House, rasa: FakeRasa, key: str, *, again: bool = False) -> None:
    asyncio.run(turns.run_turn(house, rasa, key, again=again))  # type: ignore[arg-type]


def heard(house: House, key: str) -> list[str]:
    """The plain words of the replies to a turn, in order."""
    with house.work() as work:
        rendered = [render(work, notice) for notice in conversations.replies(work.session, key)]
    return [message.plain for message in rendered if message]


def done(house: House, key: str) -> bool:
    with house.work() as work:
        return work.session.get_one(Turn, key).done_at is not None


def test_what_was_said_goes_to_rasa_and_its_replies_are_written_in_order(house: House) -> None:
    rasa = FakeRasa([ANSWER, reply(line("citizen.ask.story"))])
    key = taken_in(house, text=" Hồ sơ trễ ", attachments=["a"])
    run(house, rasa, key)
    assert rasa.asked == [(PERSON, "Hồ sơ trễ", key, ["a"])]
    assert [text[:15] for text in heard(house, key)] == ["Chào anh/chị. A", "Anh/chị kể giúp"]
    assert done(house, key)


def test_a_turn_is_answered_once(house: House) -> None:
    rasa, key = FakeRasa(), taken_in(house, text="Chào")
    for again in (False, True, True):
        run(house, rasa, key, again=again)
    assert len(rasa.asked) == 1
    assert len(heard(house, key)) == 1


def test_a_turn_tried_again_takes_what_the_tracker_holds(house: House) -> None:
    key = taken_in(house, text="Chào")
    rasa = FakeRasa(seen={key: [reply(line("citizen.say.thanks"))]})
    run(house, rasa, key, again=True)
    assert rasa.asked == []
    assert heard(house, key) == ["Cảm ơn anh/chị. Cần gì cứ nhắn tôi."]


@pytest.mark.parametrize("known", [True, False], ids=["left unanswered", "never seen"])
def test_a_turn_that_the_tracker_did_not_answer_is_asked_again(house: House, known: bool) -> None:
    key = taken_in(house, text="Chào")
    rasa = FakeRasa(seen={key: []} if known else {})
    run(house, rasa, key, again=True)
    assert len(rasa.asked) == 1


def test_with_rasa_away_nothing_is_written_and_the_turn_stays_open(house: House) -> None:
    key = taken_in(house, text="Chào")
    with pytest.raises(DialogueDown):
        run(house, FakeRasa(down=True), key)
    assert heard(house, key) == []
    assert not done(house, key)
    run(house, FakeRasa(), key, again=True)
    assert len(heard(house, key)) == 1


@pytest.mark.parametrize(
    ("said", "message"),
    [
        pytest.param({"text": "/start"}, "/press_start", id="a command"),
        pytest.param({"text": '/report_delay{"x":1}'}, '∕report_delay{"x":1}', id="no injected intent"),
        pytest.param({"text": "/restart"}, "∕restart", id="no restart"),
        pytest.param({"button": "send:sealed"}, '/press_send{"value": "sealed"}', id="a button"),
        pytest.param({"attachments": ["a", "b"]}, "/send_files", id="files without a word"),
        pytest.param({"text": "👍", "attachments": ["a"]}, "/send_files", id="files with a sign"),
        pytest.param({"text": "x" * 4000}, "x" * 4000, id="as long as may be"),
    ],
)
def test_rasa_is_asked_in_its_own_form(house: House, said: dict[str, Any], message: str) -> None:
    rasa = FakeRasa()
    run(house, rasa, taken_in(house, **said))
    assert [asked[1] for asked in rasa.asked] == [message]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        pytest.param({"text": ""}, "Tôi chưa thấy nội dung", id="nothing"),
        pytest.param({"text": " \n "}, "Tôi chưa thấy nội dung", id="blanks"),
        pytest.param({"text": "👍👍"}, "Tôi chưa thấy nội dung", id="signs alone"),
        pytest.param({"text": "", "unsupported": "location"}, "Tôi chưa đọc được loại tin này", id="a place"),
        pytest.param({"button": "old:thing"}, "Nút này không còn dùng được", id="an old button"),
        pytest.param({"button": 'cat:x"}'}, "Nút này không còn dùng được", id="a forged button"),
        pytest.param({"button": None}, "Nút này không còn dùng được", id="a button of nothing"),
    ],
)
def test_what_needs_no_dialogue_is_answered_without_it(house: House, said: dict[str, Any], says: str) -> None:
    rasa, key = FakeRasa(), taken_in(house, **said)
    run(house, rasa, key)
    assert rasa.asked == []
    assert [text.startswith(says) for text in heard(house, key)] == [True]


def test_what_is_too_long_is_cut_and_that_is_said(house: House) -> None:
    rasa, key = FakeRasa(), taken_in(house, text="a" * 5000)
    run(house, rasa, key)
    assert len(rasa.asked[0][1]) == 4000
    assert "chỉ đọc được 4.000 ký tự đầu" in heard(house, key)[-1]


def test_a_flood_is_slowed_down_and_nothing_of_it_reaches_rasa(house: House) -> None:
    rasa = FakeRasa()
    keys = [taken_in(house, text="Chào") for _ in range(41)]
    run(house, rasa, keys[-1])
    assert rasa.asked == []
    assert heard(house, keys[-1])[0].startswith("Tôi nhận nhiều tin quá nhanh")
    assert done(house, keys[-1])


def test_many_turns_of_a_long_talk_are_no_flood(house: House) -> None:
    for ago in range(120, 70, -1):
        taken_in(house, seconds_ago=ago, text="Chào")
    rasa = FakeRasa()
    run(house, rasa, taken_in(house, text="Chào"))
    assert len(rasa.asked) == 1


def test_giving_up_says_sorry_once_and_keeps_what_was_said(house: House) -> None:
    key = taken_in(house, text="Chào")
    turns.give_up(house, key)
    turns.give_up(house, key)
    run(house, FakeRasa(), key, again=True)
    assert [text[:32] for text in heard(house, key)] == ["Xin lỗi, máy đang trục trặc nên "]
    with house.work() as work:
        turn = work.session.get_one(Turn, key)
        assert (turn.failed_at, turn.said) == (work.now, {"text": "Chào"})


def test_a_turn_that_does_not_exist_is_no_trouble(house: House) -> None:
    run(house, FakeRasa(), "web:x:1")
    turns.give_up(house, "web:x:1")
    with house.work() as work:
        assert work.session.scalars(select(Notice)).all() == []


def test_replies_are_said_in_the_language_of_the_conversation_at_that_time(house: House) -> None:
    key = taken_in(house, text="Hello")
    run(house, FakeRasa([reply(line("citizen.say.thanks"))]), key)
    with house.work() as work:
        conversation = conversations.meet(work.session, PERSON, Channel.WEB, work.now)
        conversation.language = "en"
    assert heard(house, key) == ["Thank you. Write whenever you need."]
