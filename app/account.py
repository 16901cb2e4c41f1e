"""The system account that serves the database when the program itself runs as root.

PostgreSQL refuses to run as root. A small account without shell or home is made for it, and folders on the
way to its files are opened to pass through (`o+x`), never to read.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import OperatorError, sentence

NAME = "langnghe"
_WAYS_TO_MAKE_IT = (
    ("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME),
    ("adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", NAME),
)

Tell = Callable[[str], None]


class NoAccount(OperatorError):
    """No account could be made."""


@dataclass(frozen=True)
class Account:
    """User and group id of a system account."""

    user: int
    group: int

    def own(self, path: Path, mode: int = 0o700) -> None:
        """Hand a file or folder over to the account, closed to all others."""
        os.chown(path, self.user, self.group)
        path.chmod(mode)


def account_for_root(files: Path, tell: Tell) -> Account | None:
    """The account to run PostgreSQL as: the owner of `files` if there is one, else the account made for it.

    None for an ordinary user, who runs it as themselves. Raises NoAccount.
    """
    if os.geteuid() != 0:
        return None
    if files.exists() and files.stat().st_uid != 0:
        return Account(files.stat().st_uid, files.stat().st_gid)
    entry = _entry() or _made(tell)
    return Account(entry.pw_uid, entry.pw_gid)


def open_the_way(path: Path, tell: Tell) -> None:
    """Let others pass through the folders above `path`, each named to the operator."""
    for folder in reversed(path.resolve().parents):
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode & 0o7777 | 0o001)
            tell(sentence("cli.account.opened", folder=folder))


def let_others_read(tree: Path) -> None:
    """Give others what the owner may do with the programs below `tree`, writing excepted."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode & 0o7777
            path.chmod(mode | (mode & 0o500) >> 6)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _made(tell: Tell) -> pwd.struct_passwd:
    for program, *arguments in _WAYS_TO_MAKE_IT:
        found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if found:
            subprocess.run([found, *arguments], capture_output=True, check=False)
        if entry := _entry():
            tell(sentence("cli.account.made", name=NAME))
            return entry
    raise NoAccount("cli.account.none", name=NAME)
