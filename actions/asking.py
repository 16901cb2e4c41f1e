"""What is asked for in words about cases already sent: withdrawing, reopening, adding."""

from __future__ import annotations

from actions.base import CaseAction, Events, Turn
from casework import history, queries
from casework.records import Case
from casework.rules.ref import find_refs
from casework.rules.workflow import moves_open_to
from casework.terms import CITIZEN, Move
from dialogue.reply import button, line, reply

# Intent → moves that fit the wish, each with the button that begins it.
WISHES: dict[str, dict[Move, str]] = {
    "withdraw": {Move.WITHDRAW: "move:ask_withdraw:{ref}"},
    "reopen": {
        Move.REOPEN: "say:reopen:{ref}",
        Move.NOT_SETTLED: "say:not_settled:{ref}",
        Move.APPEAL: "move:appeal:{ref}",
    },
    "add_more": {Move.SUPPLY: "say:supply:{ref}", Move.ADD: "say:add:{ref}"},
}


class PickCase(CaseAction):
    """Which of the citizen's cases is meant; one button each, so that nothing is done to the wrong one."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_pick_case"

    def act(self, turn: Turn) -> Events:
        """A ref in the text narrows it down; nothing is done before a button is pressed."""
        pick_case(turn)
        return []


def pick_case(turn: Turn) -> Events:
    """Offer the cases to which the wish can be done."""
    wish = WISHES[turn.intent]
    fitting = [(case, payload) for case in _meant(turn) if (payload := _way(turn, case, wish))]
    if not fitting:
        turn.say(
            reply(line(f"citizen.no_wish.{turn.intent}"), rows=[[button("citizen.button.status", "status:")]])
        )
        return []
    rows = [
        [button("citizen.button.of_case", payload, ref=case.ref, category={"category": case.category})]
        for case, payload in fitting
    ]
    turn.say(reply(line(f"citizen.wish.{turn.intent}"), rows=rows))
    return []


def _meant(turn: Turn) -> list[Case]:
    refs = find_refs(turn.text)
    if refs:
        return [queries.case_of_citizen(turn.work.session, turn.pseudonym, refs[0])]
    return queries.cases_of_citizen(turn.work.session, turn.pseudonym)


def _way(turn: Turn, case: Case, wish: dict[Move, str]) -> str | None:
    able = moves_open_to(history.standing(case, turn.work.rules), CITIZEN)
    found = next((wish[move] for move in wish if move in able), None)
    return found.format(ref=case.ref) if found else None
