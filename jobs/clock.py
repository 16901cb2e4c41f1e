"""Knocks of the clock: each asks the database what is due and does it, case by case, safe to run twice."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import structlog

from casework import (
    declared,
    escalation,
    pattern_clock,
)
from casework.work import House, Work

log = structlog.get_logger()

# Of each case: its newest event at the last look, and when time may act on it next (None: never as it is).
Looked = dict[int, tuple[int, datetime | None]]


def run_due(house: House, looked: Looked | None = None) -> Counter[str]:
    """Everything that time alone brings about at this moment; how often each thing was done.

    One transaction a case: what fails for one case is logged by its id and does not stop the others.
    `looked`: what the caller keeps from knock to knock, so that a case is looked at again only when its time
    has come or something has happened to it.
    """
    done: Counter[str] = Counter()
    memory = {} if looked is None else looked
    with house.work() as work:
        if moved := declared.catch_up(work):
            done["recounted"] += moved
    with house.work() as work:
        cases = [case for case in escalation.open_cases(work.session) if not _may_rest(*case, memory, work)]
    for case_id, _ in cases:
        try:
            with house.work() as work:
                done.update(escalation.run_one(work, case_id))
                if looked is not None:
                    _remember(work, case_id, looked)
        except Exception as error:
            log.error("clock failed for a case", case=case_id, error=type(error).__name__)
            done["failed"] += 1
    _run_patterns(house, done)
    return done


def _run_patterns(house: House, done: Counter[str]) -> None:
    """New patterns once a day, then each that is open, in a transaction of its own."""
    with house.work() as work:
        if opened := pattern_clock.find_new(work):
            done["pattern_opened"] = opened
        due = pattern_clock.due_ids(work)
    for pattern_id in due:
        try:
            with house.work() as work:
                done.update(pattern_clock.run_one(work, pattern_id))
        except Exception as error:
            log.error("clock failed for a pattern", pattern=pattern_id, error=type(error).__name__)
            done["failed"] += 1


def _may_rest(case_id: int, newest: int, looked: Looked, work: Work) -> bool:
    known, moment = looked.get(case_id, (None, None))
    return known == newest and (moment is None or work.now < moment)


def _remember(work: Work, case_id: int, looked: Looked) -> None:
    """As the case stands after the look; read in the same transaction, so nothing is missed in between."""
    newest = escalation.newest_event(work.session, case_id)
    if newest is not None:
        looked[case_id] = (newest, escalation.next_moment(work, case_id))
