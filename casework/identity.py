"""Name and phone of a citizen: left by choice, sealed apart from the case, looked at with a reason only."""

from __future__ import annotations

from casework import crypto
from casework.records import Case, CitizenIdentity
from casework.terms import IdentityMode, NotAllowed
from casework.work import Work


def leave_contact(work: Work, case: Case, text: str, phone: str | None = None) -> None:
    """Keep what the citizen wrote as name and phone; NotAllowed for a report sent without a name."""
    if case.identity is IdentityMode.NONE:
        raise NotAllowed(state=case.state, move="contact")
    index = crypto.vault().index("phone", phone) if phone else None
    known = work.session.get(CitizenIdentity, case.id)
    if known is None:
        work.session.add(CitizenIdentity(case_id=case.id, contact={"text": text}, phone_index=index))
    else:
        known.contact, known.phone_index = {"text": text}, index
