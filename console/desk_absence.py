"""A head who is away, at the console: who acts meanwhile, from when to when, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import delegations
from casework.records import StaffMember
from casework.terms import BadDelegation
from console.desk_site import Desk, at_desk
from console.faults import Refused
from console.site import FormOf, SiteOf
from dialogue import absences

router = APIRouter()
PAGE = "/console/absence"


@router.get("/absence")
def look(request: Request, site: SiteOf) -> Response:
    """Who acts for the head, now and later; a form for the head."""
    with at_desk(request, site) as desk:
        _check(desk)
        unit = desk.member.unit
        return desk.show(
            "absence.html",
            rows=[
                {"row": row, "name": _name(deputy), "now": row.begins <= desk.work.today}
                for row, deputy in delegations.of_unit(desk.work, unit)
            ],
            officers=[(one.id, _name(one)) for one in delegations.candidates(desk.work.session, unit)],
            today=desk.work.today,
            last=desk.work.today + timedelta(days=366),
            longest=delegations.LONGEST,
        )


@router.post("/absence")
def name_deputy(request: Request, site: SiteOf, form: FormOf) -> Response:
    """The head names a deputy; raises BadDelegation."""
    with at_desk(request, site) as desk:
        _check(desk)
        number = form.get("deputy", "")
        deputy = desk.work.session.get(StaffMember, int(number)) if number.isdecimal() else None
        if deputy is None:
            raise BadDelegation(why="not_a_deputy")
        absences.delegate(desk.work, deputy, _day(form, "begins"), _day(form, "ends"), by=desk.member)
    return RedirectResponse(PAGE, HTTPStatus.SEE_OTHER)


@router.post("/absence/{number}/end")
def take_back(request: Request, site: SiteOf, number: int) -> Response:
    """The head is back earlier."""
    with at_desk(request, site) as desk:
        _check(desk)
        if absences.end(desk.work, desk.member, number) is None:
            raise Refused(404, "web.error.not_found")
    return RedirectResponse(PAGE, HTTPStatus.SEE_OTHER)


def _check(desk: Desk) -> None:
    if desk.member.role not in delegations.HEADS_OF_UNITS:
        raise BadDelegation(why="not_yours")


def _day(form: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError as error:
        raise BadDelegation(why="days") from error


def _name(member: StaffMember) -> str:
    return str(member.name or f"#{member.id}")
