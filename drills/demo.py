"""A drill: weeks in which simulated people file, work on and settle cases, through the real use cases.

Time runs on an agenda. What an entry does to a case puts the next things on it: what the office or the
citizen will do, and the next moment when time itself may act.
"""

from __future__ import annotations

import dataclasses
import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from casework import conversations, crypto, escalation, intake
from casework.outbox import DRILL
from casework.records import Case, CaseEvent, Fact, Notice
from casework.rules import deadlines
from casework.terms import UNANSWERED_STATES, CaseworkError, Channel, State
from casework.work import House, Work
from drills.demo_offices import Offices
from drills.demo_patterns import PatternDesk
from drills.demo_people import Deed, Next, People
from drills.demo_stories import Teller
from settings import ROOT

# Reports by weekday, Monday first, and by hour of the day.
WEEKDAYS = (130, 110, 100, 100, 100, 45, 30)
HOURS = (0, 0, 0, 0, 0, 1, 3, 7, 12, 12, 10, 7, 5, 6, 9, 10, 9, 6, 4, 5, 7, 6, 3, 1)
RETURNING = 0.12  # share of reports by people who have filed before
TROUBLE = (
    timedelta(days=16),
    0.07,
)  # how long one office has been in trouble, and its share of the reports since


LOOKED_AT = time(6, 30)  # for patterns, each day
SHORT_BREAK = timedelta(
    hours=1
)  # what happens without a longer one is one transaction: it is many times faster


class NotEmpty(Exception):
    """The database has cases: a drill would mix with them."""


@dataclass(frozen=True)
class Plan:
    """How much is to happen, and when it ends. The same seed gives the same drill."""

    cases: int
    weeks: int
    until: datetime
    seed: int

    @property
    def begin(self) -> datetime:
        """Before this moment nothing happens."""
        return deadlines.in_vietnam(self.until - timedelta(weeks=self.weeks))


@dataclass
class Drill:
    """The agenda, and everybody on it.

    `summarise` makes the weekly summaries that are due at the moment of its house's clock; returns how many.
    """

    house: House
    plan: Plan
    people: People
    summarise: Callable[[House], int]
    patterns: PatternDesk
    now: datetime
    done: Counter[str] = field(default_factory=Counter)
    _agenda: list[tuple[datetime, int, Callable[[Work], None]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _states: dict[int, State] = field(default_factory=dict)
    _hangs: dict[int, tuple[object, ...]] = field(default_factory=dict)
    _open: dict[int, Case] = field(default_factory=dict)
    _alarms: set[tuple[int, datetime]] = field(default_factory=set)
    _citizens: list[str] = field(default_factory=list)

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Let the weeks pass; `progress` is told each moment."""
        for number, at in enumerate(_moments(self.plan, self.people.chance)):
            self._put(at, partial(self._file, number=number))
        mondays = _summary_times(self.plan, self.house)
        for at in _mornings(self.plan):
            self._put(at, self._look_for_patterns)
        with self.house.sessions() as session:
            while self._agenda and self._agenda[0][0] <= self.plan.until:
                before, (self.now, _, act) = self.now, heapq.heappop(self._agenda)
                if self.now - before > SHORT_BREAK:
                    session.commit()
                while mondays and mondays[0] <= self.now:
                    session.commit()
                    self.done["summaries"] += self.summarise(self._house_at(mondays.pop(0)))
                act(Work(session, self.house.rules, self.now))
                progress(self.now)
            session.commit()

    def _look_for_patterns(self, work: Work) -> None:
        self.done.update(self.patterns.look(work))
        for each in self.patterns.coming(work):
            self._put(each.at, partial(self._do_about_pattern, deed=each.deed))

    def _do_about_pattern(self, work: Work, deed: Deed) -> None:
        try:
            with work.session.begin_nested():
                deed(work)
        except CaseworkError:
            self.done["refused"] += 1

    def _house_at(self, at: datetime) -> House:
        return dataclasses.replace(self.house, clock=lambda: at)

    def _put(self, at: datetime, act: Callable[[Work], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), act))

    def _file(self, work: Work, number: int) -> None:
        reporter = self._reporter(work, number)
        turn = f"web:{reporter}:{number}"
        case = intake.open_case(work, self._report(turn, reporter))
        if case.turn != turn:  # said before, and joined; the report that was planned comes from somebody else
            self.done["joined"] += 1
            reporter = self._newcomer(work, number)
            case = intake.open_case(work, self._report(f"web:{reporter}:{number}", reporter))
        self.done["filed"] += 1
        self._plan(case.id, self.people.after_filing(work, case))
        self._look(work, case)

    def _report(self, turn: str, reporter: str) -> intake.Filing:
        since, share = TROUBLE
        in_trouble = self.now > self.plan.until - since and self.people.chance.random() < share
        return self.people.teller.report(turn, reporter, self.now, in_trouble=in_trouble)

    def _reporter(self, work: Work, number: int) -> str:
        chance = self.people.chance
        if self._citizens and chance.random() < RETURNING:
            return chance.choice(self._citizens)
        return self._newcomer(work, number)

    def _newcomer(self, work: Work, number: int) -> str:
        pseudonym = crypto.vault().pseudonym("demo", self.plan.seed, number)
        conversations.meet(work.session, pseudonym, Channel.WEB, work.now)
        self._citizens.append(pseudonym)
        return pseudonym

    def _plan(self, case_id: int, coming: Iterator[Next]) -> None:
        for each in coming:
            self._put(each.at, partial(self._do, case_id=case_id, deed=each.deed))

    def _do(self, work: Work, case_id: int, deed: Deed) -> None:
        """What the rules refuse by then (it was withdrawn, answered …) does not happen."""
        try:
            with work.session.begin_nested():
                deed(work)
        except CaseworkError:
            self.done["refused"] += 1
            return
        self.done["moves"] += 1
        self._look(work, work.session.get_one(Case, case_id))

    def _let_time_act(self, work: Work, case_id: int) -> None:
        done = escalation.run_one(work, case_id)
        self.done.update(done)
        case = work.session.get_one(Case, case_id)
        if "climbed" in done:
            self._plan(case_id, self.people.after_reminder(work, case))
        if "promise" in done:
            self._plan(case_id, self.people.on_promised_day(work, case))
        self._look(work, case)

    def _look(self, work: Work, case: Case) -> None:
        """Put on the agenda what follows from the state of a case, once each time it comes into a state."""
        if self._states.get(case.id) is not case.state:
            self._states[case.id] = case.state
            self._keep(case)
            self._plan(case.id, self.people.in_state(work, case))
        hangs = (case.accountable, case.offered_to, case.ruling_by, case.extension_days, case.refusal_rule)
        if self._hangs.get(case.id) != hangs:
            self._hangs[case.id] = hangs
            self._plan(case.id, self.people.on_what_hangs(work, case))
        alarm = escalation.next_moment(work, case.id)
        if alarm is not None and (case.id, alarm) not in self._alarms:
            self._alarms.add((case.id, alarm))
            self._put(alarm, partial(self._let_time_act, case_id=case.id))

    def _keep(self, case: Case) -> None:
        """The session forgets what nobody holds; open cases are looked at again and again."""
        if case.state.is_open:
            self._open[case.id] = case
        else:
            self._open.pop(case.id, None)


def begin(house: House, plan: Plan, summarise: Callable[[House], int]) -> Drill:
    """Mark the database as a drill, then staff the offices; raises NotEmpty and changes nothing."""
    chance = Random(plan.seed)  # noqa: S311 - chance, not secrecy
    offices = Offices(house.rules, chance)
    people = People(offices, Teller(ROOT / "data", house.rules, chance), chance)
    drill = Drill(house, plan, people, summarise, PatternDesk(people), plan.begin)
    with dataclasses.replace(house, clock=lambda: plan.begin).work() as work:
        if work.session.scalar(select(func.count()).select_from(Case)):
            raise NotEmpty
        work.session.merge(Fact(name=DRILL, value=True))
    with dataclasses.replace(house, clock=lambda: plan.begin).work() as work:
        drill.done["staff"] = offices.hire(work)
    return drill


def figures(session: Session, at: datetime) -> dict[str, int]:
    """What there is now: cases, open ones, overdue ones, events, notices."""
    unanswered = Case.state.in_(UNANSWERED_STATES)
    late = func.coalesce(Case.second_due_at, Case.due_at) < at
    return {
        "cases": _count(session, Case.id),
        "unanswered": _count(session, Case.id, unanswered),
        "overdue": _count(session, Case.id, unanswered, late),
        "closed": _count(session, Case.id, Case.state == State.CLOSED),
        "events": _count(session, CaseEvent.id),
        "notices": _count(session, Notice.id),
    }


def _count(session: Session, what: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count(what)).where(*where)).one()


def _moments(plan: Plan, chance: Random) -> list[datetime]:
    """When the reports come, in order: by weekday and hour, some more from week to week."""
    first = plan.begin.date()
    days = [first + timedelta(days=number) for number in range(plan.weeks * 7 + 1)]
    weights = [WEEKDAYS[day.weekday()] * (1 + number / len(days) / 2) for number, day in enumerate(days)]
    moments: list[datetime] = []
    while len(moments) < plan.cases:
        (day,), (hour,) = chance.choices(days, weights), chance.choices(range(24), HOURS)
        at = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), deadlines.HERE)
        if plan.begin <= at < plan.until:
            moments.append(at)
    return sorted(moments)


def _mornings(plan: Plan) -> list[datetime]:
    """Early on each day, before people begin."""
    days = (plan.begin.date() + timedelta(days=number) for number in range(plan.weeks * 7 + 1))
    return [datetime.combine(day, LOOKED_AT, deadlines.HERE) for day in days]


def _summary_times(plan: Plan, house: House) -> list[datetime]:
    """Opening time of each Monday, or of the next working day where it is off."""
    monday = plan.begin.date() + timedelta(days=7 - plan.begin.weekday())
    mondays = [monday + timedelta(weeks=number) for number in range(plan.weeks + 1)]
    opened = [deadlines.opening_from(day, house.rules.calendar) for day in mondays]
    return [at for at in opened if at <= plan.until]
