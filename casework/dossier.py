"""What a citizen tells of the dossier behind a case: at filing, and once more when asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from casework import history
from casework.records import Case
from casework.rules.breaches import breaches

COUNTED = ("trips", "apology", "postponed")  # told in plain in the history, for figures


def learn(session: Session, case: Case, told: dict[str, Any]) -> dict[str, Any]:
    """Keep more facts with those that are known, the newer word in place of the older; the event's data."""
    known = history.facts(session, case)
    codes = list(dict.fromkeys([*known.get("codes", []), *told.get("codes", [])]))
    facts = {**known, **told, **({"codes": codes} if codes else {})}
    kept = history.keep_facts(session, case, "facts", facts)
    return {"facts": kept, "breaches": breaches(case.category, facts), **counted(told)}


def counted(told: dict[str, Any]) -> dict[str, Any]:
    """The part that identifies nobody."""
    return {name: told[name] for name in COUNTED if told.get(name) is not None}


def breaches_of(case: Case) -> list[str]:
    """Codes of what the citizen's account breaks as it stands now; nothing of it is checked."""
    told = [event.data["breaches"] for event in case.events if "breaches" in event.data]
    return list(told[-1]) if told else []
