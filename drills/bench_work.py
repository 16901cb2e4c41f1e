"""Work behind the chats: filing cases, sending notices, making the summaries of a large city."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from casework import conversations, intake, notices
from casework.rules import deadlines
from casework.terms import Channel
from casework.work import House
from dialogue.reply import line, reply
from drills import bench_large, demo
from drills.botapi import Telegram
from drills.demo import Plan
from drills.demo_stories import Teller
from jobs import weekly
from settings import ROOT

AT_ONCE = 4  # threads that file cases
SEED = 20261123
NOTICES_EACH = 2  # more, and the limit of a single chat is measured
PATIENCE = 120.0


class Stuck(Exception):
    """Something that was to happen did not."""


@dataclass(frozen=True)
class City:
    """A database to measure summaries on: so many real cases over so many weeks, grown to `cases`."""

    seed: int
    weeks: int
    cases: int


def filing(house: House, number: int) -> float:
    """Cases filed a second by several threads, each a transaction that is safe on the disk at its end."""
    now = deadlines.in_vietnam(house.clock())
    teller = Teller(ROOT / "data", house.rules, Random(SEED))  # noqa: S311 - chance, not secrecy
    people = [f"{number:032x}" for number in range(number)]
    with house.work() as work:
        for person in people:
            conversations.meet(work.session, person, Channel.WEB, now)
    filings = [teller.report(f"web:{person}:1", person, now) for person in people]
    return len(filings) / _seconds(lambda part: _file(house, part), filings)


def _file(house: House, filings: Sequence[intake.Filing]) -> None:
    for each in filings:
        with house.work() as work:
            intake.open_case(work, each)


def _seconds(act: Callable[[Sequence[intake.Filing]], None], things: Sequence[intake.Filing]) -> float:
    threads = [threading.Thread(target=act, args=(things[start::AT_ONCE],)) for start in range(AT_ONCE)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def sending(house: House, telegram: Telegram, chats: Sequence[int]) -> float:
    """Notices a second from the commit that queues them all until the last lies in its chat; raises Stuck."""
    before = len(telegram.delivered)
    body: dict[str, Any] = reply(line("citizen.error.empty"))
    began = time.monotonic()
    with house.work() as work:
        for chat in chats:
            for _ in range(NOTICES_EACH):
                message = notices.Message(conversations.telegram_pseudonym(chat), "reply", body)
                notices.queue(work.session, message, work.now)
    wanted = len(chats) * NOTICES_EACH
    while len(telegram.delivered) - before < wanted:
        if time.monotonic() - began > PATIENCE:
            raise Stuck(f"{len(telegram.delivered) - before} of {wanted} notices were delivered")
        time.sleep(0.05)
    return wanted / (max(call.at for call in telegram.delivered) - began)


def weekly_summary(house: House, engine: Engine, city: City) -> dict[str, Any]:
    """Seconds for the figures, the words and the notices of every unit, in a database that it fills."""
    ours = replace(house, sessions=sessionmaker(engine, expire_on_commit=False))
    monday = _last_monday(house)
    demo.begin(ours, Plan(city.seed, city.weeks, monday, SEED), lambda _: 0).run(lambda _: None)
    cases = bench_large.grow(engine, city.cases)
    began = time.monotonic()
    queued = weekly.run_due(replace(ours, clock=lambda: monday))
    return {"cases": cases, "seconds": round(time.monotonic() - began, 2), "notices": queued}


def _last_monday(house: House) -> datetime:
    """When the newest summaries were due."""
    today = deadlines.in_vietnam(house.clock()).date()
    monday = today - timedelta(days=today.weekday())
    due = deadlines.opening_from(monday, house.rules.calendar)
    return (
        due
        if due <= house.clock()
        else deadlines.opening_from(monday - timedelta(weeks=1), house.rules.calendar)
    )
