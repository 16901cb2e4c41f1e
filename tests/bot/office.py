"""The whole way in one process: loopback Telegram → ingest → desk → notices → sender → loopback Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.orm import Session
from telegram import Bot

from bot import dispatch, staff
from bot.ingest import Ingest
from bot.sender import Sender
from casework import notices
from casework import staff as members
from casework.conversations import telegram_pseudonym
from casework.records import Case, StaffMember, Turn
from casework.terms import Role
from casework.work import House, Work
from dialogue.render import render
from dialogue.reply import line, reply
from drills.botapi import Person, Telegram
from tests.builders import BIEN_HOA, a_case, a_citizen


class Office:
    """Runs one round at a time: everything said is answered and everything due is sent."""

    def __init__(self, house: House, telegram: Telegram, with_bot: Callable[[Any], Any]) -> None:
        self.house = house
        self.telegram = telegram
        self._with_bot = with_bot
        self._offset = 0

    def person(self, name: str) -> Person:
        return self.telegram.person(name, acquainted=True)

    def staff(self, name: str, unit: str = BIEN_HOA, role: Role = Role.HEAD) -> Person:
        """Somebody who joined by the one-time link and read the welcome."""
        person = self.person(name)
        with self.house.work() as work:
            code = members.invite(work, unit, role)
        person.starts(f"join_{code}")
        self.round()
        return person

    def case(self, category: str = "delay", lodged: str | None = BIEN_HOA, **given: Any) -> Case:
        """A case of a citizen with a chat of this Telegram; staff are told."""
        with self.house.work() as work:
            reporter = a_citizen(work, self.person("Dân").id)
            case = a_case(work, category, lodged, reporter=reporter.pseudonym, **given)
        self.round()
        return case

    def round(self) -> None:
        """Take in, answer, send."""

        async def use(bot: Bot) -> None:
            keys: list[str] = []

            def defer(session: Session, key: str, pseudonym: str) -> None:
                keys.append(key)

            updates = await bot.get_updates(offset=self._offset, timeout=0) if self.telegram.pending else ()
            if updates:
                await Ingest(self.house, bot, defer, lambda session, attachment: None).accept(updates)
                self._offset = updates[-1].update_id + 1
            for key in keys:
                self._handle(key)
            await Sender(self.house, bot, render, public_url="https://langnghe.example").drain()

        self._with_bot(use)

    def does(self, act: Callable[[], Any]) -> None:
        """Somebody acts, and the round follows."""
        act()
        self.round()

    def _handle(self, key: str) -> None:
        with self.house.work() as work:
            turn = work.session.get_one(Turn, key)
            if dispatch.who_handles(work, turn) == "staff":
                staff.handle(work, key)
            else:
                _citizens_dialogue(work, turn)

    def now_of(self, case: Case) -> Case:
        """The case as it is in the database, with its events."""
        with self.house.work() as work:
            found = work.session.get_one(Case, case.id)
            _ = list(found.events)
        return found

    def member(self, person: Person) -> StaffMember:
        with self.house.work() as work:
            found = members.member_of(work.session, telegram_pseudonym(person.id))
        assert found
        return found


def _citizens_dialogue(work: Work, turn: Turn) -> None:
    """In place of Rasa."""
    body = reply(line("citizen.error.empty"))
    message = notices.Message(turn.pseudonym, "reply", body, reply_to=turn.key, once=f"turn:{turn.key}:0")
    notices.queue(work.session, message, work.now)
    turn.done_at = work.now


Use = Callable[[Bot], Awaitable[Any]]
