"""The citizen and the cases that were sent: looking, confirming, adding, reopening, withdrawing."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import CaseAction, Events, Turn
from casework import handling, identity, queries
from casework.records import Case
from casework.rules.ref import find_refs
from casework.terms import CITIZEN, Move
from dialogue import steps
from dialogue.reply import Line, Reply, button, line, reply

# Moves a button makes at once, by the name in its payload.
AT_ONCE: dict[str, Move] = {
    "settle": Move.SETTLE,
    "supply": Move.SUPPLY,
    "meet": Move.MEET,
    "promise_missed": Move.PROMISE_MISSED,
    "withdraw": Move.WITHDRAW,
    "rate": Move.RATE,
}

# Moves that come with a text of the citizen, by the purpose in the payload.
WITH_TEXT: dict[str, Move] = {
    "supply": Move.SUPPLY,
    "add": Move.ADD,
    "partly": Move.PARTLY,
    "not_settled": Move.NOT_SETTLED,
    "reopen": Move.REOPEN,
}


class Status(CaseAction):
    """Where my reports are: one by its ref, or the list."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_status"

    def act(self, turn: Turn) -> Events:
        """A ref in the text shows that case, if it is the citizen's own."""
        refs = find_refs(turn.text)
        if refs:
            turn.say(steps.overview(turn.work, _own(turn, refs[0])))
        else:
            turn.say(steps.mine(queries.cases_of_citizen(turn.work.session, turn.pseudonym)))
        return []


class ShowCase(CaseAction):
    """One case by its button."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_show_case"

    def act(self, turn: Turn) -> Events:
        """Only the citizen's own."""
        turn.say(steps.overview(turn.work, _own(turn, turn.value)))
        return [SlotSet("detail", None), SlotSet("about", None)]


class CaseMove(CaseAction):
    """A step of the citizen by one tap."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_case_move"

    def act(self, turn: Turn) -> Events:
        """The payload is "move:ref" or "move:ref:argument"."""
        name, ref, *rest = turn.value.split(":")
        case = _own(turn, ref)
        asked = ASKED_FIRST.get(name)
        if asked is not None:
            turn.say(asked(case))
        elif name == "settle_promise":
            turn.say(_promise_kept(turn, case))
        else:
            _make(turn, case, AT_ONCE[name], **_argument(name, rest))
            turn.say(_after(name, case))
        return [SlotSet("detail", None), SlotSet("about", None)]


def _argument(name: str, rest: list[str]) -> dict[str, Any]:
    if name == "rate" and rest:
        return {"rating": int(rest[0])}
    return {"demanded": rest == ["yes"]} if name == "withdraw" else {}


def _ask_withdraw(case: Case) -> Reply:
    rows = [
        [
            button("citizen.button.no", f"move:withdraw:{case.ref}:no"),
            button("citizen.button.yes", f"move:withdraw:{case.ref}:yes"),
        ],
        [button("citizen.button.keep", f"case:{case.ref}")],
    ]
    return reply(line("citizen.ask.withdraw", ref=case.ref), rows=rows)


ASKED_FIRST = {"ask_withdraw": _ask_withdraw}


def _promise_kept(turn: Turn, case: Case) -> Reply:
    """The promised result came: an answer still open is settled by that word."""
    case.promised_on = None
    if case.state.is_open:
        _make(turn, case, Move.SETTLE)
    return _after("settle", case)


def _make(turn: Turn, case: Case, move: Move, **given: Any) -> None:
    """Make the move unless this very turn made it before (a turn may be tried again after a crash)."""
    if any(event.data.get("turn") == turn.key for event in case.events):
        return
    handling.move(turn.work, case.ref, move, CITIZEN, turn=turn.key, **given)


def _after(name: str, case: Case) -> Reply:
    rows: list[list[Line]] = []
    if name == "settle":
        stars = [button("citizen.button.star", f"move:rate:{case.ref}:{n}", stars=n) for n in range(1, 6)]
        rows = [stars]
    return reply(line(f"citizen.done.{name}", ref=case.ref), rows=rows, case_ref=case.ref)


class ValidateDetailForm(CaseAction):
    """Takes the text that was asked for about one case, whatever it looks like."""

    def name(self) -> str:
        """As in domain.yml."""
        return "validate_detail_form"

    def act(self, turn: Turn) -> Events:
        """The button opens the question; the next text is the answer."""
        if turn.intent == "press_case_say":
            purpose, ref = turn.value.split(":")
            case = _own(turn, ref)
            return [SlotSet("about", {"purpose": purpose, "ref": case.ref}), SlotSet("detail", None)]
        said = turn.text or (turn.files and "-")
        return [SlotSet("detail", said or None)]


class AskDetail(CaseAction):
    """Asks for that text."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_ask_detail_form_detail"

    def act(self, turn: Turn) -> Events:
        """One question by its purpose."""
        about = turn.tracker.slots.get("about") or {}
        key = f"citizen.ask.{about.get('purpose', 'add')}"
        turn.say(
            reply(line(key, ref=about.get("ref", "")), rows=[[button("citizen.button.stop", "cancel:")]])
        )
        return []


class TakeDetail(CaseAction):
    """Does with the text what it was asked for."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_take_detail"

    def act(self, turn: Turn) -> Events:
        """A move of the case, or a contact that the citizen leaves."""
        about, text = turn.tracker.slots["about"], str(turn.tracker.slots["detail"])
        case = _own(turn, about["ref"])
        if about["purpose"] == "contact":
            identity.leave_contact(turn.work, case, text)
        else:
            _make(turn, case, WITH_TEXT[about["purpose"]], text=text)
        turn.say(_after(about["purpose"], case))
        return [SlotSet("detail", None), SlotSet("about", None)]


def _own(turn: Turn, ref: str) -> Case:
    return queries.case_of_citizen(turn.work.session, turn.pseudonym, ref)
