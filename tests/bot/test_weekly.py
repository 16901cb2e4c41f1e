"""The weekly summary in Telegram: taken note of, committed on, and asked about in the next one."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from casework.records import Commitment, WeeklyAcknowledgement
from casework.terms import Role
from casework.work import House
from drills.botapi import Telegram
from jobs import weekly
from tests.bot.conftest import RunningClock, WithBot
from tests.bot.office import Office


@pytest.fixture
def office(house: House, telegram: Telegram, with_bot: WithBot) -> Office:
    return Office(house, telegram, with_bot)


def a_week_later(office: Office, clock: RunningClock) -> None:
    clock.ahead += timedelta(days=7)
    weekly.run_due(office.house)
    office.round()


def made(office: Office) -> list[Commitment]:
    with office.house.work() as work:
        return list(work.session.scalars(select(Commitment)))


def test_a_head_takes_note_with_a_tap_and_a_second_tap_changes_nothing(
    office: Office, clock: RunningClock
) -> None:
    head = office.staff("Hòa")
    a_week_later(office, clock)
    for _ in range(2):
        office.does(lambda: head.presses("Đã xem"))
        assert "Đã ghi nhận đồng chí đã xem" in head.inbox[-1].text
    with office.house.work() as work:
        assert [row.week for row in work.session.scalars(select(WeeklyAcknowledgement))] == ["2026-W48"]


def test_a_commitment_is_typed_and_the_next_summary_asks_for_it(office: Office, clock: RunningClock) -> None:
    head = office.staff("Hòa")
    a_week_later(office, clock)
    office.does(lambda: head.presses("Cam kết tuần này"))
    for words in ("Thêm một quầy", "bao giờ cũng được", "04/12/2026"):
        office.does(partial(head.says, words))
    assert "Đã ghi nhận cam kết" in head.inbox[-1].text
    (row,) = made(office)
    assert (row.text, row.due_on, row.kept) == ("Thêm một quầy", date(2026, 12, 4), None)
    a_week_later(office, clock)
    assert "“Thêm một quầy” (hạn" in head.inbox[-1].text
    assert "Kết quả thực hiện?" in head.inbox[-1].text
    office.does(lambda: head.presses("Chưa, vì…"))
    office.does(lambda: head.says("Chưa tuyển được người"))
    assert [(each.kept, each.reason) for each in made(office)] == [(False, "Chưa tuyển được người")]


def test_sở_nội_vụ_reads_who_took_no_note_and_what_was_promised(office: Office, clock: RunningClock) -> None:
    head, above = office.staff("Hòa"), office.staff("Sơn", "SNV", Role.SUPERVISOR)
    office.staff("Lan", "25195")
    a_week_later(office, clock)
    office.does(lambda: head.presses("Cam kết tuần này"))
    for words in ("Thêm một quầy", "04/12/2026"):
        office.does(partial(head.says, words))
    a_week_later(office, clock)
    told = above.inbox[-1].text
    assert "Cam kết tuần trước của các đơn vị: 1;" in told
    assert "Chưa xác nhận đã xem tổng hợp tuần trước: Phường Bình Phước." in told


def test_a_button_that_is_not_theirs_or_of_no_week_is_refused(office: Office, clock: RunningClock) -> None:
    head, officer = office.staff("Hòa"), office.staff("An", role=Role.OFFICER)
    a_week_later(office, clock)
    for person, payload in (
        (officer, "s:week:2026-W48:ack"),
        (officer, "s:week:2026-W48:commit"),
        (head, "s:week:2027-W10:ack"),
        (head, "s:week:2026-W99:commit"),
        (head, "s:kept:99:yes"),
        (head, "s:kept:x:no"),
    ):
        office.does(partial(person.forges, payload, person.inbox[-1]))
        assert "Đã ghi nhận" not in person.inbox[-1].text
    with office.house.work() as work:
        assert work.session.scalars(select(WeeklyAcknowledgement)).all() == []
    assert made(office) == []
