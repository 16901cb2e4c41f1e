"""One turn: what a person said or pressed goes to Rasa once, and what comes back is written down to be sent.

A turn may be tried again after a crash anywhere. Rasa's tracker tells whether it has seen the turn; then its
replies are taken from there. Effects of actions carry the turn's key, and replies are unique for a turn.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from casework import memory, notices
from casework.records import Turn
from casework.work import House, Work
from dialogue.hearing import Heard, hear
from dialogue.rasa import Rasa
from dialogue.reply import Reply, button, line, reply

TURNS_A_MINUTE = 40
ALBUM_SETTLES = 0.7  # seconds; the pictures of an album come as updates of their own, close together


@dataclass(frozen=True)
class Said:
    """One turn as it was taken in, and what it says; `mates`: turns of the same album that it answers for."""

    key: str
    pseudonym: str
    heard: Heard
    files: list[str]
    mates: tuple[str, ...] = ()


async def run_turn(house: House, rasa: Rasa, key: str, *, again: bool = False) -> None:
    """Answer one turn. `again`: it may have been tried before. Raises DialogueDown when Rasa is away."""
    if await asyncio.to_thread(_is_of_album, house, key):
        await asyncio.sleep(ALBUM_SETTLES)
    said = await asyncio.to_thread(_open, house, key)
    if said is None:
        return
    replies, mates = await _replies(rasa, said, again=again)
    await asyncio.to_thread(_close, house, said.key, replies, mates)


async def _replies(rasa: Rasa, said: Said, *, again: bool) -> tuple[list[Reply], tuple[str, ...]]:
    """What is answered, and which other turns are answered with it."""
    remarks = [reply(one) for one in said.heard.remarks]
    if said.heard.direct:
        return [said.heard.direct], said.mates
    known = await rasa.said_before(said.pseudonym, said.key) if again else None
    if known:  # which pictures were among them then, nobody knows: each of the others is looked at by itself
        return [*known, *remarks], ()
    told = await rasa.say(said.pseudonym, said.heard.message or "", turn=said.key, files=said.files)
    return [*told, *remarks], said.mates


def give_up(house: House, key: str) -> None:
    """After the last try: tell the person that the message could not be worked on, and lose nothing."""
    with house.work() as work:
        turn = work.session.get(Turn, key, with_for_update=True)
        if turn is None or turn.done_at is not None:
            return
        sorry = reply(line("citizen.error.down"), rows=[[button("citizen.button.report", "report:")]])
        _write(work, turn, [sorry])
        turn.failed_at = work.now


def _is_of_album(house: House, key: str) -> bool:
    with house.work() as work:
        turn = work.session.get(Turn, key)
        return turn is not None and turn.done_at is None and bool(turn.said.get("album"))


def _open(house: House, key: str) -> Said | None:
    with house.work() as work:
        turn = work.session.get(Turn, key)
        if turn is None or turn.done_at is not None:
            return None
        if _flooding(work, turn.pseudonym, turn.received_at):
            slow_down = Heard(direct=reply(line("citizen.error.slow_down")))
            return Said(turn.key, turn.pseudonym, slow_down, [])
        mates = _album(work, turn)
        files = [file for one in (turn, *mates) for file in one.said.get("attachments") or []]
        spoken = next((one for one in (turn, *mates) if one.said.get("text")), turn)
        return Said(turn.key, turn.pseudonym, hear(work, spoken), files, tuple(m.key for m in mates))


def _album(work: Work, turn: Turn) -> list[Turn]:
    """The other pictures of the same album, as far as they have come: one answer for all."""
    album = turn.said.get("album")
    if not album:
        return []
    others = select(Turn).where(
        Turn.pseudonym == turn.pseudonym, Turn.done_at.is_(None), Turn.key != turn.key
    )
    found = work.session.scalars(others.order_by(Turn.received_at, Turn.key))
    return [other for other in found if other.said.get("album") == album]


def _flooding(work: Work, pseudonym: str, at: datetime) -> bool:
    since = at - timedelta(minutes=1)
    query = (
        select(func.count())
        .select_from(Turn)
        .where(Turn.pseudonym == pseudonym, Turn.received_at > since, Turn.received_at <= at)
    )
    return work.session.scalars(query).one() > TURNS_A_MINUTE


def _close(house: House, key: str, replies: list[Reply], mates: tuple[str, ...]) -> None:
    with house.work() as work:
        turn = work.session.get(Turn, key, with_for_update=True)
        if turn is None or turn.done_at is not None:
            return
        _write(work, turn, replies)
        work.session.execute(update(Turn).where(Turn.key.in_(mates)).values(done_at=work.now))
        if any(body.get("forget") for body in replies):
            memory.forget(work.session, turn.pseudonym)


def _write(work: Work, turn: Turn, replies: list[Reply]) -> None:
    for number, body in enumerate(replies):
        once = f"turn:{turn.key}:{number}"
        notices.queue(
            work.session,
            notices.Message(turn.pseudonym, "reply", body, reply_to=turn.key, once=once),
            work.now,
        )
    turn.done_at = work.now
