"""Forgetting in time: what was said, the dialogue's memory, silent conversations, the words of old cases."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import structlog

from casework import anonymising, attachments, memory, retention
from casework.work import House

log = structlog.get_logger()


def forget(house: House, files: Path | None = None) -> Counter[str]:
    """Everything whose time is over; how many of each: "turns", "conversations", "cases", "failed".

    One transaction a case: what fails for one is logged by its id and does not stop the others. `files`: the
    folder of attachments, of which those go that belong to no case.
    """
    done: Counter[str] = Counter(anonymised(house))
    with house.work() as work:
        before = retention.long_ago(work)
        anonymising.drop_notices(work)
        done["turns"] = retention.forget_turns(work, before)
        memory.forget_before(work.session, before)
        if files is not None:
            attachments.drop_unclaimed(work, before, files)
    with house.work() as work:
        done["conversations"] = retention.forget_conversations(work, retention.long_ago(work))
    return done


def anonymised(house: House) -> Counter[str]:
    """The words of cases that were over long enough."""
    done: Counter[str] = Counter()
    with house.work() as work:
        due = retention.candidates(work)
    for case_id in due:
        try:
            with house.work() as work:
                done["cases"] += retention.anonymise_if_due(work, case_id)
        except Exception as error:
            log.error("anonymising failed for a case", case=case_id, error=type(error).__name__)
            done["failed"] += 1
    return done
