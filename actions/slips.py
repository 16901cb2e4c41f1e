"""A slip deposited early: on the day of its appointment the citizen is asked, and may report with one tap."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy import select

from actions.base import CaseAction, Events, Turn
from actions.reading import understood
from casework import notices
from casework.records import Notice
from casework.rules import deadlines
from dialogue.draft import Draft
from dialogue.reply import button, line, reply

SLIP = "slip"
ASKED_AT = time(15, 0)  # in the afternoon: then it is known whether the result was there


class Remind(CaseAction):
    """Keeps the date of a slip, and does what its buttons say on the day."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_remind"

    def act(self, turn: Turn) -> Events:
        """Words deposit a slip; a button answers the question of the day."""
        if turn.intent == "press_slip":
            return _answered(turn)
        day = _day_of(turn)
        if day is None:
            turn.say(reply(line("citizen.slip.when")))
            return []
        _deposit(turn, day)
        turn.say(reply(line("citizen.slip.kept", on={"date": day.isoformat()})))
        return []


def _day_of(turn: Turn) -> date | None:
    """The day to be reminded of lies ahead: a day without a year is read as the next one."""
    found = understood(turn).reading
    told = [found.appointment_on] if found.appointment_on else []
    days = (_ahead(day, turn.work.today) for day in [*told, *found.dates])
    return next((day for day in days if day), None)


def _ahead(day: date, today: date) -> date | None:
    with suppress(ValueError):  # 29 February
        next_one = day if day > today else day.replace(year=day.year + 1)
        return next_one if today < next_one <= today + FARTHEST else None
    return None


FARTHEST = timedelta(days=366)


def _deposit(turn: Turn, day: date) -> None:
    """One notice that waits for its day; what was told is in it, sealed, for a report by one tap."""
    draft = Draft()
    draft.tell(turn.text, understood(turn))
    draft.category, draft.sure, draft.appointment_on = "delay", True, day.isoformat()
    draft.secondary = []
    asked = reply(
        line("citizen.slip.today", on={"date": day.isoformat()}),
        line("citizen.told.quoted", text=turn.text),
        rows=[
            [
                button("citizen.button.got_it", "slip:got"),
                button("citizen.button.not_yet_report", "slip:late"),
            ]
        ],
    )
    body: dict[str, Any] = {**asked, "slip": draft.as_slot()}
    message = notices.Message(turn.pseudonym, SLIP, body, once=f"slip:{turn.key}")
    notices.queue(turn.work.session, message, turn.work.now, datetime.combine(day, ASKED_AT, deadlines.HERE))


def _answered(turn: Turn) -> Events:
    slip = _newest_asked(turn)
    if slip is None or turn.value == "got":
        turn.say(reply(line("citizen.slip.got" if slip else "citizen.error.old_button")))
        return []
    return [SlotSet("draft", slip.body["slip"]), FollowupAction("report_form")]


def _newest_asked(turn: Turn) -> Notice | None:
    query = select(Notice).where(
        Notice.recipient == turn.pseudonym, Notice.kind == SLIP, Notice.not_before <= turn.work.now
    )
    return turn.work.session.scalars(query.order_by(Notice.not_before.desc()).limit(1)).first()
