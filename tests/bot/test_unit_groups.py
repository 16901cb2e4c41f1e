"""Groups of a unit: who binds them, what they hear, who may answer there, and how they end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from casework import delegations, escalation, groups
from casework.records import Case, StaffMember
from casework.terms import EventKind, Role, State
from casework.work import House
from drills.botapi import Group, Person, Telegram
from tests.bot.conftest import RunningClock, WithBot
from tests.bot.office import Office

BIEN_HOA = "26068"


@pytest.fixture
def office(house: House, telegram: Telegram, with_bot: WithBot) -> Office:
    return Office(house, telegram, with_bot)


@pytest.fixture
def head(office: Office) -> Person:
    return office.staff("Chủ tịch")


def code_for(office: Office, member: Person) -> str:
    """The one-time code that the bot tells a head in their own chat."""
    office.does(lambda: member.says("/nhom"))
    found = re.search(r"/nhom ([0-9a-f]+)", member.inbox[-1].text)
    assert found, member.inbox[-1].text
    return found[1]


@pytest.fixture
def group(office: Office, head: Person) -> Group:
    made = office.telegram.group("Tổ một cửa", [head, office.person("Cán bộ"), office.person("Người lạ")])
    code = code_for(office, head)
    office.does(lambda: head.says(f"/nhom {code}", chat=made))
    assert "chỉ mã phản ánh, loại, hạn và đường dẫn" in made.inbox[-1].text
    assert "Đã gắn nhóm với UBND phường Biên Hòa" in head.inbox[-1].text
    return made


def reminded(office: Office, clock: RunningClock, case: Case, **later: int) -> None:
    """Time passes, and the clock knocks."""
    clock.ahead = timedelta(**later)
    with office.house.work() as work:
        escalation.run_one(work, case.id)
    office.round()


def known(office: Office, case: Case) -> list[int | None]:
    """Who has taken note."""
    events = office.now_of(case).events
    return [event.staff_id for event in events if event.kind is EventKind.ACKNOWLEDGED]


# -- what goes there ----------------------------------------------------------------------------------------


def test_a_group_hears_ref_kind_and_deadline_and_nothing_of_the_matter(office: Office, group: Group) -> None:
    case = office.case(field="ho_tich", dossier={"codes": ["H19.38-260921-0417"]})
    told = group.inbox[-1]
    assert told.text == (
        "Phản ánh mới gửi UBND phường Biên Hòa.\n"
        f"• {case.ref} · Hồ sơ trễ hẹn. Hạn trả lời: 17 giờ thứ sáu 27/11/2026 (còn 3 ngày làm việc)."
    )
    assert told.protected
    assert told.labels == ["Mở trên trang cán bộ"]
    assert f"/console/cases/{case.ref}" in str(told.buttons[0].url)


@pytest.mark.parametrize(
    ("category", "flags"),
    [("harassment", ()), ("attitude", ("about_head",)), ("delay", ("retaliation",))],
    ids=["soliciting", "about the head", "retaliation"],
)
def test_what_is_kept_from_anybody_never_goes_to_a_group(
    office: Office, group: Group, category: str, flags: tuple[str, ...]
) -> None:
    before = len(group.inbox)
    office.staff("Thanh tra", "TTR", Role.INSPECTOR)
    arbiter = office.staff("Sở Nội vụ", "SNV", Role.SUPERVISOR)
    theirs = office.telegram.group("Phòng", [arbiter])
    code = code_for(office, arbiter)
    office.does(lambda: arbiter.says(f"/nhom {code}", chat=theirs))
    office.case(category, flags=flags)
    assert len(group.inbox) == before
    assert len(theirs.inbox) == 1


def test_what_became_restricted_on_the_way_is_not_sent_any_more(
    office: Office, group: Group, clock: RunningClock
) -> None:
    before = len(group.inbox)
    clock.ahead = timedelta(hours=12)
    case = office.case()
    with office.house.work() as work:
        work.session.get_one(Case, case.id).restricted = True
    clock.ahead = timedelta(hours=24)
    office.round()
    assert len(group.inbox) == before


def test_a_group_sleeps_from_seven_to_seven(office: Office, group: Group, clock: RunningClock) -> None:
    before = len(group.inbox)
    clock.ahead = timedelta(hours=11)
    office.case()
    assert len(group.inbox) == before
    clock.ahead = timedelta(hours=22, minutes=1)
    office.round()
    assert len(group.inbox) == before + 1


def test_a_group_is_nobody_who_answers_for_the_unit(office: Office, group: Group) -> None:
    with office.house.work() as work:
        member = work.session.get_one(StaffMember, 1)
        member.revoked_at = work.now
    case = office.case()
    assert [e.data["why"] for e in case.events if e.kind is EventKind.ESCALATED][:1] == ["nobody"]


# -- who answers there --------------------------------------------------------------------------------------


def test_a_reminder_is_acknowledged_from_the_group_by_known_staff_alone(
    office: Office, head: Person, group: Group, clock: RunningClock
) -> None:
    case = office.case(state=State.ACCEPTED)
    reminded(office, clock, case, days=3, hours=8)
    reminder = group.inbox[-1]
    assert reminder.text.startswith("Đôn đốc: sắp đến hạn trả lời.")
    stranger = office.person("Qua đường")
    press = stranger.presses("Đã biết", reminder, chat=group)
    office.round()
    toast = press.answer()
    assert toast.alert
    assert "Chỉ cán bộ" in toast.text
    assert known(office, case) == []
    assert not stranger.inbox
    office.does(lambda: head.presses("Đã biết", reminder, chat=group))
    assert known(office, case) == [office.member(head).id]
    assert "đã ghi nhận đồng chí đã biết" in head.inbox[-1].text


def test_staff_of_another_unit_acknowledge_nothing_there(
    office: Office, group: Group, clock: RunningClock
) -> None:
    other = office.staff("Chủ tịch khác", "25195")
    case = office.case(state=State.ACCEPTED)
    reminded(office, clock, case, days=3, hours=8)
    office.does(lambda: other.presses("Đã biết", group.inbox[-1], chat=group))
    assert known(office, case) == []
    assert "trong phạm vi của đồng chí" in other.inbox[-1].text


def test_no_other_button_and_no_talk_is_heard_in_a_group(office: Office, head: Person, group: Group) -> None:
    case = office.case()
    before = len(group.inbox)
    office.does(lambda: head.forges(f"s:do:{case.ref}:accept", group.inbox[-1], group))
    office.does(lambda: head.says(f"/tim {case.ref}", chat=group))
    office.does(lambda: head.says("/viec", chat=group))
    assert office.now_of(case).state is State.ROUTED
    assert len(group.inbox) == before


# -- binding and letting go ---------------------------------------------------------------------------------


def test_an_officer_binds_nothing_until_acting_for_the_head(office: Office, head: Person) -> None:
    officer = office.staff("Cán bộ", role=Role.OFFICER)
    office.does(lambda: officer.says("/nhom"))
    assert "Chỉ người đứng đầu" in officer.inbox[-1].text
    with office.house.work() as work:
        deputy = work.session.get_one(StaffMember, office.member(officer).id)
        delegations.delegate(work, deputy, work.today, work.today)
    assert code_for(office, officer)


def test_a_code_is_good_once_for_its_unit_and_a_day(
    office: Office, head: Person, clock: RunningClock
) -> None:
    other = office.staff("Chủ tịch khác", "25195")
    first, second = (office.telegram.group(name, [head, other]) for name in ("Một", "Hai"))
    code = code_for(office, head)
    office.does(lambda: other.says(f"/nhom {code}", chat=first))
    assert "Mã nhóm không đúng" in other.inbox[-1].text
    office.does(lambda: head.says(f"/nhom {code}", chat=first))
    office.does(lambda: head.says(f"/nhom {code}", chat=second))
    assert "Mã nhóm không đúng" in head.inbox[-1].text
    assert not second.inbox
    stale = code_for(office, head)
    clock.ahead = timedelta(hours=25)
    office.does(lambda: head.says(f"/nhom {stale}", chat=second))
    assert not second.inbox


def test_a_group_of_one_unit_is_not_bound_to_another(office: Office, group: Group) -> None:
    other = office.staff("Chủ tịch khác", "25195")
    code = code_for(office, other)
    office.does(lambda: other.says(f"/nhom {code}", chat=group))
    assert "đã gắn với một đơn vị" in other.inbox[-1].text


def test_whoever_is_not_staff_is_not_even_written_down(office: Office, head: Person) -> None:
    stranger = office.person("Qua đường")
    place = office.telegram.group("Xóm", [stranger, head])
    office.does(lambda: stranger.says(f"/nhom {code_for(office, head)}", chat=place))
    assert not place.inbox
    assert not stranger.inbox


@pytest.mark.parametrize("by", ["command", "button"])
def test_a_head_lets_a_group_go(office: Office, head: Person, group: Group, by: str) -> None:
    if by == "command":
        office.does(lambda: head.says("/roinhom", chat=group))
    else:
        office.does(lambda: head.says("/nhom"))
        assert "đang nhận thông báo của đơn vị: 1" in head.inbox[-1].text
        office.does(lambda: head.presses("Ngừng gửi vào nhóm gắn lúc 9 giờ thứ hai 23/11/2026"))
    assert "không nhận thông báo nữa" in group.inbox[-1].text
    before = len(group.inbox)
    office.case()
    assert len(group.inbox) == before


def test_a_group_that_put_the_bot_out_is_bound_no_more_and_its_head_hears_of_it(
    office: Office, head: Person, group: Group
) -> None:
    office.does(group.expels_bot)
    assert "bị đưa ra khỏi nhóm" in head.inbox[-1].text
    office.case()
    with office.house.work() as work:
        assert groups.of_unit(work.session, BIEN_HOA) == []
    office.does(group.readmits_bot)
    office.case("attitude")
    assert len(group.inbox) == 1


def test_a_group_that_became_a_supergroup_goes_on_hearing_and_answering(
    office: Office, head: Person, group: Group, clock: RunningClock
) -> None:
    clock.ahead = timedelta(hours=11)
    case = office.case(state=State.ACCEPTED)
    bigger = group.migrates()
    office.round()
    clock.ahead = timedelta(hours=23)
    office.round()
    assert any(case.ref in message.text for message in bigger.inbox)
    reminded(office, clock, case, days=4, hours=8)
    office.does(lambda: head.presses("Đã biết", bigger.inbox[-1], chat=bigger))
    assert known(office, case) == [office.member(head).id]
    office.does(lambda: head.says("/roinhom", chat=bigger))
    assert "không nhận thông báo nữa" in bigger.inbox[-1].text


def test_a_move_that_only_a_refused_message_tells_of_is_followed_too(
    office: Office, head: Person, group: Group
) -> None:
    bigger = group.migrates()
    with office.house.work() as work:
        row = groups.of_unit(work.session, BIEN_HOA)[0]
        groups.follow(work.session, str(row.pseudonym), bigger.id, work.now)
        groups.follow(work.session, str(row.pseudonym), bigger.id, work.now)
    office.round()
    case = office.case()
    assert case.ref in bigger.inbox[-1].text
