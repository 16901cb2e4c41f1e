"""Told conversations: what a citizen says and taps, what the chat must answer, which cases come of it.

A conversation is a few lines: `> text` is said, `[title]` is tapped (the newest button whose title contains
it), `< words` must stand in the replies to the step before, `! words` must not.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

from texts import LANGUAGES, plain

PATIENCE = 60.0  # seconds for one answer
CARDS = tuple(plain("citizen.card.intro", language) for language in LANGUAGES)
FILED = tuple(plain("citizen.receipt.filed", language, ref="").rstrip(" .") for language in LANGUAGES)
QUESTIONS = ("ask.story", "ask.unit", "ask.which_unit", "ask.which_kind", "ask.category")
MENDING = ("wrong_unit", "wrong_category", "two_matters", "more")  # buttons that open a question anew


class Unlike(AssertionError):
    """The chat answered otherwise than told; the message ends with what was said."""


@dataclass(frozen=True)
class Told:
    """One conversation. `filed`: "category accountable" of each case; `all_told`: by the first message."""

    name: str
    who: str
    steps: tuple[tuple[str, str], ...]
    filed: tuple[str, ...]
    all_told: bool = False
    shown: bool = False


@dataclass
class Played:
    """What came of it: what was said, refs in order, what the citizen did until the first was filed."""

    told: Told
    lines: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    effort: int = 0
    effort_to_file: int | None = None
    asked_again: list[str] = field(default_factory=list)
    wrong: str | None = None


def load(folder: Path) -> list[Told]:
    """All conversations under a folder, by file and place."""
    found = [row for path in sorted(folder.glob("*.yml")) for row in yaml.safe_load(path.read_text("utf-8"))]
    return [_told(row) for row in found]


def _told(row: dict[str, Any]) -> Told:
    return Told(
        name=row["name"],
        who=row["who"],
        steps=tuple(_steps(row["talk"])),
        filed=tuple(row.get("filed") or ()),
        all_told=bool(row.get("all_told")),
        shown=bool(row.get("shown")),
    )


def _steps(text: str) -> Iterator[tuple[str, str]]:
    for raw in text.splitlines():
        row = raw.strip()
        if row.startswith("["):
            yield "tap", row.strip("[]")
        elif row:
            yield row[0], row[1:].strip()


class Chat:
    """One citizen in the web chat: the same dialogue as on Telegram."""

    def __init__(self, url: str, told: Told) -> None:
        self._url, self._session = url, secrets.token_urlsafe(24)
        self._offers: list[list[dict[str, str]]] = []
        self._heard = ""
        self._settled: set[str] = set()
        self.played = Played(told)

    def play(self) -> Played:
        """Say and tap everything; stops where the chat answers otherwise, and says why in `wrong`."""
        try:
            for kind, words in self.played.told.steps:
                STEPS[kind](self, words)
        except (Unlike, httpx.HTTPError) as error:
            self.played.wrong = f"{error}\n" + "\n".join(self.played.lines)
        return self.played

    def says(self, text: str) -> None:
        """Type a text."""
        self.played.lines.append(f"> {text}")
        self._send(text=text)

    def taps(self, title: str) -> None:
        """Press the newest button of that title, else one whose title contains it."""
        button = self._button(title)
        self.played.lines.append(f"[{button['title']}]")
        if button["title"] in _MENDING:
            self._settled.clear()
        self._send(button=button["payload"])

    def _button(self, title: str) -> dict[str, str]:
        for offer in reversed(self._offers):
            same = [button for button in offer if button["title"] == title]
            like = [button for button in offer if title in button["title"]]
            if same or like:
                return (same or like)[0]
        raise Unlike(f"no button {title!r}")

    def hears(self, words: str) -> None:
        """Must have been said in answer."""
        if words not in self._heard:
            raise Unlike(f"not heard: {words!r}")

    def hears_not(self, words: str) -> None:
        """Must not have been said in answer."""
        if words in self._heard:
            raise Unlike(f"heard: {words!r}")

    def _send(self, **message: str) -> None:
        self.played.effort += 1
        body = {"session": self._session, **message}
        answer = httpx.post(f"{self._url}/api/chat", json=body, timeout=PATIENCE)
        answer.raise_for_status()
        messages = answer.json()["messages"]
        self._heard = "\n".join(each["text"] for each in messages)
        for each in messages:
            self._note(each)

    def _note(self, message: dict[str, Any]) -> None:
        played, text = self.played, message["text"]
        played.lines += [f"< {row}" for row in text.splitlines()]
        if message["buttons"]:
            self._offers.append(message["buttons"])
            played.lines.append("  " + " ".join(f"[{button['title']}]" for button in message["buttons"]))
        if text.startswith(FILED) and message["case_ref"] not in played.refs:
            played.refs.append(message["case_ref"])
            played.effort_to_file = played.effort_to_file or played.effort
            self._settled.clear()
        self._note_questions(text)

    def _note_questions(self, text: str) -> None:
        """What a card has settled must not be asked again."""
        asked = [key for key in QUESTIONS if text.startswith(_SENTENCES[key])]
        self.played.asked_again += [key for key in asked if key in self._settled]
        if text.startswith(CARDS):
            self._settled = {"ask.story", "ask.unit"}


_SENTENCES = {key: tuple(plain(f"citizen.{key}", language) for language in LANGUAGES) for key in QUESTIONS}
_MENDING = {plain(f"citizen.button.{name}", language) for name in MENDING for language in LANGUAGES}
STEPS = {">": Chat.says, "tap": Chat.taps, "<": Chat.hears, "!": Chat.hears_not}
