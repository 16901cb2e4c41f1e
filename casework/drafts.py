"""The answer in the making: an officer or a head writes it part by part, whoever must sign signs it.

A draft belongs to the desk that has the case: when the case moves to another unit, it is gone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from casework import delegations, handling, history, notices, queries
from casework.records import AnswerDraft, Case, StaffMember
from casework.rules import answers, workflow
from casework.terms import EventKind, Finding, Incomplete, Move, NotAllowed, State
from casework.work import Work

PARTS = ("finding", "cause", "remedy", "evidence", "promised_on")
NO_PROMISE = ""  # the matter is done: no date is promised

Parts = dict[str, str]


def save(work: Work, ref: str, member: StaffMember, **parts: str) -> Parts:
    """Keep parts of the answer and return all that is there.

    `finding` and `cause` are codes, `promised_on` is ISO or NO_PROMISE. Raises NotAllowed away from the desk,
    Incomplete for a part that cannot be taken.
    """
    case = _at_desk(work, ref, member)
    for name, value in parts.items():
        if not CHECKS.get(name, _is_said)(work, value):
            raise Incomplete(what=name)
    kept = {**read(work.session, case), **parts}
    draft = work.session.get(AnswerDraft, case.id) or AnswerDraft(case_id=case.id)
    draft.staff_id, draft.parts, draft.updated_at = member.id, kept, work.now
    work.session.add(draft)
    work.session.flush()
    return kept


def read(session: Session, case: Case) -> Parts:
    """What is there of the answer; empty when nothing is, or when it was written at another desk."""
    draft = session.get(AnswerDraft, case.id)
    author = session.get(StaffMember, draft.staff_id) if draft else None
    if draft is None or author is None or author.unit not in {case.accountable, case.prepared_by}:
        return {}
    return dict(draft.parts)


def missing(case: Case, parts: Parts) -> str | None:
    """The next part to be given, None when the answer is complete (PRODUCT section 3, answer)."""
    needed = answers.needed(case.category, parts.get("finding"))
    return next((name for name in needed if name not in parts), None)


def finish(work: Work, ref: str, member: StaffMember) -> Case:
    """The draft of an officer is ready: those who may sign for the unit are told. Raises Incomplete."""
    case = _at_desk(work, ref, member)
    gap = missing(case, read(work.session, case))
    if gap:
        raise Incomplete(what=gap)
    event = history.append(
        work.session, case, EventKind.NOTED, delegations.actor(work, member), work.now, what="draft_ready"
    )
    unit = case.accountable if history.standing(case, work.rules).head_signs else member.unit
    notices.tell_or_report(work, case, "staff.draft_ready", event, unit=unit)
    return case


def sign(work: Work, ref: str, member: StaffMember) -> Case:
    """Send the draft as the unit's answer; raises NotAllowed, NotVisible, Incomplete, HeadMustSign."""
    case = handling.locked(work.session, ref)
    actor = delegations.actor(work, member)
    workflow.step(history.standing(case, work.rules), Move.ANSWER, actor)
    delegations.check_signature(work, case, actor)
    parts = read(work.session, case)
    gap = missing(case, parts)
    if gap:
        raise Incomplete(what=gap)
    given: dict[str, Any] = {name: parts.get(name) for name in PARTS}
    promised = given.pop("promised_on")
    given["promised_on"] = date.fromisoformat(promised) if promised else None
    given["done"] = True if promised == NO_PROMISE else None
    handling.move(work, ref, Move.ANSWER, actor, **given)
    clear(work.session, case)
    return case


def clear(session: Session, case: Case) -> None:
    """Forget the draft."""
    draft = session.get(AnswerDraft, case.id)
    if draft is not None:
        session.delete(draft)
        session.flush()


def may_draft(case: Case, member: StaffMember) -> bool:
    """Everyone at the desk of an accepted case may write on its answer."""
    at_desk = member.unit in {case.accountable, case.prepared_by} and member.unit not in case.hidden_from
    return case.state is State.ACCEPTED and at_desk and member.role in workflow.DESK


def may_sign(work: Work, case: Case, member: StaffMember) -> bool:
    """Whether this member's signature sends the answer; otherwise it is handed on to whoever must sign."""
    actor = delegations.actor(work, member)
    return actor.party in workflow.SIGNERS and delegations.may_sign(work, case, actor)


def _at_desk(work: Work, ref: str, member: StaffMember) -> Case:
    case = handling.locked(work.session, ref)
    if not may_draft(case, member) or not queries.visible(member, case, work.rules):
        raise NotAllowed(state=case.state, move=Move.ANSWER)
    return case


def _is_said(work: Work, value: str) -> bool:
    return bool(value.strip())


def _is_ahead(work: Work, value: str) -> bool:
    return value == NO_PROMISE or date.fromisoformat(value) > work.today


CHECKS = {
    "finding": lambda work, value: value in set(Finding),
    "cause": lambda work, value: value in work.rules.causes,
    "promised_on": _is_ahead,
}
