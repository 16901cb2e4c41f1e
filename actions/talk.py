"""Plain answers, by the keys of domain.yml's responses; and the language of the conversation."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import FollowupAction, SlotSet

from actions.asking import pick_case
from actions.base import CaseAction, Events, Turn
from actions.cases import show_case, show_status
from actions.channels import WAYS_ON, WORDS_OF_A_STORY
from actions.my_data import tell_my_data
from actions.reading import can_be_filed, draft_of, understood
from casework.records import Conversation
from dialogue import answering
from dialogue.reply import Line, button, line, reply

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
        "rights",
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
        if turn.intent == "go_back" and turn.tracker.active_loop:
            return go_back(turn)
        wanted = turn.value if turn.intent == "press_tell" else turn.intent
        if wanted in turn.work.rules.passages and wanted not in TELLABLE | ANSWERED:
            turn.say(answering.quoted(turn.work.rules.passages[wanted], _way_on(turn)))
            return []
        if wanted == "fine" and not turn.tracker.active_loop:
            return _go_on(turn)
        unsent = wanted in BEGINNINGS and not turn.tracker.active_loop and draft_of(turn).has_story
        if not (unsent and wanted in ABOUT_THE_CARD):
            turn.utter(f"utter_{wanted}" if wanted in TELLABLE | ANSWERED else "utter_help")
        if unsent:
            turn.say(reply(line(ABOUT_THE_CARD.get(wanted, "citizen.say.unsent")), rows=UNSENT))
        return _keep_story(turn) if wanted == "crisis" else []


# What may be said while a report waits to be sent; some of it is an answer to the card itself.
BEGINNINGS = frozenset({"press_start", "greet", "help", "affirm", "deny", "go_back", "goodbye_thanks"})
ABOUT_THE_CARD = {
    "affirm": "citizen.say.press_to_send",
    "deny": "citizen.say.deny",
    "go_back": "citizen.say.back",
}
UNSENT = [
    [button("citizen.button.see_card", "resume:")],
    [button("citizen.button.wrong_category", "cat:?"), button("citizen.button.wrong_unit", "unit:?")],
    [button("citizen.button.cancel", "cancel:")],
]


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
        "abuse",
        "rights",
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
    conversation.language = turn.value or SPOKEN[turn.intent]
    if len(turn.text.split()) >= WORDS_OF_A_STORY:  # told in that language rather than asking for it
        return [FollowupAction("action_fallback")]
    if turn.tracker.active_loop:
        turn.say(reply(line("citizen.done.language")))
    elif draft_of(turn).has_story:
        turn.say(reply(line("citizen.done.language"), line("citizen.say.unsent"), rows=UNSENT))
    else:
        turn.utter("utter_press_start")
    return []


SPOKEN = {"language_english": "en", "language_vietnamese": "vi", "press_language": "vi"}


def answer_question(turn: Turn) -> Events:
    """A question in the middle of a report is answered, and the form goes on."""
    turn.say(answering.answer(turn.work.rules, turn.text, understood(turn), rows=[]))
    return []


def _way_on(turn: Turn) -> list[list[Line]]:
    """After a passage that was chosen: back to the report that waits, or on to one. A form asks by itself."""
    if turn.tracker.active_loop:
        return []
    return WAYS_ON[can_be_filed(turn, draft_of(turn))]


def go_back(turn: Turn) -> Events:
    """One step back in the form: what happened is asked anew."""
    return [SlotSet("draft", None), SlotSet("story", None), SlotSet("unit", None)]


INSTEAD: dict[str, Callable[[Turn], Events]] = {
    "status": show_status,
    "press_case": show_case,
    "press_my_data": tell_my_data,
    "press_language": set_language,
    "language_english": set_language,
    "language_vietnamese": set_language,
    "question": answer_question,
    "withdraw": pick_case,
    "reopen": pick_case,
    "add_more": pick_case,
}
