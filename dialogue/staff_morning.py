"""Five things today: what a desk should look at first, and for whoever spares single messages what is new."""

from __future__ import annotations

from casework import acknowledging, morning, patterns
from casework.records import StaffMember
from casework.work import Work
from dialogue.reply import Line, Reply, button, line, reply
from dialogue.staff_queue import desk_cases, ref_buttons, row

FIVE = 5
NAMED = 20  # refs in one line


def message(work: Work, member: StaffMember) -> Reply:
    """The most urgent of the desk, at most five; made when it is sent."""
    cases = [c for c in desk_cases(work, member) if member.unit in {c.accountable, c.prepared_by}][:FIVE]
    lines = [line("staff.morning.title", n=len(cases)) if cases else line("staff.morning.nothing")]
    lines += [row(work, case, member) for case in cases]
    if not member.each_case:
        lines += _new(work, member)
    if member.role in acknowledging.OVERSEERS:
        lines += _unheard(work, member)
    rows = [*ref_buttons(cases), [button("staff.button.queue", "s:queue:-")]]
    return reply(*lines, rows=rows)


def _unheard(work: Work, member: StaffMember) -> list[Line]:
    """Reminders that heads have not taken note of, patterns that they are silent on."""
    refs = [each.case.ref for each in acknowledging.missing(work, member)]
    told = [line("staff.morning.unheard", n=len(refs), refs=", ".join(refs[:NAMED]))] if refs else []
    late = len(patterns.overdue(work, member))
    return [*told, *([line("staff.morning.patterns_late", n=late)] if late else [])]


def _new(work: Work, member: StaffMember) -> list[Line]:
    new = morning.filed_since_last(work, member)
    return (
        [line("staff.morning.new", n=len(new), refs=", ".join(case.ref for case in new[:NAMED]))]
        if new
        else []
    )
