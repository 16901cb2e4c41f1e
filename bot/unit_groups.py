"""Groups of a unit: taken in from Telegram, bound and let go of by those who answer for the unit.

In a group the bot hears two commands and one button, and only from people it knows as staff; what it has to
say to a person it says in their own chat.
"""

from __future__ import annotations

from bot import commands
from bot.desk import Desk, Say, said
from bot.reading import InGroup, Left, Moved
from casework import conversations, groups, notices, staff
from casework.records import StaffMember, UnitGroup
from casework.terms import BadGroup
from casework.work import Work
from dialogue.reply import Line, button, line, reply
from dialogue.staff_cards import REPLY


def is_staff(work: Work, heard: InGroup) -> bool:
    """Whether whoever spoke or pressed is known as staff."""
    return staff.member_of(work.session, conversations.telegram_pseudonym(heard.person)) is not None


def take(work: Work, heard: InGroup) -> str | None:
    """Write down the turn of a member; their conversation, None when it was taken in before."""
    pseudonym = conversations.telegram_pseudonym(heard.person)
    told = {**heard.said, "group": heard.chat}
    new = conversations.take_turn(work.session, heard.key, pseudonym, said=told, now=work.now)
    return pseudonym if new else None


def changed(work: Work, change: Left | Moved) -> None:
    """The bot was put out of a group, or the group became another chat."""
    if isinstance(change, Moved):
        groups.moved(work.session, change.chat, change.to, work.now)
        return
    row = groups.left(work, change.chat)
    head = work.session.get(StaffMember, row.invited_by) if row else None
    if row and head and head.revoked_at is None:
        body = {"reply": reply(line("staff.group.lost", unit={"office": row.unit}))}
        message = notices.Message(str(head.pseudonym), REPLY, body, staff_id=head.id)
        notices.queue(work.session, message, work.now)


def said_in_group(desk: Desk, name: str, rest: str) -> list[Say]:
    """A command that was said in a group. Raises BadGroup."""
    chat = int(desk.turn.said["group"])
    if commands.IN_GROUPS.get(name) == commands.LEAVE:
        row = groups.bound(desk.work.session, conversations.telegram_pseudonym(chat))
        return _let_go(desk, row.id if row else 0)
    row = groups.bind(desk.work, rest, chat, desk.member)
    _tell_group(desk.work, row, line("staff.group.bound", unit={"office": row.unit}))
    return [said(line("staff.group.done", unit={"office": row.unit}))]


def shown(desk: Desk) -> list[Say]:
    """The unit's groups, and a code for another one. Raises BadGroup."""
    code = groups.invite(desk.work, desk.member)
    mine = groups.of_unit(desk.work.session, desk.member.unit)
    lines = [line("staff.group.count", n=len(mine)), line("staff.group.how", code=code)]
    return [said(*lines, rows=[[_leave(row)] for row in mine])]


def leave(desk: Desk, ref: str, argument: str) -> list[Say]:
    """A button of the list. Raises BadGroup."""
    return _let_go(desk, int(argument) if argument.isdecimal() else 0)


def _let_go(desk: Desk, number: int) -> list[Say]:
    row = groups.unbind(desk.work, number, desk.member)
    _tell_group(desk.work, row, line("staff.group.unbound"))
    return [said(line("staff.group.let_go"))]


def _leave(row: UnitGroup) -> Line:
    if row.joined_at is None:
        raise BadGroup(why="unknown")
    return button("staff.group.leave", f"s:ungroup:-:{row.id}", on={"moment": row.joined_at.isoformat()})


def _tell_group(work: Work, row: UnitGroup, *lines: Line) -> None:
    notices.queue(work.session, notices.Message(str(row.pseudonym), "group", reply(*lines)), work.now)
