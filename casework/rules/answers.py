"""What an answer must hold: asked by drafts, by the signature and by the words that the citizen reads.

Decree 61/2018/NĐ-CP, article 19.9: a late dossier is owed an apology and one new date; PRODUCT section 3.
"""

from __future__ import annotations

from casework.terms import Finding

ALWAYS = ("finding", "cause", "remedy")
AT_FAULT = frozenset({Finding.RIGHT, Finding.PARTLY})
LATE = "delay"


def needed(category: str, finding: str | None) -> tuple[str, ...]:
    """Names of the parts; `promised_on` is met by a day, or by the word that the matter is done."""
    evidence = ("evidence",) if finding == Finding.WRONG else ()
    promise = ("promised_on",) if owes_apology(category, finding) else ()
    return (*ALWAYS, *evidence, *promise)


def owes_apology(category: str, finding: str | None) -> bool:
    """A dossier that was late, as its unit has found."""
    return category == LATE and finding in AT_FAULT
