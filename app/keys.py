"""The file of identity keys: read again whenever it has changed, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class KeyFile:
    """Fernet keys, the newest first; asked at each use, it costs a look at the file's date."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at = (0, 0)
        self._keys: tuple[str, ...] = ()

    def __call__(self) -> tuple[str, ...]:
        """The keys as they stand now."""
        found = self._path.stat()
        if (found.st_mtime_ns, found.st_ino) != self._read_at:
            self._keys = tuple(key.strip() for key in self._path.read_text().split(","))
            self._read_at = (found.st_mtime_ns, found.st_ino)
        return self._keys

    def write(self, *keys: str) -> None:
        """These keys from now on, in the place of what was there; for this account alone."""
        descriptor, draft = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")  # mode 600
        with os.fdopen(descriptor, "w") as file:
            file.write(",".join(keys))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(self._path)
