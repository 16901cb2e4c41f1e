"""What one turn says to the dialogue: its form for Rasa, or the reply to what needs no dialogue."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import queries
from casework.attachments import LARGEST
from casework.records import Case, Notice, Turn
from casework.terms import NotVisible, State
from casework.work import Work
from dialogue.buttons import as_intent, as_message
from dialogue.reply import Line, Reply, button, line, reply

LONGEST = 4000  # characters of one message that are read; what is longer is said so
WORDS_OF_A_LOOK = 4  # a reply to a step of a case as short as this ("tới đâu rồi") asks how it stands
FILES_ONLY = "/send_files"  # files without a word: their ids go along in the metadata of the turn

# Messages the dialogue can do nothing with, and those that say nothing: part of the message → what is said.
UNREADABLE = {
    "location": "citizen.error.location",
    "edited": "citizen.error.edited",
    "forwarded": "citizen.error.forwarded",
    "sticker": "citizen.error.sticker",
}


@dataclass(frozen=True)
class Heard:
    """`message` for Rasa, or the `direct` reply; `remarks` are said after whatever comes of it."""

    message: str | None = None
    direct: Reply | None = None
    remarks: tuple[Line, ...] = ()


def hear(work: Work, turn: Turn) -> Heard:
    """Make out what a turn says. What is a button comes from our table, whatever else it looks like."""
    body: dict[str, Any] = turn.said
    remarks = _remarks(body)
    if "button" in body:
        intent = as_intent(str(body["button"]))
        return Heard(intent) if intent else Heard(direct=reply(line("citizen.error.old_button")))
    typed = str(body.get("text") or "").strip()
    if _is_foreign(typed):
        return Heard(direct=reply(line("citizen.error.other_language"), rows=_BOTH), remarks=remarks)
    if any(sign.isalnum() for sign in typed):
        return Heard(_meant(work, turn, typed)[: 2 * LONGEST], remarks=remarks)
    if body.get("attachments"):
        return Heard(FILES_ONLY, remarks=remarks)
    return Heard(direct=_unreadable(body, remarks))


def _is_foreign(text: str) -> bool:
    """Mostly in letters that neither Vietnamese nor English is written in."""
    letters = [sign for sign in text if sign.isalpha()]
    strange = sum("LATIN" not in unicodedata.name(sign, "") for sign in letters)
    return strange > len(letters) / 2


_BOTH = [[button("citizen.button.vietnamese", "lang:vi"), button("citizen.button.english", "lang:en")]]


def _meant(work: Work, turn: Turn, typed: str) -> str:
    text = as_message(typed)
    if text.startswith("/"):
        return text
    case = _replied_case(work, turn)
    return text[:LONGEST] if case is None else _about(case, text[:LONGEST])


def _replied_case(work: Work, turn: Turn) -> Case | None:
    """The case of the message that was replied to: so the person says which one is meant."""
    replied_to = turn.said.get("reply_to")
    if replied_to is None:
        return None
    query = select(Notice).where(Notice.recipient == turn.pseudonym, Notice.message_id == replied_to)
    notice = work.session.scalars(query.limit(1)).first()
    if notice is None or notice.staff_id is not None:
        return None
    if notice.case_id is not None:
        case = work.session.get(Case, notice.case_id)
        return case if case is not None and case.reporter == turn.pseudonym else None
    ref = notice.body.get("case_ref")
    try:
        return queries.case_of_citizen(work.session, turn.pseudonym, str(ref)) if ref else None
    except NotVisible:
        return None


def _about(case: Case, text: str) -> str:
    """A reply to a step of a case is added to it, or answers its question; a short one looks at it."""
    if len(text.split()) <= WORDS_OF_A_LOOK or case.state not in TAKES_WORDS:
        return str(as_intent(f"case:{case.ref}"))
    purpose = "supply" if case.state is State.WAITING else "add"
    return "/press_case_say" + json.dumps({"value": f"{purpose}:{case.ref}", "words": text})


TAKES_WORDS = frozenset({State.RECEIVED, State.ROUTED, State.ACCEPTED, State.WAITING})


def _remarks(body: dict[str, Any]) -> tuple[Line, ...]:
    found = []
    if len(str(body.get("text") or "").strip()) > LONGEST:
        found.append(line("citizen.error.cut", n=LONGEST))
    if body.get("too_large"):
        found.append(line("citizen.file.too_large", n=LARGEST // 1024 // 1024))
    return tuple(found)


def _unreadable(body: dict[str, Any], remarks: tuple[Line, ...]) -> Reply:
    if remarks:
        return reply(*remarks)
    unsupported = body.get("unsupported")
    if not unsupported:
        return reply(line("citizen.error.empty"))
    key = UNREADABLE.get(str(unsupported), "citizen.error.unsupported")
    rows = [[button("citizen.button.status", "status:")]] if unsupported == "forwarded" else None
    return reply(line(key), rows=rows)
