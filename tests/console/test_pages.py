"""The public page, the chat page, the tracking page, and what every answer carries."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from casework import openness, tracking
from casework.records import CaseKey
from casework.terms import State
from casework.work import House
from tests.builders import a_case, answered
from tests.console.conftest import Clock, Open, Visitor

PAGES = ("/", "/chat", "/console", "/console/join?code=x", "/t/DN-261123-0042-3?k=x", "/nowhere")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_guarded_and_loads_nothing_from_elsewhere(calm: Open, path: str) -> None:
    response = calm().get(path)
    headers = response.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert not re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//(?!t\.me/)""", response.text)
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", response.text)
    assert not re.findall(r"<style|\sstyle=|\son\w+=", response.text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_speaks_both_languages_and_leads_to_the_other(calm: Open, path: str, lang: str) -> None:
    page = calm().get(path, params={"lang": lang, **_query(path)}).text
    assert f'<html lang="{lang}">' in page
    if path != "/chat":
        assert f"lang={'en' if lang == 'vi' else 'vi'}" in page


def _query(path: str) -> dict[str, str]:
    return dict(part.split("=") for part in path.partition("?")[2].split("&") if part)


def test_a_language_once_chosen_is_kept(calm: Open) -> None:
    visitor = calm()
    assert '<html lang="vi">' in visitor.get("/", headers={"Accept-Language": "en-US"}).text
    visitor.get("/?lang=en")
    assert '<html lang="en">' in visitor.get("/").text
    assert '<html lang="en">' in visitor.get("/?lang=xx").text


def test_static_files_may_be_kept_for_good_since_their_address_changes_with_them(calm: Open) -> None:
    visitor = calm()
    for address in re.findall(r'"(/static/[^"]+)"', visitor.get("/chat").text):
        response = visitor.get(address.replace("&amp;", "&"))
        assert response.status_code == 200
        assert re.search(r"\?v=[0-9a-f]{10}$", address)
        assert "immutable" in response.headers["Cache-Control"]
    assert visitor.get("/static/../web.py").status_code == 404


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        pytest.param("/nowhere", "GET", 404, id="no such page"),
        pytest.param("/chat", "DELETE", 405, id="no such method"),
        pytest.param("/docs", "GET", 404, id="no description of the interface"),
        pytest.param("/openapi.json", "GET", 404, id="no schema"),
    ],
)
def test_what_is_not_there_is_said_in_words(calm: Open, path: str, method: str, status: int) -> None:
    response = calm().ask(method, path)
    assert response.status_code == status
    assert "Không có trang này." in response.text


def test_below_api_refusals_are_lines_of_json(calm: Open) -> None:
    response = calm().get("/api/nowhere")
    assert (response.status_code, response.json()) == (404, {"error": "Không có trang này."})


def test_a_fault_of_ours_shows_no_trace(calm: Open, monkeypatch: pytest.MonkeyPatch) -> None:

    def broken(work: Any) -> None:
        raise RuntimeError("0912345678")

    monkeypatch.setattr(openness, "this_month", broken)
    response = calm().get("/")
    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert "0912345678" not in response.text
    assert response.headers["X-Frame-Options"] == "DENY"


def test_the_public_page_leads_to_the_chat_and_to_the_bot(calm: Open) -> None:
    page = calm().get("/").text
    assert 'href="/chat"' in page
    assert "https://t.me/langnghe_bot" in page


@pytest.mark.parametrize(
    ("received", "shown"),
    [pytest.param(4, "ít hơn 5", id="too few to hide in"), pytest.param(5, ">5<", id="enough")],
)
def test_small_figures_are_not_shown(
    visitor: Visitor, house: House, clock: Clock, received: int, shown: str
) -> None:
    with house.work() as work:
        a_case(work)
    clock.ahead(days=-40)
    with house.work() as work:
        for _ in range(6):
            a_case(work)
    clock.ahead(days=40)
    with house.work() as work:
        for _ in range(received - 1):
            a_case(work)
    figures = visitor.get("/").text.partition('class="figures"')[2]
    assert shown in figures.partition("</div>")[0]


def test_a_tracking_link_shows_steps_and_answer_and_nobody(visitor: Visitor, house: House) -> None:
    with house.work() as work:
        case = a_case(work, state=State.ACCEPTED)
        answered(work, case, remedy="Đã trả kết quả <b>hôm nay</b>.")
        link = tracking.link("http://localhost:8080", case.ref)
        ref, reporter = case.ref, case.reporter
    response = visitor.get(link)
    assert response.status_code == 200
    assert ref in response.text
    assert "Đã trả kết quả &lt;b&gt;hôm nay&lt;/b&gt;." in response.text
    assert "0912345678" not in response.text
    assert reporter not in response.text
    assert "Đã trả kết quả" in visitor.get(link.replace(ref, ref.lower().replace("-", ""))).text


def test_a_tracking_page_stays_when_its_words_were_erased(visitor: Visitor, house: House) -> None:
    with house.work() as work:
        case = a_case(work, state=State.ANSWERED)
        work.session.delete(work.session.get_one(CaseKey, case.id))
        link = tracking.link("", case.ref)
    assert visitor.get(link).status_code == 200


def test_a_wrong_token_says_the_same_as_a_wrong_ref(visitor: Visitor, house: House) -> None:
    with house.work() as work:
        ref, other = a_case(work).ref, a_case(work).ref
    unknown = "DN-261123-0042-3"
    found = [
        visitor.get(f"/t/{path}")
        for path in (
            ref,
            f"{ref}?k=",
            f"{ref}?k=đ",
            f"{ref}?k={tracking.token(other)}",
            f"{unknown}?k={tracking.token(unknown)}",
            "rubbish?k=x",
        )
    ]
    assert {response.status_code for response in found} == {404}
    assert len({re.sub(r'href="[^"]*"', "", response.text) for response in found}) == 1


def test_the_clock_of_the_house_tells_which_month_it_is(visitor: Visitor, house: House, clock: Clock) -> None:
    with house.work() as work:
        for _ in range(5):
            a_case(work)
    clock.now += timedelta(days=10)
    assert "ít hơn 5" in visitor.get("/").text.partition('class="figures"')[2].partition("</div>")[0]
