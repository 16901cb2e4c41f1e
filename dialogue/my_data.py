"""What a person reads of their own data, and of its erasure: messages, and two files to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator

from casework import personal_data
from casework.erasure import Sorted
from casework.identity import DISCLOSED, Look
from casework.personal_data import Kept, KeptCase
from casework.records import Case
from casework.terms import Channel
from casework.work import Work
from dialogue.my_data_page import page
from dialogue.outgoing import File
from dialogue.reply import Line, Reply, button, line, reply
from texts import plain

FILES = "my_data"  # mark of a reply that these files go with
SHOWN_CASES = 8


def overview(work: Work, kept: Kept) -> Reply:
    """How much of what is kept, until when, who looked; the whole of it goes along as files."""
    rows = [[button("privacy.button.forget", "forget:")], [button("citizen.button.privacy", "tell:privacy")]]
    return {**reply(*_overview(work, kept), rows=rows), "files": FILES}


def _overview(work: Work, kept: Kept) -> Iterator[Line]:
    yield line("privacy.mine.title")
    yield line("privacy.mine.cases", n=len(kept.cases), open=kept.open_cases)
    for each in kept.cases[-SHOWN_CASES:]:
        yield _case_line(work, each)
    yield line("privacy.mine.contacts", n=kept.contacts) if kept.contacts else line("privacy.mine.no_contact")
    yield line("privacy.mine.looks", n=len(kept.looks))
    for case, look in kept.looks[-SHOWN_CASES:]:
        yield look_line(case, look)
    days = work.rules.clocks.draft_calendar_days
    yield line("privacy.mine.messages", n=kept.turns, days=days, until={"date": kept.until.isoformat()})
    yield line(f"privacy.mine.address.{Channel(kept.conversation.channel)}")
    yield line("privacy.mine.files")


def _case_line(work: Work, kept: KeptCase) -> Line:
    facts = {"ref": kept.case.ref, "category": {"category": kept.case.category}}
    if kept.until is None:
        months = work.rules.clocks.anonymise_after_months
        return line("privacy.mine.case_open", **facts, n=months)
    return line("privacy.mine.case_over", **facts, until={"date": kept.until.isoformat()})


def look_line(case: Case, look: Look) -> Line:
    """Who looked, when and what for."""
    at = {"moment": look.at.isoformat()}
    if look.what == DISCLOSED:
        return line("privacy.mine.disclosed", ref=case.ref, at=at, document=look.reason or "")
    return line("privacy.mine.look", ref=case.ref, at=at, unit={"unit": look.unit}, reason=look.reason or "")


def files(work: Work, pseudonym: str, language: str) -> tuple[File, ...]:
    """Everything, once to be read and once for programs; made at the moment it is asked for."""
    kept = personal_data.of_person(work, pseudonym)
    data = json.dumps(personal_data.as_json(kept), ensure_ascii=False, indent=2)
    name = plain("privacy.file.name", language)
    return (
        File(f"{name}.html", "text/html", page(work, kept, language).encode()),
        File(f"{name}.json", "application/json", data.encode()),
    )


def explain_erasure(work: Work, found: Sorted) -> Reply:
    """What would go, what stays and why; nothing happens yet."""
    lines = [
        line("privacy.forget.title"),
        line("privacy.forget.at_once"),
        *_counted(work, found, "will"),
        line("privacy.forget.stays"),
        line("privacy.forget.for_good"),
    ]
    rows = [[button("privacy.button.erase", "forget:yes")]]
    if found.needed:
        rows = [
            [button("privacy.button.erase_keep_open", "forget:yes")],
            [button("privacy.button.withdraw_and_erase", "forget:withdraw")],
        ]
    return reply(*lines, rows=[*rows, [button("privacy.button.erase_nothing", "forget:no")]])


def ask_whether_demanded() -> Reply:
    """A withdrawal asks once whether somebody wanted it."""
    rows = [
        [
            button("citizen.button.no", "forget:withdraw_no"),
            button("citizen.button.yes", "forget:withdraw_yes"),
        ],
        [button("privacy.button.erase_nothing", "forget:no")],
    ]
    return reply(line("privacy.forget.ask_demanded"), rows=rows)


def erased(work: Work, done: Sorted, channel: Channel) -> Reply:
    """What was done, and what could not be; its mark has the dialogue's memory emptied after this turn."""
    days = work.rules.clocks.draft_calendar_days
    lines = [line("privacy.forget.done"), *_counted(work, done, "did")]
    stays, goes = line("privacy.forget.address_needed"), line("privacy.forget.address_goes", n=days)
    lines.append(stays if done.needed else goes)
    lines.append(line(f"privacy.forget.copy.{channel}"))
    return {**reply(*lines), "forget": True}


def _counted(work: Work, found: Sorted, tense: str) -> Iterator[Line]:
    days = work.rules.clocks.reopen_calendar_days
    if found.erased:
        yield line(f"privacy.forget.{tense}_erase", n=len(found.erased), refs=", ".join(found.erased))
    if found.needed:
        needed = ", ".join(found.needed)
        yield line("privacy.forget.needed", n=len(found.needed), refs=needed, days=days)
    if found.by_law:
        months = work.rules.clocks.anonymise_after_months
        law = ", ".join(found.by_law)
        yield line("privacy.forget.by_law", n=len(found.by_law), refs=law, months=months)
