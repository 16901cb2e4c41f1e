"""The report from the first word to the filed case: form, card, sending, giving up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions import matters
from actions.base import CaseAction, Events, Turn
from actions.cases import forget_question
from actions.channels import CHANNELS, channel
from actions.reading import (
    can_be_filed,
    draft_of,
    in_danger,
    interrupts,
    read_turn,
    understood,
    unit_is_known,
)
from casework import intake, queries
from casework.intake import Filing
from casework.rules import routing
from casework.terms import IdentityMode
from dialogue import card, receipt
from dialogue.answering import perhaps_asked
from dialogue.draft import Draft
from dialogue.reply import button, line, reply

ASK_MORE = "press_more"


class ValidateReportForm(CaseAction):
    """Reads the newest message into the draft; the form then asks for what is still missing."""

    def name(self) -> str:
        """As in domain.yml."""
        return "validate_report_form"

    def act(self, turn: Turn) -> Events:
        """`story` and `unit` are set as soon as they can hold the report up no longer."""
        if interrupts(turn):
            return []  # no slot at all: Rasa then looks for a rule of what was pressed or said
        draft = draft_of(turn)
        read_turn(turn, draft)
        told = can_be_filed(turn, draft) and not any(open_(turn, draft) for open_ in STILL_OPEN)
        return [
            SlotSet("draft", draft.as_slot()),
            SlotSet("story", True if told else None),
            SlotSet("unit", True if told and unit_is_known(turn, draft) else None),
        ]


def _wants_to_tell_more(turn: Turn) -> bool:
    return turn.intent == ASK_MORE


def _wants_all_categories(turn: Turn) -> bool:
    return turn.intent == "press_category" and turn.value in {"?", "all"}


def _names_nothing_new(turn: Turn, draft: Draft) -> bool:
    """Something is wrong on the card, but not what."""
    return (
        turn.intent == "correct" and bool(turn.text) and draft.shown == draft.print and not draft.candidates
    )


def _may_be_another(turn: Turn, draft: Draft) -> bool:
    return draft.rest is not None and draft.rest.get("text") == turn.text


STILL_OPEN: tuple[Callable[[Turn, Draft], bool], ...] = (
    lambda turn, _: _wants_to_tell_more(turn),
    lambda turn, _: _wants_all_categories(turn),
    _names_nothing_new,
    _may_be_another,
)


class AskStory(CaseAction):
    """Asks what happened; or for more of it, or which kind of matter it is."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_ask_report_form_story"

    def act(self, turn: Turn) -> Events:
        """One question, by what was pressed; what belongs to another channel is shown that channel."""
        draft = draft_of(turn)
        if in_danger(turn):
            _say_numbers(turn)
        elif _wants_all_categories(turn):
            turn.say(card.categories(draft, turn.work.rules, every=turn.value == "all"))
        elif _may_be_another(turn, draft):
            turn.say(matters.which(draft))
        elif draft.has_story and _names_nothing_new(turn, draft):
            turn.say(reply(line("citizen.say.deny"), rows=WHAT_IS_WRONG))
        elif _wants_to_tell_more(turn):
            turn.say(reply(line("citizen.ask.more")))
        elif draft.category in CHANNELS and draft.story:
            turn.say(channel(draft.category))
        else:
            known = line("citizen.ask.story_of", unit={"unit": draft.lodged}) if draft.lodged else None
            turn.say(reply(known or line("citizen.ask.story")))
        return []


WHAT_IS_WRONG = [
    [button("citizen.button.wrong_category", "cat:?"), button("citizen.button.wrong_unit", "unit:?")],
    [button("citizen.button.more", "more:"), button("citizen.button.see_card", "resume:")],
]


class AskUnit(CaseAction):
    """Asks where it happened, with buttons where several units fit."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_ask_report_form_unit"

    def act(self, turn: Turn) -> Events:
        """One question."""
        if in_danger(turn):
            _say_numbers(turn)
        else:
            question = card.units(draft_of(turn))
            if turn.intent.startswith("report_"):
                question = perhaps_asked(turn.work.rules, turn.text, understood(turn), question)
            turn.say(question)
        return []


def _say_numbers(turn: Turn) -> None:
    """Who to call, unless that was said already as the answer to these words."""
    if turn.intent != "crisis":
        turn.utter("utter_crisis")


class ShowCard(CaseAction):
    """Shows what was understood and the ways to send it."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_show_card"

    def act(self, turn: Turn) -> Events:
        """Not while somebody's life is in danger. What was shown is remembered: only that can be sent."""
        if in_danger(turn):
            _say_numbers(turn)
            return []
        return _show(turn, draft_of(turn))


def _show(turn: Turn, draft: Draft) -> Events:
    turn.say(card.card(draft, turn.work.rules, turn.work.today))
    draft.shown = draft.print
    return [SlotSet("draft", draft.as_slot())]


class Send(CaseAction):
    """Files what the card shows. The tap is the consent (PRODUCT section 2)."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_send"

    def act(self, turn: Turn) -> Events:
        """Files once for one tap, however often the turn is tried; nothing that was not seen on a card."""
        draft = draft_of(turn)
        if not can_be_filed(turn, draft):
            _say_what_was_sent(turn)
            return []
        if draft.shown != draft.print:
            return _show(turn, draft)
        way = routing.route(draft.facts, turn.work.rules.directory, turn.work.rules.routing)
        if way.redirect:
            turn.say(reply(line(way.redirect)))
            return []
        case = intake.open_case(turn.work, filing(turn, draft))
        if case.turn == turn.key:
            turn.say(receipt.receipt(turn.work, case, turn.public_url))
        else:
            turn.say(receipt.joined(case))
        return go_on(turn, draft)


def _say_what_was_sent(turn: Turn) -> None:
    """A second tap on the same card gets the same receipt; else there is nothing to send."""
    newest = queries.cases_of_citizen(turn.work.session, turn.pseudonym, limit=1)
    if newest and turn.work.now - newest[0].received_at < A_SECOND_TAP:
        turn.say(receipt.receipt(turn.work, newest[0], turn.public_url))
    else:
        turn.say(reply(line("citizen.error.nothing_to_send"), rows=[_report_button()]))


A_SECOND_TAP = timedelta(minutes=5)


def filing(turn: Turn, draft: Draft) -> Filing:
    """What is filed of a draft."""
    facts = draft.facts
    return Filing(
        turn=turn.key,
        reporter=turn.pseudonym,
        story="\n".join(draft.story),
        category=facts.category,
        identity=IdentityMode(turn.value),
        lodged=facts.lodged,
        others=tuple(draft.others),
        secondary=tuple(draft.secondary),
        flags=(*draft.flags, *(["on_behalf"] if draft.on_behalf else [])),
        field=facts.field,
        procedure=facts.procedure,
        head_post=facts.head_post,
        told=facts.told,
        confidence=draft.confidence,
        dossier=draft.dossier(),
        attachments=tuple(draft.files),
    )


class Cancel(CaseAction):
    """Lets go of the draft, or of a question that was open."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_cancel"

    def act(self, turn: Turn) -> Events:
        """Nothing was filed, and that is said. Giving up a text about a case leaves the draft alone."""
        if (turn.tracker.active_loop or {}).get("name") == "detail_form":
            turn.say(
                reply(line("citizen.nothing_added"), rows=[[button("citizen.button.status", "status:")]])
            )
            return forget_question()
        draft = draft_of(turn)
        key = "citizen.cancelled" if draft.has_story else "citizen.nothing_open"
        turn.say(reply(line(key), rows=[_report_button()]))
        return go_on(turn, draft)


def go_on(turn: Turn, draft: Draft) -> Events:
    """After one report the one that waited behind it, if any, gets its own card."""
    following = matters.next_of(turn, draft)
    if following is None:
        return clean_slate()
    if turn.tracker.active_loop:  # that form ends now; the report waits as any that was begun
        turn.say(reply(line("citizen.say.unsent"), rows=[[button("citizen.button.see_card", "resume:")]]))
        return [*clean_slate(), SlotSet("draft", following.as_slot())]
    return [*clean_slate(), SlotSet("draft", following.as_slot()), FollowupAction("report_form")]


class Resume(CaseAction):
    """Takes up what was begun, today or days ago: the card again, or the question that is open."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_resume"

    def act(self, turn: Turn) -> Events:
        """The form shows what there is; without a draft it is said that nothing waits."""
        if turn.tracker.active_loop:
            return []  # its open question follows
        draft = draft_of(turn)
        if draft.has_story:
            return [FollowupAction("report_form")]
        turn.say(reply(line("citizen.nothing_open"), rows=[_report_button()]))
        return []


def clean_slate() -> Events:
    """Forget the draft and every open question."""
    return [SlotSet(name, None) for name in ("draft", "story", "unit", "detail", "about")]


def _report_button() -> list[Any]:
    return [button("citizen.button.report", "report:")]
