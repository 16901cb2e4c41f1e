"""Two matters: one told while another waits on its card, or both in one message. Each gets its report."""

from __future__ import annotations

from typing import Any

from actions.base import Turn
from dialogue.draft import Draft
from dialogue.reply import Reply, button, line, reply
from dialogue.telling import two_matters
from dialogue.understanding import Understanding, understand

WORDS_OF_A_STORY = 8  # syllables from which a message may tell a matter of its own


def is_another(turn: Turn, draft: Draft, found: Understanding) -> bool:
    """Whether a message after a card tells of another place or of quite another matter."""
    if draft.shown is None or draft.rest or turn.asked or len(turn.text.split()) < WORDS_OF_A_STORY:
        return False
    unit = found.resolution.unit
    elsewhere = (
        unit is not None and draft.lodged is not None and unit.code not in {draft.lodged, *draft.others}
    )
    if turn.intent == "correct" or not _is_report(turn, found.category):
        return False
    return elsewhere or two_matters(f"{WORD_BEFORE}. {turn.text}") is not None


WORD_BEFORE = "a b c d e"  # stands for the matter on the card


def keep_for_later(turn: Turn, draft: Draft) -> None:
    """Put the newest message aside until it is known what it belongs to."""
    draft.rest = {"text": turn.text, "intents": turn.intents[:4]}


def which(draft: Draft) -> Reply:
    """Another report, or more of the same?"""
    rows = [[button("citizen.button.another", "split:new")], [button("citizen.button.same", "split:join")]]
    place = {"unit": draft.lodged} if draft.lodged else None
    asked = line("citizen.ask.another_than", unit=place) if place else line("citizen.ask.another")
    return reply(asked, rows=rows)


def decided(turn: Turn, draft: Draft) -> None:
    """The button under that question, or the one on the card that parts a message in two."""
    if turn.value == "two":
        _part(turn, draft)
    elif turn.value == "join" and draft.rest:
        draft.tell(draft.rest["text"], _reread(turn, draft.rest))
        draft.rest = None


def _part(turn: Turn, draft: Draft) -> None:
    parts = two_matters("\n".join(draft.story))
    if parts is None or draft.rest:
        return
    first, second = parts
    label = draft.category or "out_of_scope"
    other = next((code for code in draft.secondary if _is_report(turn, code) and code != label), label)
    files, sure, ranking = draft.files, draft.sure, draft.ranking
    draft.start_over()
    draft.tell(first, _reread(turn, {"text": first, "intents": [[label, 1.0]]}))
    draft.files, draft.sure, draft.ranking = files, sure, ranking
    draft.rest = {"text": second, "intents": [[other, 1.0]], "of": draft.lodged}


def _is_report(turn: Turn, code: str) -> bool:
    return turn.work.rules.categories[code].kind == "report"


def next_of(turn: Turn, draft: Draft) -> Draft | None:
    """The report that waited behind the one just sent or given up; what was not told of it stays open."""
    if not draft.rest:
        return None
    following = Draft()
    following.tell(draft.rest["text"], _reread(turn, draft.rest))
    if following.lodged is None and not following.candidates and draft.rest.get("of"):
        following.lodged = draft.rest["of"]
    return following


def _reread(turn: Turn, rest: dict[str, Any]) -> Understanding:
    rules = turn.work.rules
    intents = [(str(name), float(share)) for name, share in rest["intents"]]
    return understand(rest["text"], turn.work.now, intents, (rules.directory, frozenset(rules.categories)))
