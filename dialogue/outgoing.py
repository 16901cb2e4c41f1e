"""A message as every channel can show it: marked-up text, rows of buttons, files, the case it is about."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TAGS = re.compile(r"</?(?:b|i|u|s|code|pre|a|blockquote)(?:\s[^>]*)?>")


@dataclass(frozen=True)
class Button:
    """What can be pressed: `payload` is one of dialogue.buttons or of a staff card; at most 64 bytes."""

    title: str
    payload: str


@dataclass(frozen=True)
class File:
    """A file that goes along: made by reports, or an attachment of a case."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """One message. `text` may hold the simple markup of the catalogues (<b>, <i>, <code>, <a href>).

    `prompt`: the person is expected to write an answer to this very message. `protect`: no forwarding.
    `fixed`: where the channel can, the buttons stay under the place where one types, and say their titles.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    files: tuple[File, ...] = ()
    case_ref: str | None = None
    prompt: bool = False
    protect: bool = False
    fixed: bool = False

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order."""
        return tuple(button for row in self.rows for button in row)

    @property
    def plain(self) -> str:
        """The text without markup."""
        return html.unescape(_TAGS.sub("", self.text))
