"""A pattern worked on in Telegram: told, answered reply by reply, accepted or sent back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot import pattern_forms
from bot.desk import Desk
from casework import pattern_clock
from casework.records import PatternCase, Turn
from casework.terms import NotVisible, PatternState, Role
from casework.work import House
from drills.botapi import Telegram
from tests.bot.conftest import RunningClock, WithBot
from tests.bot.office import Office
from tests.builders import BIEN_HOA, a_case


@pytest.fixture
def office(house: House, telegram: Telegram, with_bot: WithBot) -> Office:
    return Office(house, telegram, with_bot)


def a_pattern(office: Office, clock: RunningClock) -> None:
    """Twelve people report, and the clock looks two days later."""
    with office.house.work() as work:
        for _ in range(12):
            a_case(work, "delay", BIEN_HOA)
    office.round()
    clock.ahead += timedelta(days=2)
    with office.house.work() as work:
        pattern_clock.find_new(work)
    office.round()


def row(office: Office) -> PatternCase:
    with office.house.work() as work:
        found = work.session.scalars(select(PatternCase)).one()
        _ = list(found.events)
    return found


def test_a_head_is_told_and_answers_reply_by_reply_then_sở_nội_vụ_accepts(
    office: Office, clock: RunningClock
) -> None:
    head, snv = office.staff("Hòa"), office.staff("Sơn", "SNV", Role.SUPERVISOR)
    a_pattern(office, clock)
    told = head.inbox[-1]
    assert "Vấn đề lặp lại cần khắc phục dứt điểm" in told.text
    assert "12 người khác nhau" in told.text
    office.does(lambda: head.presses("Nêu nguyên nhân và cách khắc phục"))
    for words in ("Quầy thiếu người", "Thêm một quầy", "15/12/2026"):
        office.does(partial(head.says, words))
    assert row(office).state is PatternState.ANSWERED
    assert "Quầy thiếu người" in snv.inbox[-1].text
    office.does(lambda: snv.presses("Chấp nhận"))
    assert row(office).state is PatternState.WATCHED


def test_a_proposal_needs_a_body_by_its_name(office: Office, clock: RunningClock) -> None:
    head = office.staff("Hòa")
    a_pattern(office, clock)
    office.does(lambda: head.presses("Vượt thẩm quyền, đề xuất lên…"))
    for words in ("Phần mềm chậm", "Do Sở quản lý", "cái gì đó"):
        office.does(partial(head.says, words))
    assert "Chưa rõ cơ quan nào" in head.inbox[-1].text
    office.does(lambda: head.says("Sở Tư pháp"))
    assert (row(office).state, row(office).owner) == (PatternState.PROPOSED, "STP")


def test_another_head_neither_finds_nor_moves_it(office: Office, clock: RunningClock) -> None:
    other = office.staff("Lan", "26041")
    a_pattern(office, clock)
    number = row(office).id
    assert not any("Vấn đề" in message.text for message in other.inbox)
    office.does(lambda: other.says("/trogiup"))
    office.does(lambda: other.presses("Vấn đề lặp lại"))
    assert "Không có vấn đề lặp lại nào" in other.inbox[-1].text
    with office.house.work() as work:
        desk = Desk(work, office.member(other), Turn(key="tg:1"))
        for press in (pattern_forms.begin, pattern_forms.list_or_one):
            with pytest.raises(NotVisible):
                press(desk, str(number), "answer")
        with pytest.raises(NotVisible):
            pattern_forms.begin(desk, "x", "answer")
