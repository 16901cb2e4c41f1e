"""One turn of the web chat: taken in once, answered once, alone in its conversation."""

from __future__ import annotations

import asyncio
from typing import Any

from casework import attachments, conversations
from casework.records import Turn
from casework.terms import Channel
from casework.work import Work
from console import messages
from console.chat_input import Message
from console.site import Site
from dialogue.rasa import DialogueDown
from dialogue.turns import give_up, run_turn

SECOND_TRY_AFTER = 1.0  # seconds; a restart of the action route takes about as long


async def answer(site: Site, message: Message) -> dict[str, Any]:
    """The replies to one message, as the page reads them.

    A message id seen before is not taken in again: its replies are told again. After the last try at a
    dialogue that is down the reply is an apology. Raises Busy, FileTooLarge, FileNotTaken.
    """
    pseudonym = conversations.web_pseudonym(message.session)
    key = f"web:{pseudonym}:{message.message_id}"
    async with site.locks.held(pseudonym):
        is_new = await asyncio.to_thread(_take_in, site, message, key)
        await _run(site, key, again=not is_new)
        return await asyncio.to_thread(_replies, site, pseudonym, key)


async def _run(site: Site, key: str, *, again: bool) -> None:
    try:
        await run_turn(site.house, site.rasa, key, again=again)
    except DialogueDown:
        await asyncio.sleep(SECOND_TRY_AFTER)
        try:
            await run_turn(site.house, site.rasa, key, again=True)
        except DialogueDown:
            await asyncio.to_thread(give_up, site.house, key)


def _take_in(site: Site, message: Message, key: str) -> bool:
    with site.house.work() as work:
        if work.session.get(Turn, key) is not None:
            return False
        pseudonym = _meet(work, message)
        said: dict[str, Any] = dict(message.said)
        ids = [
            attachments.keep(
                work, pseudonym, name=file.name, content=file.content, folder=site.options.attachments
            )
            for file in message.files
        ]
        if ids:
            said["attachments"] = ids
        return conversations.take_turn(work.session, key, pseudonym, said=said, now=work.now)


def _meet(work: Work, message: Message) -> str:
    """The conversation of this session; a new one begins in the language of its page."""
    pseudonym = conversations.web_pseudonym(message.session)
    is_new = messages.language_of(work, pseudonym) is None
    met = conversations.meet(work.session, pseudonym, Channel.WEB, work.now)
    if is_new and message.language:
        met.language = message.language
    return pseudonym


def _replies(site: Site, pseudonym: str, key: str) -> dict[str, Any]:
    with site.house.work() as work:
        found = messages.shown(work, conversations.replies(work.session, key))
        return {"messages": found, "language": messages.language_of(work, pseudonym)}
