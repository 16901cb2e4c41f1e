"""The card: what was understood, to be looked at and corrected before anything is filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casework.rulebook import Rulebook
from casework.rules import deadlines, routing
from dialogue.draft import Draft
from dialogue.reply import Line, Reply, button, line, reply
from dialogue.telling import two_matters

EXCERPT = 300  # characters of the story that the card repeats
ALTERNATIVES = 2  # other labels that one tap on the card puts in place of the one understood
ABOUT_THE_UNIT = frozenset({"buck_passing", "praise", "suggestion"})
RARELY_MEANT = frozenset({"praise", "suggestion"})  # offered instead of a failing only when that is likely
RARELY_MEANT_FROM = 0.1
ABOUT_A_DOSSIER = frozenset({"delay", "result_error", "refusal", "fee", "extra_documents"})


def card(draft: Draft, rules: Rulebook, today: date) -> Reply:
    """Everything that will be filed, who will answer, who will not see it, and the ways to send."""
    way = routing.route(draft.facts, rules.directory, rules.routing)
    if way.redirect:
        return reply(line(way.redirect), rows=[[button("citizen.button.cancel", "cancel:")]])
    lines = [
        line("citizen.card.intro"),
        *_what(draft),
        *_where(draft, way),
        *_dossier(draft, rules, today),
        *_story(draft),
        *_who_sees(draft, way),
        line("citizen.card.consent"),
    ]
    return reply(*lines, rows=_rows(draft, way, rules))


def _what(draft: Draft) -> Iterator[Line]:
    if not draft.is_told:
        yield line("citizen.card.unheard")
        return
    category = {"category": draft.category}
    if draft.subject:
        yield line("citizen.card.category_field", category=category, field={"field": draft.subject})
    else:
        yield line("citizen.card.category", category=category)


def _where(draft: Draft, way: routing.Route) -> Iterator[Line]:
    if draft.lodged and draft.category in ABOUT_A_DOSSIER:
        yield line("citizen.card.lodged", place={"centre": draft.lodged})
    elif draft.lodged:
        of_whole = way.restricted or way.hidden_from or draft.category in ABOUT_THE_UNIT
        yield line("citizen.card.happened", place={"unit" if of_whole else "centre": draft.lodged})
    elif way.triage:
        yield line("citizen.card.unit_unknown")
    if len(draft.others) > 1:
        yield line("citizen.card.path", path={"path": draft.others})
    if way.accountable and not way.triage:
        key = "citizen.card.praised" if draft.category == "praise" else "citizen.card.accountable"
        yield line(key, head={"head": way.accountable})


def _dossier(draft: Draft, rules: Rulebook, today: date) -> Iterator[Line]:
    if draft.codes and not draft.code_dropped:
        yield line("citizen.card.code", code=", ".join(draft.codes))
    if draft.submitted_on:
        yield line("citizen.card.submitted", on={"date": draft.submitted_on})
    if draft.appointment_on:
        yield line("citizen.card.appointment", on={"date": draft.appointment_on})
        late = deadlines.working_days_between(date.fromisoformat(draft.appointment_on), today, rules.calendar)
        if late > 0:
            yield line("citizen.card.late", n=late)
    if draft.trips:
        yield line("citizen.card.trips", n=draft.trips)
    if draft.code_differs:
        yield line("citizen.card.code_differs", on={"date": draft.date_in_code})
    if draft.submitted_on and draft.appointment_on and draft.appointment_on < draft.submitted_on:
        yield line("citizen.card.dates_differ")


def _story(draft: Draft) -> Iterator[Line]:
    text = " · ".join(draft.story)
    if text:
        yield line(
            "citizen.card.story", story=text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"
        )
    if draft.on_behalf:
        yield line("citizen.card.on_behalf")
    if draft.rest:
        yield line("citizen.card.rest")
    if draft.files:
        yield line("citizen.card.files", n=len(draft.files))


def _who_sees(draft: Draft, way: routing.Route) -> Iterator[Line]:
    if way.restricted:
        yield line("citizen.card.restricted", accountable={"unit": way.accountable})
    elif way.hidden_from and ("about_head" not in draft.flags or way.rule == "home_affairs"):
        hidden = {"unit": way.hidden_from[0]}
        yield line("citizen.card.kept_from", accountable={"head": way.accountable}, hidden=hidden)
    elif way.hidden_from:
        hidden = {"unit": way.hidden_from[0]}
        yield line("citizen.card.about_head", accountable={"head": way.accountable}, hidden=hidden)
    elif way.joint:
        yield line("citizen.card.joint")
    has_code = bool(draft.codes) and not draft.code_dropped
    if draft.category == "praise":
        yield line("citizen.card.sealed_praise")
    else:
        yield line("citizen.card.sealed_code" if has_code else "citizen.card.sealed")
    if "retaliation" in draft.flags:
        yield line("citizen.card.retaliation")


def _rows(draft: Draft, way: routing.Route, rules: Rulebook) -> list[list[Line]]:
    """Where the unit must not even know of the report there is no showing it a name."""
    others = [] if draft.sure else _other_reports(draft, rules)[:ALTERNATIVES]
    shown = [] if way.hidden_from else [button("citizen.button.send_shown", "send:shown")]
    rows = [
        *_doubts(draft),
        [button("citizen.button.send_sealed", "send:sealed")],
        [*shown, button("citizen.button.send_none", "send:none")],
        *([button("citizen.button.rather", f"cat:{code}", category={"category": code})] for code in others),
        [button("citizen.button.wrong_category", "cat:?"), button("citizen.button.wrong_unit", "unit:?")],
        [button("citizen.button.more", "more:")],
    ]
    if draft.codes and not draft.code_dropped:
        rows.append([button("citizen.button.without_code", "nocode:")])
    return [*rows, [button("citizen.button.cancel", "cancel:")]]


def _doubts(draft: Draft) -> list[list[Line]]:
    """What does not fit together is asked about by a tap before anything else."""
    rows = []
    if draft.code_differs:
        right, told = {"date": draft.date_in_code}, {"date": draft.submitted_on}
        rows.append(
            [
                button("citizen.button.date", "date:code", on=right),
                button("citizen.button.date", "date:told", on=told),
            ]
        )
    if draft.rest is None and two_matters("\n".join(draft.story)):
        rows.append([button("citizen.button.two_matters", "split:two")])
    return rows


def _other_reports(draft: Draft, rules: Rulebook) -> list[str]:
    """Labels that become a case, likely ones first, without the one that stands."""
    return [
        code
        for code, share in draft.ranking
        if code != draft.category
        and rules.categories[code].kind == "report"
        and (code not in RARELY_MEANT or share >= RARELY_MEANT_FROM)
    ]


def categories(draft: Draft, rules: Rulebook, *, every: bool) -> Reply:
    """Which kind of matter it is: the likeliest others first, or all of them."""
    reports = [code for code, category in rules.categories.items() if category.kind == "report"]
    shown = reports if every else (_other_reports(draft, rules)[:3] or reports)
    rows = [[button("citizen.button.category", f"cat:{code}", category={"category": code})] for code in shown]
    if shown is not reports:
        rows.append([button("citizen.button.other_category", "cat:all")])
    return reply(line("citizen.ask.category"), rows=rows)


def units(draft: Draft) -> Reply:
    """Where it happened: buttons where several fit, else the question in words."""
    if draft.candidates:
        rows = [
            [button("citizen.button.unit", f"unit:{code}", unit={"unit": code})] for code in draft.candidates
        ]
        rows.append([button("citizen.button.unit_unknown", "unit:none")])
        return reply(line("citizen.ask.which_unit"), rows=rows)
    key = "citizen.ask.unit_again" if draft.misses else "citizen.ask.unit"
    return reply(line(key), rows=[[button("citizen.button.unit_unknown", "unit:none")]])
