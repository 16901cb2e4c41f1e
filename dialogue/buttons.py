"""Every button a citizen can press: payload "verb:argument" → intent of the dialogue.

The table is the whole list: what is not in it, or has an argument of another shape, is no button, so that
neither a typed text nor a forged payload can inject an intent. Arguments are checked again by the actions.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from casework.rules.ref import find_refs
from texts import LANGUAGES, plain
from vietnamese import fold

_CODE = r"[A-Z0-9]+(?:-[A-Z0-9]+)*"
_REF = r"DN-[0-9]{6}-[0-9]{4,}-[0-9]"
_WORD = r"[a-z_]+"


@dataclass(frozen=True)
class Press:
    """What a verb means to Rasa and what its argument looks like."""

    intent: str
    argument: str


PRESSES: dict[str, Press] = {
    "start": Press("press_start", _CODE + "|"),
    "report": Press("press_report", ""),
    "send": Press("press_send", "sealed|shown|none"),
    "cat": Press("press_category", r"\?|" + _WORD),
    "unit": Press("press_unit", r"\?|none|" + _CODE),
    "more": Press("press_more", ""),
    "nocode": Press("press_drop_code", ""),
    "restricted": Press("press_restricted", ""),
    "split": Press("press_split", "two|new|join"),
    "date": Press("press_date", "code|told"),
    "slip": Press("press_slip", "got|late"),
    "resume": Press("press_resume", ""),
    "rights": Press("rights", ""),
    "tell": Press("press_tell", _WORD),
    "lang": Press("press_language", "|".join(LANGUAGES)),
    "cancel": Press("cancel", ""),
    "status": Press("status", ""),
    "case": Press("press_case", _REF),
    "move": Press("press_case_move", rf"{_WORD}:{_REF}(?::[a-z0-9]+)?"),
    "mydata": Press("press_my_data", ""),
    "forget": Press("press_forget", "|yes|no|withdraw|withdraw_no|withdraw_yes"),
    "say": Press("press_case_say", rf"{_WORD}:{_REF}"),
}

# Commands of the menus in both languages; whatever follows is looked at by the action itself.
COMMANDS: dict[str, str] = {
    "start": "start:",
    "guiphananh": "report:",
    "report": "report:",
    "tracuu": "status:",
    "status": "status:",
    "dulieu": "mydata:",
    "mydata": "mydata:",
    "xoadulieu": "forget:",
    "forgetme": "forget:",
    "trogiup": "tell:help",
    "help": "tell:help",
    "language": "tell:language",
    "ngonngu": "tell:language",
    "huy": "cancel:",
    "quyen": "rights:",
    "rights": "rights:",
    "tieptuc": "resume:",
    "resume": "resume:",
    "cancel": "cancel:",
}

LONGEST_PAYLOAD = 64  # bytes, Telegram's own limit: what is longer came from no button of ours
SAID_WITHOUT_A_SLASH = frozenset(
    {"guiphananh", "tracuu", "dulieu", "xoadulieu", "trogiup"}
)  # so people read the menu aloud
WITH_REF = frozenset({"tracuu", "status"})  # commands that may name a case

_SLASH = "\u2215"  # looks like a slash and is none: Rasa would take a text that begins with one as an intent


# The keys that stay under the place where one types; what they send is their title.
FIXED_KEYS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("citizen.button.report", "report:"), ("citizen.button.status", "status:")),
    (("citizen.button.rights", "rights:"), ("citizen.button.help", "tell:help")),
    (("citizen.button.privacy", "tell:privacy"), ("citizen.button.other_language", "tell:language")),
)


@cache
def fixed_keys() -> dict[str, str]:
    """Titles of the fixed keys in every language, folded → payload."""
    every = [pair for row in FIXED_KEYS for pair in row]
    return {fold(plain(key, language)): payload for language in LANGUAGES for key, payload in every}


def as_intent(payload: str) -> str | None:
    """Rasa's form of a pressed button, or None when there is no such button."""
    if len(payload.encode(errors="replace")) > LONGEST_PAYLOAD:
        return None
    verb, _, argument = payload.partition(":")
    press = PRESSES.get(verb)
    if press is None or re.fullmatch(press.argument, argument) is None:
        return None
    return f"/{press.intent}{json.dumps({'value': argument})}" if argument else f"/{press.intent}"


def as_message(text: str) -> str:
    """Rasa's form of a typed text: a known command is its button, any other slash is made harmless."""
    text = text.strip()
    if fold(text).replace(" ", "") in SAID_WITHOUT_A_SLASH:
        text = "/" + fold(text).replace(" ", "")
    if not text.startswith("/"):
        key = fixed_keys().get(fold(text))
        return str(as_intent(key)) if key else text
    name = re.split(r"[\s@]", text[1:].casefold(), maxsplit=1)[0]
    command = COMMANDS.get(name)
    refs = find_refs(text) if name in WITH_REF else []
    if refs:
        command = f"case:{refs[0]}"
    return str(as_intent(command)) if command else _SLASH + text.lstrip("/")
