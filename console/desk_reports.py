"""Periodic reports at the console: the drafts of one's own unit, handing in, and who has handed in."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import hand_ins, period_reports
from casework.records import HandIn
from casework.rules.period import NoSuchPeriod, Period
from casework.terms import Role
from console.chat import download
from console.desk_site import Desk, at_desk
from console.faults import Refused
from console.site import SiteOf
from reports import period as files

router = APIRouter(prefix="/reports")

FILES = ("report.docx", "report.pdf", "tables.xlsx", "chart.png", "figures.json")
WATCH = frozenset({Role.SUPERVISOR, Role.LEADER})


@dataclass(frozen=True)
class Row:
    """One frozen period: whose reports this member may have, what they owe, and how far all units are."""

    period: Period
    units: list[tuple[str, str]]
    own: HandIn | None
    every: list[tuple[str, HandIn]]


@router.get("")
def reports(request: Request, site: SiteOf) -> Response:
    """The frozen periods, the newest first."""
    with at_desk(request, site) as desk:
        rows = [_row(desk, period) for period in period_reports.frozen(desk.work)]
        return desk.show("periods.html", rows=rows, files=FILES, head=desk.member.role is Role.HEAD)


@router.get("/{period}/{unit}/{name}")
def file(request: Request, site: SiteOf, period: str, unit: str, *, name: str) -> Response:
    """One file of a report that this member may have, drawn anew from the frozen figures."""
    with at_desk(request, site) as desk:
        asked = _known(desk, period)
        if unit not in _units(desk) or name not in FILES:
            raise Refused(404, "web.error.not_found")
        counted = period_reports.ensure(desk.work, asked, [unit])[unit]
        handed = hand_ins.progress(desk.work, asked) if counted.figures.city else None
        rules, language = desk.work.rules, desk.language
    made = files.period_files(counted, language, rules, handed)
    wanted = next(each for each in made if each.name == name)
    return download(wanted.content, wanted.media_type, f"{asked.name}-{unit}-{name}")


@router.post("/{period}/handed")
def handed(request: Request, site: SiteOf, period: str) -> Response:
    """The head says that the report is signed and sent. Raises OnlyTheHead, NotAsked."""
    with at_desk(request, site) as desk:
        hand_ins.hand_in(desk.work, desk.member, _known(desk, period))
    return RedirectResponse("/console/reports", HTTPStatus.SEE_OTHER)


def _known(desk: Desk, name: str) -> Period:
    """A period that is frozen; anything else is not there."""
    try:
        period = desk.work.rules.reporting.named(name)
    except NoSuchPeriod as error:
        raise Refused(404, "web.error.not_found") from error
    if not period_reports.is_frozen(desk.work, period):
        raise Refused(404, "web.error.not_found")
    return period


def _units(desk: Desk) -> list[str]:
    return period_reports.readable_by(desk.work, desk.member)


def _row(desk: Desk, period: Period) -> Row:
    every = list(hand_ins.of_period(desk.work, period))
    watches = desk.member.role in WATCH
    return Row(
        period=period,
        units=[(unit, desk.name_of(unit)) for unit in _units(desk)],
        own=next((row for row in every if row.unit == desk.member.unit), None),
        every=[(desk.name_of(row.unit), row) for row in every] if watches else [],
    )
