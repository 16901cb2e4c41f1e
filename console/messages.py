"""Notices of a web conversation as its page reads them (INTERFACES, web chat)."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import structlog

from casework import crypto, threads
from casework.records import Conversation, Notice
from casework.work import Work
from console.markup import safe
from dialogue.outgoing import Button, File, Outgoing
from dialogue.render import render
from texts import UnknownText

log = structlog.get_logger()


def shown(work: Work, notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """The messages of these notices, which count as read from now on; what may not be told is left out."""
    read = list(notices)
    messages = [_message(notice, outgoing) for notice in read if (outgoing := words_of(work, notice))]
    threads.mark_read(work.session, read, work.now)
    return messages


def words_of(work: Work, notice: Notice) -> Outgoing | None:
    """The words of a notice; None when its reader may not have them or they were erased.

    One notice that cannot be said must not silence all that come after it.
    """
    try:
        return render(work, notice)
    except crypto.Erased:
        return None
    except (UnknownText, LookupError) as error:
        log.error("notice has no words", notice=notice.id, kind=notice.kind, error=type(error).__name__)
        return None


def language_of(work: Work, pseudonym: str) -> str | None:
    """The language a conversation is held in; None when there is no such conversation."""
    conversation = work.session.get(Conversation, pseudonym)
    return conversation.language if conversation else None


def _message(notice: Notice, outgoing: Outgoing) -> dict[str, Any]:
    return {
        "id": notice.id,
        "text": outgoing.plain,
        "html": safe(outgoing.text),
        "buttons": [_button(button) for button in outgoing.buttons],
        "rows": [len(row) for row in outgoing.rows],
        "case_ref": outgoing.case_ref,
        "files": [_file(notice, number, file) for number, file in enumerate(outgoing.files)],
        "at": notice.created_at.isoformat(),
    }


def _button(button: Button) -> dict[str, str]:
    return {"title": html.unescape(button.title), "payload": button.payload}


def _file(notice: Notice, number: int, file: File) -> dict[str, Any]:
    path = f"/api/chat/files/{notice.id}/{number}"
    return {"name": file.name, "media_type": file.media_type, "size": len(file.content), "path": path}
