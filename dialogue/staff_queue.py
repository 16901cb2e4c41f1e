"""The desk of a member of staff: the cases that wait, the most urgent first."""

from __future__ import annotations

from datetime import datetime

from casework import queries
from casework.records import Case, StaffMember
from casework.work import Work
from dialogue.reply import Line, Reply, button, line, reply
from dialogue.staff_case import is_sealed_for, time_left

A_PAGE = 10


def queue(work: Work, member: StaffMember, page: int) -> Reply:
    """One page of the desk, from 1: the overdue first, then by deadline, then what is only to be known."""
    cases = desk_cases(work, member)
    if not cases:
        return reply(line("staff.queue.empty"))
    start = min(max(page - 1, 0) * A_PAGE, (len(cases) - 1) // A_PAGE * A_PAGE)
    shown = cases[start : start + A_PAGE]
    overdue = sum(_is_overdue(work, case) for case in cases)
    title = line("staff.queue.title_overdue", n=len(cases), overdue=overdue) if overdue else None
    return reply(
        title or line("staff.queue.title", n=len(cases)),
        *(row(work, case, member) for case in shown),
        rows=[*ref_buttons(shown), *_pages(start, len(cases))],
    )


def desk_cases(work: Work, member: StaffMember) -> list[Case]:
    """The cases that wait for a member, the most urgent first."""
    found = queries.queue_of(work.session, work.rules, member)
    return sorted(found, key=lambda case: _urgency(case, member))


def _urgency(case: Case, member: StaffMember) -> tuple[bool, float, int]:
    due = _due(case)
    elsewhere = member.unit not in {case.accountable, case.prepared_by}
    return elsewhere, due.timestamp() if due else float("inf"), case.id


def _due(case: Case) -> datetime | None:
    return case.second_due_at or case.due_at


def _is_overdue(work: Work, case: Case) -> bool:
    due = _due(case)
    return due is not None and due < work.now


def row(work: Work, case: Case, member: StaffMember) -> Line:
    """One case of a list."""
    due = _due(case)
    left = {"bits": [time_left(work, due)]} if due else ""
    if is_sealed_for(case, member):
        return line("staff.queue.sealed", ref=case.ref, left=left)
    return line("staff.queue.row", ref=case.ref, category={"category": case.category}, left=left)


def ref_buttons(cases: list[Case]) -> list[list[Line]]:
    """Buttons that open these cases, two in a row."""
    keys = [button("staff.button.ref", f"s:open:{case.ref}", ref=case.ref) for case in cases]
    return [keys[at : at + 2] for at in range(0, len(keys), 2)]


def _pages(start: int, total: int) -> list[list[Line]]:
    page = start // A_PAGE + 1
    keys = []
    if page > 1:
        keys.append(button("staff.button.before", f"s:queue:-:{page - 1}"))
    if start + A_PAGE < total:
        keys.append(button("staff.button.next", f"s:queue:-:{page + 1}"))
    return [keys] if keys else []
