"""A head who is away: the deputy is named, and told, from Telegram and from the console alike."""

from __future__ import annotations

from datetime import date

from casework import delegations, notices
from casework.records import Delegation, StaffMember
from casework.work import Work
from dialogue.reply import Line, line, reply
from dialogue.staff_cards import REPLY


def delegate(work: Work, deputy: StaffMember, begins: date, ends: date, *, by: StaffMember) -> Delegation:
    """The head names a deputy, who is told. Raises BadDelegation."""
    row = delegations.delegate(work, deputy, begins, ends, by=by)
    _tell(work, deputy, line("staff.away.told", unit={"office": row.unit}, **days(row)))
    return row


def end(work: Work, head: StaffMember, delegation_id: int) -> Delegation | None:
    """The head is back earlier, and the deputy is told; None when there is nothing to end."""
    unit = head.unit if head.role in delegations.HEADS_OF_UNITS else ""
    row = delegations.end(work, delegation_id, unit)
    deputy = work.session.get(StaffMember, row.deputy_id) if row else None
    if row and deputy:
        _tell(work, deputy, line("staff.away.over", unit={"office": row.unit}))
    return row


def days(row: Delegation) -> dict[str, dict[str, str]]:
    """First and last day as facts of a sentence."""
    return {"begins": {"date": row.begins.isoformat()}, "ends": {"date": row.ends.isoformat()}}


def _tell(work: Work, member: StaffMember, *lines: Line) -> None:
    message = notices.Message(str(member.pseudonym), REPLY, {"reply": reply(*lines)}, staff_id=member.id)
    notices.queue(work.session, message, work.now)
