"""Looking at who reported: only here, only with a reason; and the list of looks for those who watch."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from casework import identity
from casework.identity import Look
from casework.records import Case
from casework.terms import IdentityMode
from console.desk_site import Desk, at_desk
from console.faults import Refused
from console.site import FormOf, SiteOf

router = APIRouter()

LONGEST_REASON = 500  # characters


@dataclass(frozen=True)
class Panel:
    """What the page of a case says of its citizen; `left`: the key of the sentence on what was left."""

    left: str
    may_look: bool
    looks: list[dict[str, object]]


def panel(desk: Desk, case: Case) -> Panel:
    """Who looked is told to those who watch over looks alone."""
    overseen = identity.may_oversee(desk.work, case, desk.member)
    looks = identity.looks_at(desk.work.session, case) if overseen else []
    may_look = identity.may_look(desk.work, case, desk.member)
    return Panel(_left(desk, case, may_look=may_look), may_look, [_shown(desk, look) for look in looks])


def _left(desk: Desk, case: Case, *, may_look: bool) -> str:
    """Whether anything was left is told to nobody else."""
    if case.identity is IdentityMode.NONE:
        return "web.identity.none"
    if may_look:
        return "web.identity.left"
    overseen = identity.may_oversee(desk.work, case, desk.member)
    return "web.identity.nothing" if overseen else "web.identity.not_for_you"


def _shown(desk: Desk, look: Look) -> dict[str, object]:
    who = desk.name_of(look.unit) if look.unit else desk.say("web.identity.operator")
    kind = desk.say(f"web.identity.kind.{look.what or 'look'}")
    return {"at": look.at, "who": who, "kind": kind, "reason": look.reason or desk.say("web.identity.erased")}


@router.post("/cases/{ref}/identity")
def look(request: Request, site: SiteOf, form: FormOf, *, ref: str) -> Response:
    """Name and phone, after the look is on record. Raises Incomplete, NotAllowed, NotVisible."""
    with at_desk(request, site) as desk:
        case = desk.case(ref)
        left = identity.look(desk.work, case.ref, desk.member, form.get("reason", "")[:LONGEST_REASON])
        return desk.show("identity.html", case=case, left=left)


@router.get("/looks")
def looks(request: Request, site: SiteOf) -> Response:
    """The newest looks at cases this member watches over."""
    with at_desk(request, site) as desk:
        return _list(desk)


@router.post("/looks/phone")
def by_phone(request: Request, site: SiteOf, form: FormOf) -> Response:
    """Cases of a caller who has lost the ref; each find is a look."""
    with at_desk(request, site) as desk:
        phone = identity.phone_typed(form.get("phone", "")[:40], desk.work.now)
        if phone is None:
            raise Refused(400, "web.identity.no_phone")
        reason = form.get("reason", "")[:LONGEST_REASON]
        found = identity.cases_by_phone(desk.work, desk.member, phone, reason)
        return _list(desk, found=[case.ref for case in found])


def _list(desk: Desk, found: list[str] | None = None) -> Response:
    rows = [(case.ref, _shown(desk, one)) for case, one in identity.newest_looks(desk.work, desk.member)]
    return desk.show("looks.html", rows=rows, found=found)
