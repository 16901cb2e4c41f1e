"""Disclosure of who reported: on a lawful written demand alone, by the operator, always in the history."""

from __future__ import annotations

from dataclasses import dataclass

from casework import handling, identity, outbox
from casework.terms import SYSTEM, IdentityMode, Incomplete, NotAllowed
from casework.work import Work


@dataclass(frozen=True)
class Disclosed:
    """What there was to disclose: the words left as name and phone, the id of the Telegram chat."""

    ref: str
    contact: str | None
    telegram_chat: int | None


def disclose(work: Work, ref: str, *, document: str, authority: str) -> Disclosed:
    """Who reported `ref`, for an authority that demanded it in writing.

    `document`: number and date of the demand. Raises Incomplete without both, NotVisible for no such case,
    NotAllowed for a report sent without a name: of that nothing is kept but the way to answer, which serves
    no other purpose.
    """
    for name, value in (("document", document), ("authority", authority)):
        if not value.strip():
            raise Incomplete(what=name)
    case = handling.locked(work.session, ref)
    if case.identity is IdentityMode.NONE:
        raise NotAllowed(state=case.state, move="disclose")
    words = {"document": document.strip(), "authority": authority.strip()}
    identity.note(work, case, SYSTEM, what=identity.DISCLOSED, **words)
    chat = outbox.chat_of(work.session, case.reporter)
    return Disclosed(case.ref, identity.contact_of(work.session, case), chat)
