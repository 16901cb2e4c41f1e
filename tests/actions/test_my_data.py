"""What is kept of me: shown, given as files, erased after one question."""

from __future__ import annotations

import json

import pytest

from casework import handling, notices
from casework.records import Notice
from casework.terms import CITIZEN, Move, State
from dialogue.render import render
from tests.actions.talk import Talk
from tests.builders import a_case, accepted


def filed(talk: Talk, *, over: bool = False) -> str:
    with talk.house.work() as work:
        case = a_case(work, reporter=talk.person, story="Hồ sơ của tôi trễ hẹn")
        if over:
            handling.move(work, case.ref, Move.WITHDRAW, CITIZEN)
        else:
            accepted(work, case)
        return case.ref


def test_my_data_counts_and_offers_to_erase(talk: Talk) -> None:
    ref = filed(talk)
    talk.presses("mydata:").runs("action_my_data")
    assert "Phản ánh gửi từ đây: 1, chưa xong: 1" in talk.text
    assert ref in talk.text
    assert "forget:" in talk.payloads


def test_the_files_hold_what_was_told_in_both_forms(talk: Talk) -> None:
    ref = filed(talk)
    with talk.house.work() as work:
        body = {"say": [], "rows": [], "files": "my_data"}
        number = notices.queue(work.session, notices.Message(talk.person, "reply", body), work.now)
        sent = render(work, work.session.get_one(Notice, number))
    assert sent
    page, data = sent.files
    assert (page.name, data.name) == ("du-lieu-cua-toi.html", "du-lieu-cua-toi.json")
    assert "Hồ sơ của tôi trễ hẹn" in page.content.decode()
    assert json.loads(data.content)["cases"][0]["ref"] == ref


def test_erasing_is_explained_first_and_nothing_happens_yet(talk: Talk) -> None:
    ref = filed(talk, over=True)
    talk.presses("forget:").runs("action_forget")
    assert ref in talk.text
    assert talk.payloads == ["forget:yes", "forget:no"]
    assert [case.ref for case in talk.cases] == [ref]
    talk.presses("forget:no").runs("action_forget")
    assert [case.ref for case in talk.cases] == [ref]


def test_erased_is_said_with_what_it_was(talk: Talk) -> None:
    ref = filed(talk, over=True)
    talk.slots["draft"] = {"story": ["Chuyện khác"]}
    talk.presses("forget:yes").runs("action_forget")
    assert f"1 phản ánh: {ref}" in talk.text
    assert "7 ngày" in talk.text
    assert talk.cases == []
    assert talk.draft == {}


@pytest.mark.parametrize(("answer", "flags"), [("withdraw_no", []), ("withdraw_yes", ["retaliation"])])
def test_open_reports_are_withdrawn_after_the_question_whether_somebody_wanted_it(
    talk: Talk, answer: str, flags: list[str]
) -> None:
    ref = filed(talk)
    talk.presses("forget:").runs("action_forget")
    assert talk.payloads == ["forget:yes", "forget:withdraw", "forget:no"]
    talk.presses("forget:withdraw").runs("action_forget")
    assert "Có ai yêu cầu" in talk.text
    talk.presses(f"forget:{answer}").runs("action_forget")
    with talk.house.work() as work:
        case = handling.locked(work.session, ref)
        assert case.state is State.WITHDRAWN
        assert case.flags == flags
        assert case.reporter != talk.person


def test_an_open_report_goes_on_without_the_name(talk: Talk) -> None:
    ref = filed(talk)
    talk.presses("forget:yes").runs("action_forget")
    assert "chưa xong còn cần lời kể" in talk.text
    assert [case.ref for case in talk.cases] == [ref]
