"""What the arbiter and the chairman keep watch on: reminders that heads have not taken note of."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from casework import acknowledging, patterns
from casework.terms import NotVisible
from console import desk_view
from console.desk_events import sentence
from console.desk_site import at_desk
from console.site import SiteOf
from dialogue import pattern_cards

router = APIRouter()


@router.get("/unheard")
def unheard(request: Request, site: SiteOf) -> Response:
    """Cases whose head has not acknowledged the newest reminder, and patterns that somebody is silent on."""
    with at_desk(request, site) as desk:
        if desk.member.role not in acknowledging.OVERSEERS:
            raise NotVisible(ref="")
        rows = [
            {
                "case": each.case,
                "category": desk_view.category_name(desk, each.case),
                "unit": desk.name_of(each.case.accountable),
                "said": sentence(desk, each.event),
                "at": each.event.at,
                "due": desk_view.due_words(desk, each.case),
                "tone": desk_view.tone(desk, each.case),
            }
            for each in acknowledging.missing(desk.work, desk.member)
        ]
        late = [
            {
                "id": row.id,
                "head": desk.lines(pattern_cards.head(row)),
                "standing": desk.lines(pattern_cards.standing(desk.work, row)),
            }
            for row in patterns.overdue(desk.work, desk.member)
        ]
        return desk.show("unheard.html", rows=rows, late=late)
