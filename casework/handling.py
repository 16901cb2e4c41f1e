"""Every move after filing: check it against the table, change the case, leave an event, tell people.

`move` is the only writer. What a move changes besides the state stands in effects.EFFECTS; whom it tells, in
audiences.TELLS.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import delegations, history, intake
from casework.audiences import AUDIENCES, TELLS
from casework.effects import EFFECTS
from casework.records import Case
from casework.rules import sight, workflow
from casework.scene import Given, Scene
from casework.terms import Actor, CaseworkError, Incomplete, Move, NotVisible, Party, Role, State
from casework.work import Work

FACTS = "facts"  # of the dossier: their effect keeps them under the case's key
TEXTS = frozenset({"reason", "question", "text", "remedy", "evidence", "basis"})


def move(work: Work, ref: str, what: Move, actor: Actor, **given: Any) -> Case:
    """Make one move on the case `ref`; `given` holds what PRODUCT section 3 says must be given.

    Free texts among `given` are kept encrypted; the event holds their ids; `attachments` are ids of files of
    the citizen's. Raises NotVisible, NotAllowed, Incomplete; the caller's transaction then leaves nothing.
    """
    case = locked(work.session, ref)
    _check_sight(work, case, actor)
    transition = workflow.step(history.standing(case, work.rules), what, actor)
    _check_given(transition.needs, given, of_people=actor.party is not Party.SYSTEM)
    _check_signature(work, case, what, actor)
    scene, accountable = Scene(work, case, what, actor, was=case.state), case.accountable
    data = _data(scene, given) | ({"delegation": actor.delegation} if actor.delegation else {})
    case.state = transition.to
    data |= _effect(scene, given)
    _drop_what_hung(case, moved=case.accountable != accountable)
    event = history.append(work.session, case, transition.event, actor, work.now, move=what, **data)
    for audience, kind in TELLS.get(what, ()):
        AUDIENCES[audience](scene, kind, event)
    return case


def locked(session: Session, ref: str) -> Case:
    """The case for update; NotVisible when there is none."""
    case = session.scalar(
        select(Case).where(Case.ref == ref).with_for_update().execution_options(populate_existing=True)
    )
    if case is None:
        raise NotVisible(ref=ref)
    return case


def _check_signature(work: Work, case: Case, what: Move, actor: Actor) -> None:
    """Whoever acts for a head is shown as such, once for each case and delegation. Raises HeadMustSign."""
    if what is Move.ANSWER:
        delegations.check_signature(work, case, actor)
    if actor.by_delegation:
        delegations.show(work, case, actor)


def _effect(scene: Scene, given: Given) -> Given:
    """What the move changes; a refusal leaves the case as it was."""
    effect = EFFECTS.get(scene.move)
    try:
        return effect(scene, given) if effect else {}
    except CaseworkError:
        scene.case.state = scene.was
        raise


def _drop_what_hung(case: Case, *, moved: bool) -> None:
    """Offers and proposals are gone when another unit has the case, or when nothing is owed any more."""
    if case.state is not State.ACCEPTED or moved:
        case.offered_to, case.ruling_by, case.review_since = None, None, None
    if case.state not in {State.ACCEPTED, State.WAITING} or moved:
        case.extension_days = None
    if case.state not in {State.ACCEPTED, State.WAITING, State.REFUSED} or moved:
        case.refusal_rule = None


def _check_sight(work: Work, case: Case, actor: Actor) -> None:
    if isinstance(actor.party, Role) and not sight.may_see(
        str(actor.unit), actor.party, history.scope(case, work.rules)
    ):
        raise NotVisible(ref=case.ref)


def _check_given(needs: tuple[str, ...], given: Given, *, of_people: bool) -> None:
    """Time alone gives no reasons."""
    for name in needs:
        if name == "reason" and not of_people:
            continue
        value = given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Incomplete(what=name)


def _data(scene: Scene, given: Given) -> Given:
    data: Given = {}
    for name, value in given.items():
        if value is None or value == "" or name == FACTS:
            continue
        if name == "attachments":
            intake.claim_files(scene.work.session, scene.case, value)
            data[name] = len(value) or None
        elif name in TEXTS:
            data[name] = history.keep_text(scene.work.session, scene.case, name, str(value))
        else:
            data[name] = value.isoformat() if isinstance(value, date) else value
    return data
