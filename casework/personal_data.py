"""What is kept of one person, for that person alone: the right to know (Law 91/2025/QH15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from casework import crypto, history, identity, retention
from casework.identity import Look
from casework.records import Attachment, Case, CaseEvent, CaseText, Conversation, Notice, Turn
from casework.rules import deadlines
from casework.work import Work

# Texts of a case that its citizen wrote or was told; what authorities tell each other is not theirs.
THEIRS = ("story", "text", "question", "remedy")
OF_A_FILE = ("kind", "media_type", "size")


@dataclass(frozen=True)
class KeptCase:
    """One case: its words as (kind, text), the contact left, files, looks, and the last day of it all."""

    case: Case
    words: tuple[tuple[str, str], ...]
    dossier: dict[str, Any]
    contact: str | None
    files: tuple[Attachment, ...]
    looks: tuple[Look, ...]
    until: date | None


@dataclass(frozen=True)
class Kept:
    """Everything of one conversation. `turns`, `replies`: how many; `until`: when the newest of them goes."""

    conversation: Conversation
    cases: tuple[KeptCase, ...]
    turns: int
    replies: int
    loose_files: int
    until: date

    @property
    def open_cases(self) -> int:
        """How many cases are still to be answered or confirmed."""
        return sum(kept.case.state.is_open for kept in self.cases)

    @property
    def contacts(self) -> int:
        """In how many cases name and phone were left."""
        return sum(kept.contact is not None for kept in self.cases)

    @property
    def looks(self) -> list[tuple[Case, Look]]:
        """Every look at the identity, case by case."""
        return [(kept.case, look) for kept in self.cases for look in kept.looks]


def of_person(work: Work, pseudonym: str) -> Kept:
    """What is kept of the person who talks in this conversation."""
    session = work.session
    cases = session.scalars(select(Case).where(Case.reporter == pseudonym).order_by(Case.id))
    turns = select(func.count()).select_from(Turn).where(Turn.pseudonym == pseudonym)
    replies = select(func.count()).select_from(Notice).where(Notice.recipient == pseudonym)
    loose = select(func.count()).select_from(Attachment).where(Attachment.pseudonym == pseudonym)
    conversation = session.get_one(Conversation, pseudonym)
    return Kept(
        conversation=conversation,
        cases=tuple(_kept(work, case) for case in cases),
        turns=session.scalars(turns).one(),
        replies=session.scalars(replies).one(),
        loose_files=session.scalars(loose.where(Attachment.case_id.is_(None))).one(),
        until=_day(conversation.last_seen_at + (work.now - retention.long_ago(work))),
    )


def _kept(work: Work, case: Case) -> KeptCase:
    files = select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.received_at)
    return KeptCase(
        case=case,
        words=tuple(_words(work, case)),
        dossier=history.facts(work.session, case),
        contact=identity.contact_of(work.session, case),
        files=tuple(work.session.scalars(files)),
        looks=tuple(identity.looks_at(work.session, case)),
        until=retention.kept_until(work, case),
    )


def _words(work: Work, case: Case) -> Iterator[tuple[str, str]]:
    query = select(CaseText.id, CaseText.kind).where(CaseText.case_id == case.id, CaseText.kind.in_(THEIRS))
    for text_id, kind in work.session.execute(query.order_by(CaseText.id)):
        try:
            yield kind, history.read_text(work.session, text_id)
        except crypto.Erased:
            continue


def as_json(kept: Kept) -> dict[str, Any]:
    """The whole of it as plain data, in the names of the glossary."""
    return {
        "conversation": {
            "channel": kept.conversation.channel,
            "language": kept.conversation.language,
            "begun_at": _iso(kept.conversation.created_at),
            "last_seen_at": _iso(kept.conversation.last_seen_at),
        },
        "messages": {"said": kept.turns, "received": kept.replies, "files_not_sent": kept.loose_files},
        "messages_kept_until": kept.until.isoformat(),
        "cases": [_case_json(each) for each in kept.cases],
    }


def _case_json(kept: KeptCase) -> dict[str, Any]:
    case = kept.case
    return {
        "ref": case.ref,
        "state": case.state,
        "category": case.category,
        "lodged_at": case.lodged_at,
        "accountable": case.accountable,
        "identity": case.identity,
        "received_at": _iso(case.received_at),
        "words": [{"kind": kind, "text": text} for kind, text in kept.words],
        "dossier": kept.dossier,
        "contact": kept.contact,
        "files": [
            {"kind": file.kind, "media_type": file.media_type, "size": file.size} for file in kept.files
        ],
        "events": [_event_json(event) for event in case.events],
        "looks": [_look_json(look) for look in kept.looks],
        "kept_until": kept.until.isoformat() if kept.until else None,
    }


def _event_json(event: CaseEvent) -> dict[str, Any]:
    return {"kind": event.kind, "at": _iso(event.at), "party": event.party, "unit": event.unit}


def _look_json(look: Look) -> dict[str, Any]:
    said = {"party": look.party, "unit": look.unit, "what": look.what, "reason": look.reason}
    return {"at": _iso(look.at), **said}


def _iso(at: datetime) -> str:
    return deadlines.in_vietnam(at).isoformat()


def _day(at: datetime) -> date:
    return deadlines.in_vietnam(at).date()
