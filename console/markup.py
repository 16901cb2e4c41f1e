"""Sentences with simple markup, made safe for a page: only the tags the catalogues use come through."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_TAGS = frozenset({"b", "i", "u", "code"})
_DECLARATION = re.compile(r"<(?=[!?])")
_SAFE = ("https://", "http://", "/t/", "tel:", "mailto:")


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []

    def set_cdata_mode(self, elem: str, **_: object) -> None:
        """No element's content is anything but words and tags."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith(_SAFE):
            self.out.append(f'<a href="{escape(href)}" rel="noopener noreferrer" target="_blank">')
        elif tag in _TAGS:
            self.out.append(f"<{tag}>")
        else:
            return
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data, quote=False))


def safe(text: str) -> str:
    """The text as HTML with b, i, u, code and links alone; every tag closed, everything else as words."""
    cleaner = _Cleaner()
    cleaner.feed(_DECLARATION.sub("&lt;", text))  # the parser stumbles over broken ones
    cleaner.close()
    cleaner.out += [f"</{tag}>" for tag in reversed(cleaner.open)]
    return "".join(cleaner.out)
