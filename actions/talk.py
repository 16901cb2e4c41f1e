"""Plain answers, by the keys of domain.yml's responses; and the language of the conversation."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import SlotSet

from actions.base import CaseAction, Events, Turn
from actions.cases import show_case, show_status
from actions.my_data import tell_my_data
from actions.reading import can_be_filed, draft_of, understood
from casework.records import Conversation
from dialogue.reply import button, line, reply

# Button values that have a response of their own: tell:<value> → utter_<value>.
TELLABLE = frozenset(
    {
        "help",
        "privacy",
        "language",
        "formal_complaint",
        "denounce_where",
        "complain_where",
        "police",
        "talk_to_person",
        "fine",
    }
)


class Tell(CaseAction):
    """Says the response that belongs to the intent or to the pressed button."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_tell"

    def act(self, turn: Turn) -> Events:
        """A response of domain.yml by name; in the middle of a form also what has an action of its own."""
        instead = INSTEAD.get(turn.intent)
        if instead is not None:
            return instead(turn)
        wanted = turn.value if turn.intent == "press_tell" else turn.intent
        if wanted == "fine" and not turn.tracker.active_loop:
            return _go_on(turn)
        turn.utter(f"utter_{wanted}" if wanted in TELLABLE | ANSWERED else "utter_help")
        return _keep_story(turn) if wanted == "crisis" else []


def _go_on(turn: Turn) -> Events:
    """After danger: what was told is still there, nobody is pressed to go on."""
    turn.say(reply(line("citizen.say.fine"), rows=[[button("citizen.button.report", "report:")]]))
    return []


def _keep_story(turn: Turn) -> Events:
    """Between words of despair a matter may have been told; it is not to be told twice."""
    draft = draft_of(turn)
    if turn.text:
        if not can_be_filed(turn, draft):
            draft.start_over()
        draft.tell(turn.text, understood(turn))
    return [SlotSet("draft", draft.as_slot())]


ANSWERED = frozenset(
    {
        "press_start",
        "greet",
        "goodbye_thanks",
        "affirm",
        "deny",
        "go_back",
        "skip",
        "crisis",
    }
)


class SetLanguage(CaseAction):
    """Switches the language of this conversation for everything said from now on."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_set_language"

    def act(self, turn: Turn) -> Events:
        """English when asked for in words, else what the button says."""
        return set_language(turn)


def set_language(turn: Turn) -> Events:
    """From now on; in the middle of a report the open question follows by itself."""
    conversation = turn.work.session.get_one(Conversation, turn.pseudonym)
    conversation.language = turn.value or "en"
    if turn.tracker.active_loop:
        turn.say(reply(line("citizen.done.language")))
    else:
        turn.utter("utter_press_start")
    return []


INSTEAD: dict[str, Callable[[Turn], Events]] = {
    "status": show_status,
    "press_case": show_case,
    "press_my_data": tell_my_data,
    "press_language": set_language,
    "language_english": set_language,
}
