"""The whole program, started for each file of stories, with a loopback Telegram and people who use it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from drills.botapi import Person, Telegram
from drills.stack import Stack

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

Joined = Callable[[str, str], Person]


@pytest.fixture(scope="module")
def telegram() -> Iterator[Telegram]:
    with Telegram() as running:
        yield running


@pytest.fixture(scope="module")
def stack(telegram: Telegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack"), telegram, at=MONDAY) as running:
        yield running


@pytest.fixture(scope="module")
def joined(telegram: Telegram, stack: Stack) -> Joined:
    """Invite a person to a unit, let them join by the one-time link, once for all stories."""
    known: dict[tuple[str, str], Person] = {}

    def join(unit: str, role: str = "head") -> Person:
        if (unit, role) not in known:
            invited = json.loads(stack.langnghe("staff", "invite", "--unit", unit, "--role", role, "--json"))
            person = telegram.person(f"{role} {unit}")
            person.starts(f"join_{invited['code']}")
            person.hears(lambda message: bool(message.text), within=30)
            known[unit, role] = person
        return known[unit, role]

    return join
