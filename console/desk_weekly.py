"""The newest weekly summary at the console, and what its head says to it: noted, committed, kept or not."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from starlette.responses import RedirectResponse

from casework import commitments, summaries
from casework.notices import HEADS
from casework.rules.figures import NoSuchWeek, Week, parse_week
from casework.terms import Incomplete, NotVisible
from console.desk_site import Desk, at_desk
from console.faults import Refused
from console.markup import safe
from console.site import FormOf, SiteOf
from reports import weekly_text

router = APIRouter(prefix="/weekly")


@router.get("")
def look(request: Request, site: SiteOf) -> Response:
    """The newest frozen summary of one's own unit, with forms for who speaks for the unit."""
    with at_desk(request, site) as desk:
        speaks = commitments.may_commit(desk.work, desk.member)
        if desk.member.role not in HEADS and not speaks:
            raise NotVisible(ref="")
        figures = summaries.newest(desk.work, desk.member.unit)
        if figures is None:
            return desk.show("weekly.html", week=None)
        text = weekly_text(figures, desk.language, desk.work.rules, summaries.follow(desk.work, figures))
        return desk.show(
            "weekly.html",
            week=figures.week.name,
            told=Markup(safe(text)),  # noqa: S704 - cleaned
            standing=commitments.standing(desk.work, figures.unit, figures.week),
            speaks=speaks and not figures.city,
            today=desk.work.today,
            latest=desk.work.today + commitments.LONGEST,
        )


@router.post("/kept/{number}")
def kept(request: Request, site: SiteOf, form: FormOf, *, number: int) -> Response:
    """The head's word on a commitment. Raises NotVisible, Incomplete."""
    with at_desk(request, site) as desk:
        was_kept, reason = form.get("kept") == "yes", form.get("reason")
        commitments.report(desk.work, desk.member, number, kept=was_kept, reason=reason)
    return _back()


@router.post("/{week}/ack")
def acknowledge(request: Request, site: SiteOf, week: str) -> Response:
    """Taken note of. Raises NotVisible."""
    with at_desk(request, site) as desk:
        commitments.acknowledge(desk.work, desk.member, _week(week))
    return _back()


@router.post("/{week}/commit")
def commit(request: Request, site: SiteOf, form: FormOf, *, week: str) -> Response:
    """What will be done and by when. Raises NotVisible, Incomplete."""
    with at_desk(request, site) as desk:
        _commit(desk, _week(week), form)
    return _back()


def _commit(desk: Desk, week: Week, form: dict[str, str]) -> None:
    try:
        due = date.fromisoformat(form.get("due_on", ""))
    except ValueError as error:
        raise Incomplete(what="due_on") from error
    commitments.commit(desk.work, desk.member, week, text=form.get("text", ""), due_on=due)


def _week(name: str) -> Week:
    try:
        return parse_week(name)
    except NoSuchWeek as error:
        raise Refused(404, "web.error.not_found") from error


def _back() -> RedirectResponse:
    return RedirectResponse("/console/weekly", HTTPStatus.SEE_OTHER)
