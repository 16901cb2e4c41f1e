"""Files that come with a report: looked at, cleaned, sealed on disk, known by a random id."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from casework import crypto
from casework.file_cleaning import Unreadable, cleaned
from casework.records import Attachment, Case
from casework.rules.file_types import FileType, type_of
from casework.terms import CaseworkError, NotVisible
from casework.work import Work

LARGEST = 10 * 1024 * 1024  # bytes of one file (INTERFACES, web chat)
AT_ONCE = 5
WRITTEN_LONG_AGO = timedelta(hours=1)


class FileTooLarge(CaseworkError):
    """More than LARGEST bytes; `name` as the sender calls it, `n` the limit in MB."""

    key = "web.file.too_large"


class FileNotTaken(CaseworkError):
    """Not one of the types a report may carry, or broken; `name` as the sender calls it."""

    key = "web.file.not_taken"


@dataclass(frozen=True)
class Opened:
    """One stored file as it may be handed out."""

    kind: str
    media_type: str
    content: bytes


def keep(work: Work, pseudonym: str, *, name: str, content: bytes, folder: Path) -> str:
    """Store one file of a conversation under `folder` and return its id; no case carries it yet.

    The type is told by the content, pictures and films lose their metadata, the name is not kept.
    Raises FileTooLarge, FileNotTaken. What is on disk without a row is swept away by `drop_unclaimed`.
    """
    kind, clean = checked(name, content)
    attachment_id = secrets.token_hex(16)
    _write(folder, attachment_id, clean)
    work.session.add(
        Attachment(
            id=attachment_id,
            pseudonym=pseudonym,
            kind=kind.kind,
            media_type=kind.media_type,
            size=len(clean),
            received_at=work.now,
        )
    )
    work.session.flush()
    return attachment_id


def fill(work: Work, attachment_id: str, content: bytes, folder: Path) -> None:
    """Keep the content of a file that was only announced; nothing to do when it is here or gone.

    Raises FileTooLarge, FileNotTaken.
    """
    row = work.session.get(Attachment, attachment_id, with_for_update=True)
    if row is None or row.remote is None:
        return
    kind, clean = checked("", content)
    _write(folder, row.id, clean)
    row.kind, row.media_type, row.size, row.remote = kind.kind, kind.media_type, len(clean), None


def known(work: Work, ids: Sequence[str]) -> list[str]:
    """Those of these files that are here or on their way, in the same order."""
    there = set(work.session.scalars(select(Attachment.id).where(Attachment.id.in_(ids)))) if ids else set()
    return [one for one in ids if one in there]


def open_(work: Work, attachment_id: str, folder: Path) -> Opened:
    """The content of one file; whoever calls has asked the sight rule. NotVisible when there is none."""
    row = work.session.get(Attachment, attachment_id)
    if row is None:
        raise NotVisible(ref="")
    try:
        sealed = (folder / row.id).read_bytes()
        content = base64.b64decode(crypto.vault().open(sealed))
    except (FileNotFoundError, crypto.Erased) as error:
        raise NotVisible(ref="") from error
    return Opened(row.kind, row.media_type, content)


def of_case(work: Work, case: Case) -> list[Attachment]:
    """The files of a case in the order they came, without those that are still on their way."""
    query = select(Attachment).where(Attachment.case_id == case.id, Attachment.remote.is_(None))
    return list(work.session.scalars(query.order_by(Attachment.received_at, Attachment.id)))


def drop_unclaimed(work: Work, before: datetime, folder: Path) -> int:
    """Delete files older than `before` that went into no case, and those on disk without a row; how many.

    A file lies on disk before its row is committed: an hour is far more than that takes.
    """
    old = Attachment.case_id.is_(None) & (Attachment.received_at < before)
    for row in work.session.scalars(select(Attachment).where(old)):
        work.session.delete(row)
    work.session.flush()
    known = set(work.session.scalars(select(Attachment.id)))
    lost = [
        path
        for path in folder.glob("*")
        if path.name not in known and _is_older(path, work.now - WRITTEN_LONG_AGO)
    ]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def checked(name: str, content: bytes) -> tuple[FileType, bytes]:
    """What a file is, and its content as it may be kept. Raises FileTooLarge, FileNotTaken."""
    shown = name[:80]
    if len(content) > LARGEST:
        raise FileTooLarge(name=shown, n=LARGEST // 1024 // 1024)
    kind = type_of(content)
    if kind is None:
        raise FileNotTaken(name=shown)
    try:
        return kind, cleaned(content, kind)
    except Unreadable as error:
        raise FileNotTaken(name=shown) from error


def _write(folder: Path, attachment_id: str, content: bytes) -> None:
    """Whole or not at all, readable by this program's account alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealed = crypto.vault().seal(base64.b64encode(content).decode())
    draft = folder / f".{attachment_id}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / attachment_id)


def _is_older(path: Path, before: datetime) -> bool:
    return path.stat().st_mtime < before.timestamp()
