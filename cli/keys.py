"""`langnghe keys`: a new identity key for everything that is sealed, while the program goes on working."""

from __future__ import annotations

import time
from pathlib import Path

import typer
from cryptography.fernet import Fernet
from rich.console import Console
from rich.progress import Progress

from app.errors import sentence
from app.keys import KeyFile
from app.locks import held
from casework import rotation
from casework.work import House
from cli._house import house
from cli._terminal import tell
from cli.refusal import Refused
from settings import Settings, settings

SEEN_EVERYWHERE = 2.0  # seconds after which every process seals under the new key
PATIENCE = 600.0  # seconds for transactions that began before to end

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command(help=sentence("cli.keys.help.make"))
def make() -> None:
    """Print a new key, for IDENTITY_KEY in the environment."""
    typer.echo(Fernet.generate_key().decode())


@app.command(help=sentence("cli.keys.help.rotate"))
def rotate() -> None:
    """Seal everything under a new key; the old one is retired only when nothing is left under it.

    Interrupted at any moment it may be run again and goes on. Raises Refused.
    """
    chosen = settings()
    file = chosen.identity_key_file
    with (
        house() as it,
        held(chosen.make_folder("keys") / "lock", lambda: tell(sentence("cli.keys.elsewhere"))),
    ):
        ring = KeyFile(file) if file else None
        _add_key(chosen, ring)
        _let_older_writes_end(it)
        renewed = _renew_all(it, chosen.make_folder("attachments"))
        typer.echo(sentence("cli.keys.renewed", n=renewed))
        if ring is None:
            typer.echo(sentence("cli.keys.take_out"))
            return
        ring.write(ring()[0])
        typer.echo(sentence("cli.keys.retired"))


def _add_key(chosen: Settings, ring: KeyFile | None) -> None:
    """The new key in front, the old one behind it; a rotation that was interrupted has done so already."""
    known = ring() if ring else tuple(chosen.identity_keys)
    if len(known) > 1:
        return
    if ring is None:
        raise Refused("cli.keys.one_in_environment")
    ring.write(Fernet.generate_key().decode(), *known)
    tell(sentence("cli.keys.added"))


def _let_older_writes_end(it: House) -> None:
    """What was sealed under the old key a moment ago is in the database before it is looked for."""
    time.sleep(SEEN_EVERYWHERE)
    until = time.monotonic() + PATIENCE
    with it.work() as work:
        since = rotation.moment(work.session)
    while True:
        with it.work() as work:
            if not rotation.under_way_since(work.session, since):
                return
        if time.monotonic() > until:
            raise Refused("cli.keys.busy")
        time.sleep(0.5)


def _renew_all(it: House, folder: Path) -> int:
    renewed = 0
    with Progress(console=Console(stderr=True)) as bars:
        for name, column in rotation.parts():
            with it.work() as work:
                task = bars.add_task(name, total=rotation.count(work.session, column))
            renewed += rotation.renew_column(it, column, lambda n, t=task: bars.advance(t, n))  # type: ignore[misc]
        task = bars.add_task(folder.name, total=len(rotation.files(folder)))
        return renewed + rotation.renew_files(folder, lambda n: bars.advance(task, n))
