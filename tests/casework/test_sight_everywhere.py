"""Whoever may not see a case finds no trace of it on any way: every role and unit, any case, every path."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select

from casework import (
    acknowledging,
    drafts,
    escalation,
    groups,
    handling,
    history,
    identity,
    morning,
    notices,
    patterns,
    queries,
    staff,
)
from casework.patterns import Finding
from casework.records import Case, CaseEvent, Notice, StaffMember, UnitGroup
from casework.rules.sight import may_see
from casework.terms import CaseworkError, EventKind, IdentityMode, Move, PatternKind, Role, State
from casework.work import Work
from dialogue.render import render
from dialogue.staff_cards import CARD, PREVIEW
from tests.builders import a_case, a_member, accepted
from tests.casework.house import OTHER_WARD, WARD, at

UNITS = (WARD, OTHER_WARD, "SNV", "VPUB", "UBND", "TTR")
SCOPES = st.fixed_dictionaries(
    {
        "accountable": st.sampled_from(UNITS),
        "prepared_by": st.none() | st.sampled_from(UNITS),
        "copied_to": st.lists(st.sampled_from(UNITS), unique=True, max_size=3),
        "hidden_from": st.lists(st.sampled_from(UNITS), unique=True, max_size=3),
        "restricted": st.booleans(),
    }
)
PHONE = "0912345678"


class Place:
    """One case, everybody who could look for it, and what leads to it."""

    def __init__(self, work: Work) -> None:
        self.members = [a_member(work, unit, role) for unit in UNITS for role in Role]
        self.case = a_case(work, "delay", WARD, identity=IdentityMode.SHOWN)
        accepted(work, self.case)
        identity.leave_contact(work, self.case, f"Bưởi {PHONE}", PHONE)
        finding = Finding(PatternKind.COORDINATION, WARD, (OTHER_WARD,), None, 1, {}, (self.case.id,))
        self.pattern = patterns.open_pattern(work, finding)
        self.work = at(work, "2026-12-02T09:00")
        escalation.run_one(at(work, "2026-11-27T17:00"), self.case.id)
        told = history.last(self.case, EventKind.ESCALATED, EventKind.REMINDED)
        assert told
        self.told = told


Path = Callable[[Place, StaffMember], bool]


def refused(act: Callable[[], Any]) -> bool:
    """Whether the house says no."""
    try:
        act()
    except CaseworkError:
        return True
    return False


def reads(place: Place, member: StaffMember) -> bool:
    work = place.work
    return not refused(lambda: queries.case_for_staff(work.session, work.rules, member, place.case.ref))


def lists(place: Place, member: StaffMember) -> bool:
    return place.case in queries.queue_of(place.work.session, place.work.rules, member)


def gets(kind: str) -> Path:
    """Whether a notice of this kind, already queued, would still be put into words."""

    def path(place: Place, member: StaffMember) -> bool:
        message = notices.Message(
            str(member.pseudonym), kind, {"event": place.told.id}, case_id=place.case.id, staff_id=member.id
        )
        number = notices.queue(place.work.session, message, place.work.now)
        return render(place.work, place.work.session.get_one(Notice, number)) is not None

    return path


def hears_in_the_morning(place: Place, member: StaffMember) -> bool:
    return place.case in morning.filed_since_last(at(place.work, "2026-11-24T07:15"), member)


def watches(place: Place, member: StaffMember) -> bool:
    return any(each.case is place.case for each in acknowledging.missing(place.work, member))


def takes_note(place: Place, member: StaffMember) -> bool:
    seq = place.told.seq
    return not refused(lambda: acknowledging.acknowledge(place.work, place.case.ref, member, seq))


def drafts_an_answer(place: Place, member: StaffMember) -> bool:
    return not refused(lambda: drafts.save(place.work, place.case.ref, member, remedy="Đã trả."))


def looks_at_the_name(place: Place, member: StaffMember) -> bool:
    return not refused(lambda: identity.look(place.work, place.case.ref, member, "Gọi xác minh."))


def finds_by_phone(place: Place, member: StaffMember) -> bool:
    with suppress(CaseworkError):
        return place.case in identity.cases_by_phone(place.work, member, PHONE, "Dân hỏi.")
    return False


def sees_looks(place: Place, member: StaffMember) -> bool:
    with suppress(CaseworkError):
        return any(case is place.case for case, _ in identity.newest_looks(place.work, member))
    return False


def finds_behind_a_pattern(place: Place, member: StaffMember) -> bool:
    return place.case in patterns.cases_of(place.work, place.pattern, member)


PATHS: dict[str, Path] = {
    "list": lists,
    "card": gets(CARD),
    "preview": gets(PREVIEW),
    "escalation": gets("staff.overdue"),
    "morning": hears_in_the_morning,
    "silent heads": watches,
    "taking note": takes_note,
    "drafting": drafts_an_answer,
    "name": looks_at_the_name,
    "phone": finds_by_phone,
    "looks": sees_looks,
    "pattern": finds_behind_a_pattern,
}


@pytest.fixture
def place(work: Work) -> Place:
    return Place(work)


def sees(place: Place, member: StaffMember) -> bool:
    return may_see(member.unit, member.role, history.scope(place.case, place.work.rules))


SLOWLY = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SLOWLY
@given(scope=SCOPES)
def test_no_way_shows_a_case_to_whom_it_is_hidden(place: Place, scope: dict[str, Any]) -> None:
    undo = place.work.session.begin_nested()
    put(place.case, scope)
    for member in place.members:
        allowed = sees(place, member)
        assert reads(place, member) is allowed
        shown = [name for name, path in PATHS.items() if path(place, member)]
        assert allowed or not shown, (member.unit, member.role, shown)
    undo.rollback()


@SLOWLY
@given(scope=SCOPES, move=st.sampled_from(Move))
def test_nobody_moves_what_they_may_not_see(place: Place, scope: dict[str, Any], move: Move) -> None:
    undo = place.work.session.begin_nested()
    put(place.case, scope)
    for member in place.members:
        if not sees(place, member):
            assert refused(lambda: handling.move(place.work, place.case.ref, move, staff.actor(member)))  # noqa: B023
    count = select(func.count()).where(CaseEvent.case_id == place.case.id)
    assert place.work.session.scalar(count) == len(place.case.events)
    undo.rollback()


@SLOWLY
@given(scope=SCOPES)
def test_a_group_hears_of_no_case_that_is_kept_from_anybody(place: Place, scope: dict[str, Any]) -> None:
    undo = place.work.session.begin_nested()
    put(place.case, scope)
    for unit in UNITS:
        hears = groups.may_hear_of(UnitGroup(unit=unit), place.case)
        assert not hears or not (place.case.restricted or place.case.hidden_from)
        assert not hears or unit in {place.case.accountable, place.case.prepared_by, *place.case.copied_to}
    undo.rollback()


def put(case: Case, scope: dict[str, Any]) -> None:
    """The case as it could have come to be: whom it is kept from is neither its desk nor told of it."""
    for name, value in scope.items():
        setattr(case, name, value)
    own = {case.accountable, case.prepared_by}
    case.hidden_from = [unit for unit in case.hidden_from if unit not in own]
    case.copied_to = [unit for unit in case.copied_to if unit not in {*own, *case.hidden_from}]
    case.state = State.ACCEPTED


@pytest.mark.parametrize("name", PATHS)
def test_each_way_leads_somebody_to_a_case(place: Place, name: str) -> None:
    for member in place.members:
        looks_at_the_name(place, member)
    assert any(PATHS[name](place, member) for member in place.members)
