"""The history of a case: appending events and keeping free text apart under the case's own key."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import crypto
from casework.records import Case, CaseEvent, CaseKey, CaseText
from casework.rulebook import Rulebook
from casework.rules.sight import Scope
from casework.rules.workflow import Standing
from casework.terms import Actor, EventKind, State

CITIZEN_HOLDS = "citizen"


def append(  # noqa: PLR0917 - the five things that make an event, always in this order
    session: Session, case: Case, kind: EventKind, actor: Actor, at: datetime, **data: Any
) -> CaseEvent:
    """Add one line to the history of a case; the holder from now on follows from its state."""
    event = CaseEvent(
        seq=len(case.events) + 1,
        kind=kind,
        at=at,
        party=actor.party.value,
        unit=actor.unit,
        staff_id=actor.staff_id,
        holder=holder(case),
        data={key: value for key, value in data.items() if value is not None},
    )
    case.events.append(event)
    session.flush()
    return event


def holder(case: Case) -> str | None:
    """Who has the case now: the unit that must answer, "citizen" while it waits for them, None when over.

    While the arbiter must say where it belongs, the time is the arbiter's; a unit that asks the chairman
    against a ruling keeps its own time running.
    """
    if case.state in {State.WAITING, State.ANSWERED}:
        return CITIZEN_HOLDS
    if case.state is State.ACCEPTED and case.ruling_by and case.review_since is None:
        return case.ruling_by
    return case.accountable if case.state.is_open else None


def last(case: Case, *kinds: EventKind) -> CaseEvent | None:
    """The newest event of any of these kinds."""
    found = [event for event in case.events if event.kind in kinds]
    return found[-1] if found else None


BEGIN_AGAIN = (EventKind.REOPENED, EventKind.PROMISE_MISSED, EventKind.APPEALED)


def clock_start(case: Case) -> datetime:
    """Since when the running deadline counts: the filing, or what began the case again."""
    again = last(case, *BEGIN_AGAIN)
    return again.at if case.second_due_at and again else case.received_at


def clocks_begun(case: Case) -> int:
    """How many deadlines for an answer the case has had, the running one among them."""
    return 1 + sum(event.kind in BEGIN_AGAIN for event in case.events)


def keep_text(session: Session, case: Case, kind: str, text: str) -> int:
    """Encrypt a free text under the case's key and return its id, the only thing an event may hold."""
    row = CaseText(case_id=case.id, kind=kind, body=crypto.encrypt_text(_key(session, case), text))
    session.add(row)
    session.flush()
    return row.id


def keep_facts(session: Session, case: Case, kind: str, facts: dict[str, Any]) -> int:
    """Keep a small JSON object the way free text is kept."""
    return keep_text(session, case, kind, json.dumps(facts, ensure_ascii=False))


def read_text(session: Session, text_id: int) -> str:
    """The words behind an id; raises crypto.Erased when they were erased."""
    row = session.get(CaseText, text_id)
    key = session.get(CaseKey, row.case_id) if row else None
    if row is None or key is None:
        raise crypto.Erased
    return crypto.decrypt_text(key.key, row.body)


def texts(session: Session, case: Case, kind: str) -> list[str]:
    """All texts of one kind of a case, oldest first; empty when erased."""
    query = select(CaseText).where(CaseText.case_id == case.id, CaseText.kind == kind).order_by(CaseText.id)
    key = session.get(CaseKey, case.id)
    return [crypto.decrypt_text(key.key, row.body) for row in session.scalars(query)] if key else []


def facts(session: Session, case: Case, kind: str = "facts") -> dict[str, Any]:
    """The newest JSON object of one kind; empty when there is none or it was erased."""
    found = texts(session, case, kind)
    return dict(json.loads(found[-1])) if found else {}


def scope(case: Case, rules: Rulebook) -> Scope:
    """What the sight rule needs to know of this case."""
    return Scope(
        accountable=case.accountable,
        prepared_by=case.prepared_by,
        copied_to=frozenset(case.copied_to),
        hidden_from=frozenset(case.hidden_from),
        restricted=case.restricted,
        arbiter=rules.arbiter_of(case.hidden_from),
    )


def standing(case: Case, rules: Rulebook) -> Standing:
    """What the transition table needs to know of this case."""
    ruled = ruling(case)
    return Standing(
        state=case.state,
        accountable=case.accountable,
        prepared_by=case.prepared_by,
        hidden_from=frozenset(case.hidden_from),
        arbiter=rules.arbiter_of(case.hidden_from),
        second_key=second_key(case, rules),
        offered_to=case.offered_to,
        ruling_by=case.ruling_by,
        ruled=ruled is not None,
        may_ask_chairman=ruled is not None and not _asked_chairman(case),
        hops=case.hops,
        joint=case.joint,
        restricted=case.restricted,
        head_signs=rules.signing.by_head(case.category, reopened=case.reopened > 0),
        extension=_extension(case),
        refusal=case.refusal_rule is not None and case.state is State.ACCEPTED,
        answered=case.first_answered_at is not None,
        meeting=case.meet_by is not None,
        concerned=_concerned(case),
    )


def second_key(case: Case, rules: Rulebook) -> str:
    """Who approves what the desk proposes: never the desk itself."""
    return rules.arbiter_of({*case.hidden_from, case.accountable, *filter(None, [case.prepared_by])})


def ruling(case: Case) -> CaseEvent | None:
    """The newest ruling on where the case belongs; naming a lead and requests to other bodies are none."""
    ruled = [
        event
        for event in case.events
        if event.kind is EventKind.TRANSFER_RULED and not {"lead", "requested"} & event.data.keys()
    ]
    return ruled[-1] if ruled else None


def _asked_chairman(case: Case) -> bool:
    asked = (event for event in case.events if event.kind is EventKind.RULING_ASKED)
    return any(event.data.get("against") for event in asked)


def _extension(case: Case) -> str | None:
    if case.extension_days is not None:
        return "asked"
    return "decided" if last(case, EventKind.EXTENSION_ASKED) else None


def _concerned(case: Case) -> str | None:
    """Its head may be informed, unless the report is about that head."""
    unit = case.lodged_at
    return unit if unit in case.hidden_from and "about_head" not in case.flags else None


def _key(session: Session, case: Case) -> str:
    row = session.get(CaseKey, case.id)
    if row is None:
        row = CaseKey(case_id=case.id, key=crypto.new_case_key())
        session.add(row)
        session.flush()
    return str(row.key)
