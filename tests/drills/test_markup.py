"""Texts as the loopback Telegram reads them."""

from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills.loopback.markup import formatted, parse_html, width
from drills.loopback.refusals import Refusal

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda words: words.strip()
)


def covered(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le")
    return units[offset * 2 : (offset + length) * 2].decode("utf-16-le")


@given(WORDS)
def test_an_escaped_text_comes_back_as_it_was_without_outer_blanks(words: str) -> None:
    assert formatted(escape(words), "HTML", [])[0] == words.strip()


@given(WORDS, WORDS, WORDS)
def test_an_entity_covers_exactly_what_stood_between_its_marks(before: str, marked: str, after: str) -> None:
    text, entities = parse_html(f"{escape(before)}<b>{escape(marked)}</b>{escape(after)}")
    [bold] = entities
    assert covered(text, bold["offset"], bold["length"]) == marked


@given(st.text(st.sampled_from("<>/b& =\"'ạ")))
def test_any_text_is_read_within_its_bounds_or_refused(source: str) -> None:
    with suppress(Refusal):
        text, entities = formatted(source, "HTML", [])
        assert all(entity["offset"] + entity["length"] <= width(text) for entity in entities)


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        pytest.param("/guiphananh đất", "bot_command", "/guiphananh", id="command"),
        pytest.param("xem https://x.vn/t/DN?k=1 nhé", "url", "https://x.vn/t/DN?k=1", id="link"),
        pytest.param("gửi so@dongnai.gov.vn", "email", "so@dongnai.gov.vn", id="address"),
        pytest.param("hỏi @drill_bot", "mention", "@drill_bot", id="mention"),
        pytest.param("việc #đấtđai", "hashtag", "#đấtđai", id="hashtag"),
    ],
)
def test_telegram_marks_by_itself(text: str, kind: str, part: str) -> None:
    [entity] = formatted(text, "", [])[1]
    assert (entity["type"], covered(text, entity["offset"], entity["length"])) == (kind, part)


@pytest.mark.parametrize("text", ["21/9 hen 12/10", "H19.38-260921-0417", "24/7", "và/hoặc"])
def test_dates_and_codes_are_no_commands(text: str) -> None:
    assert formatted(text, "", [])[1] == []


def test_other_parse_modes_are_refused() -> None:
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        formatted("*x*", "MarkdownV2", [])
