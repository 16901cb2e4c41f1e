"""Text as Telegram takes it: HTML to entities with offsets in UTF-16 units, found entities, trimming.

The refusals are those of TDLib's parse_html, with byte offsets, so that a wrong template fails here as it
would there.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from drills.loopback.records import Json
from drills.loopback.refusals import Refusal, bad

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
TOKEN = re.compile(r"<|&(?:#x[0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot);")
START = re.compile(
    r"""<(?P<name>[^\s>/]+)(?P<rest>(?:\s+[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>"""
)
END = re.compile(r"</(?P<name>[^\s>]*)\s*>")
ATTRIBUTE = re.compile(r"""([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
FOUND = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("url", re.compile(r"https?://[^\s<>]+", re.IGNORECASE)),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def width(text: str) -> int:
    """Length in UTF-16 units, the Bot API's measure."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


@dataclass(slots=True)
class _Open:
    name: str
    start: int
    attributes: dict[str, str]


class _Html:
    """One pass over a marked-up text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        """The text and its entities."""
        while found := TOKEN.search(self.source, self.at):
            self._put(self.source[self.at : found.start()])
            self.at = found.start()
            self._tag() if found[0] == "<" else self._character(found[0])
        self._put(self.source[self.at :])
        if self.open:
            raise unparsed(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.parts), self.entities

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += width(text)

    def _character(self, reference: str) -> None:
        self._put(html.unescape(reference))
        self.at += len(reference)

    def _tag(self) -> None:
        closing = self.source.startswith("</", self.at)
        found = (END if closing else START).match(self.source, self.at)
        if closing:
            self._close(found)
        else:
            self._begin(found)

    def _offset(self) -> int:
        return len(self.source[: self.at].encode())

    def _begin(self, found: re.Match[str] | None) -> None:
        name = re.split(r"[\s>]", self.source[self.at + 1 :], maxsplit=1)[0].lower()
        if ">" not in self.source[self.at :]:
            raise unparsed(f"Unclosed start tag at byte offset {self._offset()}")
        if name not in TAGS:
            raise unparsed(f'Unsupported start tag "{name}" at byte offset {self._offset()}')
        if found is None:
            raise unparsed(f'Unclosed start tag "{name}" at byte offset {self._offset()}')
        attributes = {
            key.lower(): html.unescape(a or b or c) for key, a, b, c in ATTRIBUTE.findall(found["rest"])
        }
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {self._offset()}')
        self.open.append(_Open(name, self.length, attributes))
        self.at = found.end()

    def _close(self, found: re.Match[str] | None) -> None:
        if not self.open:
            raise unparsed(f"Unexpected end tag at byte offset {self._offset()}")
        if found is None:
            raise unparsed(f"Unclosed end tag at byte offset {self._offset()}")
        tag, name = self.open.pop(), found["name"].lower()
        if name not in ("", tag.name):
            raise unparsed(
                f"Unmatched end tag at byte offset {self._offset()}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        self.at = found.end()
        if self.length > tag.start:
            self._entity(tag)

    def _entity(self, tag: _Open) -> None:
        entity: Json = {"type": TAGS[tag.name], "offset": tag.start, "length": self.length - tag.start}
        if tag.name == "a":
            entity["url"] = tag.attributes.get("href", "")
        if tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
        if tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        if entity.get("url") != "":
            self.entities.append(entity)


def unparsed(reason: str) -> Refusal:
    """A 400 for a text whose marks are wrong."""
    return bad(f"can't parse entities: {reason}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text without marks and its entities; a 400 "can't parse entities" where Telegram refuses."""
    return _Html(source).read()


def _plain(source: str) -> tuple[str, list[Json]]:
    return source, []


MODES: dict[str, Callable[[str], tuple[str, list[Json]]]] = {"": _plain, "html": parse_html}


def found_entities(text: str) -> list[Json]:
    """Commands, links, addresses, mentions and hashtags that Telegram marks by itself."""
    return [
        {"type": kind, "offset": width(text[: hit.start()]), "length": width(hit[0])}
        for kind, pattern in FOUND
        for hit in pattern.finditer(text)
    ]


def _clipped(entity: Json, lead: int, length: int) -> Json | None:
    start = max(entity["offset"] - lead, 0)
    end = min(entity["offset"] + entity["length"] - lead, length)
    return entity | {"offset": start, "length": end - start} if end > start else None


def formatted(source: str, mode: str, given: list[Json]) -> tuple[str, list[Json]]:
    """The text as stored.

    Parsed by `mode` ("" or HTML, no other), trimmed at both ends, all entities in order. Telegram trims, so a
    text that differs in outer blanks alone counts as the same text in an edit.
    """
    if mode.lower() not in MODES:
        raise bad("unsupported parse_mode")
    text, entities = MODES[mode.lower()](source.replace("\r", ""))
    lead = width(text) - width(text.lstrip())
    trimmed = text.strip()
    kept = [_clipped(entity, lead, width(trimmed)) for entity in entities or given]
    every = [entity for entity in kept if entity] + found_entities(trimmed)
    return trimmed, sorted(every, key=lambda entity: (entity["offset"], -entity["length"]))
