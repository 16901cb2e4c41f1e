"""Every move of the table in Telegram, by buttons and typed replies, over the loopback Bot API."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from casework import handling
from casework.records import Case
from casework.terms import CITIZEN, Actor, EventKind, Move, Role, State
from casework.work import House
from dialogue.staff_moves import INPUTS
from drills.botapi import Person, Telegram
from tests.bot.conftest import WithBot
from tests.bot.office import Office
from tests.builders import BIEN_HOA

WARD, OTHER = BIEN_HOA, "26041"
HEAD, SNV, UBND = Actor(Role.HEAD, WARD), Actor(Role.SUPERVISOR, "SNV"), Actor(Role.LEADER, "UBND")
OFFER = {"unit": OTHER, "reason": "Không thuộc địa bàn.", "basis": "Quyết định 12, Điều 3"}
MORE = "Việc khác…"
UNCLEAR = "[nội dung không rõ, đã hỏi mà không xác định được sự việc]"
REVIEWED = "[kiểm điểm, rút kinh nghiệm]"


@pytest.fixture
def office(house: House, telegram: Telegram, with_bot: WithBot) -> Office:
    return Office(house, telegram, with_bot)


Before = tuple[tuple[Move, Actor, dict[str, Any]], ...]


@dataclass(frozen=True)
class Way:
    """`who` makes `move` on a case in `state` after `before`: [presses], types the rest."""

    move: Move
    who: str
    does: tuple[str, ...]
    leaves: EventKind
    state: State = State.ACCEPTED
    category: str = "attitude"
    before: Before = ()
    lodged: str | None = WARD


E, S, M = EventKind, State, Move
DECLINED = ((M.OFFER, HEAD, OFFER), (M.DECLINE, Actor(Role.HEAD, OTHER), {"reason": "Không phải."}))
ASKED_MORE = ((M.ASK_EXTENSION, HEAD, {"days": 5, "reason": "Cần đo đạc lại."}),)
PROPOSED = ((M.PROPOSE_REFUSAL, HEAD, {"rule": "unclear", "reason": "Không rõ việc."}),)
TAKEN: tuple[tuple[Move, Actor, dict[str, Any]], ...] = (
    (M.OFFER, HEAD, OFFER),
    (M.TAKE, Actor(Role.HEAD, OTHER), {}),
)
RULED = (*DECLINED, (M.RULE, SNV, {"unit": WARD, "reason": "Thuộc phường."}))

# One row a move; long rows are easier to compare than broken ones.
# fmt: off
WAYS = [
    Way(M.ACCEPT, "ward", ("[Nhận giải quyết]",), E.ACCEPTED, S.ROUTED),
    Way(M.WRONG_ADDRESS, "ward", ("[Gửi nhầm nơi]", "Thuộc phường khác"), E.MISROUTED, S.ROUTED),
    Way(M.TRIAGE, "snv",
        ("[Xác định nơi trả lời]", "trấn biên", "[Phường Trấn Biên]"),
        E.ROUTED, S.RECEIVED, lodged=None),
    Way(M.ASK, "ward", ("[Hỏi người dân]", "Anh/chị nộp ngày nào?"), E.ASKED),
    Way(
        M.OFFER,
        "ward",
        ("[Đề nghị chuyển]", "tran bien", "[Phường Trấn Biên]", "Quyết định 12", "Không thuộc địa bàn"),
        E.TRANSFER_OFFERED,
    ),
    Way(M.TAKE, "other", ("[Nhận phản ánh này]",), E.TRANSFER_TAKEN, before=((M.OFFER, HEAD, OFFER),)),
    Way(M.DECLINE, "other",
        ("[Không nhận]", "Không phải việc của phường"),
        E.TRANSFER_DECLINED, before=((M.OFFER, HEAD, OFFER),)),
    Way(M.RULE, "snv",
        ("[Xác định nơi chủ trì]", "[Phường Trấn Biên]", "Theo quy chế"),
        E.TRANSFER_RULED, before=DECLINED),
    Way(M.ASK_CHAIRMAN, "ward",
        (f"[{MORE}]", "[Đề nghị Chủ tịch xem lại]", "Chưa đúng quy chế"),
        E.RULING_ASKED, before=RULED),
    Way(M.ASK_EXTENSION, "ward", ("[Xin gia hạn]", "[5 ngày làm việc]", "Cần đo lại"), E.EXTENSION_ASKED),
    Way(M.EXTEND, "snv", ("[Duyệt gia hạn]", "[Như đơn vị đề nghị]"), E.EXTENDED, before=ASKED_MORE),
    Way(M.ASK_RULING, "other",
        (f"[{MORE}]", "[Đề nghị xác định nơi chủ trì]", "biên hòa", "[Phường Biên Hòa]", "Nộp ở đó"),
        E.RULING_ASKED, before=TAKEN),
    Way(M.MET, "snv", ("[Đã gặp người dân]",), E.NOTED, S.ANSWERED, before=((M.MEET, CITIZEN, {}),)),
    Way(M.DENY_EXTENSION, "snv", ("[Không duyệt gia hạn]", "Đủ thời gian"), E.NOTED, before=ASKED_MORE),
    Way(
        M.PROPOSE_REFUSAL,
        "ward",
        (f"[{MORE}]", "[Đề nghị không xử lý]", UNCLEAR, "Không rõ"),
        E.REFUSAL_PROPOSED,
    ),
    Way(M.REFUSE, "snv", ("[Đồng ý không xử lý]",), E.REFUSED, before=PROPOSED),
    Way(M.DENY_REFUSAL, "snv", ("[Không đồng ý, phải xử lý]", "Vẫn rõ việc"), E.NOTED, before=PROPOSED),
    Way(M.CHECK, "snv", ("[Kiểm tra câu trả lời]", "[Đúng một phần]"), E.CHECKED, S.ANSWERED),
    Way(
        M.RECORD_MEASURE,
        "ward",
        (f"[{MORE}]", "[Ghi biện pháp đã làm]", REVIEWED, "Kiểm điểm cán bộ, số 12", "20/11/2026"),
        E.MEASURE_RECORDED,
        S.ANSWERED,
    ),
    Way(M.RELABEL, "snv",
        (f"[{MORE}]", "[Phân loại lại]", "[Hướng dẫn không rõ, phải đi lại nhiều lần]", "Đúng loại hơn"),
        E.RELABELLED),
    Way(M.SPLIT, "snv",
        (f"[{MORE}]", "[Tách thành hai]", "[Hồ sơ trễ hẹn]", "[Giữ nguyên đơn vị]", "Trễ", "Hai việc"),
        E.SPLIT),
    Way(M.RESTRICT, "snv", (f"[{MORE}]", "[Hạn chế tiếp cận]", "Có dấu hiệu vòi vĩnh"), E.RESTRICTED),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.move.value)
def test_a_move_is_made_by_buttons_and_replies(office: Office, way: Way) -> None:
    people = everybody(office)
    case = office.case(way.category, way.lodged, state=way.state)
    for move, actor, given in way.before:
        made(office, case, move, actor, given)
    person = people[way.who]
    office.does(lambda: person.says(f"/tim {case.ref.lower()}"))
    for act in way.does:
        office.does(partial(person.presses, act[1:-1]) if act.startswith("[") else partial(person.says, act))
    kinds = [event.kind for event in office.now_of(case).events]
    assert way.leaves in kinds[-3:], person.inbox[-1].text
    assert office.now_of(case).events[-1].party != "citizen"


def made(office: Office, case: Case, move: Move, actor: Actor, given: dict[str, Any]) -> None:
    with office.house.work() as work:
        handling.move(work, case.ref, move, actor, **given)
    office.round()


def everybody(office: Office) -> dict[str, Person]:
    return {
        "ward": office.staff("Chủ tịch phường"),
        "other": office.staff("Chủ tịch Trấn Biên", OTHER),
        "snv": office.staff("Sở Nội vụ", "SNV", Role.SUPERVISOR),
    }


def test_merging_takes_a_ref_in_any_spelling(office: Office) -> None:
    snv = everybody(office)["snv"]
    one, other = office.case("attitude", state=S.ACCEPTED), office.case("attitude", state=S.ACCEPTED)
    office.does(lambda: snv.says(one.ref))
    office.does(lambda: snv.presses(MORE))
    office.does(lambda: snv.presses("Gộp vào phản ánh khác"))
    office.does(lambda: snv.says("không biết"))
    assert "Chưa đọc được" in snv.inbox[-1].text
    office.does(lambda: snv.says(other.ref.lower().replace("-", " ")))
    office.does(lambda: snv.says("Cùng một việc"))
    assert office.now_of(one).merged_into == other.ref


def test_a_lead_is_named_for_a_joint_case(office: Office) -> None:
    snv = everybody(office)["snv"]
    case = office.case("buck_passing", others=(OTHER,), state=S.ACCEPTED)
    assert case.joint
    office.does(lambda: snv.says(case.ref))
    office.does(lambda: snv.presses(MORE))
    office.does(lambda: snv.presses("Giao đơn vị chủ trì"))
    office.does(lambda: snv.presses("Phường Trấn Biên"))
    office.does(lambda: snv.says("Hồ sơ nằm ở đó"))
    assert office.now_of(case).accountable == OTHER


def test_a_choice_of_an_older_question_is_no_longer_good(office: Office) -> None:
    ward = everybody(office)["ward"]
    case = office.case("attitude", state=S.ACCEPTED)
    office.does(lambda: ward.says(case.ref))
    card = ward.inbox[-1]
    office.does(lambda: ward.presses("Xin gia hạn", card))
    asked = ward.inbox[-1]
    office.does(lambda: ward.presses("Đề nghị chuyển", card))
    office.does(lambda: ward.presses("5 ngày làm việc", asked))
    assert "không còn dùng được" in ward.inbox[-1].text
    assert office.now_of(case).extension_days is None


def test_what_telegram_must_not_hold_is_done_at_the_console_alone(office: Office) -> None:
    inspector = office.staff("Thanh tra", "TTR", Role.INSPECTOR)
    case = office.case("harassment", state=S.ACCEPTED)
    office.does(lambda: inspector.says(case.ref))
    assert inspector.inbox[-1].labels == ["Mở trên trang cán bộ"]


def test_every_move_of_staff_has_words_and_a_way() -> None:
    by_buttons = {way.move for way in WAYS} | {M.MERGE, M.NAME_LEAD}
    assert set(INPUTS) - by_buttons == {M.INFORM_HEAD, M.HAND_TO_POLICE}  # of restricted cases: the console


def test_fewer_days_can_be_granted_than_were_asked_for(office: Office) -> None:
    snv = everybody(office)["snv"]
    case = office.case("attitude", state=S.ACCEPTED)
    for move, actor, given in ASKED_MORE:
        made(office, case, move, actor, given)
    office.does(lambda: snv.says(case.ref))
    office.does(lambda: snv.presses("Duyệt gia hạn"))
    office.does(lambda: snv.presses("2 ngày làm việc"))
    (extended,) = [event for event in office.now_of(case).events if event.kind is E.EXTENDED]
    assert extended.data["days"] == 2


def test_who_asks_for_a_ruling_may_leave_open_where_the_case_belongs(office: Office) -> None:
    other = everybody(office)["other"]
    case = office.case("attitude", state=S.ACCEPTED)
    for move, actor, given in TAKEN:
        made(office, case, move, actor, given)
    office.does(lambda: other.says(case.ref))
    office.does(lambda: other.presses(MORE))
    office.does(lambda: other.presses("Đề nghị xác định nơi chủ trì"))
    office.does(lambda: other.presses("Nơi xác định tự xem xét"))
    office.does(lambda: other.says("Không phải của phường"))
    assert "wanted" not in office.now_of(case).events[-1].data
    assert office.now_of(case).ruling_by == "SNV"


def test_a_part_that_is_split_off_may_be_about_another_unit(office: Office) -> None:
    snv = everybody(office)["snv"]
    case = office.case("attitude", state=S.ACCEPTED)
    office.does(lambda: snv.says(case.ref))
    for press in (MORE, "Tách thành hai", "Hồ sơ trễ hẹn"):
        office.does(partial(snv.presses, press))
    office.does(lambda: snv.says("trấn biên"))
    office.does(lambda: snv.presses("Phường Trấn Biên"))
    for words in ("Hồ sơ trễ ở phường bên", "Hai việc"):
        office.does(partial(snv.says, words))
    part = next(event for event in office.now_of(case).events if event.kind is E.SPLIT).data["into"]
    with office.house.work() as work:
        found = work.session.scalars(select(Case).where(Case.ref == part)).one()
        assert (found.lodged_at, found.accountable) == (OTHER, OTHER)


@pytest.mark.parametrize(
    "typed",
    ["{}", "/tim {}", "xem giúp {} nhé", "{spaced}", "/tim {spaced}", "{plain}", "{digits}", "/tim mã {low}"],
)
def test_a_ref_is_found_in_any_spelling(office: Office, typed: str) -> None:
    ward = everybody(office)["ward"]
    ref = office.case("attitude").ref
    forms = {"spaced": ref.replace("-", " "), "plain": ref.replace("-", "").lower()}
    text = typed.format(ref, **forms, digits=ref.removeprefix("DN-"), low=ref.lower())
    office.does(lambda: ward.says(text))
    assert ref in ward.inbox[-1].bold
