"""What a citizen's own account shows to be against the rules of one-stop service, as plain facts. Pure.

Decree 61/2018/NĐ-CP, the model of its successor: an apology with the new date for every late dossier and at
most one of them (article 19.9), papers asked for once (11.2.c), a refusal on the form with its reason
(17.1.b). Nothing here is checked yet: it says what was told, not what is proven.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]


def breaches(category: str, facts: Facts) -> list[str]:
    """Codes of what is broken, in a fixed order.

    `facts` of the dossier: `apology`, `refusal_form` (bool), `postponed`, `papers_asked` (how often); what
    was not told breaks nothing.
    """
    return [code for code, broken in BREACHES.items() if broken(category, facts)]


def _times(facts: Facts, name: str) -> int:
    told = facts.get(name)
    return told if isinstance(told, int) else 0


BREACHES: Mapping[str, Callable[[str, Facts], bool]] = {
    "no_apology": lambda category, facts: category == "delay" and facts.get("apology") is False,
    "postponed_again": lambda category, facts: _times(facts, "postponed") > 1,
    "papers_again": lambda category, facts: _times(facts, "papers_asked") > 1,
    "refused_without_form": lambda category, facts: (
        category == "refusal" and facts.get("refusal_form") is False
    ),
}
