"""`langnghe staff`: people are invited by a code that works once, listed, and revoked."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from casework import conversations, staff
from casework.rules.deadlines import HERE
from casework.terms import BadInvitation, Channel, Role
from casework.work import House
from drills.botapi import Telegram
from settings import settings
from tests.builders import BIEN_HOA, a_member
from tests.cli.conftest import Langnghe

pytestmark = pytest.mark.usefixtures("house")


def joined(house: House, code: str, key: str) -> tuple[str, Role, str]:
    with house.work() as work:
        someone = conversations.meet(work.session, key, Channel.WEB, work.now)
        member = staff.join(work.session, code, someone.pseudonym, datetime.now(work.now.tzinfo))
        return member.unit, member.role, member.name


def test_an_invitation_is_a_code_that_works_once(langnghe: Langnghe, house: House):
    ended = langnghe("staff", "invite", "--unit", BIEN_HOA, "--role", "head", "--name", "Chị Hoa", "--json")
    assert (ended.code, ended.err) == (0, "")
    told = json.loads(ended.out)
    assert told["telegram"] is None
    assert told["console"] == f"http://127.0.0.1:8080/console/join?code={told['code']}"
    assert datetime.fromisoformat(told["expires_at"]).utcoffset() == timedelta(hours=7)
    assert joined(house, told["code"], "a") == (BIEN_HOA, Role.HEAD, "Chị Hoa")
    with pytest.raises(BadInvitation):
        joined(house, told["code"], "b")


@pytest.mark.parametrize("unit", ["UBND", "snv", "VPDKDD-BIENHOA", f"CA-{BIEN_HOA}"])
def test_every_kind_of_code_names_a_unit(langnghe: Langnghe, house: House, unit):
    told = json.loads(langnghe("staff", "invite", "--unit", unit, "--role", "officer", "--json").out)
    assert joined(house, told["code"], "a")[0] == unit.upper()


def test_with_a_bot_the_invitation_is_a_deep_link(langnghe: Langnghe, house: House, monkeypatch):
    with Telegram() as telegram:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", telegram.token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
        settings.cache_clear()
        ended = langnghe("staff", "invite", "--unit", "SNV", "--role", "supervisor")
    links = [line.split()[-1] for line in ended.lines[:3]]
    assert links[0].startswith("https://t.me/")
    assert links[0].endswith(f"?start=join_{links[2]}")
    assert joined(house, links[2], "a")[:2] == ("SNV", Role.SUPERVISOR)


def test_a_silent_telegram_does_not_keep_anybody_out(langnghe: Langnghe, monkeypatch):
    token = "123456:a-secret-of-the-bot-that-nobody-may-read"
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    ended = langnghe("staff", "invite", "--unit", "SNV", "--role", "supervisor")
    assert ended.code == 0
    assert ended.err.startswith("The bot's name cannot be asked at http://127.0.0.1:9: no Telegram link;")
    assert ended.err.count("\n") == 1
    assert token not in ended.out + ended.err


@pytest.mark.parametrize(
    ("unit", "role", "code", "line"),
    [
        pytest.param("XYZ", "head", 1, "No unit has the code “XYZ” ", id="unknown unit"),
        pytest.param("", "head", 1, "No unit has the code “” ", id="empty unit"),
        pytest.param("99999", "head", 1, "No unit has the code “99999” ", id="no commune"),
        pytest.param("SNV", "boss", 2, "--role: there is no role “boss”; choose one of: officer,", id="role"),
        pytest.param("SNV", "HEAD", 2, "--role: there is no role “HEAD”;", id="role in capitals"),
    ],
)
def test_an_unknown_unit_or_role_is_refused_in_one_line(langnghe: Langnghe, unit, role, code, line):
    ended = langnghe("staff", "invite", "--unit", unit, "--role", role)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith(line)
    assert ended.err.count("\n") == 1


def test_staff_are_listed_until_they_are_revoked(langnghe: Langnghe, house: House):
    with house.work() as work:
        ids = [
            a_member(work, unit, role).id for unit, role in (("SNV", Role.SUPERVISOR), (BIEN_HOA, Role.HEAD))
        ]
    rows = [json.loads(line) for line in langnghe("staff", "list", "--json").lines]
    assert [(row["id"], row["unit"], row["role"]) for row in rows] == [
        (ids[0], "SNV", "supervisor"),
        (ids[1], BIEN_HOA, "head"),
    ]
    assert "Phường Biên Hòa" in langnghe("staff", "list").out
    assert langnghe("staff", "revoke", str(ids[0])).code == 0
    again = langnghe("staff", "revoke", str(ids[0]))
    assert (again.code, again.err) == (1, f"There is no active member of staff with number {ids[0]}\n")
    assert len(langnghe("staff", "list", "--json").lines) == 1


def test_nobody_is_told_as_nobody(langnghe: Langnghe):
    assert langnghe("staff", "list").err == "There is no staff yet.\n"
    assert langnghe("staff", "list", "--json").out == ""


def test_a_delegation_is_dated_listed_and_ended(langnghe: Langnghe, house: House):
    with house.work() as work:
        officer = a_member(work, role=Role.OFFICER).id
    first = datetime.now(HERE).date() + timedelta(days=1)
    begins, until = first.isoformat(), (first + timedelta(days=3)).isoformat()
    ended = langnghe("staff", "delegate", str(officer), "--from", begins, "--until", until)
    assert (ended.code, ended.err) == (0, "")
    row = json.loads(langnghe("staff", "list", "--json").lines[0])
    assert row["delegations"] == [{"from": begins, "until": until}]
    assert "signs for the head" in langnghe("staff", "list").out
    assert langnghe("staff", "delegate", str(officer), "--end").code == 0
    again = langnghe("staff", "delegate", str(officer), "--end")
    assert (again.code, again.lines) == (1, [])
    assert langnghe("staff", "delegate", str(officer)).code == 2
    assert langnghe("staff", "delegate", "4711", "--until", until).code == 1
