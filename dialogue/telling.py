"""How people tell: for somebody else, two matters in one breath. Patterns over folded text."""

from __future__ import annotations

import re

from vietnamese import fold, folded_with_offsets

WORDS_OF_A_MATTER = 5  # syllables from which a part of a message may stand alone

_KIN = (
    "me|ma|ba|bo|cha|tia|ong|chu|co|bac|di|cau|mo|thim|anh|chi|em|vo|chong|con|chau|cu|noi|ngoai|bon|"
    "hang xom|nguoi quen|nguoi nha|gia dinh|nguoi gia|nguoi khac|ban toi|ban minh|ban em"
)
_SAID_FOR = "phan anh|gui|viet|nhan|khieu nai|bao|noi|nho|hoi"
_ON_BEHALF = re.compile(
    rf"\b(?:{_SAID_FOR})\s+(?:\w+\s+){{0,2}}?(?:gium|dum|giup|ho|thay|thay cho|thay mat)\s+"
    rf"(?:cho\s+)?(?:{_KIN})\b"
    r"|\bon behalf of\b"
    r"|\bfor my (?:mother|father|parents|mom|dad|wife|husband|neighbou?r|grand\w+|uncle|aunt)\b"
)
_ANOTHER = re.compile(
    r"(?:^|[.;,!\n]\s*|\s)"
    r"(?:ngoai ra|them nua la|con mot (?:viec|chuyen|vu)(?: nua| khac)?|chuyen thu hai|viec thu hai"
    r"|thu hai la|another (?:matter|thing)|also,)[\s,:]+"
)


def is_on_behalf(text: str) -> bool:
    """Whether the message says that it is told for somebody else."""
    return bool(_ON_BEHALF.search(fold(text)))


def two_matters(text: str) -> tuple[str, str] | None:
    """The two parts of a message that says itself that it tells of two matters, as typed; None otherwise."""
    view = folded_with_offsets(text)
    found = _ANOTHER.search(view.text)
    if found is None:
        return None
    parts = text[: view.offsets[found.start()]].strip(" ,.;\n"), text[view.offsets[found.end()] :].strip()
    return parts if all(len(part.split()) >= WORDS_OF_A_MATTER for part in parts) else None
