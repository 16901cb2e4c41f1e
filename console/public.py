"""What anyone may open: the public page and the page that follows one case by its secret link."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from casework import crypto, history, openness, tracking
from casework.records import Case
from casework.terms import EventKind, NotVisible
from casework.work import Work
from console import pages
from console.faults import Refused
from console.markup import safe
from console.site import SiteOf
from dialogue.reply import Line, reply, words
from dialogue.steps import overview, signed_lines

router = APIRouter()

_ONLY_IN_TALK = frozenset({"citizen.answer.ask"})  # asks for a button that this page has not got


@router.get("/")
def home(request: Request, site: SiteOf) -> Response:
    """What this is, and the ways in."""
    with site.house.work() as work:
        figures = openness.this_month(work)
    return pages.show(request, "public.html", figures=figures, bot=site.options.bot)


@router.get("/t/{ref}")
def track(request: Request, site: SiteOf, ref: str, k: str = "") -> Response:
    """One case as its citizen sees it; a wrong link says the same whether or not the case exists."""
    spoken = pages.language(request)
    with site.house.work() as work:
        case = _by_link(work, ref, k)
        steps = _html(work, overview(work, case)["say"], spoken)
        answer = _html(work, _answer(work, case), spoken)
        return pages.show(request, "tracking.html", ref=case.ref, steps=steps, answer=answer)


def _by_link(work: Work, ref: str, token: str) -> Case:
    try:
        return tracking.case_by_link(work, ref, token)
    except NotVisible:
        raise Refused(404, "web.track.none") from None


def _answer(work: Work, case: Case) -> list[Line]:
    """The last answer, kept here for those who cannot be reached; nothing when its words were erased."""
    event = history.last(case, EventKind.ANSWERED)
    try:
        lines = signed_lines(work, case, event) if event else []
    except crypto.Erased:
        return []
    return [line for line in lines if line[0] not in _ONLY_IN_TALK]


def _html(work: Work, lines: list[Line], spoken: str) -> str:
    return safe(words(reply(*lines), spoken, work.rules).text)
