"""The staff desk in Telegram: one turn of a member of staff, answered through notices.

Nothing is remembered between turns: buttons carry the ref, prompts are found among the notices, and every
right is asked again when a button is pressed.
"""

from __future__ import annotations

from collections.abc import Callable

from bot import commands, prompts, staff_answers, staff_presses, staff_wishes, unit_groups
from bot.desk import Desk, Say, said
from casework import notices, queries, sign_in, staff
from casework.records import StaffMember, Turn
from casework.rules.ref import ref_meant
from casework.terms import CaseworkError
from casework.work import Work
from dialogue.reply import button, line, reply
from dialogue.staff_cards import QUEUE
from dialogue.staff_reading import says_away
from dialogue.staff_words import name_of, refusal


def handle(work: Work, key: str) -> None:
    """Answer a turn that `bot.dispatch` gave to staff; doing it twice does it once.

    In the caller's transaction: what was done and what is said of it are written together.
    """
    turn = work.session.get(Turn, key, with_for_update=True)
    if turn is None or turn.done_at is not None:
        return
    code = commands.join_code(str(turn.said.get("text") or ""))
    member = staff.member_of(work.session, turn.pseudonym)
    if code is not None:
        member, replies = _join(work, turn, code, member)
    elif member is not None:
        replies = _answer(Desk(work, member, turn))
    else:
        replies = [said(line("staff.error.not_staff"))]
    _write(work, turn, member, replies)


def _write(work: Work, turn: Turn, member: StaffMember | None, replies: list[Say]) -> None:
    for number, answer in enumerate(replies):
        kind, body = (answer.kind, answer.body) if member else ("reply", answer.body["reply"])
        message = notices.Message(
            recipient=turn.pseudonym,
            kind=kind,
            body=body,
            case_id=answer.case_id,
            staff_id=member.id if member else None,
            reply_to=turn.key,
            once=f"turn:{turn.key}:{number}",
        )
        notices.queue(work.session, message, work.now)
    turn.done_at = work.now


def _join(
    work: Work, turn: Turn, code: str, known: StaffMember | None
) -> tuple[StaffMember | None, list[Say]]:
    try:
        with work.session.begin_nested():
            member = staff.join(work.session, code, turn.pseudonym, work.now)
    except CaseworkError as error:
        return known, [said(refusal(error))]
    waiting = len(queries.queue_of(work.session, work.rules, member))
    welcome = line("staff.welcome.joined", role=name_of(member.role), unit={"office": member.unit})
    lines = [welcome, line(f"staff.welcome.{member.role}")]
    if waiting:
        lines.append(line("staff.welcome.waiting", n=waiting))
    return member, [Say.reply(reply(*lines, rows=[[button("staff.button.queue", "s:queue:-")]]))]


def _answer(desk: Desk) -> list[Say]:
    """A refusal undoes what was begun and is said in one line."""
    try:
        with desk.work.session.begin_nested():
            return _act(desk)
    except CaseworkError as error:
        return [said(refusal(error))]


def _act(desk: Desk) -> list[Say]:
    heard = desk.turn.said
    if "button" in heard:
        return staff_presses.press(desk, str(heard["button"]))
    text = str(heard.get("text") or "").strip()
    nonce = commands.login_nonce(text)
    if nonce is not None:
        return _login(desk, nonce)
    command = commands.parse(text)
    if command is not None:
        return _command(desk, command)
    prompt = prompts.meant_by(desk.work, desk.turn)
    if prompt is not None:
        return staff_answers.answer(desk, prompt, text)
    if says_away(text):
        return staff_wishes.away(desk, text)
    ref = ref_meant(text)
    return [desk.card(ref)] if ref else _help(desk)


def _login(desk: Desk, nonce: str) -> list[Say]:
    """Somebody who knows what the console's page shows, and nobody else, confirms it."""
    sign_in.open_request(desk.work, nonce)
    codes = [
        button("staff.login.code", f"s:login:{nonce}:{code}", code=code)
        for code in sign_in.offered_codes(nonce)
    ]
    no = button("staff.login.no", f"s:login:{nonce}:no")
    return [said(line("staff.login.ask"), rows=[codes, [no]])]


def _command(desk: Desk, command: commands.Command) -> list[Say]:
    if "group" in desk.turn.said:
        return unit_groups.said_in_group(desk, command.name, command.rest)
    return COMMANDS.get(commands.STAFF.get(command.name, ""), _help)(desk, command.rest)


def _find(desk: Desk, typed: str) -> list[Say]:
    return [desk.card(typed)] if typed else [said(line("staff.find.how"))]


def _cancel(desk: Desk, rest: str) -> list[Say]:
    prompt = prompts.newest_open(desk.work, desk.turn.pseudonym)
    if prompt is None:
        return [said(line("staff.cancelled.nothing"))]
    prompts.close(prompt)
    return [said(line("staff.cancelled.done"))]


def _help(desk: Desk, rest: str = "") -> list[Say]:
    lines = [
        line("staff.help.who", role=name_of(desk.member.role), unit={"office": desk.member.unit}),
        line("staff.help.how"),
        line("staff.help.citizen"),
    ]
    rows = [
        [button("staff.button.queue", "s:queue:-"), button("staff.button.console_home", "/console")],
        [button("patterns.button.list", "s:patterns:-"), button("staff.button.report", "report:")],
    ]
    return [Say.reply(reply(*lines, rows=rows))]


COMMANDS: dict[str, Callable[[Desk, str], list[Say]]] = {
    "queue": lambda desk, rest: [Say(QUEUE, {"page": 1})],
    "find": _find,
    "wishes": lambda desk, rest: staff_wishes.shown(desk),
    "groups": lambda desk, rest: unit_groups.shown(desk),
    "cancel": _cancel,
}
