"""Every message to a member of staff, made when it is sent: with the rights its reader has then.

Notices of case steps hold the id of an event; answers to what a member typed or pressed hold a reply of the
dialogue, or only which case is to be shown. No words of a case lie in a notice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casework import acknowledging, morning, queries, staff
from casework.records import Case, CaseEvent, Notice, StaffMember
from casework.work import Work
from dialogue import (
    pattern_cards,
    staff_answer,
    staff_case,
    staff_morning,
)
from dialogue.outgoing import Outgoing
from dialogue.reply import Line, Reply, button, reply
from dialogue.staff_openings import informed, opening
from dialogue.staff_queue import queue
from dialogue.staff_words import spoken

REPLY = "staff_reply"
PROMPT = "staff_prompt"
CARD = "staff_card"
PREVIEW = "staff_preview"
QUEUE = "staff_queue"
HEAD_INFORMED = "staff.head_informed"


@dataclass(frozen=True)
class Look:
    """One look of a member at a case."""

    work: Work
    notice: Notice
    member: StaffMember
    case: Case


def card(work: Work, notice: Notice, member: StaffMember) -> Outgoing | None:
    """The words of a notice to staff; None when the member may not have it any more."""
    language = staff.language_of(work.session, member)
    case = work.session.get(Case, notice.case_id) if notice.case_id else None
    if member.revoked_at is not None or (case and not queries.visible(member, case, work.rules)):
        return None
    if notice.kind in {REPLY, PROMPT}:
        asks = notice.kind == PROMPT
        return spoken(notice.body["reply"], language, work.rules, prompt=asks)
    if notice.kind == HEAD_INFORMED:
        said = informed(work, work.session.get_one(CaseEvent, notice.body["event"]))
        return spoken(reply(*said), language, work.rules) if said else None
    if notice.kind in pattern_cards.KINDS:
        return pattern_cards.card(work, notice, member)
    if notice.kind in LISTS:
        return spoken(LISTS[notice.kind](work, notice, member), language, work.rules)
    return spoken(_of_case(Look(work, notice, member, case)), language, work.rules) if case else None


def _queue(work: Work, notice: Notice, member: StaffMember) -> Reply:
    return queue(work, member, int(notice.body.get("page", 1)))


def _morning(work: Work, notice: Notice, member: StaffMember) -> Reply:
    return staff_morning.message(work, member)


LISTS: dict[str, Callable[[Work, Notice, StaffMember], Reply]] = {QUEUE: _queue, morning.KIND: _morning}


def _of_case(look: Look) -> Reply:
    case = look.case
    if staff_case.is_sealed_for(case, look.member):
        said, rows = staff_case.sealed_lines(case), staff_case.rows(look.work, case, look.member)
        return reply(*said, rows=rows, case_ref=case.ref)
    said, rows = VIEWS.get(look.notice.kind, _step)(look)
    return reply(*said, rows=rows, case_ref=case.ref)


View = tuple[list[Line], list[list[Line]]]


def _shown(look: Look) -> View:
    """The case itself, perhaps under a line of what was just done."""
    before: list[Line] = look.notice.body.get("before") or []
    return [*before, *_lines(look)], _rows(look)


def _preview(look: Look) -> View:
    return (
        staff_answer.preview(look.work, look.case, look.member),
        staff_answer.preview_rows(look.work, look.case, look.member),
    )


def _draft_ready(look: Look) -> View:
    lines, rows = _preview(look)
    return [*_opening(look), *lines], rows


def _step(look: Look) -> View:
    return [*_opening(look), *_lines(look)], _rows(look)


def _to_be_known(look: Look) -> View:
    """Reminders and escalations are acknowledged with a tap."""
    lines, rows = _step(look)
    seq = _event(look).seq
    if acknowledging.is_acknowledged(look.case, seq, look.member):
        return lines, rows
    return lines, [[button("staff.button.known", f"s:know:{look.case.ref}:{seq}")], *rows]


def _opening(look: Look) -> list[Line]:
    return opening(look.work, look.notice.kind, look.case, _event(look), unit=look.member.unit)


def _event(look: Look) -> CaseEvent:
    return look.work.session.get_one(CaseEvent, look.notice.body["event"])


def _lines(look: Look) -> list[Line]:
    return staff_case.lines(look.work, look.case, look.member)


def _rows(look: Look) -> list[list[Line]]:
    return staff_case.rows(look.work, look.case, look.member)


VIEWS: dict[str, Callable[[Look], View]] = {
    CARD: _shown,
    PREVIEW: _preview,
    "staff.draft_ready": _draft_ready,
    "staff.reminder": _to_be_known,
    "staff.overdue": _to_be_known,
    "staff.nobody": _to_be_known,
    "staff.ruling_late": _to_be_known,
    "staff.measure_late": _to_be_known,
    "staff.meeting_late": _to_be_known,
}
