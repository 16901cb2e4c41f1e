"""Plain answers, by the keys of domain.yml's responses; and the language of the conversation."""

from __future__ import annotations

from actions.base import CaseAction, Events, Turn
from casework.records import Conversation

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
        """A response of domain.yml by name."""
        wanted = turn.value if turn.intent == "press_tell" else turn.intent
        turn.utter(f"utter_{wanted}" if wanted in TELLABLE | ANSWERED else "utter_help")
        return []


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
        conversation = turn.work.session.get_one(Conversation, turn.pseudonym)
        conversation.language = turn.value or "en"
        turn.utter("utter_press_start")
        return []
