"""Knocks of the clock: each asks the database what is due and does it, case by case, safe to run twice."""

from __future__ import annotations

from collections import Counter

import structlog

from casework import escalation
from casework.work import House

log = structlog.get_logger()


def run_due(house: House) -> Counter[str]:
    """Everything that time alone brings about at this moment; how often each thing was done.

    One transaction a case: what fails for one case is logged by its id and does not stop the others.
    """
    done: Counter[str] = Counter()
    with house.work() as work:
        ids = escalation.open_case_ids(work.session)
    for case_id in ids:
        try:
            with house.work() as work:
                done.update(escalation.run_one(work, case_id))
        except Exception as error:
            log.error("clock failed for a case", case=case_id, error=type(error).__name__)
            done["failed"] += 1
    return done
