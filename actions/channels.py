"""What is no report, or not surely one: the right channel, or a question of what kind. Nothing is lost."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import CaseAction, Events, Turn
from actions.cases import asks_for_a_case, show_status
from actions.matters import is_another
from actions.reading import can_be_filed, draft_of, understood
from dialogue import answering
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
            draft.correct(turn.text, found)
            draft.taken = turn.key
            return [SlotSet("draft", draft.as_slot()), FollowupAction("report_form")]
        if turn.text and (turn.intent == "denunciation" or not can_be_filed(turn, draft)):
            draft = Draft()
            draft.tell(turn.text, found)
        turn.say(known(turn, draft, found) or channel(turn.intent))
        return [SlotSet("draft", draft.as_slot())]


def known(turn: Turn, draft: Draft, found: Understanding) -> Reply | None:
    """The answer to a question; to what only may be one, when it is surely answered here."""
    surely = answering.find(turn.work.rules, turn.text, found).sure is not None
    if not turn.text or not (turn.intent == "question" or (surely and turn.intent in MAY_BE_ASKED)):
        return None
    return answering.answer(turn.work.rules, turn.text, found, WAYS_ON[can_be_filed(turn, draft)])


MAY_BE_ASKED = frozenset({"out_of_scope", "nlu_fallback"})


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


# After an answer, by whether a report waits to be sent: a question is never one, but may have been meant so.
WAYS_ON: dict[bool, list[list[Line]]] = {
    True: [[button("citizen.button.see_card", "resume:")]],
    False: [[button("citizen.button.is_report", "cat:?")]],
}

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
    "question": WAYS_ON[False],
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
        told = None if can_be_filed(turn, draft) else known(turn, draft, found)
        if told:
            turn.say(told)
            return []
        return self._take(turn, draft, found)

    def _take(self, turn: Turn, draft: Draft, found: Understanding) -> Events:
        """A piece of the story, a correction, or the start of one."""
        going_on = can_be_filed(turn, draft)
        if not going_on and draft.category is not None:
            draft = Draft()
        if going_on and is_another(turn, draft, found):
            return [FollowupAction("report_form")]
        draft.taken = turn.key
        if _corrects(turn, draft, found):
            draft.correct(turn.text, found)
        elif going_on and (draft.shown is None or _says_something(turn, found)):
            draft.tell(turn.text, found)
        elif not _says_something(turn, found):
            turn.say(reply(line("citizen.say.not_understood"), rows=_way_back(going_on=going_on)))
            return []
        else:
            draft.tell(turn.text, found)
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
        draft.category = None  # until it is chosen, or told more plainly
        return [SlotSet("draft", draft.as_slot())]


def _says_something(turn: Turn, found: Understanding) -> bool:
    """A few words that are like no label say nothing: no draft is made of them."""
    words = len(turn.text.split())
    return words >= WORDS_OF_A_STORY or (found.confidence >= HARDLY_A_LABEL and words > 1)


HARDLY_A_LABEL = 0.1


def _way_back(*, going_on: bool) -> list[list[Line]]:
    if going_on:
        return [[button("citizen.button.see_card", "resume:")]]
    return [[button("citizen.button.report", "report:"), button("citizen.button.help", "tell:help")]]


def _is_likely_a_report(turn: Turn, draft: Draft) -> bool:
    """Long enough to be a story, and more like a report than like anything else: the card asks the rest."""
    return can_be_filed(turn, draft) and len(turn.text.split()) >= WORDS_OF_A_STORY


WORDS_OF_A_STORY = 8
