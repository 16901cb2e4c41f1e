"""Buttons and commands: what is in the table becomes an intent, everything else is harmless text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.buttons import COMMANDS, PRESSES, SAID_WITHOUT_A_SLASH, as_intent, as_message
from vietnamese import fold

REF = "DN-261123-0042-3"

PRESSED = [
    ("start:", "/press_start"),
    ("start:ABC123", '/press_start{"value": "ABC123"}'),
    ("report:", "/press_report"),
    ("send:sealed", '/press_send{"value": "sealed"}'),
    ("send:shown", '/press_send{"value": "shown"}'),
    ("send:none", '/press_send{"value": "none"}'),
    ("cat:?", '/press_category{"value": "?"}'),
    ("cat:all", '/press_category{"value": "all"}'),
    ("cat:buck_passing", '/press_category{"value": "buck_passing"}'),
    ("unit:?", '/press_unit{"value": "?"}'),
    ("unit:none", '/press_unit{"value": "none"}'),
    ("unit:26041", '/press_unit{"value": "26041"}'),
    ("unit:VPDKDD-THONGNHAT", '/press_unit{"value": "VPDKDD-THONGNHAT"}'),
    ("unit:CA-26041", '/press_unit{"value": "CA-26041"}'),
    ("more:", "/press_more"),
    ("nocode:", "/press_drop_code"),
    ("restricted:", "/press_restricted"),
    ("split:two", '/press_split{"value": "two"}'),
    ("date:code", '/press_date{"value": "code"}'),
    ("slip:late", '/press_slip{"value": "late"}'),
    ("resume:", "/press_resume"),
    ("rights:", "/rights"),
    ("tell:denounce_where", '/press_tell{"value": "denounce_where"}'),
    ("lang:en", '/press_language{"value": "en"}'),
    ("cancel:", "/cancel"),
    ("status:", "/status"),
    (f"case:{REF}", f'/press_case{{"value": "{REF}"}}'),
    (f"move:settle:{REF}", f'/press_case_move{{"value": "settle:{REF}"}}'),
    (f"move:rate:{REF}:5", f'/press_case_move{{"value": "rate:{REF}:5"}}'),
    (f"move:withdraw:{REF}:yes", f'/press_case_move{{"value": "withdraw:{REF}:yes"}}'),
    ("mydata:", "/press_my_data"),
    ("forget:", "/press_forget"),
    ("forget:withdraw_no", '/press_forget{"value": "withdraw_no"}'),
    (f"say:not_settled:{REF}", f'/press_case_say{{"value": "not_settled:{REF}"}}'),
]


@pytest.mark.parametrize(("payload", "intent"), PRESSED)
def test_a_button_is_its_intent(payload: str, intent: str) -> None:
    assert as_intent(payload) == intent


def test_every_verb_of_the_table_is_tried_above() -> None:
    assert {payload.partition(":")[0] for payload, _ in PRESSED} == set(PRESSES)


HOSTILE = [
    "",
    ":",
    "unknown:",
    "unknown:x",
    "restart",
    "/restart",
    "send:everything",
    "send:",
    "send",
    'cat:delay"}{"x": "',
    'cat:{"value":"delay"}',
    "cat:delay\n/restart",
    "cat:delay\n",
    "cat:DELAY",
    "cat:đùn_đẩy",
    "unit:26041; DROP TABLE cases",
    "unit:26041\n",
    "unit:-26041",
    "unit:../../etc",
    "tell:" + "a" * 10_000,
    "unit:" + "9" * 10_000,
    "case:DN-261123-0042",
    "case:dn-261123-0042-3",
    "case:DN-٢٦١١٢٣-0042-3",
    f"case:{REF}:more",
    f"move:settle:{REF}:",
    f"move:settle:{REF}:YES",
    f"move:settle:{REF}:1:2",
    f"move::{REF}",
    f"say:{REF}",
    f"say:add:{REF}:x",
    "lang:fr",
    "report:x",
    "cancel:x",
    "tell:\u202ehelp",
    "tell:help\x00",
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_what_is_no_button_is_none(payload: str) -> None:
    assert as_intent(payload) is None


@given(st.text())
def test_no_text_makes_an_intent_that_is_not_in_the_table(payload: str) -> None:
    intent = as_intent(payload)
    if intent is not None:
        name, _, value = intent[1:].partition("{")
        assert name in {press.intent for press in PRESSES.values()}
        assert not value or set(json.loads("{" + value)) == {"value"}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("/start", "/press_start"),
        ("  /start  ", "/press_start"),
        ("/START", "/press_start"),
        ("/start@DongNaiBot", "/press_start"),
        ("/start abc", "/press_start"),
        ("/guiphananh", "/press_report"),
        ("/report", "/press_report"),
        ("/tracuu", "/status"),
        ("/status", "/status"),
        (f"/tracuu {REF}", f'/press_case{{"value": "{REF}"}}'),
        ("/tracuu dn 261123 0042 3", f'/press_case{{"value": "{REF}"}}'),
        ("/tracuu DN-261123-0042-9", "/status"),  # a wrong digit is nobody's case
        ("/trogiup", '/press_tell{"value": "help"}'),
        ("/help", '/press_tell{"value": "help"}'),
        ("/language", '/press_tell{"value": "language"}'),
        ("/huy", "/cancel"),
        ("tra cứu", "/status"),
        ("Gửi phản ánh", "/press_report"),
        ("TROGIUP", '/press_tell{"value": "help"}'),
    ],
)
def test_a_command_is_its_button(typed: str, message: str) -> None:
    assert as_message(typed) == message


def test_every_command_leads_to_a_button() -> None:
    assert all(as_intent(payload) for payload in COMMANDS.values())


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        '/report_delay{"value": "x"}',
        "/press_send",
        "//restart",
        "/ restart",
        '\n/session_start{"a":1}',
        "/",
        "/action_send",
        "\t/back",
    ],
)
def test_no_other_slash_reaches_rasa_as_an_intent(typed: str) -> None:
    assert not as_message(typed).lstrip().startswith("/")


@given(st.text())
def test_typed_text_is_an_intent_only_for_a_command_of_the_table(typed: str) -> None:
    message = as_message(typed)
    if message.strip().startswith("/") and typed.strip().startswith("/"):
        assert typed.strip()[1:].split("@")[0].split()[0].casefold() in COMMANDS
    elif message.strip().startswith("/"):
        assert fold(typed).replace(" ", "").strip() in SAID_WITHOUT_A_SLASH


def test_ordinary_text_goes_through_as_it_is() -> None:
    assert as_message("  Hồ sơ 21/9 hẹn 12/10 \n") == "Hồ sơ 21/9 hẹn 12/10"
