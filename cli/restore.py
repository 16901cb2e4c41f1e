"""`langnghe restore FILE`: a backup becomes the database, the keys and the files of an empty installation."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path
from tarfile import TarFile
from typing import IO, Annotated, cast

import typer
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, select

from app import migrate
from app.database import database_url, opened
from app.errors import sentence
from app.locks import tried
from app.training import fingerprint
from casework.records import Case, Conversation, Invitation, StaffMember
from cli import _archive
from cli._archive import Manifest
from cli._terminal import tell
from cli.refusal import Refused
from settings import Settings, settings


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=sentence("cli.restore.help.file"))],
) -> None:
    """Restore into an empty database; exit 1, and nothing changed, when that cannot be."""
    chosen = settings()
    with _opened(file) as archive, tried(chosen.make_folder() / "run.lock") as free:
        manifest = Manifest.of(archive, file)
        _check_schema(manifest, file)
        _archive.check_whole(archive, file)
        _check_keys(archive, chosen)
        if not free:
            raise Refused("cli.restore.running")
        with opened(chosen, tell):
            _check_empty(database_url(chosen))
            _restore_keys(archive, chosen)
            _restore_files(archive, chosen.make_folder("attachments"))
            _restore_database(archive, database_url(chosen), chosen.make_folder())
    typer.echo(sentence("cli.restore.done", cases=manifest.cases, files=manifest.attachments))
    if manifest.model != fingerprint():
        typer.echo(sentence("cli.restore.model"))


def _opened(file: Path) -> TarFile:
    try:
        return tarfile.open(file, "r:gz")
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Refused("cli.restore.no_backup", file=file) from error


def _check_schema(manifest: Manifest, file: Path) -> None:
    """A backup of a newer program holds what this one does not know."""
    known = {
        script.revision for script in ScriptDirectory.from_config(migrate.configuration()).walk_revisions()
    }
    if not known.issuperset(manifest.schema.split(",")):
        raise Refused("cli.restore.newer", file=file)


def _check_empty(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = (Case, Conversation, StaffMember, Invitation)
        full = any(connection.execute(select(table).limit(1)).first() for table in tables)
    engine.dispose()
    if full:
        raise Refused("cli.restore.not_empty")


def _check_keys(archive: TarFile, chosen: Settings) -> None:
    """A key that the environment gives must be the one of the backup, or nothing could be read."""
    given = {"secret_key": chosen.given_secret_key, "identity_key": chosen.given_identity_key}
    for name, key in given.items():
        if key is not None and key.get_secret_value() != _key(archive, name):
            raise Refused("cli.restore.other_key", name=name.upper())


def _restore_keys(archive: TarFile, chosen: Settings) -> None:
    """The keys of an empty database, which have opened nothing yet, give way."""
    folder = chosen.make_folder("keys")
    folder.chmod(0o700)
    for name in _archive.KEYS:
        _write(folder / name, _key(archive, name).encode())


def _key(archive: TarFile, name: str) -> str:
    return _archive.content(archive, f"keys/{name}").decode()


def _restore_files(archive: TarFile, folder: Path) -> None:
    for name, content in _archive.attachments(archive):
        _write(folder / name, content.read())


def _restore_database(archive: TarFile, url: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        dumped = Path(place) / "database"
        with dumped.open("wb") as target:
            shutil.copyfileobj(cast("IO[bytes]", archive.extractfile(_archive.DATABASE)), target)
        _archive.load(url, dumped)
    migrate.upgrade(url)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, for this account alone."""
    draft = path.with_name(f".{path.name}.restored")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
