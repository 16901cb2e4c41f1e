"""Filing: from what a citizen confirmed to a case that has a number, an accountable unit and a deadline."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from casework import dossier, duplicates, history, notices
from casework.records import Attachment, Case, CaseEvent, DayNumber
from casework.rules import routing
from casework.rules.breaches import breaches
from casework.rules.duplicates import Matter
from casework.rules.ref import make_ref
from casework.terms import CITIZEN, SYSTEM, Closing, EventKind, IdentityMode, Incomplete, State, TooMany
from casework.work import Work

REPORTS_AN_HOUR = 5


@dataclass(frozen=True)
class Filing:
    """What the citizen confirmed on the card.

    `turn` is the key of the message or tap that sent it: filing twice with one key gives one case.
    `dossier` holds what the story says of the dossier (codes, dates as ISO, trips …): kept encrypted.
    `told`, `head_post`: see rules.routing.Facts.
    """

    turn: str
    reporter: str
    story: str
    category: str
    identity: IdentityMode
    lodged: str | None = None
    others: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    field: str | None = None
    procedure: str | None = None
    head_post: str | None = None
    told: bool = True
    confidence: float = 1.0
    dossier: dict[str, Any] = dataclasses.field(default_factory=dict)
    attachments: tuple[str, ...] = ()

    @property
    def facts(self) -> routing.Facts:
        """What routing looks at."""
        return routing.Facts(
            category=self.category,
            lodged=self.lodged,
            others=self.others,
            flags=frozenset(self.flags),
            field=self.field,
            procedure=self.procedure,
            secondary=self.secondary,
            head_post=self.head_post,
            told=self.told,
        )


def open_case(work: Work, filing: Filing) -> Case:
    """File a report: number it, route it, set its deadline, tell those who must know. One transaction.

    What its reporter has reported before joins that case, whose `turn` is then another. Raises TooMany beyond
    five reports an hour of one person, ValueError when the report belongs to no unit of the city (the
    dialogue redirects such before).
    """
    known = work.session.scalar(select(Case).where(Case.turn == filing.turn)) or _joined_by(work, filing)
    if known is not None:
        return known
    _check_limit(work, filing.reporter)
    same = duplicates.case_of_same_matter(
        work, filing.category, filing.lodged, _matter(filing), reporter=filing.reporter
    )
    if same is not None:
        return _join(work, same, filing)
    way = routing.route(filing.facts, work.rules.directory, work.rules.routing)
    if way.accountable is None:
        raise ValueError(f"rule {way.rule} redirects; nothing to file")
    case = _new_case(work, filing, way)
    _first_events(work, case, filing)
    if way.triage:
        _triage(work, case)
    else:
        _route(work, case, way.accountable)
    duplicates.suggest_merging(work, case)
    return case


def _matter(filing: Filing) -> Matter:
    return Matter(frozenset(filing.dossier.get("codes") or ()), filing.story)


def _joined_by(work: Work, filing: Filing) -> Case | None:
    """The case that this turn was added to before."""
    mine = select(Case).join(CaseEvent).where(Case.reporter == filing.reporter)
    return work.session.scalar(mine.where(CaseEvent.data["turn"].astext == filing.turn).limit(1))


def _join(work: Work, case: Case, filing: Filing) -> Case:
    """More of the same, from the same person: kept with the case, and told to whoever must answer it."""
    claim_files(work.session, case, filing.attachments)
    text = history.keep_text(work.session, case, "story", filing.story)
    told = {"text": text, "turn": filing.turn, "attachments": len(filing.attachments) or None}
    event = history.append(work.session, case, EventKind.SUPPLIED, CITIZEN, work.now, **told)
    notices.tell_or_report(work, case, "staff.added", event, unit=case.accountable)
    return case


def open_part(work: Work, filing: Filing, whole: Case) -> Case:
    """A case split off another: told as news to whoever must answer it, due as if it had come alone."""
    way = routing.route(filing.facts, work.rules.directory, work.rules.routing)
    if way.accountable is None:
        raise Incomplete(what="category")
    case = _new_case(work, filing, way)
    days = work.rules.clocks.answer_days(filing.category, restricted=way.restricted)
    if days is not None:
        case.due_at = work.due_after(whole.received_at, days)
    _first_events(work, case, filing, part_of=whole.ref)
    if way.triage:
        _triage(work, case)
    else:
        _route(work, case, way.accountable)
    return case


def _triage(work: Work, case: Case) -> None:
    event = history.append(work.session, case, EventKind.NOTED, SYSTEM, work.now, what="triage")
    notices.tell_or_report(work, case, "staff.triage", event, unit=case.accountable)


def _check_limit(work: Work, reporter: str) -> None:
    since = work.now - timedelta(hours=1)
    mine = select(func.count()).select_from(Case).where(Case.reporter == reporter, Case.received_at > since)
    joined = select(func.count()).select_from(CaseEvent).join(Case)
    joined = joined.where(Case.reporter == reporter, CaseEvent.at > since, CaseEvent.data.has_key("turn"))
    if sum(work.session.scalars(each).one() for each in (mine, joined)) >= REPORTS_AN_HOUR:
        raise TooMany(limit=REPORTS_AN_HOUR)


def _new_case(work: Work, filing: Filing, way: routing.Route) -> Case:
    days = work.rules.clocks.answer_days(filing.category, restricted=way.restricted)
    case = Case(
        ref=_next_ref(work.session, work.today),
        turn=filing.turn,
        reporter=filing.reporter,
        state=State.RECEIVED,
        category=filing.category,
        secondary=list(filing.secondary),
        flags=list(filing.flags),
        field=filing.field,
        lodged_at=filing.lodged,
        accountable=work.rules.arbiter_of(way.hidden_from),
        prepared_by=way.prepared_by,
        copied_to=list(way.told),
        hidden_from=list(way.hidden_from),
        restricted=way.restricted,
        joint=way.joint,
        rule=way.rule,
        identity=_identity(filing, way),
        received_at=work.now,
        due_at=None if days is None else work.due_after(work.now, days),
    )
    work.session.add(case)
    work.session.flush()
    return case


def _identity(filing: Filing, way: routing.Route) -> IdentityMode:
    """A unit that must not even know of the report is shown no name."""
    if way.hidden_from and filing.identity is IdentityMode.SHOWN:
        return IdentityMode.SEALED
    return filing.identity


def _next_ref(session: Session, day: date) -> str:
    session.execute(insert(DayNumber).values(day=day, last=0).on_conflict_do_nothing())
    take = update(DayNumber).where(DayNumber.day == day).values(last=DayNumber.last + 1)
    return make_ref(day, session.scalars(take.returning(DayNumber.last)).one())


def _first_events(work: Work, case: Case, filing: Filing, part_of: str | None = None) -> None:
    _received(work, case, filing, part_of)
    history.append(
        work.session,
        case,
        EventKind.CLASSIFIED,
        SYSTEM,
        work.now,
        category=case.category,
        secondary=case.secondary,
        flags=case.flags,
        confidence=round(filing.confidence, 4),
    )
    if case.restricted:
        history.append(work.session, case, EventKind.RESTRICTED, SYSTEM, work.now, rule=case.rule)


def _received(work: Work, case: Case, filing: Filing, part_of: str | None) -> None:
    session = work.session
    claim_files(session, case, filing.attachments)
    history.append(
        session,
        case,
        EventKind.RECEIVED,
        CITIZEN,
        work.now,
        text=history.keep_text(session, case, "story", filing.story),
        facts=history.keep_facts(session, case, "facts", filing.dossier) if filing.dossier else None,
        identity=case.identity,
        due_at=case.due_at.isoformat() if case.due_at else None,
        attachments=len(filing.attachments) or None,
        path=list(filing.others) or None,
        **dossier.counted(filing.dossier),
        breaches=breaches(filing.category, filing.dossier) or None,
        part_of=part_of,
    )


def _route(work: Work, case: Case, accountable: str) -> None:
    case.state, case.accountable = State.ROUTED, accountable
    event = history.append(
        work.session,
        case,
        EventKind.ROUTED,
        SYSTEM,
        work.now,
        to=accountable,
        rule=case.rule,
        told=case.copied_to,
    )
    tell_of_routing(work, case, event)


def tell_of_routing(work: Work, case: Case, event: CaseEvent) -> None:
    """The head who must answer, the one who prepares, and everyone the rule names but who sent it there.

    Praise is told to the head and counted: nothing is to be answered, so it is over at once.
    """
    copied = list(case.copied_to)  # who hears that somebody is missing is told that, and no more
    notices.tell_or_report(work, case, "staff.new_case", event, unit=case.accountable)
    if case.prepared_by:
        notices.tell_or_report(work, case, "staff.prepare", event, unit=case.prepared_by)
    for unit in copied:
        if unit not in {case.prepared_by, case.accountable, event.unit}:
            notices.tell_or_report(work, case, "staff.copy", event, unit=unit)
    if case.due_at is None:
        case.state, case.closing, case.closed_at = State.CLOSED, Closing.NOTED, work.now
        history.append(work.session, case, EventKind.CLOSED, SYSTEM, work.now, closing=Closing.NOTED)


def claim_files(session: Session, case: Case, ids: Sequence[str]) -> None:
    """Put files that its reporter has sent into the case; others are left alone."""
    mine = update(Attachment).where(Attachment.id.in_(ids), Attachment.pseudonym == case.reporter)
    session.execute(mine.where(Attachment.case_id.is_(None)).values(case_id=case.id))
