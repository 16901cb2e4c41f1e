"""Whose turn it is: the staff desk's or the citizens' dialogue's. Officials are citizens too."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from sqlalchemy import select

from bot import commands, prompts
from casework import queries, staff
from casework.records import Notice, Turn
from casework.rules.ref import find_refs
from casework.terms import NotVisible
from casework.work import Work

DIALOGUE_LASTS = timedelta(minutes=30)
STAFF_BUTTON = "s:"
STAFF_KINDS = "staff"
NOBODYS = frozenset({"edited", "forwarded"})  # said in the same words to everybody

Handler = Literal["staff", "citizen"]


def who_handles(work: Work, turn: Turn) -> Handler:
    """Who takes this turn: `bot.staff.handle` or `dialogue.turns.run_turn`.

    A member's chat is for work. What they press or type in answer to the citizens' dialogue goes there.
    """
    said = turn.said
    if "button" in said:
        return "staff" if str(said["button"]).startswith(STAFF_BUTTON) else "citizen"
    if said.get("unsupported") in NOBODYS:
        return "citizen"
    text = str(said.get("text") or "")
    if "group" in said or commands.join_code(text) is not None or commands.login_nonce(text) is not None:
        return "staff"
    if staff.member_of(work.session, turn.pseudonym) is None:
        return "citizen"
    command = commands.parse(text)
    if command is not None:
        return "staff" if command.name in commands.STAFF else "citizen"
    return "citizen" if _in_citizens_dialogue(work, turn, text) else "staff"


def _in_citizens_dialogue(work: Work, turn: Turn, text: str) -> bool:
    replied_to = turn.said.get("reply_to")
    if replied_to is not None:
        notice = _notice(work, turn, Notice.message_id == replied_to)
        return notice is not None and not _is_staffs(notice)
    if any(_own_report(work, turn, ref) for ref in find_refs(text)):
        return True
    last = _notice(work, turn, Notice.reply_to.is_not(None), Notice.created_at > work.now - DIALOGUE_LASTS)
    if last is None or _is_staffs(last):
        return False
    prompt = prompts.newest_open(work, turn.pseudonym)
    return prompt is None or prompt.id < last.id


def _notice(work: Work, turn: Turn, *which: object) -> Notice | None:
    query = select(Notice).where(Notice.recipient == turn.pseudonym, *which)  # type: ignore[arg-type]
    return work.session.scalars(query.order_by(Notice.id.desc()).limit(1)).first()


def _is_staffs(notice: Notice) -> bool:
    return notice.kind.startswith(STAFF_KINDS)


def _own_report(work: Work, turn: Turn, ref: str) -> bool:
    try:
        queries.case_of_citizen(work.session, turn.pseudonym, ref)
    except NotVisible:
        return False
    return True
