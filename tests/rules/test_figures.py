from dataclasses import replace
from datetime import date, datetime

import pytest

from casework.rules.figures import (
    CaseFacts,
    Counts,
    FutureWeek,
    NoSuchWeek,
    Rate,
    Reader,
    Week,
    WeekFigures,
    parse_week,
    week_of,
    weekly,
)
from casework.rules.figures_json import from_json, to_json
from casework.terms import Role
from tests.rules.histories import CITIZEN, OVER, W47, at, case, filed, frame, told

SNV = Reader("SNV", Role.SUPERVISOR, city=True)
UBND = Reader("UBND", Role.LEADER, city=True)


def of_unit(*cases: CaseFacts, unit: str = "X", **other) -> WeekFigures:
    """The figures of one unit for week 47 (16-22/11/2026)."""
    return weekly(cases, frame(**other), [Reader(unit), SNV, UBND])[unit].figures


def answered(day: int, clock: str = "09:00", **data):
    return told("answered", at(day, clock), CITIZEN, **data)


MONDAY = filed(at(16))  # due on Thursday 19th, 17:00
LAST_WEEK = filed(at(11))  # due on Monday 16th
REOPENED = told("reopened", at(19), "X", second_due_at=at(24, "17:00").isoformat())


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([MONDAY], {"new": 1, "open": 1, "overdue": 1}, id="new and never answered"),
        pytest.param([filed(at(20))], {"new": 1, "open": 1, "due_next": 1}, id="new, due next week"),
        pytest.param([filed(at(20), days=10)], {"new": 1, "open": 1}, id="new, due later"),
        pytest.param(
            [filed(at(15, "23:59")), answered(16)],
            {"carried": 1, "answered": 1, "answered_on_time": 1},
            id="carried",
        ),
        pytest.param(
            [filed(at(16, "00:00"))], {"new": 1, "open": 1, "overdue": 1}, id="new from midnight on Monday"
        ),
        pytest.param([filed(at(23, "00:00"))], {}, id="the next Monday is not this week"),
        pytest.param([MONDAY, answered(18)], {"new": 1, "answered": 1, "answered_on_time": 1}, id="in time"),
        pytest.param(
            [MONDAY, answered(19, "17:00")],
            {"new": 1, "answered": 1, "answered_on_time": 1, "last_hour": 1},
            id="at closing time of the last day is in time",
        ),
        pytest.param([MONDAY, answered(19, "17:01")], {"new": 1, "answered": 1}, id="a minute late"),
        pytest.param(
            [MONDAY, answered(19, "16:00")],
            {"new": 1, "answered": 1, "answered_on_time": 1, "last_hour": 1},
            id="the last working hour begins",
        ),
        pytest.param(
            [MONDAY, answered(19, "15:59")],
            {"new": 1, "answered": 1, "answered_on_time": 1},
            id="just before the last working hour",
        ),
        pytest.param(
            [MONDAY, answered(18), REOPENED],
            {
                "new": 1,
                "answered": 1,
                "answered_on_time": 1,
                "reopened": 1,
                "back": 1,
                "open": 1,
                "due_next": 1,
            },
            id="reopened with a clock of its own",
        ),
        pytest.param(
            [MONDAY, answered(18), REOPENED, answered(20)],
            {"new": 1, "answered": 2, "answered_on_time": 2, "reopened": 1, "back": 1},
            id="reopened and answered again: two answers",
        ),
        pytest.param(
            [
                filed(at(2)),
                told("answered", at(4), CITIZEN),
                told("closed", at(5), OVER, closing="settled"),
                told("promise_missed", at(17), "X", second_due_at=at(20, "17:00").isoformat()),
            ],
            {"promises_missed": 1, "back": 1, "open": 1, "overdue": 1},
            id="a promise missed comes back",
        ),
        pytest.param([MONDAY, told("withdrawn", at(17), OVER)], {"new": 1, "withdrawn": 1}, id="withdrawn"),
        pytest.param(
            [MONDAY, answered(17), told("withdrawn", at(18), OVER, demanded=True)],
            {
                "new": 1,
                "answered": 1,
                "answered_on_time": 1,
                "withdrawn": 1,
                "withdrawn_answered": 1,
                "withdrawn_demanded": 1,
            },
            id="withdrawn after an answer, on demand",
        ),
        pytest.param([MONDAY, told("merged", at(17), OVER)], {"new": 1, "merged": 1}, id="merged"),
        pytest.param(
            [MONDAY, told("refused", at(18), OVER)],
            {"new": 1, "refused": 1, "refused_on_time": 1},
            id="refused in time",
        ),
        pytest.param([MONDAY, told("refused", at(20), OVER)], {"new": 1, "refused": 1}, id="refused late"),
        pytest.param(
            [
                LAST_WEEK,
                told("answered", at(13), CITIZEN),
                told("closed", at(20), OVER, closing="unconfirmed"),
            ],
            {"closed_unconfirmed": 1},
            id="closed without the citizen's word",
        ),
        pytest.param(
            [
                LAST_WEEK,
                told("answered", at(13), CITIZEN),
                told("closed", at(16), OVER, closing="settled"),
                told("rated", at(16), OVER, rating=2),
                told("rated", at(17), OVER, rating=5),
            ],
            {"closed_settled": 1, "rated": 1, "rating_sum": 5},
            id="the last rating counts",
        ),
        pytest.param(
            [LAST_WEEK, told("asked", at(12), CITIZEN)],
            {"carried": 1, "open": 1, "due_next": 1},
            id="a question that still waits moves the deadline",
        ),
        pytest.param(
            [
                LAST_WEEK,
                told("asked", at(12), CITIZEN),
                told("deadline_moved", at(16), "X", to=at(18, "17:00").isoformat()),
                told("supplied", at(16), "X"),
                answered(18),
            ],
            {"carried": 1, "answered": 1, "answered_on_time": 1},
            id="a booked pause moved the deadline",
        ),
        pytest.param(
            [MONDAY, told("transfer_offered", at(17), "X"), told("transfer_declined", at(18), "X")],
            {"new": 1, "open": 1, "overdue": 1, "transfers_offered": 1, "transfers_returned": 1},
            id="offered and given back",
        ),
        pytest.param(
            [MONDAY, told("transfer_offered", at(17), "X"), told("transfer_taken", at(18), "Y")],
            {"new": 1, "transfers_offered": 1, "hops": 1, "went_out": 1},
            id="a transfer away",
        ),
        pytest.param(
            [filed(at(16), "Y"), told("transfer_taken", at(18), "X")],
            {"came_in": 1, "open": 1, "overdue": 1},
            id="a transfer in keeps the deadline",
        ),
        pytest.param(
            [MONDAY, told("transfer_offered", at(17), "X"), told("transfer_ruled", at(18), "X")],
            {"new": 1, "open": 1, "overdue": 1, "transfers_offered": 1, "transfers_returned": 1},
            id="ruled back to the sender",
        ),
        pytest.param(
            [MONDAY, told("relabelled", at(17), "Y", category="fee")],
            {"new": 1, "hops": 1, "went_out": 1},
            id="relabelling that moves it is a hop",
        ),
        pytest.param(
            [MONDAY, told("misrouted", at(16, "14:00"), "SNV"), told("routed", at(17), "Y")],
            {"new": 1, "went_out": 1, "wrong_address": 1, "wrong_address_upheld": 1},
            id="wrong address upheld is no hop",
        ),
        pytest.param(
            [MONDAY, told("misrouted", at(16, "14:00"), "SNV"), told("routed", at(17), "X")],
            {
                "new": 1,
                "went_out": 1,
                "came_in": 1,
                "wrong_address": 1,
                "wrong_address_rejected": 1,
                "open": 1,
                "overdue": 1,
            },
            id="wrong address not upheld",
        ),
        pytest.param(
            [MONDAY, told("misrouted", at(17), "SNV")],
            {"new": 1, "went_out": 1, "wrong_address": 1},
            id="not yet ruled",
        ),
        pytest.param(
            [
                told("received", at(16), "SNV", due_at=at(19, "17:00").isoformat()),
                told("routed", at(17), "X"),
                answered(18),
            ],
            {"new": 1, "answered": 1, "answered_on_time": 1},
            id="found by triage in the same week: new to the unit",
        ),
        pytest.param(
            [
                told("received", at(13), "SNV", due_at=at(18, "17:00").isoformat()),
                told("routed", at(17), "X"),
                answered(18),
            ],
            {"came_in": 1, "answered": 1, "answered_on_time": 1},
            id="found by triage a week later: came in",
        ),
        pytest.param([filed(at(17), category="praise")], {"praise": 1}, id="praise stands apart"),
    ],
)
def test_what_a_case_counts_for(events, expected):
    assert of_unit(case(*events)).counts == Counts(**expected)


def test_on_time_counts_overdue_open_cases_as_not_met():
    cases = [case(MONDAY, answered(18), ref=f"DN-261116-{n:04}-0") for n in range(10)]
    cases += [case(MONDAY, answered(20), ref="DN-261116-0011-0")]
    cases += [case(MONDAY, ref=f"DN-261116-{n:04}-0") for n in (12, 13)]
    cases += [case(MONDAY, told("withdrawn", at(20), OVER), ref="DN-261116-0014-0")]
    assert of_unit(*cases).counts.on_time == Rate(10, 13)


def test_last_week_and_the_city_stand_beside_the_own_rate():
    last = case(filed(at(9)), told("answered", at(10), CITIZEN), ref="DN-261109-0001-0")
    late = case(filed(at(9)), ref="DN-261109-0002-0")
    elsewhere = case(filed(at(16), "Y"), told("answered", at(17), CITIZEN), accountable="Y")
    figures = of_unit(last, late, elsewhere)
    assert figures.counts.on_time == Rate(0, 1)
    assert figures.on_time_before == Rate(1, 2)
    assert figures.on_time_city == Rate(1, 2)


def test_a_rate_of_nothing_is_no_number():
    assert of_unit().counts.on_time.share is None
    assert of_unit().counts.satisfaction is None
    assert of_unit().is_empty


def test_the_second_reopening_is_counted_where_it_came_from():
    back_to = told("reopened", at(19), "SNV", second_due_at=at(26, "17:00").isoformat())
    found = weekly([case(MONDAY, answered(17), back_to)], frame(), [Reader("X"), UBND])
    assert found["X"].figures.counts.reopened == 1
    assert found["X"].figures.counts.open == 0
    assert found["UBND"].figures.units["SNV"] == Counts(back=1, open=1, due_next=1)


def test_labels_stand_beside_their_mean_of_four_weeks():
    def new(count: int, day: int, month: int = 11, category: str = "delay"):
        return [
            case(filed(at(day, month=month), category=category), ref=f"DN-26{month}{day}-{n:04}-0")
            for n in range(count)
        ]

    before = [*new(3, 19, 10), *new(1, 26, 10), *new(2, 3), *new(2, 10), *new(9, 15, 10)]
    figures = of_unit(*new(7, 17), *new(1, 18, category="fee"), *before, since=date(2026, 9, 1))
    assert [(row.code, row.new, row.usual, row.unusual) for row in figures.categories] == [
        ("delay", 7, 2.0, True),
        ("fee", 1, 0.0, False),
    ]


@pytest.mark.parametrize(
    ("since", "weeks"),
    [
        pytest.param(date(2026, 9, 1), 4, id="long before"),
        pytest.param(date(2026, 11, 2), 2, id="two whole weeks"),
        pytest.param(date(2026, 11, 3), 1, id="a week that began without us does not count"),
        pytest.param(date(2026, 11, 16), 0, id="this is the first week"),
        pytest.param(None, 0, id="no case ever"),
    ],
)
def test_usual_is_only_what_could_have_been_reported(since, weeks):
    assert frame(since=since).weeks_known == weeks


def some(people: int, moment: datetime) -> list[CaseFacts]:
    """So many people report the same about X."""
    return [case(filed(moment)) for _ in range(people)]


LONG_AGO = date(2026, 1, 1)
WEEKS_BEFORE = (at(20, month=10), at(27, month=10), at(3), at(10))


@pytest.mark.parametrize(
    ("new", "each_week_before", "hot"),
    [
        pytest.param(7, 0, True, id="seven out of nothing"),
        pytest.param(2, 0, False, id="two are never a rise"),
        pytest.param(8, 1, True, id="eight where one is usual"),
        pytest.param(7, 5, False, id="seven where five are usual"),
    ],
)
def test_a_hot_spot_is_more_people_than_the_weeks_before_explain(new, each_week_before, hot):
    past = [each for moment in WEEKS_BEFORE for each in some(each_week_before, moment)]
    figures = of_unit(*past, *some(new, at(17)), since=LONG_AGO)
    assert [(spot.unit, spot.category, spot.people) for spot in figures.spots] == [("X", "delay", new)] * hot
    assert [row.unusual for row in figures.categories] == [hot]
    assert from_json(to_json(figures)) == figures


def test_one_person_who_writes_often_is_no_hot_spot():
    assert of_unit(*(replace(each, reporter="one") for each in some(9, at(17))), since=LONG_AGO).spots == ()


def test_who_reads_about_the_city_reads_of_the_unit_and_another_unit_does_not():
    cases = some(7, at(17))
    assert [spot.unit for spot in of_unit(*cases, unit="SNV", since=LONG_AGO).spots] == ["X"]
    assert of_unit(*cases, unit="Y", since=LONG_AGO).spots == ()


def test_what_a_head_may_not_see_makes_no_hot_spot_for_them():
    cases = [case(filed(at(17)), hidden_from=frozenset({"X"})) for _ in range(7)]
    assert of_unit(*cases, since=LONG_AGO).spots == ()


def test_the_five_oldest_open_cases_are_named_with_their_deadline():
    cases = [case(filed(at(day)), ref=f"DN-2611{day:02}-0001-0") for day in (2, 3, 4, 5, 6, 9)]
    oldest = of_unit(*reversed(cases)).oldest
    assert [each.ref for each in oldest] == [each.ref for each in cases[:5]]
    assert (oldest[0].due_at, oldest[0].days_late) == (at(5, "17:00"), 11)


def test_the_ledger_shows_who_had_the_cases():
    asked, supplied = told("asked", at(17, "07:30"), CITIZEN), told("supplied", at(19, "07:30"), "X")
    figures = of_unit(case(filed(at(10)), asked, supplied))
    assert [(row.holder, row.minutes, row.share) for row in figures.holders] == [
        ("X", 1440, 0.6),
        (CITIZEN, 960, 0.4),
    ]


def test_sở_nội_vụ_reads_restricted_cases_as_a_count():
    restricted = case(filed(at(16), "TTR"), accountable="TTR", restricted=True, hidden_from=frozenset({"X"}))
    found = weekly([restricted], frame(), [SNV, UBND, Reader("X")])
    assert found["SNV"].figures.restricted is not None
    assert found["SNV"].figures.restricted.open == 1
    assert found["SNV"].figures.counts.is_empty
    assert found["SNV"].figures.oldest == ()
    assert found["TTR"].figures.restricted == found["UBND"].figures.restricted
    assert found["X"].figures.is_empty


def test_a_case_about_sở_nội_vụ_is_in_the_sum_of_the_leader_alone():
    about = case(MONDAY, accountable="UBND", hidden_from=frozenset({"SNV"}), copied_to=frozenset())
    found = weekly([about], frame(), [SNV, UBND])
    assert found["SNV"].figures.is_empty
    assert found["UBND"].figures.counts.new == 1


def test_rows_tell_the_state_at_the_cut_off():
    later = told("closed", at(23), OVER, closing="settled")
    told_case = case(
        MONDAY,
        answered(20, finding="right", promised_on="2026-12-04"),
        later,
    )
    row = weekly([told_case], frame(with_rows=True), [])["X"].rows[0]
    assert (row.state, row.late, row.finding, row.promised_on) == (
        "answered",
        True,
        "right",
        date(2026, 12, 4),
    )
    assert row.due_at == at(19, "17:00")
    assert row.days_late is None


@pytest.mark.parametrize(
    ("written", "week"),
    [
        pytest.param("2026-W47", W47, id="as INTERFACES writes it"),
        pytest.param(" 2026-w47 ", W47, id="small letter, blanks"),
        pytest.param("2026-W1", Week(2026, 1), id="one digit"),
        pytest.param("2026-W53", Week(2026, 53), id="a year of 53 weeks"),
    ],
)
def test_a_week_is_read(written, week):
    assert parse_week(written) == week


@pytest.mark.parametrize(
    "written",
    [
        "2025-W53",
        "2026-W00",
        "2026-W54",
        "2026W47",
        "W47",
        "",
        "47/2026",
        "0000-W01",
        "2026-W4a",
        "2026-W477",
    ],
)
def test_what_is_no_week_is_refused(written):
    with pytest.raises(NoSuchWeek):
        parse_week(written)


def test_a_week_has_its_monday_and_its_sunday_in_đồng_nai():
    assert (W47.monday, W47.sunday) == (date(2026, 11, 16), date(2026, 11, 22))
    assert W47.start.isoformat() == "2026-11-16T00:00:00+07:00"
    assert W47.end == W47.later(1).start
    assert week_of(date(2027, 1, 3)) == Week(2026, 53)
    assert W47.name == "2026-W47"
    assert FutureWeek.key != NoSuchWeek.key
