"""What comes out of the cleaner is harmless, whatever goes in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.markup import safe

ALLOWED = re.compile(
    r"</?(?:b|i|u|code|a)>"
    r"|<a href=\"(?:https?://|/t/|tel:|mailto:)[^\"<>]*\" rel=\"noopener noreferrer\" target=\"_blank\">"
)


@pytest.mark.parametrize(
    ("given_", "safe_"),
    [
        pytest.param("<b>Mã</b> &lt;1&gt;", "<b>Mã</b> &lt;1&gt;", id="words of the catalogue"),
        pytest.param("<script>alert(1)</script>", "alert(1)", id="script"),
        pytest.param("<b onclick='x()'>a</b>", "<b>a</b>", id="attributes"),
        pytest.param("<img src=x onerror=y>", "", id="picture"),
        pytest.param("<a href='javascript:x'>a</a>", "a", id="link that runs"),
        pytest.param("<a href=' https://a'>a</a>", "a", id="link with a space before"),
        pytest.param("<b>a", "<b>a</b>", id="not closed"),
        pytest.param("a</b></i>", "a", id="closed without being open"),
        pytest.param("<b><i>a</b>b</i>", "<b><i>a</i></b>b", id="crossed"),
        pytest.param("<![: <!-- a --> <?x>", "&lt;![: &lt;!-- a --&gt; &lt;?x&gt;", id="declarations"),
        pytest.param("<script>a <b>c", "a <b>c</b>", id="script without end"),
        pytest.param("1 < 2 & 3", "1 &lt; 2 &amp; 3", id="signs"),
        pytest.param(
            "<a href='https://a.vn/?a=1&amp;b=\"'>a</a>",
            '<a href="https://a.vn/?a=1&amp;b=&quot;" rel="noopener noreferrer" target="_blank">a</a>',
            id="link",
        ),
    ],
)
def test_only_the_tags_of_the_catalogue_come_through(given_: str, safe_: str) -> None:
    assert safe(given_) == safe_


@given(st.text(alphabet="<>/=\"' &;abiu!-[]?xhref:https\n", max_size=80))
def test_nothing_else_ever_does(text: str) -> None:
    rest = ALLOWED.sub("", safe(text))
    assert "<" not in rest
    assert ">" not in rest


@given(st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "a"]), max_size=20))
def test_every_tag_is_closed_in_order(pieces: list[str]) -> None:
    open_: list[str] = []
    for slash, name in re.findall(r"<(/?)(\w+)>", safe("".join(pieces))):
        if slash:
            assert open_.pop() == name
        else:
            open_.append(name)
    assert not open_
