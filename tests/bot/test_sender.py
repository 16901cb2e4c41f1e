"""The sender against a loopback Telegram: nothing lost, nothing twice, whatever goes wrong between."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot

from bot.api import make_bot
from bot.pacing import Pace
from bot.sender import Sender
from casework import conversations, notices
from casework.records import Address, Fact, Notice
from casework.terms import Channel, NoticeState
from casework.work import House, Work
from dialogue.outgoing import Button, File, Outgoing
from drills.botapi import Person, Telegram, Trouble, sample_photo
from tests.bot.conftest import RunningClock, WithBot


def told(work: Work, notice: Notice) -> Outgoing | None:
    """Words without a renderer: what the body says."""
    body = notice.body
    if body.get("gone"):
        return None
    rows = tuple((Button(title, payload),) for title, payload in body.get("buttons", []))
    files = tuple(File(f"{n}.jpg", "image/jpeg", sample_photo()) for n in range(body.get("files", 0)))
    return Outgoing(
        text=body["text"],
        rows=rows,
        files=files,
        prompt=body.get("prompt", False),
        protect=body.get("protect", False),
    )


def write(house: House, person: Any, text: str, kind: str = "reply", **body: Any) -> int:
    """One notice to a person of the loopback Telegram; `later` seconds from now."""
    later = timedelta(seconds=body.pop("later", 0))
    with house.work() as work:
        conversation = conversations.meet_on_telegram(work.session, person.id, work.now)
        message = notices.Message(conversation.pseudonym, kind, {"text": text, **body})
        number = notices.queue(work.session, message, work.now, work.now + later)
    assert number
    return number


def state_of(house: House, number: int) -> NoticeState:
    with house.work() as work:
        return work.session.get_one(Notice, number).state


@pytest.fixture
def lan(telegram: Telegram) -> Person:
    return telegram.person("Lan", acquainted=True)


@pytest.fixture
def drain(house: House, with_bot: WithBot) -> Any:
    """Sends all that is due with a new sender each time, as after a restart."""

    def run(render: Any = told) -> None:
        async def use(bot: Bot) -> None:
            await Sender(house, bot, render, public_url="https://langnghe.example").drain()

        with_bot(use)

    return run


def test_notices_of_a_chat_go_out_in_the_order_they_were_written(
    house: House, lan: Person, drain: Any
) -> None:
    numbers = [write(house, lan, f"tin {n}") for n in range(7)]
    drain()
    assert [message.text for message in lan.inbox] == [f"tin {n}" for n in range(7)]
    assert {state_of(house, number) for number in numbers} == {NoticeState.SENT}


def test_markup_buttons_links_and_protection_arrive(house: House, lan: Person, drain: Any) -> None:
    buttons = [("Nhận", "s:accept:DN-261123-0042-3"), ("Mở trang", "/console")]
    write(house, lan, "<b>Đậm</b> &amp; thường", buttons=buttons, protect=True)
    drain()
    (message,) = lan.inbox
    assert (message.text, message.bold, message.protected) == ("Đậm & thường", ["Đậm"], True)
    assert [button.data for button in message.buttons] == ["s:accept:DN-261123-0042-3", None]
    assert message.buttons[1].url == "https://langnghe.example/console"


def test_a_notice_waits_for_its_hour_without_holding_up_others(
    house: House, lan: Person, drain: Any, clock: RunningClock
) -> None:
    later = write(house, lan, "sáng mai", later=3600)
    write(house, lan, "bây giờ")
    drain()
    assert [message.text for message in lan.inbox] == ["bây giờ"]
    assert state_of(house, later) is NoticeState.QUEUED
    clock.ahead = timedelta(hours=2)
    drain()
    assert [message.text for message in lan.inbox] == ["bây giờ", "sáng mai"]


def test_notices_of_the_web_chat_are_left_alone(house: House, drain: Any, telegram: Telegram) -> None:
    with house.work() as work:
        conversations.meet(work.session, "web-chat", Channel.WEB, work.now)
        number = notices.queue(work.session, notices.Message("web-chat", "reply", {"text": "a"}), work.now)
    drain()
    assert number
    assert state_of(house, number) is NoticeState.QUEUED
    assert telegram.sent_log == []


def test_a_notice_whose_reader_lost_the_right_is_kept_back(house: House, lan: Person, drain: Any) -> None:
    number = write(house, lan, "a", gone=True)
    drain()
    assert state_of(house, number) is NoticeState.PARKED
    assert lan.inbox == []


def test_a_notice_that_cannot_be_rendered_is_a_dead_letter_and_the_next_goes_out(
    house: House, lan: Person, drain: Any
) -> None:
    def render(work: Work, notice: Notice) -> Outgoing | None:
        if notice.body["text"] == "hỏng":
            raise LookupError("no such case")
        return told(work, notice)

    broken = write(house, lan, "hỏng")
    write(house, lan, "lành")
    drain(render)
    assert state_of(house, broken) is NoticeState.FAILED
    assert [message.text for message in lan.inbox] == ["lành"]


def test_too_many_requests_holds_that_chat_alone(
    house: House, lan: Person, telegram: Telegram, drain: Any
) -> None:
    nam = telegram.person("Nam", acquainted=True)
    telegram.fails(Trouble.TOO_MANY, chat=lan, seconds=1)
    write(house, lan, "một")
    write(house, lan, "hai")
    write(house, nam, "ba")
    drain()
    assert [message.text for message in lan.inbox] == ["một", "hai"]
    assert nam.inbox[0].arrived < lan.inbox[0].arrived - 0.5
    refused = next(call for call in telegram.sent_log if call.chat_id == lan.id)
    assert lan.inbox[0].arrived - refused.at >= 1.0


def test_a_person_who_blocked_the_bot_is_marked_and_not_tried_again(
    house: House, lan: Person, telegram: Telegram, drain: Any
) -> None:
    lan.blocks()
    first, second = write(house, lan, "một"), 0
    drain()
    with house.work() as work:
        address = work.session.scalars(select(Address)).one()
        assert address.unreachable_since is not None
        later = notices.Message(address.pseudonym, "reply", {"text": "hai"})
        second = notices.queue(work.session, later, work.now) or 0
    drain()
    assert [state_of(house, number) for number in (first, second)] == [NoticeState.UNREACHABLE] * 2
    assert len(telegram.sent_log) == 1


def test_a_refused_message_is_a_dead_letter(
    house: House, lan: Person, telegram: Telegram, drain: Any
) -> None:
    telegram.fails(Trouble.BAD_REQUEST, chat=lan)
    bad, good = write(house, lan, "một"), write(house, lan, "hai")
    drain()
    assert (state_of(house, bad), state_of(house, good)) == (NoticeState.FAILED, NoticeState.SENT)


@pytest.mark.parametrize(
    ("trouble", "details"),
    [
        pytest.param(Trouble.STALL, {"seconds": 2}, id="carried out, no answer in time"),
        pytest.param(Trouble.LOSE, {}, id="carried out, connection broken"),
        pytest.param(Trouble.DROP, {}, id="connection broken before"),
        pytest.param(Trouble.SERVER_ERROR, {"status": 502}, id="bad gateway"),
    ],
)
def test_an_uncertain_message_arrives_exactly_once(
    house: House, lan: Person, telegram: Telegram, drain: Any, trouble: Trouble, details: dict[str, Any]
) -> None:
    write(house, lan, "trước")
    drain()
    telegram.fails(trouble, chat=lan, methods=["sendmessage"], **details)
    number = write(house, lan, "câu trả lời", buttons=[("Đã xong", "move:settle:DN-261123-0042-3")])
    write(house, lan, "sau")
    drain()
    assert [message.text for message in lan.inbox] == ["trước", "câu trả lời", "sau"]
    assert state_of(house, number) is NoticeState.SENT
    assert telegram.duplicates() == {}


def test_delivery_after_a_time_out_is_proven_by_an_edit_that_changes_nothing(
    house: House, lan: Person, telegram: Telegram, drain: Any
) -> None:
    telegram.fails(Trouble.STALL, chat=lan, methods=["sendmessage"], seconds=2)
    number = write(house, lan, "câu trả lời")
    drain()
    (message,) = lan.inbox
    assert not message.edited
    assert "not modified" in telegram.sent_log[-1].outcome
    with house.work() as work:
        assert work.session.get_one(Notice, number).message_id == message.message_id


def test_a_sender_killed_in_the_middle_sends_nothing_twice(
    house: House, lan: Person, telegram: Telegram, with_bot: WithBot, drain: Any
) -> None:
    others = [telegram.person(f"Người {n}", acquainted=True) for n in range(6)]
    for person in [lan, *others]:
        for n in range(3):
            write(house, person, f"{person.name} {n}")
    telegram.fails(Trouble.SLOW, methods=["sendmessage"], seconds=0.3, times=None)

    async def killed(bot: Bot) -> None:
        sender = Sender(house, bot, told, public_url="https://langnghe.example")
        running = asyncio.create_task(sender.run(asyncio.Event(), settle=0))
        await asyncio.sleep(0.15)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with_bot(killed)
    assert 0 < len(telegram.delivered) < 21
    telegram.heals()
    drain()
    for person in [lan, *others]:
        assert [message.text for message in person.inbox] == [f"{person.name} {n}" for n in range(3)]
    assert telegram.duplicates() == {}


def test_a_notice_marked_and_never_sent_goes_out_after_the_restart(
    house: House, lan: Person, drain: Any
) -> None:
    number = write(house, lan, "một")
    with house.work() as work:
        notice = work.session.get_one(Notice, number)
        notice.state, notice.sending_since = NoticeState.SENDING, work.now
    drain()
    assert [message.text for message in lan.inbox] == ["một"]


def test_a_long_text_and_its_files_go_on_after_a_break_where_they_were(
    house: House, lan: Person, telegram: Telegram, drain: Any
) -> None:
    paragraphs = [f"{n}. " + "chữ " * 400 for n in range(4)]
    telegram.fails(Trouble.STALL, chat=lan, methods=["sendmessage"], seconds=2, skip=1)
    telegram.fails(Trouble.LOSE, chat=lan, methods=["sendphoto"])
    write(house, lan, "\n\n".join(paragraphs), files=2)
    drain()
    assert [message.text[:1] for message in lan.inbox] == ["0", "2", "", ""]
    assert [len(message.files) for message in lan.inbox] == [0, 0, 1, 1]


def test_a_question_that_wants_a_reply_is_sent_again_when_in_doubt(
    house: House, lan: Person, telegram: Telegram, drain: Any
) -> None:
    telegram.fails(Trouble.LOSE, chat=lan, methods=["sendmessage"])
    write(house, lan, "Hỏi gì?", kind="staff_prompt", prompt=True)
    drain()
    assert [message.text for message in lan.inbox] == ["Hỏi gì?"] * 2


def test_a_group_that_became_a_supergroup_is_followed(
    house: House, lan: Person, telegram: Telegram, drain: Any
) -> None:
    group = telegram.group("Tổ một cửa", [lan])
    write(house, group, "một")
    moved = group.migrates()
    drain()
    assert [message.text for message in moved.inbox] == ["một"]


def test_the_flood_limits_of_telegram_are_never_met(house: House, telegram: Telegram, drain: Any) -> None:
    telegram.enforces_limits()
    people = [telegram.person(f"Người {n}", acquainted=True) for n in range(15)]
    for person in people:
        for n in range(4):
            write(house, person, f"tin {n}")
    for n in range(4, 7):
        write(house, people[0], f"tin {n}")
    drain()
    assert {call.outcome for call in telegram.sent_log} == {"ok"}
    assert len(people[0].inbox) == 7


def test_a_drill_database_never_reaches_a_real_telegram(house: House, telegram: Telegram) -> None:
    number = write(house, telegram.person("Lan"), "một")
    with house.work() as work:
        work.session.add(Fact(name="drill", value=True))
    real = make_bot(telegram.token)
    sender = Sender(house, real, told, public_url="https://langnghe.example", pace=Pace())
    asyncio.run(sender.drain())
    assert state_of(house, number) is NoticeState.QUEUED
