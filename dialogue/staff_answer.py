"""The answer in the making: what is asked next, and how the citizen will read it."""

from __future__ import annotations

from casework import delegations, drafts
from casework.records import Case, StaffMember
from casework.terms import Finding
from casework.work import Work
from dialogue.answers import answer_lines
from dialogue.reply import Line, button, line


def preview(work: Work, case: Case, member: StaffMember) -> list[Line]:
    """The draft as the citizen will read it."""
    parts = drafts.read(work.session, case)
    if drafts.missing(case, parts):
        return [line("staff.preview.gone", ref=case.ref)]
    lines = [line("staff.preview.title"), *preview_lines(work, case, member, parts)]
    if parts.get("evidence"):
        lines.append(line("staff.preview.evidence", evidence=parts["evidence"]))
    return lines


def preview_lines(work: Work, case: Case, member: StaffMember, parts: drafts.Parts) -> list[Line]:
    """The answer under the signature that this member would give, or the head's if theirs does not do."""
    return answer_lines(case, member.unit, parts, _delegation(work, case, member))


def _delegation(work: Work, case: Case, member: StaffMember) -> dict[str, str] | None:
    """The days a deputy's signature would show; the head's shows none."""
    if not drafts.may_sign(work, case, member):
        return None
    return delegations.shown(work.session, delegations.actor(work, member).delegation)


def preview_rows(work: Work, case: Case, member: StaffMember) -> list[list[Line]]:
    """Sign and send, or hand on to whoever must sign; and change."""
    if not drafts.may_draft(case, member) or not drafts.read(work.session, case):
        return [[button("staff.button.open", f"s:open:{case.ref}")]]
    signs = drafts.may_sign(work, case, member)
    key, verb = ("staff.button.sign", "sign") if signs else ("staff.button.done", "done")
    return [
        [button(key, f"s:{verb}:{case.ref}")],
        [button("staff.button.change", f"s:edit:{case.ref}")],
    ]


def finding_rows(case: Case) -> list[list[Line]]:
    """The four findings a unit may come to."""
    return [[button(f"staff.finding.{finding}", f"s:find:{case.ref}:{finding}")] for finding in Finding]


def cause_rows(work: Work, case: Case) -> list[list[Line]]:
    """Every cause an answer may name."""
    causes = work.rules.causes
    return [
        [button("staff.button.cause", f"s:cause:{case.ref}:{code}", cause={"cause": code})] for code in causes
    ]


def change_rows(case: Case) -> list[list[Line]]:
    """Which part is to be changed."""
    return [[button(f"staff.button.edit.{part}", f"s:edit:{case.ref}:{part}")] for part in drafts.PARTS]
