"""A periodic report is handed in with one tap of the head."""

from __future__ import annotations

import pytest

from casework import hand_ins
from casework.terms import Role
from casework.work import House
from drills.botapi import Telegram
from tests.bot.conftest import WithBot
from tests.bot.office import Office
from tests.builders import rulebook

H1 = rulebook().reporting.period(2026, 1)


@pytest.fixture
def office(house: House, telegram: Telegram, with_bot: WithBot) -> Office:
    return Office(house, telegram, with_bot)


def handed(office: Office) -> int:
    with office.house.work() as work:
        return hand_ins.progress(work, H1).handed


def test_one_tap_of_the_head_hands_the_report_in(office: Office) -> None:
    head, officer = office.staff("Chủ tịch"), office.staff("Cán bộ", role=Role.OFFICER)
    with office.house.work() as work:
        hand_ins.ask(work, H1)
    office.does(lambda: officer.forges("s:handed:2026-H1", officer.inbox[-1]))
    assert "Người đứng đầu đơn vị xác nhận" in officer.inbox[-1].text
    assert handed(office) == 0
    for _ in range(2):
        office.does(lambda: head.forges("s:handed:2026-H1", head.inbox[-1]))
        assert "Đã ghi nhận đơn vị gửi báo cáo kỳ 2026-H1" in head.inbox[-1].text
    assert handed(office) == 1


def test_a_button_of_no_period_is_refused_in_words(office: Office) -> None:
    head = office.staff("Chủ tịch")
    office.does(lambda: head.forges("s:handed:2026-H9", head.inbox[-1]))
    assert "Không có kỳ báo cáo" in head.inbox[-1].text
