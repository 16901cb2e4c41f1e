"""Whole stories over the loopback Bot API: from one line on an old phone to the week's summary."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from drills.botapi import Person, Telegram
from drills.people import effort, refs, tap
from drills.stack import Stack
from tests.story.conftest import Joined

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(300)]

TRAN_BIEN, BAO_VINH, TAM_HIEP = "26041", "26098", "26017"
AWAITED = 20


def filed(citizen: Person, text: str, kind: str) -> str:
    """Tell a report, name its kind if asked, send it sealed with at most three taps, and read the ref."""
    before = effort(citizen)
    citizen.says(text)
    shown = citizen.hears(lambda m: "Tôi hiểu như sau" in m.text or "gần nhất" in m.text, within=AWAITED)
    if "gần nhất" in shown.text:
        if not any(kind in label for label in shown.labels):
            tap(citizen, "Việc khác", within=AWAITED)
        tap(citizen, kind, within=AWAITED)
    tap(citizen, "giữ kín tên", within=AWAITED)
    citizen.hears("Đã ghi nhận", within=AWAITED)
    assert (effort(citizen) - before).taps <= 3
    return refs(citizen)[-1]


def test_a_late_land_title_is_answered_settled_and_counted(
    telegram: Telegram, stack: Stack, joined: Joined, tmp_path: Path
) -> None:
    registrar, chairman = joined("VPDKDD", "head"), joined(TRAN_BIEN, "head")
    home_affairs = joined("SNV", "supervisor")
    citizen = telegram.person("Lan")

    told = "hs dat dai nop o tran bien 21/9 hen 12/10 chua co ket qua, chay 3 lan roi"
    ref = filed(citizen, told, "Hồ sơ trễ hẹn")

    registrar.hears(ref, within=AWAITED)
    chairman.hears(ref, within=AWAITED)
    home_affairs.hears(ref, within=AWAITED)

    tap(registrar, "Nhận giải quyết", within=AWAITED)
    citizen.hears("đã nhận giải quyết", within=AWAITED)

    answer(registrar, ref, "Đã chuyển bước trích đo ngày 25/11. Hẹn trả kết quả 04/12/2026.")
    citizen.hears("Đã có trả lời", within=AWAITED)
    tap(citizen, "Đã giải quyết xong", within=AWAITED)
    citizen.hears("hài lòng", within=AWAITED)
    tap(citizen, "5", within=AWAITED)
    citizen.hears("đã chấm", within=AWAITED)

    case = json.loads(stack.langnghe("case", ref, "--json"))
    assert case["accountable"]["code"] == "VPDKDD"
    assert set(case["copied_to"]) == {TRAN_BIEN, "SNNMT", "SNV"}
    assert case["state"] == "closed"
    kinds = [event["kind"] for event in case["events"]]
    assert kinds[:3] == ["received", "classified", "routed"]
    assert kinds[-4:] == ["accepted", "answered", "closed", "rated"]
    assert case["due_at"] == "2026-11-27T17:00:00+07:00"

    week = timedelta(days=7)
    stack.langnghe(
        "report", "weekly", "--week", "2026-W48", "--unit", "VPDKDD", "--out", str(tmp_path), later=week
    )
    figures = json.loads((tmp_path / "VPDKDD" / "summary.json").read_text())
    assert (figures["new"], figures["answered"], figures["answered_on_time"]) == (1, 1, 1)
    assert (figures["closed_settled"], figures["overdue"]) == (1, 0)
    assert figures["on_time"] == {"met": 1, "of": 1, "share": 1.0}
    assert figures["satisfaction"] == {"mean": 5.0, "raters": 1}
    text = (tmp_path / "VPDKDD" / "summary.txt").read_text()
    assert "Mới 1" in text
    assert "Đúng hạn 100% (1/1)" in text


def answer(head: Person, ref: str, remedy: str) -> None:
    """Answer a case by buttons and one reply, look at the preview, and sign."""
    tap(head, "Trả lời", within=AWAITED)
    tap(head, "Đúng như phản ánh", within=AWAITED)
    tap(head, "đo đạc", within=AWAITED)
    head.hears(lambda message: bool(message.text), within=AWAITED)
    head.says(remedy)
    tap(head, "Ký", within=AWAITED)


def test_a_rude_counter_is_for_the_communes_own_chairman(
    telegram: Telegram, stack: Stack, joined: Joined
) -> None:
    chairman = joined(BAO_VINH, "head")
    joined("SNV", "supervisor")
    citizen = telegram.person("Tư")

    ref = filed(citizen, "ra phuong bao vinh lam giay khai sinh ma can bo quat mang", "Thái độ")

    chairman.hears(ref, within=AWAITED)
    case = json.loads(stack.langnghe("case", ref, "--json"))
    assert case["category"] == "attitude"
    assert case["accountable"]["code"] == BAO_VINH


def test_a_chairmans_conduct_never_reaches_his_ward(telegram: Telegram, stack: Stack, joined: Joined) -> None:
    chairman, city = joined(TAM_HIEP, "head"), joined("UBND", "leader")
    home_affairs = joined("SNV", "supervisor")
    citizen = telegram.person("Bảy")

    told = "chu tich phuong tam hiep hen dan ky giay 3 lan deu bo di, hoi thi nat dan"
    ref = filed(citizen, told, "Thái độ")

    city.hears(ref, within=AWAITED)
    home_affairs.hears(ref, within=AWAITED)
    case = json.loads(stack.langnghe("case", ref, "--json"))
    assert case["accountable"]["code"] == "UBND"
    assert case["prepared_by"] == "SNV"
    assert TAM_HIEP in case["hidden_from"]
    assert not any(ref in message.text for message in chairman.inbox)

    chairman.says(f"/tim {ref}")
    chairman.hears(lambda message: bool(message.text), within=AWAITED)
    assert "nat dan" not in chairman.transcript()
