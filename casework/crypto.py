"""Encryption of what must not be read in the database: identities, addresses, free text.

Two layers. `Vault` (MultiFernet over IDENTITY_KEY) wraps addresses, names and the key of each case.
`CaseKey` material encrypts the free text of one case; destroying that key erases the text for good
while the events still replay (PRODUCT section 3).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Erased(Exception):
    """The text was erased: its key is gone or cannot open it."""


class Vault:
    """Seals small values under the rotating identity keys and makes keyed pseudonyms.

    `identity_keys`: Fernet keys, the newest first, or what tells them: asked at each use, so that a change of
    keys reaches a running process at once. `secret`: any string of 32 characters or more.
    """

    def __init__(self, identity_keys: Sequence[str] | Callable[[], Sequence[str]], secret: str) -> None:
        self._keys = identity_keys if callable(identity_keys) else lambda: identity_keys
        self._known: tuple[str, ...] = ()
        self._opened: MultiFernet = self._fernet
        self._secret = secret.encode()

    def seal(self, value: str) -> bytes:
        """Encrypt one value under the newest key."""
        return self._fernet.encrypt(value.encode())

    def open(self, sealed: bytes) -> str:
        """Decrypt; raises Erased if no key fits."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise Erased from error

    def seal_json(self, value: Any) -> bytes:
        """Encrypt a JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False))

    def open_json(self, sealed: bytes) -> Any:
        """Decrypt a JSON value; raises Erased."""
        return json.loads(self.open(sealed))

    def is_newest(self, sealed: bytes) -> bool:
        """Whether a value is sealed under the newest key."""
        try:
            Fernet(self._keys()[0]).decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def rotate(self, sealed: bytes) -> bytes:
        """Encrypt again under the newest key."""
        return self._fernet.rotate(sealed)

    def pseudonym(self, *parts: object) -> str:
        """Keyed, one-way name of a conversation: 32 hexadecimal characters.

        Without the secret nobody can test whether a Telegram id belongs to it.
        """
        return self._digest("pseudonym", *parts)[:32]

    def index(self, *parts: object) -> str:
        """Blind index for equality look-up of a sealed value (phone, one-time code)."""
        return self._digest("index", *parts)

    @property
    def _fernet(self) -> MultiFernet:
        keys = tuple(self._keys())
        if keys != self._known:
            self._opened = MultiFernet([Fernet(key) for key in keys])
            self._known = keys
        return self._opened

    def _digest(self, purpose: str, *parts: object) -> str:
        text = "\x1f".join([purpose, *map(str, parts)])
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def new_case_key() -> str:
    """A fresh key for the free text of one case."""
    return Fernet.generate_key().decode()


def encrypt_text(key: str, text: str) -> bytes:
    """Encrypt one free text of a case."""
    return Fernet(key).encrypt(text.encode())


def decrypt_text(key: str, sealed: bytes) -> str:
    """Decrypt one free text of a case; raises Erased."""
    try:
        return Fernet(key).decrypt(sealed).decode()
    except InvalidToken as error:
        raise Erased from error


_vaults: list[Vault] = []


def use_vault(vault: Vault) -> None:
    """Called once by the composition root: the vault under which records are sealed in this process."""
    _vaults[:] = [vault]


def vault() -> Vault:
    """The vault of this process; RuntimeError when the composition root forgot it."""
    if not _vaults:
        raise RuntimeError("casework.crypto.use_vault was not called")
    return _vaults[0]
