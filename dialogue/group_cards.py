"""What a unit's group is told: that there is something, what kind, until when, and where to open it."""

from __future__ import annotations

from casework import groups
from casework.records import Case, CaseEvent, Conversation, Notice
from casework.work import Work
from dialogue.outgoing import Outgoing
from dialogue.reply import Line, button, line, reply
from dialogue.staff_case import CONSOLE_CASE, time_left
from dialogue.staff_words import spoken

TO_BE_KNOWN = frozenset({"staff.reminder", "staff.overdue"})


def card(work: Work, notice: Notice) -> Outgoing | None:
    """The words of a notice to a group; None when it is bound no more or the case is not for it now."""
    group = groups.bound(work.session, notice.recipient)
    case = work.session.get(Case, notice.case_id)
    if group is None or case is None or not groups.may_hear_of(group, case):
        return None
    language = work.session.get_one(Conversation, notice.recipient).language
    kind, event = notice.body["told"], work.session.get_one(CaseEvent, notice.body["event"])
    what = line(f"staff.group.{kind.removeprefix('staff.')}", unit={"office": group.unit})
    return spoken(reply(what, _case(work, case), rows=_rows(case, kind, event)), language, work.rules)


def _case(work: Work, case: Case) -> Line:
    due = case.second_due_at or case.due_at
    left = {"bits": [time_left(work, due)]} if due and case.state.awaits_answer else ""
    return line("staff.queue.row", ref=case.ref, category={"category": case.category}, left=left)


def _rows(case: Case, kind: str, event: CaseEvent) -> list[list[Line]]:
    console = [button("staff.button.console", CONSOLE_CASE.format(ref=case.ref))]
    if kind not in TO_BE_KNOWN:
        return [console]
    return [[button("staff.button.known", f"s:know:{case.ref}:{event.seq}")], console]
