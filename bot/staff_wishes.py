"""What a member of staff wishes for: the morning message, each case or a digest; a head's absence."""

from __future__ import annotations

from datetime import date

from bot.desk import Desk, Say, said
from casework import delegations
from casework.records import StaffMember
from casework.rules.deadlines import in_vietnam
from casework.terms import BadDelegation, Role
from dialogue import absences
from dialogue.reply import Line, button, line
from dialogue.staff_reading import days_ahead


def shown(desk: Desk) -> list[Say]:
    """What is on and what is off, with a button to change it."""
    return [
        said(line("staff.wish.title"), rows=[[_toggle(desk.member, name)] for name in _offered(desk.member)])
    ]


def change(desk: Desk, ref: str, argument: str) -> list[Say]:
    """Turn a wish round."""
    if argument in _offered(desk.member):
        setattr(desk.member, argument, not getattr(desk.member, argument))
    return shown(desk)


def _offered(member: StaffMember) -> list[str]:
    return ["morning", "each_case"] if member.role is Role.SUPERVISOR else ["morning"]


def _toggle(member: StaffMember, name: str) -> Line:
    state = "on" if getattr(member, name) else "off"
    return button(f"staff.wish.{name}_{state}", f"s:wish:-:{name}")


def away(desk: Desk, text: str) -> list[Say]:
    """Who of the unit shall act meanwhile; raises BadDelegation for days that cannot be read."""
    days = days_ahead(text, in_vietnam(desk.work.now))
    if desk.member.role not in delegations.HEADS_OF_UNITS:
        raise BadDelegation(why="not_yours")
    if not days:
        return [said(line("staff.away.how"))]
    begins, ends = days[0], days[-1]
    officers = delegations.candidates(desk.work.session, desk.member.unit)
    rows = [[_deputy(one, begins, ends)] for one in officers]
    facts = {"begins": {"date": begins.isoformat()}, "ends": {"date": ends.isoformat()}}
    return [said(line("staff.away.who" if rows else "staff.away.nobody", **facts), rows=rows)]


def _deputy(member: StaffMember, begins: date, ends: date) -> Line:
    payload = f"s:away:-:{member.id}={begins.isoformat()}={ends.isoformat()}"
    return button("staff.away.deputy", payload, name=member.name or f"#{member.id}")


def delegate(desk: Desk, ref: str, argument: str) -> list[Say]:
    """The head has chosen a deputy, who is told. Raises BadDelegation."""
    number, begins, ends = [*argument.split("="), "", ""][:3]
    deputy = desk.work.session.get(StaffMember, int(number)) if number.isdecimal() else None
    if deputy is None:
        raise BadDelegation(why="not_a_deputy")
    row = absences.delegate(
        desk.work, deputy, date.fromisoformat(begins), date.fromisoformat(ends), by=desk.member
    )
    back = [[button("staff.away.back", f"s:back:-:{row.id}")]]
    name = deputy.name or f"#{deputy.id}"
    return [said(line("staff.away.done", name=name, **absences.days(row)), rows=back)]


def back(desk: Desk, ref: str, argument: str) -> list[Say]:
    """The head is back earlier."""
    row = absences.end(desk.work, desk.member, int(argument)) if argument.isdecimal() else None
    return [said(line("staff.away.ended" if row else "staff.error.old_button"))]
