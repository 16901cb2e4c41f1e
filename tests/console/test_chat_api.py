"""POST and GET /api/chat: what programs and the page rely on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from casework import conversations, notices
from casework.records import Conversation, Notice, Turn
from casework.terms import NoticeState
from casework.work import House
from console import Options, web_app
from dialogue.rasa import Rasa
from tests.builders import a_case, accepted, rulebook
from tests.console.conftest import SESSION, Clock, FakeRasa, Open, Visitor

MINE = {"session": SESSION}


def test_a_message_is_answered_in_the_form_of_the_interface(visitor: Visitor, rasa: FakeRasa) -> None:
    response = visitor.post("/api/chat", json={"session": SESSION, "text": "ho so tre hen"})
    assert response.status_code == 200
    (message,) = response.json()["messages"]
    assert isinstance(message["id"], int)
    assert message["text"] == "Tôi nghe: ho so tre hen"
    assert message["html"] == "Tôi nghe: <b>ho so tre hen</b>"
    assert message["buttons"] == [{"title": "Gửi phản ánh", "payload": "report:"}]
    assert message["case_ref"] is None
    assert message["files"] == []
    assert rasa.heard[0][0] == conversations.web_pseudonym(SESSION)


def test_a_repeat_with_the_same_id_is_answered_the_same_and_heard_once(
    visitor: Visitor, rasa: FakeRasa
) -> None:
    first, again = (visitor.says("tre hen", message_id="m-1") for _ in range(2))
    assert first == again
    assert len(rasa.heard) == 1
    assert visitor.says("tre hen", message_id="m-2") != first


def test_ids_of_two_sessions_do_not_meet(visitor: Visitor, rasa: FakeRasa) -> None:
    visitor.says("mot", message_id="1")
    visitor.says("hai", session=SESSION[::-1], message_id="1")
    assert [message for _, message, _ in rasa.heard] == ["mot", "hai"]


@pytest.mark.parametrize(
    "message_id",
    [
        pytest.param("x" * 500, id="long"),
        pytest.param("a:b/c đ", id="odd letters"),
        pytest.param(17, id="number"),
    ],
)
def test_any_message_id_works(visitor: Visitor, rasa: FakeRasa, message_id: Any) -> None:
    assert visitor.says("a", message_id=message_id) == visitor.says("a", message_id=message_id)
    assert len(rasa.heard) == 1


def test_a_button_becomes_its_intent(visitor: Visitor, rasa: FakeRasa) -> None:
    assert visitor.post("/api/chat", json={**MINE, "button": "send:sealed"}).status_code == 200
    assert rasa.heard[0][1] == '/press_send{"value": "sealed"}'


def test_a_button_that_is_none_is_said_to_be_old_and_never_reaches_rasa(
    visitor: Visitor, rasa: FakeRasa
) -> None:
    response = visitor.post("/api/chat", json={**MINE, "button": "restart:now"})
    assert response.status_code == 200
    assert response.json()["messages"][0]["text"]
    assert not rasa.heard


def test_a_text_that_looks_like_an_intent_is_made_harmless(visitor: Visitor, rasa: FakeRasa) -> None:
    visitor.says("/restart")
    assert not rasa.heard[0][1].startswith("/")


def test_what_no_keyboard_types_is_dropped(visitor: Visitor, rasa: FakeRasa) -> None:
    body = b'{"session": "%s", "text": "a\\ud800\\u0000\\u202eb"}' % SESSION.encode()
    assert visitor.post("/api/chat", content=body).status_code == 200
    assert rasa.heard[0][1] == "a?b"


BAD: list[Any] = [
    pytest.param({"content": b"{"}, 400, id="no JSON"),
    pytest.param({"content": b"[1]"}, 400, id="no object"),
    pytest.param({"content": b"[" * 100_000}, 400, id="nested too deep"),
    pytest.param({"content": b"\xff\xfe"}, 400, id="no text"),
    pytest.param({"json": {"text": "a"}}, 400, id="no session"),
    pytest.param({"json": {"session": 5, "text": "a"}}, 400, id="session is a number"),
    pytest.param({"json": {"session": "", "text": "a"}}, 400, id="session is empty"),
    pytest.param({"json": {"session": "a" * 500, "text": "a"}}, 400, id="session is endless"),
    pytest.param({"json": {"session": "a\nb", "text": "a"}}, 400, id="session has a line break"),
    pytest.param({"json": MINE}, 400, id="nothing said"),
    pytest.param({"json": {**MINE, "text": "  "}}, 400, id="blank"),
    pytest.param({"json": {**MINE, "text": None}}, 400, id="null"),
    pytest.param({"json": {**MINE, "text": ["a"]}}, 400, id="text is a list"),
    pytest.param({"json": {**MINE, "text": "a", "button": "report:"}}, 400, id="text and button"),
    pytest.param({"json": {**MINE, "text": "a", "message_id": ["a"]}}, 400, id="message id is a list"),
    pytest.param({"json": {**MINE, "text": "a", "message_id": True}}, 400, id="message id is true"),
    pytest.param({"content": b"a", "headers": {"Content-Type": "image/png"}}, 415, id="a picture as body"),
    pytest.param(
        {"content": b"a", "headers": {"Content-Type": "multipart/form-data"}},
        400,
        id="multipart, no boundary",
    ),
    pytest.param({"data": MINE, "files": {"files": ("a.exe", b"MZ\x90")}}, 400, id="a program"),
    pytest.param({"data": MINE, "files": [("files", ("a.pdf", b"%PDF-"))] * 6}, 400, id="six files"),
    pytest.param(
        {"data": MINE, "files": {"files": ("a.pdf", b"%PDF-" + bytes(10 * 2**20))}}, 400, id="file too large"
    ),
    pytest.param({"content": bytes(53 * 2**20)}, 413, id="body too large"),
    pytest.param(
        {"json": {**MINE, "text": "a"}, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403, id="another site"
    ),
]


@pytest.mark.parametrize(("request_", "status"), BAD)
def test_bad_input_is_refused_by_one_clear_line(
    calm: Open, rasa: FakeRasa, request_: dict[str, Any], status: int
) -> None:
    response = calm().post("/api/chat", **request_)
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert response.json()["error"].strip()
    assert "\n" not in response.json()["error"]
    assert not rasa.heard


def test_a_body_that_lies_about_its_length_is_stopped(calm: Open) -> None:
    async def endless() -> Any:
        for _ in range(60):
            yield bytes(2**20)

    response = calm().post("/api/chat", content=endless(), headers={"Content-Type": "application/json"})
    assert response.status_code == 413


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30, "²"])
def test_a_bad_message_number_is_refused(calm: Open, after: str) -> None:
    response = calm().get("/api/chat", params={**MINE, "after": after})
    assert response.status_code == 400
    assert list(response.json()) == ["error"]


@pytest.mark.parametrize(
    ("session", "near", "far"),
    [
        pytest.param("abc", 200, 400, id="short"),
        pytest.param("q8Vw2nK5xT0bR7yLzE4uJ", 200, 400, id="21 of base64"),
        pytest.param("0123456789abcdef0123456789abcde", 200, 400, id="31 of hexadecimal"),
        pytest.param("q8Vw2nK5xT0bR7yLzE4uJg", 200, 200, id="22 of base64"),
        pytest.param("0123456789abcdef0123456789abcdef", 200, 200, id="32 of hexadecimal"),
        pytest.param("1c9b3a52-52a3-4d06-9c5b-2d2f7c0b1a77", 200, 200, id="a UUID"),
    ],
)
def test_a_session_that_could_be_guessed_works_on_this_machine_only(
    calm: Open, session: str, near: int, far: int
) -> None:
    assert calm().get("/api/chat", params={"session": session}).status_code == near
    assert calm(far=True).get("/api/chat", params={"session": session}).status_code == far


def test_a_short_session_may_not_speak_from_elsewhere_either(calm: Open, rasa: FakeRasa) -> None:
    body = {"session": "abc", "text": "a"}
    assert calm(far=True).post("/api/chat", json=body).status_code == 400
    assert not rasa.heard


def test_behind_a_proxy_nobody_is_near(
    make_app: Callable[[Options], FastAPI], open_as: Open, options: Options
) -> None:
    public = make_app(Options(options.public_url, options.attachments, secure_cookies=True, loopback=False))
    response = open_as(public).post("/api/chat", json={"session": "abc", "text": "a"})
    assert response.status_code == 400


def test_a_flood_from_one_address_is_slowed(open_as: Open, app: FastAPI) -> None:
    app.state.site.limit._most = 2
    far = open_as(far=True)
    found = [far.post("/api/chat", json={**MINE, "text": "a"}).status_code for _ in range(3)]
    assert found == [200, 200, 429]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        pytest.param({}, "Chưa có gì để gửi.", id="Vietnamese by default"),
        pytest.param({"Accept-Language": "en-GB,en;q=0.8"}, "There is nothing to send.", id="English reader"),
        pytest.param({"Accept-Language": "fr,vi;q=0.5"}, "Chưa có gì để gửi.", id="French reader"),
    ],
)
def test_refusals_speak_the_readers_language(calm: Open, headers: dict[str, str], said: str) -> None:
    assert calm().post("/api/chat", json=MINE, headers=headers).json() == {"error": said}


def test_a_new_conversation_begins_in_the_language_of_its_page_and_keeps_its_own(
    visitor: Visitor, house: House
) -> None:
    visitor.says("hello", language="en")
    visitor.says("chao", language="vi")
    with house.work() as work:
        met = work.session.get_one(Conversation, conversations.web_pseudonym(SESSION))
        assert met.language == "en"


def test_rasa_away_for_a_moment_is_tried_again(visitor: Visitor, rasa: FakeRasa) -> None:
    rasa.down = 1
    assert visitor.says("a")[0]["text"] == "Tôi nghe: a"


def test_rasa_away_for_long_ends_in_an_apology_that_a_repeat_tells_again(
    visitor: Visitor, house: House, rasa: FakeRasa
) -> None:
    rasa.down = 2
    sorry = visitor.says("a", message_id="1")
    assert sorry[0]["text"]
    assert "Tôi nghe" not in sorry[0]["text"]
    assert visitor.says("a", message_id="1") == sorry
    with house.work() as work:
        assert work.session.scalars(select(Turn)).one().failed_at is not None
    assert visitor.says("a", message_id="2")[0]["text"] == "Tôi nghe: a"


def test_without_a_database_nothing_is_promised(
    open_as: Open, clock: Clock, rasa: FakeRasa, options: Options
) -> None:
    gone = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    app = web_app(House(sessionmaker(gone), rulebook(), clock), cast("Rasa", rasa), options)
    visitor = open_as(app)
    for response in (
        visitor.post("/api/chat", json={**MINE, "text": "a"}),
        visitor.get("/api/chat", params=MINE),
    ):
        assert response.status_code == 503
        assert response.json() == {"error": "Hệ thống đang tạm ngừng. Anh/chị thử lại sau ít phút."}
    assert visitor.get("/chat").status_code == 200
    assert visitor.get("/").status_code == 503
    gone.dispose()


def test_a_reply_nobody_has_words_for_does_not_silence_the_others(visitor: Visitor, rasa: FakeRasa) -> None:
    rasa.says = lambda message: [
        {"say": [["citizen.there_is_no_such_key", {}]], "rows": [], "case_ref": None},
        {"text": "xong", "rows": []},
    ]
    assert [message["text"] for message in visitor.says("a")] == ["xong"]


def test_steps_of_a_case_come_by_the_poll_once_and_count_as_sent(visitor: Visitor, house: House) -> None:
    (reply,) = visitor.says("a")
    with house.work() as work:
        case = a_case(work, reporter=conversations.web_pseudonym(SESSION))
        accepted(work, case)
        ref = case.ref
    (step,) = visitor.get("/api/chat", params={**MINE, "after": reply["id"]}).json()["messages"]
    assert step["case_ref"] == ref
    assert step["id"] > reply["id"]
    assert visitor.get("/api/chat", params={**MINE, "after": step["id"]}).json()["messages"] == []
    assert [m["id"] for m in visitor.get("/api/chat", params=MINE).json()["messages"]] == [
        reply["id"],
        step["id"],
    ]
    with house.work() as work:
        states = set(work.session.scalars(select(Notice.state).where(Notice.staff_id.is_(None))))
        assert states == {NoticeState.SENT}


def test_a_notice_that_was_committed_late_is_told_although_its_id_is_lower(
    visitor: Visitor, house: House
) -> None:
    visitor.says("a")
    with house.work() as work:
        mine = notices.Message(conversations.web_pseudonym(SESSION), "reply", {"text": "chậm", "rows": []})
        notices.queue(work.session, mine, work.now)
    found = visitor.get("/api/chat", params={**MINE, "after": 10**6}).json()["messages"]
    assert [message["text"] for message in found] == ["chậm"]


def test_nobody_reads_another_session(visitor: Visitor) -> None:
    visitor.says("a")
    assert visitor.get("/api/chat", params={"session": SESSION[::-1]}).json()["messages"] == []


def test_a_poll_makes_no_conversation(visitor: Visitor, house: House) -> None:
    assert visitor.get("/api/chat", params=MINE).json() == {"messages": [], "language": None}
    with house.work() as work:
        assert not work.session.scalars(select(Conversation)).all()
