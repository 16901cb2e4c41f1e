"""Whatever happens to a case in whatever order: what must be true of it is true after each step."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Set
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from casework import escalation, handling, history, queries
from casework.records import Case, Notice, StaffMember
from casework.rules.deadlines import working_minutes
from casework.rules.figures_life import CaseFacts, EventFacts, lived
from casework.rules.replay import Replayed, replay
from casework.rules.workflow import moves_open_to
from casework.terms import (
    CITIZEN,
    OPEN_STATES,
    SYSTEM,
    Actor,
    CaseworkError,
    EventKind,
    Finding,
    IdentityMode,
    Move,
    NotVisible,
    Role,
    State,
)
from casework.work import Work
from tests.builders import a_case
from tests.casework.house import BRANCH, GIA_KIEM, HERE, OTHER_WARD, WARD, staffed

START = datetime(2026, 11, 23, 9, tzinfo=HERE)

REPORTS: list[dict[str, Any]] = [
    {"category": "delay", "lodged": WARD},
    {"category": "delay", "lodged": WARD, "field": "dat_dai"},
    {"category": "attitude", "lodged": WARD, "flags": ("about_head",)},
    {"category": "attitude", "lodged": None, "flags": ("about_head",)},
    {"category": "attitude", "lodged": BRANCH, "flags": ("about_head",)},
    {"category": "buck_passing", "lodged": GIA_KIEM, "others": (BRANCH,)},
    {"category": "harassment", "lodged": WARD},
    {"category": "harassment", "lodged": "SNV"},
    {"category": "harassment", "lodged": "TTR"},
    {"category": "delay", "lodged": "SNV"},
    {"category": "delay", "lodged": None},
    {"category": "praise", "lodged": None},
    {"category": "suggestion", "lodged": None},
]

UNITS = (WARD, OTHER_WARD, BRANCH, GIA_KIEM)
ACTORS = [
    CITIZEN,
    SYSTEM,
    *(
        Actor(role, unit)
        for unit in (WARD, OTHER_WARD, BRANCH, GIA_KIEM)
        for role in (Role.HEAD, Role.OFFICER)
    ),
    *(Actor(Role.SUPERVISOR, unit) for unit in ("SNV", "VPUB")),
    Actor(Role.LEADER, "UBND"),
    Actor(Role.INSPECTOR, "TTR"),
    Actor(Role.HEAD, "VPDKDD"),
    Actor(Role.HEAD, "CA"),
]

UNIT = st.sampled_from([WARD, OTHER_WARD, BRANCH, GIA_KIEM, "VPDKDD", "SNV", "CA", "X"])
WORDS = st.just("Vì thửa đất ở nơi khác.")

# What a move is given; drawn so that most are taken and some are refused.
GIVEN: dict[Move, st.SearchStrategy[dict[str, Any]]] = {
    Move.TRIAGE: st.fixed_dictionaries({"unit": st.sampled_from([WARD, OTHER_WARD, "VPDKDD", "SNV", "X"])}),
    Move.WRONG_ADDRESS: st.just({"reason": "Không phải việc của đơn vị."}),
    Move.ASK: st.just({"question": "Nộp ngày nào?"}),
    Move.SUPPLY: st.sampled_from([{}, {"text": "Ngày 21/9."}]),
    Move.ADD: st.just({"text": "Thêm giấy hẹn."}),
    Move.ANSWER: st.fixed_dictionaries(
        {
            "finding": st.sampled_from(Finding),
            "cause": st.sampled_from(["signing", "none"]),
            "remedy": st.just("Đã trả kết quả."),
            "evidence": st.sampled_from([None, "Sổ trả kết quả."]),
            "promised_in": st.sampled_from([None, 1, 5, 40]),
            "done": st.sampled_from([None, True]),
        }
    ),
    Move.OFFER: st.fixed_dictionaries({"unit": UNIT, "reason": WORDS, "basis": WORDS}),
    Move.DECLINE: st.just({"reason": "Không phải việc của đơn vị."}),
    Move.ASK_RULING: st.fixed_dictionaries({"unit": st.none() | UNIT, "reason": WORDS}),
    Move.RULE: st.fixed_dictionaries({"unit": UNIT, "reason": WORDS}),
    Move.ASK_CHAIRMAN: st.just({"reason": "Xin xem lại."}),
    Move.NAME_LEAD: st.fixed_dictionaries({"unit": UNIT, "reason": WORDS}),
    Move.ASK_EXTENSION: st.fixed_dictionaries({"days": st.integers(0, 12), "reason": WORDS}),
    Move.EXTEND: st.fixed_dictionaries({"days": st.sampled_from([None, 1, 10])}),
    Move.DENY_EXTENSION: st.just({"reason": "Chưa đủ lý do."}),
    Move.PROPOSE_REFUSAL: st.fixed_dictionaries(
        {"rule": st.sampled_from(["unclear", "not ours"]), "reason": WORDS}
    ),
    Move.DENY_REFUSAL: st.just({"reason": "Phải giải quyết."}),
    Move.CHECK: st.fixed_dictionaries({"finding": st.sampled_from(Finding)}),
    Move.RECORD_MEASURE: st.just({"measure": "review", "text": "Đã kiểm điểm.", "on": date(2026, 11, 20)}),
    Move.INFORM_HEAD: st.just({"text": "Có phản ánh về việc nhận tiền tại quầy."}),
    Move.HAND_TO_POLICE: st.just({"reason": "Công văn 12/TTr."}),
    Move.RELABEL: st.fixed_dictionaries(
        {"category": st.sampled_from(["fee", "harassment", "online_service", "praise"]), "reason": WORDS}
    ),
    Move.MERGE: st.just({"into": "DN-261123-0001-5", "reason": "Cùng việc."}),
    Move.SPLIT: st.fixed_dictionaries(
        {"category": st.sampled_from(["attitude", "fee"]), "text": WORDS, "reason": WORDS}
    ),
    Move.RESTRICT: st.just({"reason": "Có dấu hiệu vòi vĩnh."}),
    Move.RATE: st.fixed_dictionaries({"rating": st.integers(0, 6)}),
}
LIKELY = [
    *(move for move in Move if move is not Move.WITHDRAW),
    *(Move.ACCEPT, Move.ANSWER, Move.ASK, Move.NOT_SETTLED) * 3,
    *(Move.TRIAGE, Move.SETTLE) * 2,
]
RARELY = frozenset(
    {
        *(
            Move.WITHDRAW,
            Move.ADD,
            Move.MERGE,
            Move.RESTRICT,
            Move.RELABEL,
            Move.SPLIT,
            Move.CHECK,
            Move.RATE,
        ),
        *(Move.RECORD_MEASURE, Move.INFORM_HEAD, Move.HAND_TO_POLICE, Move.MEET, Move.PROPOSE_REFUSAL),
    }
)
PASSING = frozenset(
    {
        *(Move.OFFER, Move.TAKE, Move.DECLINE, Move.ASK_RULING, Move.RULE, Move.ASK_CHAIRMAN, Move.NAME_LEAD),
        *(Move.ASK_EXTENSION, Move.EXTEND, Move.DENY_EXTENSION, Move.REFUSE, Move.DENY_REFUSAL),
    }
)


REPLAYED = [each.name for each in fields(Replayed) if each.name != "holder"]


OVER = set(State) - OPEN_STATES


class Histories(RuleBasedStateMachine):
    """One case, its moves and the time that passes."""

    city: Work

    def __init__(self) -> None:
        super().__init__()
        self.work, self.session = self.city, self.city.session
        self.savepoint = self.session.begin_nested()
        self.seen: set[int] = set()
        self.rested: list[tuple[datetime, datetime]] = []
        self.over_since: datetime | None = None

    def teardown(self) -> None:
        self.savepoint.rollback()
        self.session.expunge_all()

    @initialize(report=st.sampled_from(REPORTS), evening=st.booleans())
    def file(self, report: dict[str, Any], evening: bool) -> None:
        self.work = replace(self.work, now=START + timedelta(hours=11 * evening))
        filing = dict(report)
        self.case: Case = a_case(
            self.work, filing.pop("category"), filing.pop("lodged"), identity=IdentityMode.SHOWN, **filing
        )
        self.first_due = self.case.due_at
        self._note_rest()

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.work = replace(self.work, now=self.work.now + timedelta(hours=hours))
        escalation.run_one(self.work, self.case.id)
        assert escalation.run_one(self.work, self.case.id) == []
        self._note_rest()

    @rule(what=st.sampled_from(LIKELY), actor=st.sampled_from(ACTORS), data=st.data())
    def somebody_moves(self, what: Move, actor: Actor, data: st.DataObject) -> None:
        given = dict(data.draw(GIVEN.get(what, st.just({}))))
        days = given.pop("promised_in", None)
        if days:
            given["promised_on"] = self.work.today + timedelta(days=days)
        before = (self.case.state, self.case.accountable, len(self.case.events), self._notices())
        try:
            with self.session.begin_nested():
                handling.move(self.work, self.case.ref, what, actor, **given)
        except CaseworkError:
            self.session.refresh(self.case)
            after = (self.case.state, self.case.accountable, len(self.case.events), self._notices())
            assert after == before
        self._note_rest()

    @rule(data=st.data())
    def somebody_who_may_moves(self, data: st.DataObject) -> None:
        """So that histories grow long: one of the moves that are open to somebody."""
        self._one_of(data, set(Move) - RARELY)

    @precondition(lambda self: self.case.state is State.ACCEPTED)
    @rule(data=st.data())
    def it_is_passed_on(self, data: st.DataObject) -> None:
        """What is rare among all the moves: offers, rulings, proposals."""
        self._one_of(data, PASSING)

    def _one_of(self, data: st.DataObject, wanted: Set[Move]) -> None:
        able: dict[Move, list[Actor]] = {}
        standing = history.standing(self.case, self.work.rules)
        for actor in ACTORS:
            for move in wanted & set(moves_open_to(standing, actor)):
                able.setdefault(move, []).append(actor)
        if able:
            move = data.draw(st.sampled_from(sorted(able)))
            self.somebody_moves(move, data.draw(st.sampled_from(able[move])), data)

    @precondition(lambda self: len(self.case.events) > 9)
    @rule(demanded=st.booleans())
    def the_citizen_gives_up(self, demanded: bool) -> None:
        """Late, or no history would grow long."""
        if self.case.state.is_open:
            handling.move(self.work, self.case.ref, Move.WITHDRAW, CITIZEN, demanded=demanded)
        self._note_rest()

    def _notices(self) -> int:
        query = select(func.count()).where(Notice.case_id == self.case.id)
        return self.session.scalars(query).one()

    def _note_rest(self) -> None:
        """Since when nobody had the case, for the sum of the ledger."""
        if self.case.state.is_open and self.over_since:
            self.rested.append((self.over_since, self.work.now))
            self.over_since = None
        elif not self.case.state.is_open and self.over_since is None:
            self.over_since = self.work.now

    @invariant()
    def one_unit_answers_until_it_is_over(self) -> None:
        units = {unit.code for unit in self.work.rules.directory.units()}
        assert self.case.accountable in units
        assert self.case.accountable not in self.case.hidden_from
        holder = self.case.events[-1].holder
        assert holder == history.holder(self.case)
        assert (holder is None) == (not self.case.state.is_open)

    @invariant()
    def the_ledger_adds_up_to_the_age(self) -> None:
        cal, now = self.work.rules.calendar, self.work.now
        held = queries.ledger(self.case.events, self.work.rules, now)
        rested = [*self.rested, *([(self.over_since, now)] if self.over_since else [])]
        age = working_minutes(self.case.received_at, now, cal)
        assert sum(held.values()) == age - sum(working_minutes(a, b, cal) for a, b in rested)

    @invariant()
    def the_deadline_moves_with_an_event_only(self) -> None:
        kinds = {EventKind.DEADLINE_MOVED, EventKind.EXTENDED}
        moved = [e for e in self.case.events if e.kind in kinds]
        assert all(e.data.get("why") in {"pause", "holiday"} or e.kind is EventKind.EXTENDED for e in moved)
        assert sum(e.kind is EventKind.EXTENDED for e in moved) <= 1
        of_first = [e for e in moved if e.data["clock"] == "due_at"]
        due = datetime.fromisoformat(of_first[-1].data["to"]) if of_first else self.first_due
        assert self.case.due_at == due

    @invariant()
    def only_who_may_read_it_is_told(self) -> None:
        assert not set(self.case.copied_to) & set(self.case.hidden_from)
        query = select(Notice).where(Notice.case_id == self.case.id, Notice.staff_id.is_not(None))
        for notice in self.session.scalars(query.where(Notice.id.not_in(self.seen))):
            member = self.session.get_one(StaffMember, notice.staff_id)
            assert queries.visible(member, self.case, self.work.rules), (notice.kind, member.unit)
            self.seen.add(notice.id)

    @invariant()
    def nobody_finds_what_is_kept_from_them(self) -> None:
        members = self.session.scalars(select(StaffMember).where(StaffMember.unit.in_(self.case.hidden_from)))
        for member in members:
            assert self.case not in queries.queue_of(self.session, self.work.rules, member)
            with pytest.raises(NotVisible):
                queries.case_for_staff(self.session, self.work.rules, member, self.case.ref)

    @invariant()
    def the_history_replays_to_what_the_case_is(self) -> None:
        events = self.case.events
        assert [e.seq for e in events] == list(range(1, len(events) + 1))
        assert [e.at for e in events] == sorted(e.at for e in events)
        facts = tuple(EventFacts(e.kind, e.at, e.holder, e.data) for e in events)
        scope = history.scope(self.case, self.work.rules)
        life = lived(CaseFacts("", self.case.category, scope, facts), self.work.now + timedelta(seconds=1))
        assert life is not None
        assert life.steps[-1].state is self.case.state
        assert life.steps[-1].due_after == (self.case.second_due_at or self.case.due_at)
        assert (
            Counter(e.kind for e in events)[EventKind.REOPENED]
            + Counter(e.kind for e in events)[EventKind.PROMISE_MISSED]
            == self.case.reopened
        )
        told_again = replay(facts)
        assert {name: getattr(self.case, name) for name in REPLAYED} == {
            name: getattr(told_again, name) for name in REPLAYED
        }
        assert told_again.holder == history.holder(self.case)
        assert life.unit == self.case.accountable

    @invariant()
    def what_is_over_has_an_end(self) -> None:
        assert (self.case.closed_at is not None) == (self.case.state in OVER)


# Always the same histories, as many as a test may take; with HISTORIES=1000 as many others.
OF_EVERY_RUN = 60
ASKED_FOR = os.environ.get("HISTORIES")


@pytest.mark.slow
@pytest.mark.timeout(600 if ASKED_FOR is None else 3 * int(ASKED_FOR) + 600)  # on a busy machine
def test_whatever_happens_to_a_case_holds_what_must_hold(work: Work) -> None:
    staffed(work)
    limits = settings(
        max_examples=int(ASKED_FOR or OF_EVERY_RUN),
        stateful_step_count=30,
        deadline=None,
        derandomize=ASKED_FOR is None,
        phases=[Phase.generate],  # a smaller history that fails as well is not worth minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(type("Here", (Histories,), {"city": work}), settings=limits)
