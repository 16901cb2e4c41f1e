"""One case at the console: all that may be seen of it, and the moves this member can make."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import acknowledging, attachments, drafts, handling, history, masked, queries
from casework.records import Case
from casework.rules import workflow
from casework.terms import Move
from casework.unit_search import units_like
from console import desk_forms, desk_identity, desk_view
from console.chat import download
from console.desk_site import Desk, at_desk
from console.faults import Refused
from console.site import FormOf, SiteOf
from dialogue.staff_moves import INPUTS

router = APIRouter()


@router.get("/cases/{ref}")
def look(request: Request, site: SiteOf, ref: str) -> Response:
    """The case; NotVisible in the same words whether hidden or not there."""
    with at_desk(request, site) as desk:
        return show_case(desk, desk.case(ref))


def show_case(desk: Desk, case: Case) -> Response:
    """The page of a case this member may see."""
    return desk.show(
        "case.html",
        case=case,
        category=desk_view.category_name(desk, case),
        state=desk_view.state_name(desk, case),
        due=desk_view.due_words(desk, case),
        tone=desk_view.tone(desk, case),
        facts=desk_view.facts(desk, case),
        story=masked.story(desk.work.session, case),
        steps=desk_view.steps(desk, case),
        held=desk_view.held(desk, case),
        files=desk_view.files(desk, case),
        identity=desk_identity.panel(desk, case),
        forms=desk_forms.of_case(desk, case),
        may_draft=drafts.may_draft(case, desk.member),
        may_sign=drafts.may_sign(desk.work, case, desk.member),
    )


@router.get("/cases/{ref}/files/{file_id}")
def file(request: Request, site: SiteOf, ref: str, file_id: str) -> Response:
    """A file of the case, to be saved: what strangers sent is never opened inside this page."""
    with at_desk(request, site) as desk:
        case = desk.case(ref)
        rows = attachments.of_case(desk.work, case)
        number, row = next(((n, r) for n, r in enumerate(rows, 1) if r.id == file_id), (0, None))
        if row is None:
            raise Refused(404, "web.error.not_found")
        opened = attachments.open_(desk.work, row.id, site.options.attachments)
        return download(opened.content, opened.media_type, desk_view.file_name(case, row, number))


@router.post("/cases/{ref}/moves/{move}")
def make(request: Request, site: SiteOf, form: FormOf, *, ref: str, move: str) -> Response:
    """One move; raises the refusals of casework.handling."""
    if move not in INPUTS:
        raise Refused(404, "web.error.not_found")
    with at_desk(request, site) as desk:
        case, what = desk.locked(ref), Move(move)
        workflow.step(history.standing(case, desk.work.rules), what, desk.actor)
        given = desk_forms.given(desk, what, form)
        handling.move(desk.work, case.ref, what, desk.actor, **given)
        return _back(desk, case)


@router.post("/cases/{ref}/known/{seq}")
def known(request: Request, site: SiteOf, ref: str, seq: int) -> Response:
    """This member has taken note of a reminder or an escalation."""
    with at_desk(request, site) as desk:
        case = acknowledging.acknowledge(desk.work, desk.locked(ref).ref, desk.member, seq)
        return _back(desk, case)


@router.get("/units")
def units(request: Request, site: SiteOf, q: str = "") -> Response:
    """Units that fit what was typed so far, to choose from."""
    with at_desk(request, site) as desk:
        return desk.show("units.html", units=units_like(desk.work.rules.directory, q[:80]), typed=q.strip())


def _back(desk: Desk, case: Case) -> Response:
    """To the case; to the queue when this member may not see it any more."""
    seen = queries.visible(desk.member, case, desk.work.rules)
    return RedirectResponse(f"/console/cases/{case.ref}" if seen else "/console", HTTPStatus.SEE_OTHER)
