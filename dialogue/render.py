"""The words of any notice, made when it is sent: in the language and with the rights its reader has then."""

from __future__ import annotations

from dataclasses import replace

from casework import groups, queries
from casework.crypto import Erased
from casework.records import Case, CaseEvent, Conversation, Notice, StaffMember
from casework.work import Work
from dialogue import group_cards, my_data, staff_cards
from dialogue.outgoing import Button, File, Outgoing
from dialogue.reply import words
from dialogue.steps import STEPS


def render(work: Work, notice: Notice) -> Outgoing | None:
    """The message of a notice, or None when its reader may not have it any more."""
    body = notice.body
    language = _language(work, notice.recipient)
    if notice.staff_id is not None and not _still_staff(work, notice.staff_id):
        return None
    if "say" in body:
        said = words(body, language, work.rules)
        return replace(said, files=_files(work, notice, language)) if body.get("files") else said
    if "text" in body:
        return _ready(body)
    if notice.kind in STEPS:
        return _step(work, notice, language)
    return group_cards.card(work, notice) if notice.kind == groups.NOTICE else _to_staff(work, notice)


def _files(work: Work, notice: Notice, language: str) -> tuple[File, ...]:
    """What goes along with a reply; nothing any more to a conversation that is gone."""
    is_own = notice.body["files"] == my_data.FILES and notice.staff_id is None
    return my_data.files(work, notice.recipient, language) if is_own else ()


def _still_staff(work: Work, staff_id: int) -> bool:
    member = work.session.get(StaffMember, staff_id)
    return member is not None and member.revoked_at is None


def _language(work: Work, pseudonym: str) -> str:
    conversation = work.session.get(Conversation, pseudonym)
    return conversation.language if conversation else "vi"


def _ready(body: dict[str, object]) -> Outgoing:
    rows: list[list[list[str]]] = body.get("rows") or []  # type: ignore[assignment]
    return Outgoing(
        text=str(body["text"]),
        rows=tuple(tuple(Button(title, payload) for title, payload in row) for row in rows),
        case_ref=str(body["case_ref"]) if body.get("case_ref") else None,
        prompt=bool(body.get("prompt")),
        protect=bool(body.get("protect")),
    )


def _step(work: Work, notice: Notice, language: str) -> Outgoing | None:
    case = work.session.get(Case, notice.case_id)
    event = work.session.get(CaseEvent, notice.body["event"])
    if case is None or event is None or case.reporter != notice.recipient:
        return None
    try:
        return words(STEPS[notice.kind](work, case, event), language, work.rules)
    except Erased:
        return None


def _to_staff(work: Work, notice: Notice) -> Outgoing | None:
    member = work.session.get(StaffMember, notice.staff_id) if notice.staff_id else None
    if member is None or member.revoked_at is not None:
        return None
    case = work.session.get(Case, notice.case_id) if notice.case_id else None
    if case is not None and not queries.visible(member, case, work.rules):
        return None
    return staff_cards.card(work, notice, member)
