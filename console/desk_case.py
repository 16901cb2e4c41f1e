"""One case at the console: all that may be seen of it, and the moves this member can make."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import acknowledging, attachments, drafts, handling, history, masked
from casework.records import Case
from casework.rules.workflow import moves_open_to
from casework.terms import Incomplete, Move
from casework.unit_search import unit_meant, units_like
from console import desk_identity, desk_view
from console.chat import download
from console.desk_site import Desk, at_desk
from console.faults import Refused
from console.site import FormOf, SiteOf

router = APIRouter()

Given = dict[str, str]


@router.get("/cases/{ref}")
def look(request: Request, site: SiteOf, ref: str) -> Response:
    """The case; NotVisible in the same words whether hidden or not there."""
    with at_desk(request, site) as desk:
        return show_case(desk, desk.case(ref))


def show_case(desk: Desk, case: Case) -> Response:
    """The page of a case this member may see."""
    able = moves_open_to(history.standing(case, desk.work.rules), desk.actor)
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
        moves=[move for move in FORMS if move in able],
        may_draft=drafts.may_draft(case, desk.member),
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
    if move not in FORMS:
        raise Refused(404, "web.error.not_found")
    with at_desk(request, site) as desk:
        case = desk.locked(ref)
        handling.move(desk.work, case.ref, Move(move), desk.actor, **FORMS[Move(move)](desk, form))
        return _back(case)


@router.post("/cases/{ref}/known/{seq}")
def known(request: Request, site: SiteOf, ref: str, seq: int) -> Response:
    """This member has taken note of a reminder or an escalation."""
    with at_desk(request, site) as desk:
        case = acknowledging.acknowledge(desk.work, desk.locked(ref).ref, desk.member, seq)
        return _back(case)


@router.get("/units")
def units(request: Request, site: SiteOf, q: str = "") -> Response:
    """Units that fit what was typed so far, to choose from."""
    with at_desk(request, site) as desk:
        return desk.show("units.html", units=units_like(desk.work.rules.directory, q[:80]), typed=q.strip())


def _back(case: Case) -> Response:
    return RedirectResponse(f"/console/cases/{case.ref}", HTTPStatus.SEE_OTHER)


def _nothing(desk: Desk, form: Given) -> Given:
    return {}


def _text(name: str) -> Callable[[Desk, Given], Given]:
    return lambda desk, form: {name: form.get(name, "").strip()}


def _unit(desk: Desk, form: Given) -> Given:
    """The unit that was chosen, or the only one that fits what was typed."""
    directory = desk.work.rules.directory
    by_code = {unit.code: unit for unit in directory.units()}
    unit = by_code.get(form.get("unit", "")) or unit_meant(directory, form.get("q", "")[:80])
    if unit is None:
        raise Incomplete(what="unit")
    return {"unit": unit.code}


# Moves that have a form of their own on the page of a case: move → what its form gives.
FORMS: dict[Move, Callable[[Desk, Given], Given]] = {
    Move.ACCEPT: _nothing,
    Move.ASK: _text("question"),
    Move.WRONG_ADDRESS: _text("reason"),
    Move.TRIAGE: _unit,
}
