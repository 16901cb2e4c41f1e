"""Patterns at the console: their list, one with its history and the reports behind it, and its moves."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import patterns
from casework.records import PatternCase
from casework.terms import Incomplete, PatternMove
from casework.unit_search import unit_meant
from console import desk_view
from console.desk_site import Desk, at_desk
from console.faults import Refused
from console.site import FormOf, SiteOf
from dialogue import pattern_cards

router = APIRouter()


@router.get("/patterns")
def listed(request: Request, site: SiteOf) -> Response:
    """All patterns that this member may see, those still open first."""
    with at_desk(request, site) as desk:
        rows = [
            {
                "id": row.id,
                "head": desk.lines(pattern_cards.head(row)),
                "standing": desk.lines(pattern_cards.standing(desk.work, row)),
            }
            for row in patterns.list_for(desk.work, desk.member)
        ]
        return desk.show("pattern_list.html", rows=rows)


@router.get("/patterns/{number}")
def look(request: Request, site: SiteOf, number: int) -> Response:
    """One pattern; NotVisible in the same words whether hidden or not there."""
    with at_desk(request, site) as desk:
        return _show(desk, patterns.find(desk.work, desk.member, number))


@router.post("/patterns/{number}/{move}")
def make(request: Request, site: SiteOf, form: FormOf, *, number: int, move: str) -> Response:
    """One move; raises the refusals of casework.patterns."""
    if move not in {each.value for each in pattern_cards.FIELDS}:
        raise Refused(404, "web.error.not_found")
    with at_desk(request, site) as desk:
        row = patterns.find(desk.work, desk.member, number)
        fields = pattern_cards.FIELDS[PatternMove(move)]
        given = {name: _read(desk, name, form.get(name, "")) for name in fields}
        patterns.move(desk.work, row.id, PatternMove(move), desk.actor, **given)
        return RedirectResponse(f"/console/patterns/{row.id}", HTTPStatus.SEE_OTHER)


def _read(desk: Desk, name: str, text: str) -> Any:
    """A field of a form as casework takes it; what cannot be read is not given."""
    if name == "remedy_on":
        with suppress(ValueError):
            return date.fromisoformat(text)
        return None
    if name == "to":
        unit = unit_meant(desk.work.rules.directory, text[:80])
        if unit is None:
            raise Incomplete(what="unit")
        return unit.code
    return text


def _form(desk: Desk, move: PatternMove) -> dict[str, Any]:
    fields = [(name, desk.say(f"patterns.field.{name}")) for name in pattern_cards.FIELDS[move]]
    return {"move": move, "title": desk.say(f"patterns.button.{move}"), "fields": fields}


def _show(desk: Desk, row: PatternCase) -> Response:
    rules = desk.work.rules.patterns
    return desk.show(
        "pattern.html",
        row=row,
        head=desk.lines(pattern_cards.head(row)),
        found=desk.lines(pattern_cards.found(desk.work, row)),
        standing=desk.lines(pattern_cards.standing(desk.work, row)),
        steps=[
            {
                "at": event.at,
                "said": desk.lines(pattern_cards.told(event)),
                "quotes": [desk.lines(quote) for quote in pattern_cards.quotes_of(desk.work, event)],
            }
            for event in row.events
        ],
        cases=[
            {"ref": case.ref, "state": desk_view.state_name(desk, case)}
            for case in patterns.cases_of(desk.work, row, desk.member)
        ],
        forms=[_form(desk, move) for move in patterns.moves_of(desk.work, row, desk.member)],
        today=desk.work.today,
        latest=desk.work.today + timedelta(days=rules.remedy_within_days),
    )
