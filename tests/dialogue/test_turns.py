"""One turn: asked of Rasa once, answered once, whatever crashed in between."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from casework import conversations, notices
from casework.records import Notice, Turn
from casework.terms import Channel, State
from casework.work import House
from dialogue import turns
from dialogue.rasa import DialogueDown
from dialogue.render import render
from dialogue.reply import line, reply
from tests.builders import a_case, remembered, who_is_remembered
from tests.casework.house import WARD

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
        pytest.param({"text": "", "unsupported": "location"}, "Tôi chưa đọc được vị trí", id="a place"),
        pytest.param({"unsupported": "sticker"}, "Tôi chưa hiểu nhãn dán", id="a sticker"),
        pytest.param({"text": "你好我要投诉"}, "Tôi chỉ hiểu tiếng Việt và tiếng Anh", id="another language"),
        pytest.param({"unsupported": "edited"}, "Tôi không đọc được phần vừa sửa", id="an edited message"),
        pytest.param({"unsupported": "forwarded"}, "Đó là tin của tôi gửi", id="our own card forwarded"),
        pytest.param({"unsupported": "poll"}, "Tôi chưa đọc được loại tin này", id="a poll"),
        pytest.param({"text": "", "too_large": True}, "Tệp quá lớn", id="a film of an hour"),
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


# -- albums and replies -------------------------------------------------------------------------------------


def test_an_album_is_answered_once_with_all_its_pictures_and_its_words(house: House) -> None:
    rasa = FakeRasa()
    first, second = (
        taken_in(house, text=words, attachments=[name], album="a1")
        for words, name in (("", "x"), ("hai tờ", "y"))
    )
    other = taken_in(house, text="việc khác")
    for key in (first, second, other):
        run(house, rasa, key)
    assert [(asked[1], asked[3]) for asked in rasa.asked] == [("hai tờ", ["x", "y"]), ("việc khác", [])]
    assert done(house, second)
    assert heard(house, second) == []


def test_after_a_crash_each_picture_of_an_album_is_looked_at_by_itself(house: House) -> None:
    first, second = (taken_in(house, text="", attachments=[name], album="a1") for name in "xy")
    run(house, FakeRasa(seen={first: [ANSWER]}), first, again=True)
    assert not done(house, second)


def a_case_told_of(house: House, message_id: int, state: State = State.ACCEPTED) -> str:
    """A case of PERSON whose step was told in that message."""
    with house.work() as work:
        conversations.meet(work.session, PERSON, Channel.WEB, work.now)
        case = a_case(work, "delay", WARD, reporter=PERSON)
        case.state = state
        message = notices.Message(PERSON, "citizen.accepted", {"event": case.events[0].id}, case_id=case.id)
        number = notices.queue(work.session, message, work.now)
        work.session.get_one(Notice, number).message_id = message_id
        return case.ref


@pytest.mark.parametrize(
    ("state", "text", "intent"),
    [
        pytest.param(State.ACCEPTED, "tôi vừa nhận được thư xin lỗi ngày 20/11", "add", id="more about it"),
        pytest.param(State.WAITING, "ngày đó tôi nộp thẳng cho cô ở quầy số 2", "supply", id="an answer"),
    ],
)
def test_a_reply_to_a_step_of_a_case_goes_to_that_case(
    house: House, state: State, text: str, intent: str
) -> None:
    ref, rasa = a_case_told_of(house, 77, state), FakeRasa()
    run(house, rasa, taken_in(house, text=text, reply_to=77))
    (asked,) = rasa.asked
    assert asked[1] == "/press_case_say" + json.dumps({"value": f"{intent}:{ref}", "words": text})


@pytest.mark.parametrize("state", [State.ACCEPTED, State.CLOSED])
def test_a_short_reply_or_one_to_what_is_over_looks_at_the_case(house: House, state: State) -> None:
    ref, rasa = a_case_told_of(house, 77, state), FakeRasa()
    text = "tới đâu rồi" if state is State.ACCEPTED else "sao tôi vẫn chưa nhận được giấy tờ gì hết vậy"
    run(house, rasa, taken_in(house, text=text, reply_to=77))
    assert rasa.asked[0][1] == "/press_case" + json.dumps({"value": ref})


def test_a_reply_to_anything_else_is_an_ordinary_message(house: House) -> None:
    rasa = FakeRasa()
    run(house, rasa, taken_in(house, text="hồ sơ trễ", reply_to=78))
    assert rasa.asked[0][1] == "hồ sơ trễ"


def test_after_erasing_the_dialogue_remembers_nothing_of_that_conversation(house: House) -> None:
    with house.work() as work:
        remembered(work, (PERSON, work.now), ("another", work.now))
    key = taken_in(house, button="forget:yes")
    run(house, FakeRasa([{**ANSWER, "forget": True}]), key)
    assert done(house, key)
    with house.work() as work:
        assert who_is_remembered(work) == ["another"]
