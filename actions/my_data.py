"""The person and what is kept of them: to see it, to have it, to have it erased."""

from __future__ import annotations

from collections.abc import Callable

from actions.base import CaseAction, Events, Turn
from actions.report import clean_slate
from casework import erasure, personal_data
from casework.records import Conversation
from dialogue import my_data
from dialogue.reply import line, reply


class MyData(CaseAction):
    """What is kept of me."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_my_data"

    def act(self, turn: Turn) -> Events:
        """A message with the numbers and dates, and all of it as files."""
        return tell_my_data(turn)


def tell_my_data(turn: Turn) -> Events:
    """Counted, dated, with the files."""
    turn.say(my_data.overview(turn.work, personal_data.of_person(turn.work, turn.pseudonym)))
    return []


class Forget(CaseAction):
    """Erase what is kept of me."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_forget"

    def act(self, turn: Turn) -> Events:
        """Explains and asks once; what is pressed then is done at once."""
        return STEPS.get(turn.value, _explain)(turn)


def _explain(turn: Turn) -> Events:
    turn.say(my_data.explain_erasure(turn.work, erasure.foreseen(turn.work, turn.pseudonym)))
    return []


def _ask_whether_demanded(turn: Turn) -> Events:
    turn.say(my_data.ask_whether_demanded())
    return []


def _leave(turn: Turn) -> Events:
    turn.say(reply(line("privacy.forget.left")))
    return []


def _erase(turn: Turn) -> Events:
    done = erasure.erase(turn.work, turn.pseudonym, turn.key)
    channel = turn.work.session.get_one(Conversation, turn.pseudonym).channel
    turn.say(my_data.erased(turn.work, done, channel))
    return clean_slate()


def _withdraw_and_erase(*, demanded: bool) -> Callable[[Turn], Events]:
    def step(turn: Turn) -> Events:
        erasure.withdraw_all(turn.work, turn.pseudonym, demanded=demanded)
        return _erase(turn)

    return step


STEPS: dict[str, Callable[[Turn], Events]] = {
    "yes": _erase,
    "no": _leave,
    "withdraw": _ask_whether_demanded,
    "withdraw_no": _withdraw_and_erase(demanded=False),
    "withdraw_yes": _withdraw_and_erase(demanded=True),
}
