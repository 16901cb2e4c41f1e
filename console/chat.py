"""The web chat: its page, and the interface that the page and programs use (INTERFACES, HTTP)."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from casework import conversations, threads
from casework.records import Notice
from console import chat_turn, messages, pages
from console.chat_input import read, session_of
from console.faults import Refused
from console.site import Site, SiteOf
from texts import LANGUAGES, plain

router = APIRouter()

# Sentences the page's script says by itself, in both languages: the bot's button may change the language at
# any time. Name in the script → key.
_PAGE_WORDS = {
    "other": "web.page.other_language",
    "title": "web.chat.title",
    "subtitle": "web.chat.subtitle",
    "hello": "web.chat.hello",
    "hello_consent": "web.chat.hello_consent",
    "privacy": "web.chat.privacy",
    "mine": "web.chat.mine",
    "log": "web.chat.log",
    "write": "web.chat.write",
    "placeholder": "web.chat.placeholder",
    "send": "web.chat.send",
    "attach": "web.chat.attach",
    "choices": "web.chat.choices",
    "you": "web.chat.you",
    "bot": "web.chat.bot",
    "typing": "web.chat.typing",
    "offline": "web.chat.offline",
    "retrying": "web.chat.retrying",
    "not_sent": "web.chat.not_sent",
    "again": "web.chat.again",
    "drop_file": "web.chat.drop_file",
    "too_large": "web.chat.too_large",
    "too_many": "web.chat.too_many",
    "forget": "web.chat.forget",
    "forget_sure": "web.chat.forget_sure",
    "telegram": "web.chat.telegram",
    "menu": "web.chat.menu",
    "about": "web.chat.about",
    "file": "web.chat.file",
}


@router.get("/chat")
def page(request: Request, site: SiteOf) -> Response:
    """The chat page; the conversation itself is fetched by its script."""
    words = {lang: {name: plain(key, lang) for name, key in _PAGE_WORDS.items()} for lang in LANGUAGES}
    return pages.show(request, "chat.html", words=words, bot=site.options.bot)


@router.post("/api/chat")
async def post(request: Request, site: SiteOf) -> dict[str, Any]:
    """One message in, its replies out when the turn is done."""
    _check_address(request, site)
    message = await read(request, near=site.is_near(request))
    await asyncio.to_thread(_speak_as, request, site, message.session)
    return await chat_turn.answer(site, message)


@router.get("/api/chat")
def poll(request: Request, site: SiteOf, session: str = "", after: str = "0") -> dict[str, Any]:
    """What came since the message `after`, and counts as read now."""
    given = session_of(session, near=site.is_near(request))
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise Refused(400, "web.error.bad_after")
    pseudonym = conversations.web_pseudonym(given)
    with site.house.work() as work:
        found = threads.since(work.session, pseudonym, int(after), work.now)
        return {"messages": messages.shown(work, found), "language": messages.language_of(work, pseudonym)}


@router.get("/api/chat/files/{notice_id}/{number}")
def file(request: Request, site: SiteOf, *, notice_id: int, number: int, session: str = "") -> Response:
    """A file that came with a message of this conversation."""
    pseudonym = conversations.web_pseudonym(session_of(session, near=site.is_near(request)))
    with site.house.work() as work:
        notice = work.session.get(Notice, notice_id)
        outgoing = messages.words_of(work, notice) if notice and notice.recipient == pseudonym else None
        if outgoing is None or not 0 <= number < len(outgoing.files):
            raise Refused(404, "web.error.not_found")
        sent = outgoing.files[number]
    return download(sent.content, sent.media_type, sent.name)


def download(content: bytes, media_type: str, name: str) -> Response:
    """A file to be saved, never shown inside a page of ours."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=media_type, headers=headers)


def _check_address(request: Request, site: Site) -> None:
    host = request.client.host if request.client else ""
    if not site.is_near(request) and not site.limit.allows(host):
        raise Refused(429, "web.error.slow")


def _speak_as(request: Request, site: Site, session: str) -> None:
    """From here on refusals are said in the language of the conversation."""
    with site.house.work() as work:
        request.state.language = messages.language_of(work, conversations.web_pseudonym(session))
