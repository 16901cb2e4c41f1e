"""Reports of one matter: a person's repeats join one case, those of several are suggested for merging."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from casework import history, notices
from casework.records import Case
from casework.rules.duplicates import A_REPEAT, ALIKE, Matter, is_same
from casework.terms import SYSTEM, UNANSWERED_STATES, EventKind, State
from casework.work import Work

OPEN_TO_MORE = UNANSWERED_STATES - {State.WAITING}  # what comes while a question waits is its answer
LOOKED_AT = 20  # the newest open cases of the unit and label


def case_of_same_matter(
    work: Work, category: str, lodged: str | None, told: Matter, *, reporter: str
) -> Case | None:
    """The open case in which this person has reported the same already."""
    mine = _open_like(work, category, lodged, Case.reporter == reporter)
    return next((case for case in mine if is_same(told, _matter(work, case), A_REPEAT)), None)


def suggest_merging(work: Work, case: Case) -> None:
    """Tell the arbiter of open cases of other people that seem to be about the same; nothing is merged."""
    if case.restricted or case.hidden_from:
        return
    others = _open_like(work, case.category, case.lodged_at, Case.reporter != case.reporter)
    told = _matter(work, case)
    refs = [other.ref for other in others if is_same(told, _matter(work, other), ALIKE)]
    if refs:
        event = history.append(work.session, case, EventKind.NOTED, SYSTEM, work.now, what="alike", refs=refs)
        arbiter = work.rules.arbiter_of(case.hidden_from)
        notices.tell_or_report(work, case, "staff.alike", event, unit=arbiter)


def _open_like(work: Work, category: str, lodged: str | None, whose: ColumnElement[bool]) -> list[Case]:
    """Open cases of this unit and label that are kept from nobody; none for a report without a unit."""
    if lodged is None:
        return []
    query = select(Case).where(Case.category == category, Case.lodged_at == lodged, whose)
    query = query.where(Case.state.in_(OPEN_TO_MORE), Case.restricted.is_(False))
    found = work.session.scalars(query.order_by(Case.id.desc()).limit(LOOKED_AT))
    return [case for case in found if not case.hidden_from]


def _matter(work: Work, case: Case) -> Matter:
    codes = history.facts(work.session, case).get("codes") or []
    return Matter(frozenset(codes), "\n".join(history.texts(work.session, case, "story")))
