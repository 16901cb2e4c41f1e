"""`langnghe backup FILE`: everything that must not be lost, in one file that only its owner can read."""

from __future__ import annotations

import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tarfile import TarFile, TarInfo
from typing import IO, Annotated

import typer
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from app.database import database_url
from app.errors import sentence
from app.training import fingerprint
from casework.records import Case
from casework.rules.deadlines import in_vietnam
from casework.work import House
from cli import _archive
from cli._archive import FORMAT, Manifest
from cli._house import house
from cli.refusal import Refused
from settings import Settings, settings


def run(file: Annotated[Path, typer.Argument(metavar="FILE", help=sentence("cli.backup.help.file"))]) -> None:
    """Write FILE (tar.gz, mode 600); exit 1 if it is there already. `./run` may go on meanwhile."""
    chosen = settings()
    with _new(file) as target, house() as it:
        stored = sorted(path for path in _folder(chosen).glob("*") if not path.name.startswith("."))
        manifest = _manifest(it, len(stored))
        with tarfile.open(fileobj=target, mode="w:gz", compresslevel=6) as archive:
            _add(archive, _archive.MANIFEST, manifest.as_json())
            for name, key in _archive.keys_of(chosen).items():
                _add(archive, f"keys/{name}", key.encode())
            _add_database(archive, chosen, file.parent)
            for path in stored:
                archive.add(path, _archive.ATTACHMENTS + path.name, recursive=False)
    size = f"{file.stat().st_size / 1e6:.1f}"
    typer.echo(sentence("cli.backup.done", file=file, cases=manifest.cases, files=len(stored), size=size))


@contextmanager
def _new(file: Path) -> Iterator[IO[bytes]]:
    """A file that was not there before; gone again when writing it fails."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("cli.backup.exists", file=file) from None
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _manifest(it: House, stored: int) -> Manifest:
    with it.work() as work:
        heads = MigrationContext.configure(work.session.connection()).get_current_heads()
        return Manifest(
            format=FORMAT,
            made_at=in_vietnam(work.now).isoformat(),
            schema=",".join(heads),
            cases=work.session.scalars(select(func.count()).select_from(Case)).one(),
            attachments=stored,
            model=fingerprint(),
        )


def _add_database(archive: TarFile, chosen: Settings, folder: Path) -> None:
    """By way of a file: an archive wants to know sizes beforehand."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        dumped = Path(place) / "database"
        _archive.dump(database_url(chosen), dumped)
        archive.add(dumped, _archive.DATABASE)


def _add(archive: TarFile, name: str, content: bytes) -> None:
    entry = TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, BytesIO(content))


def _folder(chosen: Settings) -> Path:
    return chosen.make_folder("attachments")
