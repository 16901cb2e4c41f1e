"""An answer as the citizen reads it, drafted or signed: the same sentences before and after the signature."""

from __future__ import annotations

from casework.drafts import Parts
from casework.records import Case
from casework.rules.answers import owes_apology
from dialogue.reply import Line, line


def answer_lines(case: Case, unit: str, parts: Parts, deputy: dict[str, str] | None = None) -> list[Line]:
    """`unit`: who answers; `parts`: finding, cause, remedy and perhaps promised_on (ISO).

    `deputy`: the days for which whoever signs acts for the head ("begins", "ends" in ISO).
    """
    office = {"office": unit}
    lines = [
        line("citizen.answer.title", ref=case.ref),
        line("citizen.answer.from", unit=office),
        line("citizen.answer.finding", finding={"finding": parts["finding"]}),
    ]
    if parts.get("cause"):
        lines.append(line("citizen.answer.cause", cause={"cause": parts["cause"]}))
    lines.append(line("citizen.answer.remedy", remedy=parts["remedy"]))
    if parts.get("promised_on"):
        lines.append(line("citizen.answer.promised", on={"date": parts["promised_on"]}))
    if owes_apology(case.category, parts["finding"]):
        lines.append(line("citizen.answer.apology", unit=office))
    if deputy:
        days = {name: {"date": deputy[name]} for name in ("begins", "ends")}
        lines.append(line("citizen.answer.deputy", **days))
    return [*lines, line("citizen.answer.ask"), line("citizen.answer.no_decision")]
