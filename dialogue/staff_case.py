"""A case as the unit sees it: whose it is, until when, what is told of it, and what can be done now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from casework import delegations, dossier, drafts, history, masked
from casework.records import Case, CaseEvent, StaffMember
from casework.rules import deadlines
from casework.rules.workflow import moves_open_to
from casework.terms import EventKind, Move, Role, State
from casework.work import Work
from dialogue.reply import Line, button, line
from dialogue.staff_hops import hop_lines
from dialogue.staff_moves import INPUTS, RARE
from dialogue.staff_words import in_one_line, name_of, word

STORY = 2500  # characters of the story on the card; the console has all of it
CONSOLE_CASE = "/console/cases/{ref}"


def is_sealed_for(case: Case, member: StaffMember) -> bool:
    """Whether Telegram may show this member no more than the ref (PRODUCT section 1)."""
    return case.restricted or member.role is Role.INSPECTOR


def sealed_lines(case: Case) -> list[Line]:
    """All that Telegram holds of a restricted case."""
    return [line("staff.card.sealed", ref=case.ref)]


def lines(work: Work, case: Case, member: StaffMember) -> list[Line]:
    """The card, from the top line to the story in the citizen's words, masked."""
    return [
        _head(case),
        *_clock(work, case),
        _whose(case, member),
        *_deputies(work, case),
        *_told(work, case),
        *hop_lines(case),
        *_story(work, case),
    ]


def rows(work: Work, case: Case, member: StaffMember) -> list[list[Line]]:
    """Buttons for what this member may do now, two in a row; what is rare one tap further, the console."""
    if is_sealed_for(case, member):
        return [[_console(case)]]
    able = _able(work, case, member)
    keys = [_begins(case, move) for move in INPUTS if move in able and move not in RARE]
    if drafts.may_draft(case, member):
        signs = drafts.may_sign(work, case, member)
        answer = button("staff.do.answer" if signs else "staff.button.draft", f"s:answer:{case.ref}")
        keys.insert(1 if Move.ASK in able else 0, answer)
    if able & RARE:
        keys.append(button("staff.button.more", f"s:more:{case.ref}"))
    return [*_in_pairs(keys), [_console(case)]]


def rare_rows(work: Work, case: Case, member: StaffMember) -> list[list[Line]]:
    """Buttons for what is seldom done."""
    able = _able(work, case, member)
    return _in_pairs([_begins(case, move) for move in INPUTS if move in able & RARE])


def _able(work: Work, case: Case, member: StaffMember) -> set[Move]:
    return set(moves_open_to(history.standing(case, work.rules), delegations.actor(work, member)))


def _begins(case: Case, move: Move) -> Line:
    return button(f"staff.do.{move}", f"s:do:{case.ref}:{move}")


def _in_pairs(keys: list[Line]) -> list[list[Line]]:
    return [keys[at : at + 2] for at in range(0, len(keys), 2)]


def _console(case: Case) -> Line:
    return button("staff.button.console", CONSOLE_CASE.format(ref=case.ref))


def _head(case: Case) -> Line:
    facts: dict[str, Any] = {
        "ref": case.ref,
        "category": {"category": case.category},
        "identity": word(f"staff.identity.{case.identity}"),
    }
    if case.field:
        return line("staff.card.head_field", **facts, field={"field": case.field})
    return line("staff.card.head", **facts)


def _clock(work: Work, case: Case) -> Iterator[Line]:
    due = case.second_due_at or case.due_at
    if case.state is State.WAITING and case.waiting_since:
        yield line("staff.card.waiting", since={"moment": case.waiting_since.isoformat()})
    elif not case.state.awaits_answer or due is None:
        yield line("staff.card.state", state=name_of(case.state))
    else:
        yield time_left(work, due)
    if case.reopened:
        yield line("staff.card.reopened", n=case.reopened)


def time_left(work: Work, due: datetime) -> Line:
    """The deadline and how far it is, in words: colour never speaks alone."""
    moment = {"moment": due.isoformat()}
    days = deadlines.working_days_between(work.today, deadlines.in_vietnam(due).date(), work.rules.calendar)
    if work.now > due:
        return (
            line("staff.card.overdue", due=moment, n=-days)
            if days
            else line("staff.card.just_over", due=moment)
        )
    return line("staff.card.due", due=moment, n=days) if days else line("staff.card.due_today", due=moment)


def _whose(case: Case, member: StaffMember) -> Line:
    if member.unit == case.accountable:
        return line("staff.card.yours")
    if member.unit == case.prepared_by:
        return line("staff.card.prepare", head={"head": case.accountable})
    return line("staff.card.others", head={"head": case.accountable})


def _deputies(work: Work, case: Case) -> Iterator[Line]:
    """That somebody acts for the head today."""
    for row, _ in delegations.of_unit(work, case.accountable):
        if row.begins <= work.today:
            days = {"begins": {"date": row.begins.isoformat()}, "ends": {"date": row.ends.isoformat()}}
            yield line("staff.card.deputy", **days)


def _told(work: Work, case: Case) -> Iterator[Line]:
    """What the dossier is about, as the citizen tells it; nothing of it is checked yet."""
    if case.joint:
        yield line("staff.card.joint")
    if case.lodged_at:
        yield line("staff.card.lodged", place={"centre": case.lodged_at})
    bits = list(_dossier(work, case, history.facts(work.session, case)))
    if bits:
        yield line("staff.card.told", facts=in_one_line(*bits))
    broken = [line(f"staff.breach.{code}") for code in dossier.breaches_of(case)]
    if broken:
        yield line("staff.card.breaches", what=in_one_line(*broken))
    path = _first(case).data.get("path") or []
    if len(path) > 1:
        yield line("staff.card.path", path={"path": path})


def _dossier(work: Work, case: Case, facts: dict[str, Any]) -> Iterator[Line]:
    if facts.get("codes"):
        yield line("staff.card.code", code=", ".join(facts["codes"]))
    for name in ("submitted_on", "appointment_on"):
        if facts.get(name):
            yield line(f"staff.card.{name}", on={"date": facts[name]})
    late = _days_late(work, case, facts.get("appointment_on"))
    if late > 0:
        yield line("staff.card.late", n=late)
    for name in ("trips", "postponed"):
        if facts.get(name):
            yield line(f"staff.card.{name}", n=facts[name])
    if facts.get("apology") is not None:
        yield line("staff.card.apology" if facts["apology"] else "staff.card.no_apology")


def _days_late(work: Work, case: Case, appointment: str | None) -> int:
    """Working days between the promised day and the filing."""
    if not appointment:
        return 0
    filed = deadlines.in_vietnam(case.received_at).date()
    return deadlines.working_days_between(date.fromisoformat(appointment), filed, work.rules.calendar)


def _story(work: Work, case: Case) -> Iterator[Line]:
    """The citizen's own words, what came later as well, with what identifies them masked."""
    told = masked.story(work.session, case)
    if told:
        yield line("staff.card.story", story=shortened(told))
    files = _first(case).data.get("attachments")
    if files:
        yield line("staff.card.files", n=files)
    if not told:
        yield line("staff.card.no_story" if files else "staff.card.erased")


def shortened(text: str) -> str:
    """As much as a card has room for."""
    return text if len(text) <= STORY else text[:STORY].rstrip() + "…"


def _first(case: Case) -> CaseEvent:
    """The filing."""
    return next(event for event in case.events if event.kind is EventKind.RECEIVED)
