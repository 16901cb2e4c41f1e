"""What may not be seen is not there: not in the list, not by its ref, not by its files, not by a move."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casework import attachments, conversations
from casework.records import Case
from casework.terms import Channel, Role, State
from casework.work import House
from console import Options
from tests.builders import BIEN_HOA, a_case
from tests.console.conftest import SESSION, Visitor

SignIn = Callable[..., Visitor]
UNKNOWN = "DN-261123-0042-3"

LOOKS = (
    "/console/cases/{ref}",
    "/console/cases/{ref}/answer",
    "/console/cases/{ref}/files/0",
    "/console/search?ref={ref}",
)
TOUCHES = (
    "/console/cases/{ref}/moves/accept",
    "/console/cases/{ref}/moves/wrong_address",
    "/console/cases/{ref}/moves/triage",
    "/console/cases/{ref}/answer",
    "/console/cases/{ref}/answer/sign",
    "/console/cases/{ref}/known/1",
)


def filed(house: House, category: str = "attitude", **filing: Any) -> str:
    with house.work() as work:
        return a_case(work, category, **filing).ref


def about_the_chairman(house: House) -> str:
    return filed(house, flags=("about_head",), story="Chủ tịch phường hẹn ba lần đều bỏ đi.")


def restricted(house: House) -> str:
    return filed(house, "harassment", story="Cán bộ gợi ý tiền bồi dưỡng.")


@pytest.mark.parametrize("role", [Role.HEAD, Role.OFFICER])
@pytest.mark.parametrize("hidden", [about_the_chairman, restricted])
def test_a_unit_finds_no_trace_of_a_case_about_itself(
    signed_in: SignIn, house: House, hidden: Callable[[House], str], role: Role
) -> None:
    ref, own = hidden(house), filed(house)
    desk = signed_in(BIEN_HOA, role)
    assert own in desk.get("/console").text
    assert ref not in desk.get("/console").text
    for path in LOOKS:
        assert _same(desk.get(path.format(ref=ref)).text, desk.get(path.format(ref=UNKNOWN)).text, ref)
        assert desk.get(path.format(ref=ref)).status_code == 404
    for path in TOUCHES:
        here, nowhere = (
            desk.submit(path.format(ref=each), reason="a", unit="SNV", finding="right")
            for each in (ref, UNKNOWN)
        )
        assert here.status_code == nowhere.status_code == 404
        assert _same(here.text, nowhere.text, ref)
    assert ref not in desk.get("/console/notices").text


def _same(hidden: str, missing: str, ref: str) -> bool:
    return re.sub(ref, "", hidden) == re.sub(UNKNOWN, "", missing)


@pytest.mark.parametrize(
    ("unit", "role", "sees"),
    [
        pytest.param("UBND", Role.LEADER, True, id="the chairman of the city answers"),
        pytest.param("SNV", Role.SUPERVISOR, True, id="Sở Nội vụ prepares"),
        pytest.param("TTR", Role.INSPECTOR, False, id="the inspectorate is not told"),
        pytest.param("26041", Role.HEAD, False, id="another ward"),
        pytest.param("UBND", Role.ADMIN, False, id="an administrator"),
    ],
)
def test_a_case_about_a_head_is_seen_by_those_above(
    signed_in: SignIn, house: House, unit: str, role: Role, sees: bool
) -> None:
    ref = about_the_chairman(house)
    desk = signed_in(unit, role)
    assert (ref in desk.get("/console").text) is sees
    assert desk.get(f"/console/cases/{ref}").status_code == (200 if sees else 404)
    assert desk.get("/console/search", params={"ref": ref}).status_code == (303 if sees else 404)


@pytest.mark.parametrize(
    ("unit", "role", "sees"),
    [
        pytest.param("TTR", Role.INSPECTOR, True, id="the inspectorate answers"),
        pytest.param("TTR", Role.OFFICER, False, id="not every officer of it"),
        pytest.param("SNV", Role.SUPERVISOR, True, id="Sở Nội vụ is told"),
        pytest.param("SNV", Role.OFFICER, False, id="not every officer of Sở Nội vụ"),
    ],
)
def test_a_restricted_case_is_seen_by_few(
    signed_in: SignIn, house: House, unit: str, role: Role, sees: bool
) -> None:
    ref = restricted(house)
    desk = signed_in(unit, role)
    assert (ref in desk.get("/console").text) is sees
    assert desk.get(f"/console/cases/{ref}").status_code == (200 if sees else 404)


def test_the_page_of_a_case_tells_what_is_needed_and_masks_the_rest(signed_in: SignIn, house: House) -> None:
    with house.work() as work:
        dossier = {"codes": ["H19.38-260921-0417"], "appointment_on": "2026-10-12", "trips": 3}
        case = a_case(work, state=State.WAITING, dossier=dossier)
        ref, reporter = case.ref, case.reporter
    page = signed_in().get(f"/console/cases/{ref}").text
    for told in ("H19.38-260921-0417", "12/10/2026", "Anh/chị nộp hồ sơ ở quầy số mấy?", "giữ kín tên"):
        assert told in page
    for hidden in ("0912345678", reporter):
        assert hidden not in page


def test_every_state_of_a_case_has_a_page(signed_in: SignIn, house: House) -> None:
    desk = signed_in("SNV", Role.SUPERVISOR)
    for state in (State.ROUTED, State.ACCEPTED, State.WAITING, State.ANSWERED, State.CLOSED, State.WITHDRAWN):
        with house.work() as work:
            ref = a_case(work, state=state).ref
        assert desk.get(f"/console/cases/{ref}").status_code == 200


def test_a_ref_may_be_typed_in_any_way(signed_in: SignIn, house: House) -> None:
    ref = filed(house)
    typed = ref.lower().replace("-", " ")
    found = signed_in().get("/console/search", params={"ref": typed})
    assert found.headers["Location"] == f"/console/cases/{ref}"


@pytest.fixture
def with_file(house: House, options: Options) -> tuple[str, str]:
    """The ref of a case and the id of the file that came with it."""
    with house.work() as work:
        me = conversations.meet(work.session, conversations.web_pseudonym(SESSION), Channel.WEB, work.now)
        name = "don cua Nguyen Van A.pdf"
        kept = attachments.keep(
            work, me.pseudonym, name=name, content=b"%PDF-1.7 <script>", folder=Path(options.attachments)
        )
        case: Case = a_case(work, reporter=me.pseudonym, attachments=(kept,))
        return case.ref, kept


def test_a_file_is_saved_never_shown_and_bears_the_name_of_the_case(
    signed_in: SignIn, with_file: tuple[str, str]
) -> None:
    ref, kept = with_file
    desk = signed_in()
    assert f"/console/cases/{ref}/files/{kept}" in desk.get(f"/console/cases/{ref}").text
    response = desk.get(f"/console/cases/{ref}/files/{kept}")
    assert response.content == b"%PDF-1.7 <script>"
    assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{ref}-1.pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_found_by_its_own_case_alone(
    signed_in: SignIn, house: House, with_file: tuple[str, str]
) -> None:
    _, kept = with_file
    other = filed(house)
    assert signed_in().get(f"/console/cases/{other}/files/{kept}").status_code == 404


def test_nobody_downloads_what_they_may_not_see(signed_in: SignIn, with_file: tuple[str, str]) -> None:
    ref, kept = with_file
    assert signed_in("26041").get(f"/console/cases/{ref}/files/{kept}").status_code == 404
