"""What the composition root tells the web: where it lives and where files lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """`public_url` as people type it, without a slash at the end; `attachments`: the folder of sealed files.

    `loopback`: the program listens for this machine alone; limits for strangers are off for its own clients.
    `bot`: the name of the Telegram bot without @, None when it does not run.
    """

    public_url: str
    attachments: Path
    secure_cookies: bool
    loopback: bool = False
    bot: str | None = None
