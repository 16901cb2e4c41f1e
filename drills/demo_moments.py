"""At which moments time may act on a case: when the drill has to look, not what then happens.

casework.escalation decides that by itself; a moment too many costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from casework import escalation, history, silence
from casework.records import Case
from casework.rules import deadlines
from casework.terms import UNANSWERED_STATES, EventKind, State
from casework.work import Work

ASKED_ABOUT_AT = time(8)  # on the promised day


def time_may_act(work: Work, case: Case) -> Iterator[datetime]:
    """Moments of the state a case is in, past ones among them."""
    clocks = work.rules.clocks
    if case.state in UNANSWERED_STATES:
        yield from (step.at for step in escalation.ladder(work, case))
    if case.state is State.RECEIVED:
        yield from _triaged_by(work, case)
    if case.state is State.ROUTED and (routed := history.last(case, EventKind.ROUTED)):
        yield work.due_after(routed.at, clocks.acceptance_days)
    if case.state is State.WAITING and case.waiting_since:
        yield work.due_after(case.waiting_since, clocks.pause_days)
    if case.state is State.ANSWERED and case.answered_at:
        yield work.due_after(case.answered_at, clocks.confirm_reminder_days)
        yield work.due_after(case.answered_at, clocks.close_days)
    yield from silence.moments(work, case)
    if case.promised_on is not None:
        yield datetime.combine(case.promised_on, ASKED_ABOUT_AT, deadlines.HERE)


def _triaged_by(work: Work, case: Case) -> Iterator[datetime]:
    sent_back = history.last(case, EventKind.MISROUTED)
    since, clocks = (sent_back.at if sent_back else case.received_at), work.rules.clocks
    yield work.due_after(since, clocks.triage_days)
    minutes = clocks.restricted_triage_hours * 60
    yield deadlines.add_working_minutes(since, minutes, work.rules.calendar)
