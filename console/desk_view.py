"""What the console shows of cases: rows of the queue, facts, history, who held it for how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from casework import acknowledging, attachments, delegations, dossier, history, masked, queries
from casework.records import Attachment, Case, CaseEvent
from casework.rules import deadlines
from casework.rules.file_types import extension_of
from casework.rules.posts import head_of
from casework.terms import EventKind, Role
from console.desk_events import sentence
from console.desk_site import Desk
from dialogue.reply import line
from dialogue.staff_case import time_left
from texts import say_date, say_moment, say_number

Fact = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One case of the queue. `tone` is late, soon or fine: the words say it as well."""

    case: Case
    category: str
    state: str
    unit: str
    due: Markup
    tone: str
    at_desk: bool


@dataclass(frozen=True)
class Step:
    """One event in words. `of`: its number when this member is to take note of it."""

    at: datetime
    who: str
    said: str
    quotes: list[tuple[str, str]]
    of: int | None


def queue_rows(desk: Desk, cases: list[Case]) -> list[Row]:
    """The queue, this desk's own cases first, then by deadline."""
    rows = [_row(desk, case) for case in cases]
    return sorted(rows, key=lambda row: (not row.at_desk, _due_of(row.case).timestamp()))


def _row(desk: Desk, case: Case) -> Row:
    return Row(
        case=case,
        category=category_name(desk, case),
        state=state_name(desk, case),
        unit=desk.name_of(case.accountable),
        due=due_words(desk, case),
        tone=tone(desk, case),
        at_desk=desk.member.unit in {case.accountable, case.prepared_by},
    )


def category_name(desk: Desk, case: Case) -> str:
    """The label as official lists call it."""
    return desk.work.rules.categories[case.category].name(desk.language, to_citizen=False)


def state_name(desk: Desk, case: Case) -> str:
    """The state in words to staff."""
    return desk.say(f"staff.state.{case.state}")


def due_words(desk: Desk, case: Case) -> Markup:
    """The deadline and how far it is; that the clock stands; or nothing when nothing is owed."""
    due = case.second_due_at or case.due_at
    if case.waiting_since is not None:
        return desk.lines(line("staff.card.waiting", since={"moment": case.waiting_since.isoformat()}))
    if due is None or not case.state.awaits_answer:
        return Markup()
    return desk.lines(time_left(desk.work, due))


def tone(desk: Desk, case: Case) -> str:
    """How urgent it is, for the colour beside the words."""
    due = case.second_due_at or case.due_at
    if due is None or not case.state.awaits_answer or case.waiting_since is not None:
        return "fine"
    if due < desk.work.now:
        return "late"
    last = deadlines.in_vietnam(due).date()
    days = deadlines.working_days_between(desk.work.today, last, desk.work.rules.calendar)
    return "soon" if days <= 1 else "fine"


def _due_of(case: Case) -> datetime:
    return case.second_due_at or case.due_at or datetime.max.replace(tzinfo=deadlines.HERE)


def facts(desk: Desk, case: Case) -> list[Fact]:
    """What is known of the case and its dossier, as (label, value); nothing that identifies anybody."""
    told = history.facts(desk.work.session, case)
    every = (*_standing(desk, case), *_dossier(desk, told), ("breaches", _breaches(desk, case)))
    return [(desk.say(f"web.fact.{name}"), value) for name, value in every if value]


def _standing(desk: Desk, case: Case) -> Iterator[Fact]:
    directory = desk.work.rules.directory
    lodged = directory.unit(case.lodged_at) if case.lodged_at else None
    yield "accountable", head_of(directory.unit(case.accountable))
    yield "deputy", _deputies(desk, case)
    yield "prepared_by", desk.name_of(case.prepared_by) if case.prepared_by else ""
    yield "copied_to", ", ".join(desk.name_of(code) for code in case.copied_to)
    yield "lodged_at", (lodged.centre_name or lodged.full_name) if lodged else ""
    yield "secondary", ", ".join(_category(desk, code) for code in case.secondary)
    yield "flags", ", ".join(desk.say(f"web.flag.{flag}") for flag in case.flags)
    yield "identity", desk.say(f"staff.identity.{case.identity}")
    yield "received", say_moment(case.received_at, desk.language)
    yield "due", say_moment(case.due_at, desk.language) if case.due_at else ""
    yield "second_due", say_moment(case.second_due_at, desk.language) if case.second_due_at else ""
    yield "promised", say_date(case.promised_on, desk.language) if case.promised_on else ""
    yield "hops", str(case.hops or "")
    yield "reopened", str(case.reopened or "")
    yield "rating", f"{case.rating}/5" if case.rating else ""


def _deputies(desk: Desk, case: Case) -> str:
    """From when to when somebody acts for the head, if today is among the days."""
    rows = (row for row, _ in delegations.of_unit(desk.work, case.accountable))
    return ", ".join(
        f"{say_date(row.begins, desk.language)} - {say_date(row.ends, desk.language)}"
        for row in rows
        if row.begins <= desk.work.today
    )


def _breaches(desk: Desk, case: Case) -> str:
    """What the citizen's account breaks."""
    return " · ".join(desk.say(f"staff.breach.{code}") for code in dossier.breaches_of(case))


def _category(desk: Desk, code: str) -> str:
    return desk.work.rules.categories[code].name(desk.language, to_citizen=False)


def _dossier(desk: Desk, told: dict[str, Any]) -> Iterator[Fact]:
    """As the citizen tells it; nothing of it is checked yet."""
    yield "codes", ", ".join(told.get("codes") or [])
    for name in ("submitted_on", "appointment_on"):
        yield name, say_date(date.fromisoformat(told[name]), desk.language) if told.get(name) else ""
    for name in ("trips", "postponed", "papers_asked"):
        yield name, str(told.get(name) or "")
    for name in ("apology", "refusal_form"):
        said = told.get(name)
        yield name, "" if said is None else desk.say(f"web.yes_no.{'yes' if said else 'no'}")


def steps(desk: Desk, case: Case) -> list[Step]:
    """The history in words, oldest first."""
    return [
        Step(
            at=event.at,
            who=_who(desk, event),
            said=sentence(desk, event),
            quotes=_quotes(desk, event),
            of=_to_know(desk, case, event),
        )
        for event in case.events
    ]


def _who(desk: Desk, event: CaseEvent) -> str:
    """A post, never a name."""
    if event.party not in set(Role):
        return desk.say(f"web.party.{event.party}")
    if event.unit and event.party in {Role.HEAD, Role.LEADER}:
        return head_of(desk.work.rules.directory.unit(event.unit))
    role = desk.say(f"staff.role.{event.party}")
    return f"{role} · {desk.name_of(event.unit)}" if event.unit else role


def _quotes(desk: Desk, event: CaseEvent) -> list[tuple[str, str]]:
    """The story stands above the history, not inside it."""
    if event.kind is EventKind.RECEIVED:
        return []
    found = masked.quotes(desk.work.session, event)
    said: list[Fact] = [(desk.say(f"web.quote.{name}"), text) for name, text in found]
    cause = desk.work.rules.causes.get(event.data.get("cause", ""))
    return [(desk.say("web.answer.cause"), cause[desk.language]), *said] if cause else said


def _to_know(desk: Desk, case: Case, event: CaseEvent) -> int | None:
    """Reminders and escalations are taken note of by those who sign."""
    signs = desk.member.role is not Role.OFFICER and desk.member.unit in {case.accountable, case.prepared_by}
    known = acknowledging.is_acknowledged(case, event.seq, desk.member)
    return event.seq if signs and acknowledging.is_for_the_unit(event) and not known else None


def held(desk: Desk, case: Case) -> list[Fact]:
    """Who had the case for how many working hours."""
    minutes = queries.ledger(case.events, desk.work.rules, case.closed_at or desk.work.now)
    hours = {code: say_number(round(spent / 60, 1), desk.language) for code, spent in minutes.items()}
    return [(_holder(desk, code), said) for code, said in hours.items()]


def _holder(desk: Desk, code: str) -> str:
    return desk.say("web.party.citizen") if code == history.CITIZEN_HOLDS else desk.name_of(code)


def files(desk: Desk, case: Case) -> list[dict[str, str]]:
    """What came with the report, as names under which it can be saved."""
    return [_file(desk, case, row, n) for n, row in enumerate(attachments.of_case(desk.work, case), start=1)]


def _file(desk: Desk, case: Case, row: Attachment, number: int) -> dict[str, str]:
    size = say_number(max(round(row.size / 1024 / 1024, 1), 0.1), desk.language)
    return {
        "id": row.id,
        "name": file_name(case, row, number),
        "said": desk.say(
            "web.desk.file", number=number, kind=extension_of(row.media_type).upper(), size=size
        ),
    }


def file_name(case: Case, row: Attachment, number: int) -> str:
    """The name it is saved under: that of the case, never its sender's."""
    return f"{case.ref}-{number}.{extension_of(row.media_type)}"
