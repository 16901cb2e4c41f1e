"""Who must answer, who is told, from whom it is kept: the table of PRODUCT section 5 and its traps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.directory import Directory
from casework.rules.directory_units import Unit
from casework.rules.routing import Facts, Route, RoutingTable, route
from tests.builders import rulebook

TRAN_BIEN, BIEN_HOA, GIA_KIEM = "26041", "26068", "26311"
POLICE = f"CA-{TRAN_BIEN}"
BRANCH = "VPDKDD-THONGNHAT"


def way(category: str, lodged: str | None = None, *others: str, **facts: Any) -> Route:
    """Where a report goes under the shipped table."""
    facts["flags"] = frozenset({facts.pop("flag")}) if "flag" in facts else frozenset()
    return route(Facts(category, lodged, others, **facts), rulebook().directory, rulebook().routing)


def row(said: str, accountable: str | None, told: str = "", hidden: str = "", /, **facts: Any) -> Any:
    """One line of the table: `told` and `hidden` are codes in the order expected."""
    return pytest.param(facts, accountable, tuple(told.split()), tuple(hidden.split()), id=said)


LAND = {"field": "dat_dai"}
HEAD = {"flag": "about_head"}
SOLICITING = {"category": "harassment"}
PASSED = {"category": "buck_passing"}
LATE = {"category": "delay"}

ROWS = [
    # 2: soliciting, retaliation, a denunciation left as a case - whoever the subject is
    row("soliciting in a ward", "TTR", "SNV", TRAN_BIEN, **SOLICITING, lodged=TRAN_BIEN),
    row("soliciting in a commune", "TTR", "SNV", GIA_KIEM, **SOLICITING, lodged=GIA_KIEM),
    row("soliciting in a department", "TTR", "SNV", "SXD", **SOLICITING, lodged="SXD"),
    row("soliciting in the office of the city", "TTR", "SNV", "VPUB", **SOLICITING, lodged="VPUB"),
    row("soliciting in a land branch", "TTR", "SNV", f"{BRANCH} VPDKDD", **SOLICITING, lodged=BRANCH),
    row("soliciting in the land office", "TTR", "SNV", "VPDKDD", **SOLICITING, lodged="VPDKDD"),
    row("soliciting by a ward's police", "TTR", "SNV", f"{POLICE} CA", **SOLICITING, lodged=POLICE),
    row("soliciting by the city's police", "TTR", "SNV", "CA", **SOLICITING, lodged="CA"),
    row("soliciting by the tax body", "TTR", "SNV", "THUE", **SOLICITING, lodged="THUE"),
    row("soliciting by the insurance body", "TTR", "SNV", "BHXH", **SOLICITING, lodged="BHXH"),
    row("soliciting at Sở Nội vụ is not told to it", "TTR", "", "SNV", **SOLICITING, lodged="SNV"),
    row("soliciting at the inspectorate", "UBND", "SNV", "TTR", **SOLICITING, lodged="TTR"),
    row(
        "soliciting at the inspectorate with Sở Nội vụ beside it",
        *("UBND", "", "TTR SNV"),
        **SOLICITING,
        lodged="TTR",
        others=("SNV",),
    ),
    row(
        "soliciting at Sở Nội vụ with the inspectorate beside it",
        *("UBND", "", "SNV TTR"),
        **SOLICITING,
        lodged="SNV",
        others=("TTR",),
    ),
    row(
        "soliciting in a commune with the inspectorate beside it",
        *("UBND", "SNV", f"{GIA_KIEM} TTR"),
        **SOLICITING,
        lodged=GIA_KIEM,
        others=("TTR",),
    ),
    row(
        "soliciting at the inspectorate is kept from the commune named with it",
        *("UBND", "SNV", f"TTR {GIA_KIEM}"),
        **SOLICITING,
        lodged="TTR",
        others=(GIA_KIEM,),
    ),
    row(
        "soliciting at Sở Nội vụ is kept from the commune named with it",
        *("TTR", "", f"SNV {GIA_KIEM}"),
        **SOLICITING,
        lodged="SNV",
        others=(GIA_KIEM,),
    ),
    row(
        "soliciting at the city's office with both beside it is left to the chairman alone",
        *("UBND", "", "VPUB SNV TTR"),
        **SOLICITING,
        lodged="VPUB",
        others=("SNV", "TTR"),
    ),
    row("soliciting, nobody knows where", "TTR", "SNV", "", **SOLICITING),
    row("soliciting by a head", "TTR", "SNV", TRAN_BIEN, **SOLICITING, lodged=TRAN_BIEN, **HEAD),
    row("soliciting in a land dossier", "TTR", "SNV", TRAN_BIEN, **SOLICITING, lodged=TRAN_BIEN, **LAND),
    row(
        "soliciting where two units are named is kept from both",
        *("TTR", "SNV", f"{GIA_KIEM} {BRANCH}"),
        **SOLICITING,
        lodged=GIA_KIEM,
        others=(BRANCH,),
    ),
    row(
        "soliciting where three units are named is kept from all",
        *("TTR", "SNV", f"{GIA_KIEM} {BRANCH} SXD"),
        **SOLICITING,
        lodged=GIA_KIEM,
        others=(BRANCH, "SXD"),
    ),
    row(
        "soliciting with Sở Nội vụ named beside the unit",
        *("TTR", "", f"{GIA_KIEM} SNV"),
        **SOLICITING,
        lodged=GIA_KIEM,
        others=("SNV",),
    ),
    row(
        "retaliation after a late dossier",
        "TTR",
        "SNV",
        TRAN_BIEN,
        **LATE,
        lodged=TRAN_BIEN,
        flag="retaliation",
    ),
    row("retaliation by Sở Nội vụ", "TTR", "", "SNV", **LATE, lodged="SNV", flag="retaliation"),
    row("retaliation by the inspectorate", "UBND", "SNV", "TTR", **LATE, lodged="TTR", flag="retaliation"),
    row("a denunciation left as a case", "TTR", "SNV", GIA_KIEM, category="denunciation", lodged=GIA_KIEM),
    row("a denunciation of Sở Nội vụ", "TTR", "", "SNV", category="denunciation", lodged="SNV"),
    row("a denunciation of the inspectorate", "UBND", "SNV", "TTR", category="denunciation", lodged="TTR"),
    # 3: Sở Nội vụ, its head or staff
    row("late at Sở Nội vụ", "UBND", "", "SNV", **LATE, lodged="SNV"),
    row("rude at Sở Nội vụ", "UBND", "", "SNV", category="attitude", lodged="SNV"),
    row("the head of Sở Nội vụ", "UBND", "", "SNV", category="attitude", lodged="SNV", **HEAD),
    row("a suggestion to Sở Nội vụ", "UBND", "", "SNV", category="suggestion", lodged="SNV"),
    row("passed on by Sở Nội vụ", "UBND", "", "SNV", **PASSED, lodged="SNV", others=("SXD",)),
    row("passed on to Sở Nội vụ", "UBND", "SXD", "SNV", **PASSED, lodged="SXD", others=("SNV",)),
    row(
        "passed on to Sở Nội vụ by a head",
        *("UBND", "", "SNV TTR"),
        **PASSED,
        lodged="TTR",
        others=("SNV",),
        **HEAD,
    ),
    row("Sở Nội vụ only named in a late dossier", "SXD", "SNV", "", **LATE, lodged="SXD", others=("SNV",)),
    # 4: conduct of heads
    row("the chairman of a ward", "UBND", "SNV", TRAN_BIEN, category="attitude", lodged=TRAN_BIEN, **HEAD),
    row("the chairman of a commune", "UBND", "SNV", GIA_KIEM, **LATE, lodged=GIA_KIEM, **HEAD),
    row("the director of a department", "UBND", "SNV", "STP", category="attitude", lodged="STP", **HEAD),
    row("the chief of the city's office", "UBND", "SNV", "VPUB", **LATE, lodged="VPUB", **HEAD),
    row("the chief inspector", "UBND", "SNV", "TTR", category="attitude", lodged="TTR", **HEAD),
    row("the director of the city's centre", "UBND", "SNV", "TTPVHCC", **LATE, lodged="TTPVHCC", **HEAD),
    row("the head of the management board", "UBND", "SNV", "BQLKCN", **LATE, lodged="BQLKCN", **HEAD),
    row("the director of the land office", "UBND", "SNV", "VPDKDD", **LATE, lodged="VPDKDD", **HEAD),
    row(
        "the head comes before the passing on",
        *("UBND", "SNV", GIA_KIEM),
        **PASSED,
        lodged=GIA_KIEM,
        others=(BRANCH,),
        **HEAD,
    ),
    row(
        "the director of a ward's centre answers to its chairman",
        *(TRAN_BIEN, "SNV", ""),
        category="attitude",
        lodged=TRAN_BIEN,
        head_post="director",
        **HEAD,
    ),
    row(
        "a deputy director of a ward's centre as well",
        *(TRAN_BIEN, "SNV", ""),
        category="attitude",
        lodged=TRAN_BIEN,
        head_post="deputy_director",
        **HEAD,
    ),
    row(
        "a deputy chairman is a head",
        *("UBND", "SNV", TRAN_BIEN),
        category="attitude",
        lodged=TRAN_BIEN,
        head_post="deputy_chairman",
        **HEAD,
    ),
    row(
        "a director of a department is a head",
        *("UBND", "SNV", "SXD"),
        category="attitude",
        lodged="SXD",
        head_post="director",
        **HEAD,
    ),
    row("a head of nobody knows where", "SNV", "", "", category="attitude", **HEAD),
    # 5: heads of branches and of vertical bodies
    row("the director of a land branch", "VPDKDD", "SNV", BRANCH, category="attitude", lodged=BRANCH, **HEAD),
    row("the head of a ward's police", "CA", "SNV", POLICE, category="attitude", lodged=POLICE, **HEAD),
    row("the head of the city's police", "UBND", "SNV", "CA", category="attitude", lodged="CA", **HEAD),
    row("the head of the tax body", "UBND", "SNV", "THUE", category="attitude", lodged="THUE", **HEAD),
    row("the head of the insurance body", "UBND", "SNV", "BHXH", category="attitude", lodged="BHXH", **HEAD),
    # 6: passed between two known units
    row("a commune and a branch", GIA_KIEM, f"{BRANCH} SNV", "", **PASSED, lodged=GIA_KIEM, others=(BRANCH,)),
    row(
        "a department and a ward", "SXD", f"{TRAN_BIEN} SNV", "", **PASSED, lodged="SXD", others=(TRAN_BIEN,)
    ),
    row(
        "the unit itself in the path is no second unit",
        *(GIA_KIEM, f"{BRANCH} SNV", ""),
        **PASSED,
        lodged=GIA_KIEM,
        others=(GIA_KIEM, BRANCH, GIA_KIEM),
    ),
    row(
        "three units: both others are told",
        *(GIA_KIEM, f"{BRANCH} SNNMT SNV", ""),
        **PASSED,
        lodged=GIA_KIEM,
        others=(BRANCH, "SNNMT"),
    ),
    row("passed on within one unit", GIA_KIEM, "SNV", "", **PASSED, lodged=GIA_KIEM),
    row(
        "a ward's police and the ward",
        *(POLICE, f"{TRAN_BIEN} SNV", ""),
        **PASSED,
        lodged=POLICE,
        others=(TRAN_BIEN,),
    ),
    # 7: police, tax, social insurance, power
    row("late at a ward's police", "CA", "SNV", "", **LATE, lodged=POLICE),
    row("late at the city's police", "CA", "SNV", "", **LATE, lodged="CA"),
    row("rude at the tax body", "THUE", "SNV", "", category="attitude", lodged="THUE"),
    row("wrong data at the insurance body", "BHXH", "SNV", "", category="result_error", lodged="BHXH"),
    row("late at the power company", "DIEN", "SNV", "", **LATE, lodged="DIEN"),
    row(
        "police at a commune's centre", "CA", f"{TRAN_BIEN} SNV", "", **LATE, lodged="CA", others=(TRAN_BIEN,)
    ),
    row(
        "a commune's centre, but the police are named for their own matter",
        *("CA", f"{TRAN_BIEN} SNV", ""),
        **LATE,
        lodged=TRAN_BIEN,
        others=(POLICE,),
        field="can_cuoc",
    ),
    row(
        "the tax body at a commune's centre",
        *("THUE", f"{TRAN_BIEN} SNV", ""),
        **LATE,
        lodged=TRAN_BIEN,
        others=("THUE",),
        field="thue",
    ),
    row(
        "rude at a commune's centre stays with the commune",
        *(TRAN_BIEN, "SNV", ""),
        category="attitude",
        lodged=TRAN_BIEN,
        others=(POLICE,),
        field="can_cuoc",
    ),
    row(
        "a commune that waits for the police answers itself",
        *(TRAN_BIEN, "SNV", ""),
        **LATE,
        lodged=TRAN_BIEN,
        others=("CA",),
        field="ho_tich",
    ),
    row("the police's online service", "CA", "SNV", "", category="online_service", lodged="CA"),
    # 8: the online system itself
    row("the portal fails, no unit", "SKHCN", "TTPVHCC SNV", "", category="online_service"),
    row(
        "the portal fails at a ward",
        "SKHCN",
        f"TTPVHCC {TRAN_BIEN} SNV",
        "",
        category="online_service",
        lodged=TRAN_BIEN,
    ),
    row(
        "the portal fails at the city's centre",
        "SKHCN",
        "TTPVHCC SNV",
        "",
        category="online_service",
        lodged="TTPVHCC",
    ),
    row(
        "people turn online dossiers away",
        *(TRAN_BIEN, "SNV", ""),
        category="online_service",
        lodged=TRAN_BIEN,
        secondary=("refusal",),
    ),
    # 9: land, and the fault lies with the resolver
    row("a late land dossier", "VPDKDD", f"{TRAN_BIEN} SNNMT SNV", "", **LATE, lodged=TRAN_BIEN, **LAND),
    row(
        "a wrong land paper",
        "VPDKDD",
        f"{TRAN_BIEN} SNNMT SNV",
        "",
        category="result_error",
        lodged=TRAN_BIEN,
        **LAND,
    ),
    row(
        "a land dossier refused",
        "VPDKDD",
        f"{TRAN_BIEN} SNNMT SNV",
        "",
        category="refusal",
        lodged=TRAN_BIEN,
        **LAND,
    ),
    row("a wrong land fee", "VPDKDD", f"{TRAN_BIEN} SNNMT SNV", "", category="fee", lodged=TRAN_BIEN, **LAND),
    row("late at a land branch", "VPDKDD", f"{BRANCH} SNNMT SNV", "", **LATE, lodged=BRANCH, **LAND),
    row("late at the land office", "VPDKDD", "SNNMT SNV", "", **LATE, lodged="VPDKDD", **LAND),
    row(
        "a land procedure of the registration office",
        *("VPDKDD", f"{TRAN_BIEN} SNNMT SNV", ""),
        **LATE,
        lodged=TRAN_BIEN,
        procedure="registry_land",
        **LAND,
    ),
    row(
        "a land procedure that the commune decides",
        *(TRAN_BIEN, "SNV", ""),
        **LATE,
        lodged=TRAN_BIEN,
        procedure="commune_land",
        **LAND,
    ),
    row("rude at the land counter", TRAN_BIEN, "SNV", "", category="attitude", lodged=TRAN_BIEN, **LAND),
    row("nobody at the land counter", TRAN_BIEN, "SNV", "", category="unavailable", lodged=TRAN_BIEN, **LAND),
    row("heat at the land counter", TRAN_BIEN, "SNV", "", category="facilities", lodged=TRAN_BIEN, **LAND),
    row(
        "no slip at the land counter", TRAN_BIEN, "SNV", "", category="transparency", lodged=TRAN_BIEN, **LAND
    ),
    row(
        "land, passed between two units",
        GIA_KIEM,
        f"{BRANCH} SNV",
        "",
        **PASSED,
        lodged=GIA_KIEM,
        others=(BRANCH,),
        **LAND,
    ),
    row("land, nobody knows where", "SNV", "", "", **LATE, **LAND),
    # 10: a rule or procedure as such
    row("a suggestion about a rule", "VPUB", "SNV", "", category="suggestion"),
    row("a suggestion to a ward", TRAN_BIEN, "SNV", "", category="suggestion", lodged=TRAN_BIEN),
    # 11 and 12
    row("a late civil status paper", TRAN_BIEN, "SNV", "", **LATE, lodged=TRAN_BIEN, field="ho_tich"),
    row("late at a department", "SXD", "SNV", "", **LATE, lodged="SXD"),
    row("rude at the city's centre", "TTPVHCC", "SNV", "", category="attitude", lodged="TTPVHCC"),
    row("late at the inspectorate", "TTR", "SNV", "", **LATE, lodged="TTR"),
    row("praise of a ward", TRAN_BIEN, "SNV", "", category="praise", lodged=TRAN_BIEN),
    row("late, nobody knows where", "SNV", "", "", **LATE),
    row("late, only a place it was sent to is known", "SNV", "", "", **LATE, others=(BRANCH,)),
    row("passed on, only others are known", "SNV", "", "", **PASSED, others=(BRANCH, "SXD")),
    row(
        "a recording nobody has heard",
        "SNV",
        "",
        "",
        category="unclear_guidance",
        lodged=TRAN_BIEN,
        told=False,
    ),
    row(
        "a recording about Sở Nội vụ",
        "UBND",
        "",
        "SNV",
        category="unclear_guidance",
        lodged="SNV",
        told=False,
    ),
]


@pytest.mark.parametrize(("facts", "accountable", "told", "hidden"), ROWS)
def test_the_first_rule_that_fits_decides(
    facts: dict[str, Any], accountable: str | None, told: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    asked = dict(facts)
    found = way(asked.pop("category"), asked.pop("lodged", None), *asked.pop("others", ()), **asked)
    assert (found.accountable, found.told, found.hidden_from) == (accountable, told, hidden)


def test_the_chairman_of_the_city_is_judged_by_nobody_here() -> None:
    found = way("attitude", "UBND", flag="about_head")
    assert (found.accountable, found.redirect) == (None, "citizen.redirect.city_leaders")


def test_where_the_inspectorate_is_a_subject_too_nobody_here_judges_the_city_committee() -> None:
    found = way("harassment", "UBND", "TTR")
    assert (found.accountable, found.redirect) == (None, "citizen.redirect.city_leaders")


@pytest.mark.parametrize("category", ["harassment", "denunciation"])
@pytest.mark.parametrize("lodged", [TRAN_BIEN, "SNV", "TTR", POLICE, BRANCH, "VPUB", None])
def test_soliciting_is_restricted_whoever_the_subject_is(category: str, lodged: str | None) -> None:
    assert way(category, lodged).restricted


@pytest.mark.parametrize(
    ("facts", "prepared"),
    [
        pytest.param({"category": "attitude", "lodged": TRAN_BIEN, "flag": "about_head"}, "SNV", id="a head"),
        pytest.param({"category": "attitude", "lodged": "CA", "flag": "about_head"}, "SNV", id="police"),
        pytest.param({"category": "delay", "lodged": "SNV"}, "VPUB", id="Sở Nội vụ"),
        pytest.param({"category": "harassment", "lodged": "TTR"}, "SNV", id="the inspectorate"),
        pytest.param({"category": "harassment", "lodged": "TTR", "others": ("SNV",)}, "VPUB", id="both"),
        pytest.param({"category": "delay", "lodged": TRAN_BIEN}, None, id="a ward prepares itself"),
    ],
)
def test_what_the_chairman_answers_somebody_prepares(facts: dict[str, Any], prepared: str | None) -> None:
    asked = dict(facts)
    assert (
        way(asked.pop("category"), asked.pop("lodged"), *asked.pop("others", ()), **asked).prepared_by
        == prepared
    )


def test_only_a_case_passed_between_two_units_is_joint() -> None:
    assert way("buck_passing", GIA_KIEM, BRANCH).joint
    assert not way("buck_passing", GIA_KIEM).joint
    assert not way("delay", GIA_KIEM, BRANCH).joint


def test_a_centre_director_who_is_a_deputy_chairman_is_a_head() -> None:
    deputy = replace(rulebook().directory.unit(TRAN_BIEN), centre_director_is_deputy=True)
    facts = Facts("attitude", TRAN_BIEN, flags=frozenset({"about_head"}), head_post="director")
    found = route(facts, _Directory({TRAN_BIEN: deputy}), rulebook().routing)
    assert (found.accountable, found.hidden_from) == ("UBND", (TRAN_BIEN,))


class _Directory(Directory):
    """Some units only."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self._some = units

    def unit(self, code: str) -> Unit:
        return self._some[code]


UNITS = sorted(unit.code for unit in rulebook().directory.units())
REPORTS = [code for code, category in rulebook().categories.items() if category.kind == "report"]

SOME_FACTS = st.builds(
    Facts,
    category=st.sampled_from([*REPORTS, "denunciation"]),
    lodged=st.none() | st.sampled_from(["SNV", "TTR", "UBND", "VPUB"]) | st.sampled_from(UNITS),
    others=st.lists(st.sampled_from(["SNV", "TTR", "VPUB"]) | st.sampled_from(UNITS), max_size=3).map(tuple),
    flags=st.frozensets(st.sampled_from(["about_head", "retaliation", "crisis"])),
    field=st.sampled_from([None, "dat_dai", "ho_tich", "thue"]),
    procedure=st.sampled_from([None, "commune_land", "registry_land"]),
    secondary=st.lists(st.sampled_from(REPORTS), max_size=2).map(tuple),
    head_post=st.sampled_from([None, "chairman", "director", "deputy_director"]),
    told=st.booleans(),
)


@given(SOME_FACTS)
def test_exactly_one_answers_or_the_citizen_is_shown_another_way(facts: Facts) -> None:
    found = route(facts, rulebook().directory, rulebook().routing)
    assert (found.accountable is None) == (found.redirect is not None)


@given(SOME_FACTS)
def test_nobody_is_told_or_answers_from_whom_it_is_kept(facts: Facts) -> None:
    found = route(facts, rulebook().directory, rulebook().routing)
    reached = {found.accountable, found.prepared_by, *found.told}
    assert not reached & set(found.hidden_from)
    assert found.accountable not in found.told
    assert len(set(found.told)) == len(found.told)


@given(SOME_FACTS)
def test_every_unit_named_is_one_of_the_directory(facts: Facts) -> None:
    found = route(facts, rulebook().directory, rulebook().routing)
    named = {found.accountable, found.prepared_by, *found.told, *found.hidden_from} - {None}
    assert named <= set(UNITS)


@given(SOME_FACTS)
def test_the_subject_of_soliciting_never_answers_for_it(facts: Facts) -> None:
    found = route(facts, rulebook().directory, rulebook().routing)
    if found.restricted and facts.lodged is not None:
        assert facts.lodged != found.accountable
        assert facts.lodged in found.hidden_from
        assert not ({*facts.others} - {"UBND"}) & {found.accountable, found.prepared_by, *found.told}


@given(SOME_FACTS)
def test_a_head_whose_conduct_it_is_about_never_answers(facts: Facts) -> None:
    found = route(facts, rulebook().directory, rulebook().routing)
    of_centre = facts.head_post in rulebook().routing.centre_posts
    if "about_head" in facts.flags and facts.told and facts.lodged and not of_centre:
        assert found.redirect or facts.lodged in found.hidden_from


def test_a_table_without_a_last_resort_is_no_table() -> None:
    with pytest.raises(LookupError):
        route(Facts("delay"), rulebook().directory, RoutingTable(()))
