"""One turn: what a person said or pressed goes to Rasa once, and what comes back is written down to be sent.

A turn may be tried again after a crash anywhere. Rasa's tracker tells whether it has seen the turn; then its
replies are taken from there. Effects of actions carry the turn's key, and replies are unique for a turn.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from casework import notices
from casework.records import Turn
from casework.work import House, Work
from dialogue.buttons import as_intent, as_message
from dialogue.rasa import Rasa
from dialogue.reply import Reply, button, line, reply

LONGEST = 4000  # characters of one message that are read; what is longer is said so
TURNS_A_MINUTE = 40


@dataclass(frozen=True)
class Said:
    """One turn as it was taken in, and Rasa's form of it; None when there is nothing for Rasa in it."""

    key: str
    pseudonym: str
    message: str | None
    files: list[str]
    direct: Reply | None = None
    cut: bool = False


async def run_turn(house: House, rasa: Rasa, key: str, *, again: bool = False) -> None:
    """Answer one turn. `again`: it may have been tried before. Raises DialogueDown when Rasa is away."""
    said = await asyncio.to_thread(_open, house, key)
    if said is None:
        return
    replies = [said.direct] if said.direct else await _ask(rasa, said, again=again)
    await asyncio.to_thread(_close, house, said, replies)


async def _ask(rasa: Rasa, said: Said, *, again: bool) -> list[Reply]:
    known = await rasa.said_before(said.pseudonym, said.key) if again else None
    if known:
        return known
    return await rasa.say(said.pseudonym, said.message or "", turn=said.key, files=said.files)


def give_up(house: House, key: str) -> None:
    """After the last try: tell the person that the message could not be worked on, and lose nothing."""
    with house.work() as work:
        turn = work.session.get(Turn, key, with_for_update=True)
        if turn is None or turn.done_at is not None:
            return
        sorry = reply(line("citizen.error.down"), rows=[[button("citizen.button.report", "report:")]])
        _write(work, turn, [sorry])
        turn.failed_at = work.now


def _open(house: House, key: str) -> Said | None:
    with house.work() as work:
        turn = work.session.get(Turn, key)
        if turn is None or turn.done_at is not None:
            return None
        too_many = _flooding(work, turn.pseudonym, turn.received_at)
        return _said(turn, flooding=too_many)


def _flooding(work: Work, pseudonym: str, at: datetime) -> bool:
    since = at - timedelta(minutes=1)
    query = (
        select(func.count())
        .select_from(Turn)
        .where(Turn.pseudonym == pseudonym, Turn.received_at > since, Turn.received_at <= at)
    )
    return work.session.scalars(query).one() > TURNS_A_MINUTE


def _said(turn: Turn, *, flooding: bool) -> Said:
    body: dict[str, Any] = turn.said
    files = list(body.get("attachments") or [])
    message, direct = _message(body, files)
    if flooding:
        direct = reply(line("citizen.error.slow_down"))
    cut = message is not None and len(message) > LONGEST
    return Said(turn.key, turn.pseudonym, message[:LONGEST] if message else None, files, direct, cut)


def _message(body: dict[str, Any], files: list[str]) -> tuple[str | None, Reply | None]:
    """Rasa's form of what was said, or the reply to what needs no dialogue."""
    if "button" in body:
        intent = as_intent(str(body["button"]))
        return (intent, None) if intent else (None, reply(line("citizen.error.old_button")))
    text = as_message(str(body.get("text") or ""))
    if any(sign.isalnum() for sign in text):
        return text, None
    if files:
        return as_intent_of_files(), None
    key = "citizen.error.unsupported" if body.get("unsupported") else "citizen.error.empty"
    return None, reply(line(key))


def as_intent_of_files() -> str:
    """Files without a word: their ids go along in the metadata of the turn."""
    return "/send_files"


def _close(house: House, said: Said, replies: list[Reply]) -> None:
    with house.work() as work:
        turn = work.session.get(Turn, said.key, with_for_update=True)
        if turn is None or turn.done_at is not None:
            return
        if said.cut:
            replies = [*replies, reply(line("citizen.error.cut", n=LONGEST))]
        _write(work, turn, replies)


def _write(work: Work, turn: Turn, replies: list[Reply]) -> None:
    for number, body in enumerate(replies):
        once = f"turn:{turn.key}:{number}"
        notices.queue(
            work.session,
            notices.Message(turn.pseudonym, "reply", body, reply_to=turn.key, once=once),
            work.now,
        )
    turn.done_at = work.now
