"""The answer at the console: written in one form, read as the citizen will read it, then signed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import drafts
from casework.drafts import Parts
from casework.records import Case
from casework.terms import Finding, Incomplete, Move, NotAllowed
from console import desk_view
from console.desk_site import Desk, at_desk
from console.site import FormOf, SiteOf
from dialogue.staff_answer import preview_lines
from dialogue.staff_words import refusal

router = APIRouter()


@router.get("/cases/{ref}/answer")
def form(request: Request, site: SiteOf, ref: str) -> Response:
    """The form, with what is there of the draft, whoever of the desk wrote it."""
    with at_desk(request, site) as desk:
        case = _to_be_answered(desk, ref)
        return _show(desk, case, drafts.read(desk.work.session, case))


@router.post("/cases/{ref}/answer")
def preview(request: Request, site: SiteOf, form: FormOf, ref: str) -> Response:
    """Keep the draft and show it as the citizen will read it; what is missing is said beside the form."""
    with at_desk(request, site) as desk:
        case = _to_be_answered(desk, ref, lock=True)
        parts = _parts(form)
        missing = _kept(desk, case, parts)
        if missing:
            return _show(desk, case, parts, missing=missing)
        said = desk.lines(*preview_lines(desk.work, case, desk.member, parts))
        evidence = parts.get("evidence")
        return desk.show(
            "preview.html",
            case=case,
            said=said,
            evidence=evidence,
            signs=drafts.may_sign(desk.work, case, desk.member),
        )


@router.post("/cases/{ref}/answer/sign")
def sign(request: Request, site: SiteOf, ref: str) -> Response:
    """Send it as the unit's answer; an officer hands it on to whoever must sign."""
    with at_desk(request, site) as desk:
        case = desk.locked(ref)
        done = drafts.sign if drafts.may_sign(desk.work, case, desk.member) else drafts.finish
        done(desk.work, case.ref, desk.member)
        return RedirectResponse(f"/console/cases/{case.ref}", HTTPStatus.SEE_OTHER)


def _to_be_answered(desk: Desk, ref: str, *, lock: bool = False) -> Case:
    case = desk.locked(ref) if lock else desk.case(ref)
    if not drafts.may_draft(case, desk.member):
        raise NotAllowed(state=case.state, move=Move.ANSWER)
    return case


def _kept(desk: Desk, case: Case, parts: Parts) -> str | None:
    """Save the form as the whole draft; the name of the first part that is missing or wrong."""
    try:
        with desk.work.session.begin_nested():  # a form that cannot be kept leaves the draft as it was
            drafts.clear(desk.work.session, case)
            return drafts.missing(case, drafts.save(desk.work, case.ref, desk.member, **parts))
    except Incomplete as error:
        return str(error.params["what"])
    except ValueError:  # a day that is none
        return "promised_on"


def _parts(form: dict[str, str]) -> Parts:
    """What the form gives; a part left empty is not given."""
    parts = {name: form.get(name, "").strip() for name in drafts.PARTS}
    given = {name: value for name, value in parts.items() if value}
    if form.get("no_promise") and "promised_on" not in given:
        given["promised_on"] = drafts.NO_PROMISE
    return given


def _show(desk: Desk, case: Case, parts: Parts, *, missing: str | None = None) -> Response:
    causes = [(code, name[desk.language]) for code, name in desk.work.rules.causes.items()]
    return desk.show(
        "answer.html",
        status=422 if missing else 200,
        case=case,
        due=desk_view.due_words(desk, case),
        tone=desk_view.tone(desk, case),
        parts=parts,
        missing=desk.lines(refusal(Incomplete(what=missing))) if missing else None,
        findings=[(finding, desk.say(f"staff.finding.{finding}")) for finding in Finding],
        causes=causes,
        is_late=case.category == "delay",
        tomorrow=date.fromordinal(desk.work.today.toordinal() + 1),
    )
