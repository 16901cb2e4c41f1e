"""Name and phone of a citizen: left by choice, sealed apart from the case, looked at with a reason only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import crypto, handling, history
from casework.records import Case, CaseEvent, CitizenIdentity, StaffMember
from casework.rules import looks
from casework.staff import actor
from casework.terms import Actor, EventKind, IdentityMode, Incomplete, NotAllowed
from casework.work import Work
from vietnamese.reading import read

DISCLOSED = "disclosed"  # told to an authority on its written demand, see casework.disclosure
BY_PHONE = "phone"  # found by a phone number


@dataclass(frozen=True)
class Look:
    """One look at an identity: when, by which post, what for. `what`: None, DISCLOSED or BY_PHONE.

    `reason` is what was given: the reason, or the document of the authority; None when it was erased.
    """

    at: datetime
    party: str
    unit: str | None
    what: str | None
    reason: str | None


def leave_contact(work: Work, case: Case, text: str, phone: str | None = None) -> None:
    """Keep what the citizen wrote as name and phone; NotAllowed for a report sent without a name."""
    if case.identity is IdentityMode.NONE:
        raise NotAllowed(state=case.state, move="contact")
    index = phone_index(phone) if phone else None
    known = work.session.get(CitizenIdentity, case.id)
    if known is None:
        work.session.add(CitizenIdentity(case_id=case.id, contact={"text": text}, phone_index=index))
    else:
        known.contact, known.phone_index = {"text": text}, index


def phone_index(phone: str) -> str:
    """The keyed blind index under which a phone number, as read from a text, can be found again."""
    return crypto.vault().index("phone", phone)


def phone_typed(text: str, at: datetime) -> str | None:
    """The phone number somebody typed, in the form under which it is found again."""
    return next(iter(read(text, at).phones), None)


def contact_of(session: Session, case: Case) -> str | None:
    """What the citizen left, in their words; for the citizen, for a logged look, and for masking it."""
    kept = session.get(CitizenIdentity, case.id)
    return str(kept.contact["text"]) if kept else None


def may_look(work: Work, case: Case, member: StaffMember) -> bool:
    """Whether there is something to look at, and this member may."""
    allowed = looks.may_look(member.unit, member.role, history.scope(case, work.rules), case.identity)
    return allowed and work.session.get(CitizenIdentity, case.id) is not None


def may_oversee(work: Work, case: Case, member: StaffMember) -> bool:
    """Whether this member sees who looked at it, and why."""
    return looks.may_oversee(member.unit, member.role, history.scope(case, work.rules))


def look(work: Work, ref: str, member: StaffMember, reason: str, *, what: str | None = None) -> str:
    """Name and phone as they were left; the look is in the history before anybody has read them.

    Raises Incomplete without a reason, NotVisible, NotAllowed.
    """
    case = handling.locked(work.session, ref)
    if not may_look(work, case, member):
        raise NotAllowed(state=case.state, move="look")
    if not reason.strip():
        raise Incomplete(what="reason")
    note(work, case, actor(member), what=what, purpose=reason.strip())
    return contact_of(work.session, case) or ""


def note(work: Work, case: Case, who: Actor, *, what: str | None = None, **said: str) -> CaseEvent:
    """Write a look into the history; the words of `said` lie with the texts of the case."""
    ids: dict[str, Any] = {
        name: history.keep_text(work.session, case, name, words) for name, words in said.items()
    }
    return history.append(work.session, case, EventKind.IDENTITY_VIEWED, who, work.now, what=what, **ids)


def cases_by_phone(work: Work, member: StaffMember, phone: str, reason: str) -> list[Case]:
    """Cases whose citizen left this phone number, as far as this member may look; each find is a look.

    For a caller who has lost the ref. Raises Incomplete without a reason.
    """
    if not reason.strip():
        raise Incomplete(what="reason")
    query = select(Case).join(CitizenIdentity).where(CitizenIdentity.phone_index == phone_index(phone))
    found = [case for case in work.session.scalars(query.order_by(Case.id)) if may_look(work, case, member)]
    for case in found:
        look(work, case.ref, member, reason, what=BY_PHONE)
    return found


def looks_at(session: Session, case: Case) -> list[Look]:
    """Every look at the identity of a case, the oldest first."""
    return [_look(session, event) for event in case.events if event.kind is EventKind.IDENTITY_VIEWED]


def newest_looks(work: Work, member: StaffMember, *, limit: int = 100) -> Iterable[tuple[Case, Look]]:
    """The newest looks at cases this member watches over."""
    query = select(CaseEvent).where(CaseEvent.kind == EventKind.IDENTITY_VIEWED)
    shown = 0
    for event in work.session.scalars(query.order_by(CaseEvent.id.desc())):
        if shown < limit and may_oversee(work, event.case, member):
            shown += 1
            yield event.case, _look(work.session, event)


def _look(session: Session, event: CaseEvent) -> Look:
    text_id = event.data.get("purpose") or event.data.get("document")
    try:
        reason = history.read_text(session, text_id) if text_id else None
    except crypto.Erased:
        reason = None
    return Look(event.at, event.party, event.unit, event.data.get("what"), reason)
