"""What only Telegram has: albums, voice, stickers, edits, replies, forwarding, groups, fixed keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from drills.botapi import Person, Telegram, sample_photo
from drills.people import ask, refs, tap
from drills.stack import Stack

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(300)]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
AWAITED = 25
VOICE = b"OggS" + bytes(24) + b"OpusHead" + bytes(100)
LATE = "hồ sơ khai sinh nộp ở phường Tam Phước trễ hẹn cả tháng chưa có kết quả"


@pytest.fixture(scope="module")
def telegram() -> Iterator[Telegram]:
    with Telegram() as running:
        yield running


@pytest.fixture(scope="module")
def stack(telegram: Telegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack"), telegram, at=MONDAY) as running:
        yield running


@pytest.fixture
def citizen(telegram: Telegram, stack: Stack, request: pytest.FixtureRequest) -> Person:
    return telegram.person(str(request.node.name)[:40])


def filed(citizen: Person) -> str:
    ask(citizen, LATE, "Tôi hiểu như sau", within=AWAITED)
    tap(citizen, "giữ kín tên", within=AWAITED)
    citizen.hears("Đã ghi nhận", within=AWAITED)
    return refs(citizen)[-1]


def test_the_keys_stay_under_the_place_where_one_types(citizen: Person) -> None:
    citizen.starts()
    citizen.hears("trợ lý tự động", within=AWAITED)
    assert "Quyền của tôi" in [key.label for key in citizen.keyboard]
    ask(citizen, "Quyền của tôi", "Quyền của anh/chị khi làm thủ tục", within=AWAITED)


def test_an_album_is_answered_once_and_goes_with_the_report(citizen: Person, stack: Stack) -> None:
    citizen.sends_album([sample_photo(shade=shade) for shade in (50, 100, 150)], caption=LATE)
    card = citizen.hears("Tôi hiểu như sau", within=AWAITED)
    assert "Kèm 3 tệp" in card.text
    tap(citizen, "giữ kín tên", within=AWAITED)
    citizen.hears("Đã ghi nhận", within=AWAITED)
    assert sum("Tôi hiểu như sau" in message.text for message in citizen.inbox) == 1
    case = json.loads(stack.langnghe("case", refs(citizen)[-1], "--json"))
    assert case["events"][0]["data"]["attachments"] == 3


def test_a_voice_note_counts_as_the_story_and_is_typed_out_by_triage(citizen: Person, stack: Stack) -> None:
    citizen.sends_voice(VOICE)
    citizen.hears("Việc này xảy ra ở đâu?", within=AWAITED)
    ask(citizen, "phường Tam Phước", "sẽ nghe, xem rồi xếp loại", within=AWAITED)
    tap(citizen, "giữ kín tên", within=AWAITED)
    citizen.hears("Đã ghi nhận", within=AWAITED)
    case = json.loads(stack.langnghe("case", refs(citizen)[-1], "--json"))
    assert (case["state"], case["accountable"]["code"]) == ("received", "SNV")


def test_a_program_that_calls_itself_a_slip_is_refused(citizen: Person) -> None:
    citizen.sends_document(b"MZ\x90\x00 program", "giay hen.pdf", caption=LATE)
    citizen.hears("Tôi không nhận được loại tệp này", within=AWAITED)


def test_stickers_places_and_edits_get_a_clear_line(citizen: Person) -> None:
    citizen.sends_sticker()
    citizen.hears("Tôi chưa hiểu nhãn dán", within=AWAITED)
    citizen.sends_location(10.9447, 106.8243)
    citizen.hears("Tôi chưa đọc được vị trí", within=AWAITED)
    said = citizen.says("cho tôi hỏi chút")
    citizen.hears(lambda message: bool(message.text), within=AWAITED)
    citizen.edits(said, LATE)
    citizen.hears("Tôi không đọc được phần vừa sửa", within=AWAITED)


def test_a_reply_to_a_step_of_a_case_is_added_to_it(citizen: Person, stack: Stack) -> None:
    ref = filed(citizen)
    receipt = next(message for message in citizen.inbox if "Đã ghi nhận" in message.text)
    citizen.says("tôi vừa tìm được biên nhận, nộp ngày 2/10, chưa có thư xin lỗi", reply_to=receipt)
    citizen.hears(f"Đã bổ sung vào {ref}", within=AWAITED)
    citizen.says("tới đâu rồi", reply_to=receipt)
    citizen.hears("Người phải trả lời", within=AWAITED)


def test_an_old_card_sends_nothing_twice_and_a_forwarded_one_is_no_story(citizen: Person) -> None:
    ref = filed(citizen)
    card = next(message for message in citizen.inbox if "Tôi hiểu như sau" in message.text)
    citizen.presses("Gửi, giữ kín tên", card)
    citizen.hears(ref, within=AWAITED)
    citizen.forwards(card)
    citizen.hears("Đó là tin của tôi gửi", within=AWAITED)
    assert refs(citizen) == [ref]


def test_a_button_that_was_altered_reaches_nobody_elses_case(citizen: Person, telegram: Telegram) -> None:
    theirs = filed(telegram.person("Người khác"))
    message = ask(citizen, LATE, "Tôi hiểu như sau", within=AWAITED)
    for payload in (f"case:{theirs}", f"move:withdraw:{theirs}:no", f"say:add:{theirs}"):
        citizen.forges(payload, message)
        citizen.hears("không có phản ánh", within=AWAITED)
    assert not any("Người phải trả lời" in text.text and theirs in text.text for text in citizen.inbox)


def test_a_group_is_met_with_silence(citizen: Person, telegram: Telegram) -> None:
    group = telegram.group("Tổ dân phố", [citizen])
    citizen.says(LATE, chat=group)
    citizen.says("/start", chat=group)
    ask(citizen, "/trogiup", "Kể việc đã gặp", within=AWAITED)  # by then the others were passed over
    assert group.inbox == []


def test_who_blocked_the_bot_and_comes_back_is_answered(citizen: Person) -> None:
    filed(citizen)
    citizen.blocks()
    citizen.unblocks()
    ask(citizen, "/tracuu", "Phản ánh của anh/chị", within=AWAITED)
