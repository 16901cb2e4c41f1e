"""Long texts are cut where a reader would pause."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import split


def test_a_short_text_stays_whole() -> None:
    assert split("<b>Xin chào</b>") == ["<b>Xin chào</b>"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("aaaa\n\nbbbb cccc", ["aaaa", "bbbb cccc"], id="at a paragraph"),
        pytest.param("aaaa\nbbbb cccc", ["aaaa", "bbbb cccc"], id="else at a line"),
        pytest.param("aaaa bbbb cccc", ["aaaa bbbb", "cccc"], id="else at a word"),
        pytest.param("a" * 64 + "b" * 3, ["a" * 64, "bbb"], id="else anywhere"),
        pytest.param("<b>aaaa bbbb cccc</b>", ["<b>aaaa bbbb</b>", "<b>cccc</b>"], id="markup is closed"),
    ],
)
def test_where_it_is_cut(text: str, pieces: list[str]) -> None:
    assert split(text, 64 if len(text) > 60 else 10) == pieces


words = st.text(st.sampled_from("aăâđêôơư &<>\U0001f3e0"), min_size=1, max_size=30)


@given(st.lists(words, max_size=30), st.integers(64, 120))
def test_no_piece_is_too_long_and_no_letter_is_lost(parts: list[str], longest: int) -> None:
    escaped = [re.sub(r"[&<>]", lambda m: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[m[0]], p) for p in parts]
    text = "\n\n".join(f"<b>{part}</b>" if n % 3 == 0 else part for n, part in enumerate(escaped))
    pieces = split(text, longest)
    for piece in pieces:
        bare = re.sub(r"</?b>", "", piece).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert len(bare.encode("utf-16-le")) // 2 <= longest
        assert piece.count("<b>") == piece.count("</b>")
    together = re.sub(r"</?b>|\s", "", "".join(pieces))
    if len(pieces) > 1:
        assert together == re.sub(r"</?b>|\s", "", text)
