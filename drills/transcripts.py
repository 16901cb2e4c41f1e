"""The commonest conversations as they go: `python -m drills.transcripts` writes docs/conversations.md."""

from __future__ import annotations

import re
import tempfile
from datetime import datetime
from pathlib import Path

from casework.rules.deadlines import HERE
from drills.stack import Stack
from drills.told import Chat, Played, load
from settings import ROOT
from texts import plain

TOLD = ROOT / "tests" / "dialogues"
PAGE = ROOT / "docs" / "conversations.md"
SHOWN_AT = "https://phan-anh.example"
TOKEN = re.compile(r"\?k=\w+")  # differs with each database
MONDAY = datetime(2026, 11, 23, 9, tzinfo=HERE)


def main() -> None:
    """Play the conversations marked `shown` against a program of their own, and write the page."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), at=MONDAY) as stack:
        played = [Chat(stack.url, told).play() for told in load(TOLD) if told.shown]
        text = page(played).replace(stack.url, SHOWN_AT)
    PAGE.write_text(TOKEN.sub("?k=…", text), encoding="utf-8")


def page(played: list[Played]) -> str:
    """The page in Markdown."""
    return "\n\n".join([plain("cli.transcripts.intro", "en"), *(_section(one) for one in played)]) + "\n"


def _section(one: Played) -> str:
    lines = [f"## {one.told.name}", f"*{one.told.who}*"]
    return "\n\n".join([*lines, "\n".join(_shown(line) for line in one.lines).strip("\n")])


def _shown(line: str) -> str:
    if line.startswith("> "):
        return f"\n**→ {line[2:]}**\n"
    if line.startswith("["):
        return f"\n**→ {line}**\n"
    return f"> {line.removeprefix('< ').strip()}  "


if __name__ == "__main__":
    main()
