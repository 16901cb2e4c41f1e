"""The buttons below a weekly summary: taken note of, a commitment, and later whether it was kept."""

from __future__ import annotations

from datetime import date

from bot import forms
from bot.desk import Desk, Say, said
from bot.forms import Filled, Form
from casework import commitments
from casework.rules.figures import parse_week
from casework.terms import NotVisible
from dialogue.reply import Line, line

COMMIT, NOT_KEPT = "weekly.commit", "weekly.not_kept"


def week(desk: Desk, ref: str, argument: str) -> list[Say]:
    """Taken note of, or a commitment begun. Raises NotVisible, NoSuchWeek."""
    if argument == "commit":
        if not commitments.may_commit(desk.work, desk.member):
            raise NotVisible(ref=ref)
        return forms.go_on(desk, FORMS[COMMIT], Filled(COMMIT, parse_week(ref).name))
    commitments.acknowledge(desk.work, desk.member, parse_week(ref))
    return [said(line("patterns.weekly.noted"))]


def kept(desk: Desk, ref: str, argument: str) -> list[Say]:
    """The head's word on a commitment."""
    if argument == "no":
        return forms.go_on(desk, FORMS[NOT_KEPT], Filled(NOT_KEPT, ref))
    commitments.report(desk.work, desk.member, _number(ref), kept=True)
    return [said(line("patterns.weekly.kept"))]


def _ask(desk: Desk, filled: Filled, name: str) -> Line:
    return line(f"patterns.weekly.ask.{name}")


def _committed(desk: Desk, filled: Filled) -> list[Say]:
    due = date.fromisoformat(filled.given["due_on"])
    row = commitments.commit(
        desk.work, desk.member, parse_week(filled.of), text=filled.given["text"], due_on=due
    )
    return [said(line("patterns.weekly.committed", on={"date": row.due_on.isoformat()}))]


def _not_kept(desk: Desk, filled: Filled) -> list[Say]:
    commitments.report(desk.work, desk.member, _number(filled.of), kept=False, reason=filled.given["because"])
    return [said(line("patterns.weekly.not_kept"))]


def _number(ref: str) -> int:
    if not ref.isdecimal():
        raise NotVisible(ref=ref)
    return int(ref)


FORMS = {
    COMMIT: Form(("text", "due_on"), _ask, _committed, {"due_on": forms.a_day}),
    NOT_KEPT: Form(("because",), _ask, _not_kept),
}

VERBS = {"week": week, "kept": kept}
