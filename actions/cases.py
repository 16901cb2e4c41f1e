"""The citizen and the cases that were sent: looking, confirming, adding, reopening, withdrawing."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import CaseAction, Events, Turn
from casework import conversations, handling, history, identity, queries
from casework.records import Case
from casework.rules.ref import find_refs
from casework.terms import CITIZEN, EventKind, Move, NotVisible
from dialogue import steps
from dialogue.draft import told_of_dossier
from dialogue.receipt import ANSWERS
from dialogue.reply import Line, Reply, button, line, reply
from texts import plain
from vietnamese.reading import read

# Moves a button makes at once, by the name in its payload.
AT_ONCE: dict[str, Move] = {
    "settle": Move.SETTLE,
    "supply": Move.SUPPLY,
    "meet": Move.MEET,
    "promise_missed": Move.PROMISE_MISSED,
    "settle_promise": Move.PROMISE_KEPT,
    "withdraw": Move.WITHDRAW,
    "rate": Move.RATE,
    "appeal": Move.APPEAL,
}

# Moves that come with a text of the citizen, by the purpose in the payload.
WITH_TEXT: dict[str, Move] = {
    "supply": Move.SUPPLY,
    "add": Move.ADD,
    "partly": Move.PARTLY,
    "not_settled": Move.NOT_SETTLED,
    "reopen": Move.REOPEN,
}


CONTACT = "contact"  # the one text that is no move
TOLD = "told"  # a button that answers what is asked of the dossier


class Status(CaseAction):
    """Where my reports are: one by its ref, or the list."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_status"

    def act(self, turn: Turn) -> Events:
        """A ref in the text shows that case, if it is the citizen's own."""
        return show_status(turn)


def show_status(turn: Turn) -> Events:
    """The case whose ref stands in the text, else the list."""
    refs = find_refs(turn.text)
    if refs:
        turn.say(steps.overview(turn.work, _own(turn, refs[0])))
    elif LIKE_A_REF.search(turn.text):
        turn.say(reply(line("citizen.status.bad_ref"), rows=[[button("citizen.button.status", "status:")]]))
    else:
        turn.say(steps.mine(queries.cases_of_citizen(turn.work.session, turn.pseudonym)))
    return []


def asks_for_a_case(turn: Turn) -> bool:
    """A ref with hardly a word beside it is a question where that case stands."""
    return bool(LIKE_A_REF.search(turn.text)) and len(turn.text.split()) <= WORDS_BESIDE_A_REF


WORDS_BESIDE_A_REF = 8
LIKE_A_REF = re.compile(r"\bdn[\s-]*[0-9]{4}", re.IGNORECASE)


class ShowCase(CaseAction):
    """One case by its button."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_show_case"

    def act(self, turn: Turn) -> Events:
        """Only the citizen's own."""
        return show_case(turn)


def show_case(turn: Turn) -> Events:
    """The case of the pressed button."""
    turn.say(steps.overview(turn.work, _own(turn, turn.value)))
    return forget_question()


def forget_question() -> Events:
    """No text about a case is waited for any more."""
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
        if name in ASKED_FIRST:
            turn.say(ASKED_FIRST[name](case))
        elif name == TOLD and rest and rest[0] in ANSWERS:
            _tell_of_dossier(turn, case, rest[0])
            turn.say(_after("add", case))
        elif name in AT_ONCE:
            _make(turn, case, AT_ONCE[name], **_argument(name, rest))
            turn.say(_after(name, case))
        else:
            turn.say(reply(line("citizen.error.old_button")))
        return forget_question()


def _tell_of_dossier(turn: Turn, case: Case, code: str) -> None:
    """An answer to what was asked right after filing, in the words of its button, as the unit reads them."""
    name, value = ANSWERS[code]
    words = plain(f"citizen.button.told.{code}", "vi")
    _make(turn, case, Move.ADD, text=words, facts={name: value})


def _argument(name: str, rest: list[str]) -> dict[str, Any]:
    if name == "rate":
        return {"rating": int(rest[0]) if rest and rest[0].isdecimal() else 0}
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


def _make(turn: Turn, case: Case, move: Move, **given: Any) -> None:
    """Make the move unless this very turn made it before (a turn may be tried again after a crash)."""
    mark = conversations.turn_mark(turn.key)
    if any(event.data.get("turn") == mark for event in case.events):
        return
    handling.move(turn.work, case.ref, move, CITIZEN, turn=mark, **given)


def _after(name: str, case: Case) -> Reply:
    """What was done; with a deadline that moved by it, or the five stars, where there are such."""
    rows: list[list[Line]] = []
    if name in RATED_AFTER:
        rows = [[button("citizen.button.star", f"move:rate:{case.ref}:{n}", stars=n) for n in range(1, 6)]]
    lines = [line(f"citizen.done.{RATED_AFTER.get(name, name)}", ref=case.ref)]
    supplied, moved = (history.last(case, kind) for kind in (EventKind.SUPPLIED, EventKind.DEADLINE_MOVED))
    if name == "supply" and supplied and moved and moved.at == supplied.at:
        lines.append(line("citizen.done.due_moved", due={"moment": moved.data["to"]}))
    return reply(*lines, rows=rows, case_ref=case.ref)


RATED_AFTER = {"settle": "settle", "settle_promise": "settle"}


class ValidateDetailForm(CaseAction):
    """Takes the text that was asked for about one case, whatever it looks like."""

    def name(self) -> str:
        """As in domain.yml."""
        return "validate_detail_form"

    def act(self, turn: Turn) -> Events:
        """The button opens the question; the next text is the answer."""
        if turn.intent == "press_case_say":
            purpose, ref = turn.value.split(":")
            try:
                case = _own(turn, ref)
            except NotVisible as refusal:  # the form is open already: it ends without a text
                turn.refuse(refusal)
                return [SlotSet("about", None), SlotSet("detail", "-")]
            if purpose not in {*WITH_TEXT, CONTACT}:
                purpose = "add"
            return [
                SlotSet("about", {"purpose": purpose, "ref": case.ref}),
                SlotSet("detail", turn.words or None),
            ]
        if _turns_away(turn):
            return []  # no slot at all: Rasa then looks for a rule of what was pressed or said
        said = turn.text or (turn.files and "-")
        return [SlotSet("detail", said or None)]


def _turns_away(turn: Turn) -> bool:
    """Another button, a command, or a short word of giving up, instead of the text that was asked for."""
    gives_up = turn.intent == "cancel" and len(turn.text.split()) <= WORDS_OF_GIVING_UP
    return bool(turn.tracker.active_loop) and (gives_up or not (turn.text or turn.files))


WORDS_OF_GIVING_UP = 6


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
        about, text = turn.tracker.slots.get("about"), str(turn.tracker.slots["detail"])
        if not about:
            return forget_question()
        case = _own(turn, about["ref"])
        if about["purpose"] == CONTACT:
            phones = read(text, turn.work.now).phones
            identity.leave_contact(turn.work, case, text, phones[0] if phones else None)
        else:
            given = {"facts": _facts(turn, text)} if about["purpose"] == "add" else {}
            _make(turn, case, WITH_TEXT[about["purpose"]], text=text, attachments=turn.files or None, **given)
        turn.say(_after(about["purpose"], case))
        return forget_question()


def _facts(turn: Turn, text: str) -> dict[str, Any] | None:
    """What a text that was added tells of the dossier."""
    return told_of_dossier(read(text, turn.work.now)) or None


def _own(turn: Turn, ref: str) -> Case:
    return queries.case_of_citizen(turn.work.session, turn.pseudonym, ref)
