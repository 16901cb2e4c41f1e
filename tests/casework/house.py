"""What tests of the core look at: the staff of a city, time that passes, and who was told what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from casework import staff
from casework.records import Case, CaseEvent, Notice, StaffMember
from casework.terms import Actor, EventKind, Role
from casework.work import Work
from tests.builders import a_member

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
WARD, OTHER_WARD, GIA_KIEM = "26041", "26068", "26311"
BRANCH = "VPDKDD-THONGNHAT"

POSTS: tuple[tuple[str, Role], ...] = (
    ("SNV", Role.SUPERVISOR),
    ("VPUB", Role.SUPERVISOR),
    ("UBND", Role.LEADER),
    ("TTR", Role.INSPECTOR),
    ("VPDKDD", Role.HEAD),
    ("SNNMT", Role.HEAD),
    ("CA", Role.HEAD),
    ("SKHCN", Role.HEAD),
    (WARD, Role.HEAD),
    (WARD, Role.OFFICER),
    (OTHER_WARD, Role.HEAD),
    (GIA_KIEM, Role.HEAD),
    (BRANCH, Role.HEAD),
)


@dataclass(frozen=True)
class City:
    """One member for each post."""

    members: dict[tuple[str, Role], StaffMember]

    def actor(self, unit: str, role: Role) -> Actor:
        """In whose name that member acts."""
        return staff.actor(self.members[unit, role])


def staffed(work: Work) -> City:
    """Everybody of POSTS has joined."""
    return City({(unit, role): a_member(work, unit, role) for unit, role in POSTS})


def at(work: Work, moment: str) -> Work:
    """The same house at another moment, told as local time."""
    return replace(work, now=datetime.fromisoformat(moment).replace(tzinfo=HERE))


def kinds(case: Case) -> list[EventKind]:
    """The history in short."""
    return [event.kind for event in case.events]


def last(case: Case, kind: EventKind) -> CaseEvent:
    """The newest event of this kind."""
    return [event for event in case.events if event.kind is kind][-1]


def notices(work: Work, case: Case) -> list[Notice]:
    """Every notice of a case, oldest first."""
    return list(work.session.scalars(select(Notice).where(Notice.case_id == case.id).order_by(Notice.id)))


def told(work: Work, case: Case, kind: str | None = None) -> list[str]:
    """Who was told, in order: "26041 head" or "citizen"; of one kind or of all."""
    return [who for shown, who in told_of(work, case) if kind in {None, shown}]


def told_of(work: Work, case: Case) -> Iterator[tuple[str, str]]:
    """Kind and reader of every notice."""
    for notice in notices(work, case):
        member = work.session.get(StaffMember, notice.staff_id) if notice.staff_id else None
        yield notice.kind, f"{member.unit} {member.role}" if member else "citizen"


def units_told(work: Work, case: Case) -> set[str]:
    """Codes of all units that got a notice."""
    return {who.split()[0] for who in told(work, case)} - {"citizen"}
