"""From the newest message to the draft: which piece of a report was this, and what does it change?

One handler for each kind of message or button; what has no handler of its own is a piece of the story.
"""

from __future__ import annotations

from collections.abc import Callable

from actions import matters
from actions.base import Turn
from casework import attachments
from casework.rules import routing
from dialogue.draft import Draft
from dialogue.understanding import Understanding, understand
from vietnamese import fold

STORY_FROM = 3  # syllables from which a text in answer to a question may be a piece of the story as well
UNHEARD = "unclear_guidance"  # has the ordinary clock; stands until somebody has listened
NOT_A_STORY = frozenset({"greet", "affirm", "deny", "go_back", "skip", "goodbye_thanks"})
STEERING = frozenset(
    {
        *("help", "status", "privacy", "talk_to_person", "language_english", "language_vietnamese", "cancel"),
        *("start_over", "go_back", "withdraw", "reopen", "add_more", "remind", "rights", "abuse", "resume"),
    }
)

# What is no answer to the form's question: buttons of other things, and words that have a rule of their own.
INTERRUPTS = STEERING | {
    "crisis",
    "press_tell",
    "press_case",
    "press_case_move",
    "press_case_say",
    "press_language",
    "press_start",
    "press_my_data",
    "press_forget",
    "press_resume",
}


def interrupts(turn: Turn) -> bool:
    """Whether the newest message turns away from an open form; a long one that looks so is a story."""
    asks = turn.intent == "question" and turn.asked == "unit"
    steers = (turn.intent in INTERRUPTS or asks) and len(turn.text.split()) <= WORDS_OF_STEERING
    return bool(turn.asked) and (steers or turn.intent == "crisis")


WORDS_OF_STEERING = 12


def draft_of(turn: Turn) -> Draft:
    """The report in the making of this conversation, without files that turned out to be none."""
    draft = Draft.of(turn.tracker.slots.get("draft"))
    draft.files = attachments.known(turn.work, draft.files)
    return draft


def in_danger(turn: Turn) -> bool:
    """The newest words tell of danger to a life: numbers first, nothing is asked now."""
    return turn.intent == "crisis" or (bool(turn.text) and "crisis" in understood(turn).flags)


def read_turn(turn: Turn, draft: Draft) -> None:
    """Change the draft by what the newest message or button says."""
    if draft.taken == turn.key:
        return
    draft.taken = turn.key
    draft.files += [file for file in turn.files if file not in draft.files]
    handler = HANDLERS.get(turn.intent)
    if handler is not None:
        handler(turn, draft)
    elif turn.text:
        _told(turn, draft)


def understood(turn: Turn) -> Understanding:
    """The newest text with Rasa's ranking and our reading."""
    rules = turn.work.rules
    return understand(turn.text, turn.work.now, turn.intents, (rules.directory, frozenset(rules.categories)))


def unit_is_known(turn: Turn, draft: Draft) -> bool:
    """Whether the unit can hold the report up no longer (PRODUCT section 2).

    It is not asked for where the way does not depend on it (a fault of the online system, a rule as such),
    but always where it must be kept from somebody.
    """
    if draft.lodged or draft.unit_settled:
        return True
    if draft.candidates:
        return False
    way = routing.route(draft.facts, turn.work.rules.directory, turn.work.rules.routing)
    return not way.triage and not way.restricted


def can_be_filed(turn: Turn, draft: Draft) -> bool:
    """A report of a label that becomes a case; a denunciation only when that was chosen."""
    if not draft.has_story or draft.category is None:
        return False
    kind = turn.work.rules.categories[draft.category].kind
    return kind == "report" or (draft.category == "denunciation" and draft.sure)


def _told(turn: Turn, draft: Draft) -> None:
    if turn.intent in STEERING and len(turn.text.split()) <= WORDS_OF_STEERING:
        return
    if draft.has_story and not can_be_filed(turn, draft):
        draft.start_over()
    found = understood(turn)
    if turn.asked == "unit" and draft.has_story:
        _place_told(turn, draft, found)
    elif turn.intent == "provide_unit" and not draft.has_story:
        draft.place(found.resolution)
    elif turn.asked == "story" and turn.intent in NOT_A_STORY:
        return
    elif matters.is_another(turn, draft, found):
        matters.keep_for_later(turn, draft)
    else:
        draft.tell(turn.text, found)


def _place_told(turn: Turn, draft: Draft, found: Understanding) -> None:
    long = len(turn.text.split()) > 2 * STORY_FROM
    if _chosen(turn, draft):
        return
    if draft.place(found.resolution):
        if long and turn.intent != "provide_unit":
            draft.tell(turn.text, found)
        draft.note(found)
    elif turn.intent == "skip" or fold(turn.text) in {"khong biet", "khong ro"}:
        draft.choose_unit(None)
    else:
        draft.misses += 1
        if long and turn.intent.startswith("report_"):  # more of what happened, and still no unit
            draft.tell(turn.text, found)


def _chosen(turn: Turn, draft: Draft) -> bool:
    """A typed answer that names one of the offered units in part ("long khanh" of "Phường Long Khánh")."""
    typed = fold(turn.text).strip(" .,")
    unit = turn.work.rules.directory.unit
    fitting = [code for code in draft.candidates if len(typed) > 2 and typed in fold(unit(code).full_name)]
    if len(fitting) == 1:
        draft.choose_unit(fitting[0])
    return len(fitting) == 1


def _corrected(turn: Turn, draft: Draft) -> None:
    if draft.has_story:
        draft.correct(turn.text, understood(turn))
    else:
        _told(turn, draft)


def _category_chosen(turn: Turn, draft: Draft) -> None:
    category = turn.work.rules.categories.get(turn.value)
    if category is not None and category.kind == "report":
        draft.choose_category(category.code)


def _unit_chosen(turn: Turn, draft: Draft) -> None:
    if turn.value == "?":
        draft.ask_unit_again()
    elif turn.value == "none":
        draft.choose_unit(None)
    elif any(unit.code == turn.value for unit in turn.work.rules.directory.units()):
        draft.choose_unit(turn.value)


def _date_chosen(turn: Turn, draft: Draft) -> None:
    if turn.value == "code" and draft.date_in_code:
        draft.submitted_on = draft.date_in_code
    draft.dates_agreed = True


def _code_dropped(turn: Turn, draft: Draft) -> None:
    draft.code_dropped = True


def _restricted(turn: Turn, draft: Draft) -> None:
    draft.choose_category("denunciation")


def _files(turn: Turn, draft: Draft) -> None:
    """A recording or picture counts as what happened: triage types it out or looks at it, and labels it."""
    if draft.category is None:
        draft.category, draft.confidence = UNHEARD, 0.0


def _nothing(turn: Turn, draft: Draft) -> None:
    return


HANDLERS: dict[str, Callable[[Turn, Draft], None]] = {
    "correct": _corrected,
    "press_category": _category_chosen,
    "press_unit": _unit_chosen,
    "press_drop_code": _code_dropped,
    "press_restricted": _restricted,
    "press_report": _nothing,
    "press_more": _nothing,
    "press_split": matters.decided,
    "press_send": _nothing,
    "press_slip": _nothing,
    "press_date": _date_chosen,
    "press_resume": _nothing,
    "send_files": _files,
}
