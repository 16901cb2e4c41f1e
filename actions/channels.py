"""What is no report, or not surely one: the right channel, or a question of what kind. Nothing is lost."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import CaseAction, Events, Turn
from actions.cases import asks_for_a_case, show_status
from actions.reading import can_be_filed, draft_of, understood
from dialogue.draft import Draft
from dialogue.reply import Line, Reply, button, line, reply
from dialogue.understanding import Understanding


class Redirect(CaseAction):
    """What is not a report: the right channel and why. The story is kept for a change of mind."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_redirect"

    def act(self, turn: Turn) -> Events:
        """The channel's text; a denunciation may be left as a restricted case, others as a report."""
        if asks_for_a_case(turn):
            return show_status(turn)
        draft = draft_of(turn)
        found = understood(turn)
        if _corrects(turn, draft, found):
            draft.tell(turn.text, found, correcting=True)
            return [SlotSet("draft", draft.as_slot()), FollowupAction("report_form")]
        if turn.text and (turn.intent == "denunciation" or not can_be_filed(turn, draft)):
            draft = Draft()
            draft.tell(turn.text, found)
        turn.say(channel(turn.intent))
        return [SlotSet("draft", draft.as_slot())]


def _corrects(turn: Turn, draft: Draft, found: Understanding) -> bool:
    """After a card a short text that names a place, a day or a code is about that card."""
    if draft.shown is None or not can_be_filed(turn, draft) or len(turn.text.split()) > WORDS_OF_A_CORRECTION:
        return False
    reading = found.reading
    facts = reading.dossier_codes or reading.dates or found.resolution.status != "none"
    return turn.intent not in {"denunciation", "formal_complaint"} and bool(facts)


WORDS_OF_A_CORRECTION = 12


def channel(label: str) -> Reply:
    """Where it belongs and why, with what may be done about it here."""
    return reply(line(f"citizen.redirect.{label}"), rows=CHANNELS[label])


CHANNELS: dict[str, list[list[Line]]] = {
    "denunciation": [
        [button("citizen.button.where_to_denounce", "tell:denounce_where")],
        [button("citizen.button.police", "tell:police")],
        [button("citizen.button.restricted", "restricted:")],
        [button("citizen.button.cancel", "cancel:")],
    ],
    "formal_complaint": [
        [button("citizen.button.report_service", "cat:?")],
        [button("citizen.button.where_to_complain", "tell:complain_where")],
    ],
    "question": [[button("citizen.button.is_report", "cat:?")]],
    "out_of_scope": [[button("citizen.button.is_report", "cat:?")]],
}


class Fallback(CaseAction):
    """Not sure what it is about: three likely kinds to choose from, and nothing is lost."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_fallback"

    def act(self, turn: Turn) -> Events:
        """Keeps the text as the story and asks for its kind."""
        if asks_for_a_case(turn):
            return show_status(turn)
        draft, found = draft_of(turn), understood(turn)
        going_on = can_be_filed(turn, draft)
        if not going_on:
            draft = Draft()
        if turn.text:
            draft.tell(turn.text, found, correcting=_corrects(turn, draft, found))
        if going_on or _is_likely_a_report(turn, draft):
            return [SlotSet("draft", draft.as_slot()), FollowupAction("report_form")]
        ranked = [code for code, _ in draft.ranking if turn.work.rules.categories[code].kind == "report"][:3]
        rows = [
            [button("citizen.button.category", f"cat:{code}", category={"category": code})] for code in ranked
        ]
        rows += [
            [button("citizen.button.other_category", "cat:all")],
            [button("citizen.button.not_a_report", "cancel:")],
        ]
        turn.say(reply(line("citizen.ask.which_kind"), rows=rows))
        return [SlotSet("draft", draft.as_slot())]


def _is_likely_a_report(turn: Turn, draft: Draft) -> bool:
    """Long enough to be a story, and more like a report than like anything else: the card asks the rest."""
    return can_be_filed(turn, draft) and len(turn.text.split()) >= WORDS_OF_A_STORY


WORDS_OF_A_STORY = 8
