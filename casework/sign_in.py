"""Ways back into the console: confirmed by the bot, or by a password for those without Telegram.

By the bot: the page shows a link and two digits, the bot asks which digits the page shows. Who is talked into
opening a stranger's link does not know them. One use, five minutes, bound to the browser that asked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import crypto, staff
from casework.records import SignInRequest, StaffMember, StaffPassword
from casework.terms import SignInOver, WeakPassword
from casework.work import Work

ASKED_FOR = timedelta(minutes=5)
CHOICES = 3  # pairs of digits that the bot offers, the right one among them
SHORTEST = 10
TRIES = 5  # before each further one has to wait, twice as long each time
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}


def ask(work: Work) -> tuple[str, str]:
    """A browser wants in: (what its link to the bot carries, what its cookie holds)."""
    nonce, browser = secrets.token_urlsafe(18), secrets.token_urlsafe(32)
    row = SignInRequest(
        nonce_digest=_digest("nonce", nonce),
        browser_digest=_digest("browser", browser),
        created_at=work.now,
        expires_at=work.now + ASKED_FOR,
    )
    work.session.add(row)
    work.session.flush()
    return nonce, browser


def match_code(nonce: str) -> str:
    """The two digits that the page shows: made from the link, so that nothing more need be kept."""
    return _codes(nonce)[0]


def offered_codes(nonce: str) -> list[str]:
    """The digits the bot offers, in an order that tells nothing."""
    return sorted(_codes(nonce))


def _codes(nonce: str) -> list[str]:
    numbers = bytes.fromhex(crypto.vault().index("match", nonce))
    return list(dict.fromkeys(f"{10 + number % 90}" for number in numbers))[:CHOICES]


def open_request(work: Work, nonce: str) -> SignInRequest:
    """The request behind a link; raises SignInOver when it was used, answered or is too old."""
    key = SignInRequest.nonce_digest == _digest("nonce", nonce)
    row = work.session.scalar(select(SignInRequest).where(key).with_for_update())
    if row is None or row.staff_id is not None or row.used_at is not None or row.expires_at < work.now:
        raise SignInOver
    return row


def confirm(work: Work, nonce: str, code: str, member: StaffMember) -> bool:
    """The member says which digits the page shows; any others end the request. Raises SignInOver."""
    row = open_request(work, nonce)
    if not hmac.compare_digest(code, match_code(nonce)):
        row.used_at = work.now
        return False
    row.staff_id = member.id
    return True


def finish(work: Work, browser: str) -> str | None:
    """The token of a session for the browser that asked, once it was confirmed; None until then.

    Raises SignInOver when there is nothing to wait for.
    """
    key = SignInRequest.browser_digest == _digest("browser", browser)
    row = work.session.scalar(select(SignInRequest).where(key).with_for_update())
    if row is None or row.used_at is not None or row.expires_at < work.now:
        raise SignInOver
    member = work.session.get(StaffMember, row.staff_id) if row.staff_id else None
    if member is None:
        return None
    row.used_at = work.now
    return None if member.revoked_at else staff.sign_in(work.session, member, work.now)


def has_password(session: Session, member: StaffMember) -> bool:
    """Whether this member can come back by a password."""
    return session.get(StaffPassword, member.id) is not None


def set_password(work: Work, member: StaffMember, password: str) -> None:
    """Keep the scrypt of a password; raises WeakPassword."""
    if len(password) < SHORTEST or len(set(password)) < SHORTEST // 2:
        raise WeakPassword(n=SHORTEST)
    salt = secrets.token_bytes(16)
    row = work.session.get(StaffPassword, member.id) or StaffPassword(staff_id=member.id)
    row.salt, row.digest, row.set_at = salt, _scrypt(password, salt), work.now
    row.failures, row.locked_until = 0, None
    work.session.add(row)
    work.session.flush()


def by_password(work: Work, number: str, password: str) -> str | None:
    """The token of a session for the member of this number; None when it is not to be had.

    Nothing is raised: a failed try is counted, and the caller commits. Unknown numbers cost the same time.
    """
    staff_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 12 else 0
    row = work.session.get(StaffPassword, staff_id, with_for_update=True)
    if row is None:
        _scrypt(password, b"nobody's salt...")
        return None
    if row.locked_until is not None and work.now < row.locked_until:
        return None
    if not hmac.compare_digest(_scrypt(password, row.salt), row.digest):
        _count_failure(work, row)
        return None
    row.failures, row.locked_until = 0, None
    member = work.session.get_one(StaffMember, staff_id)
    return None if member.revoked_at else staff.sign_in(work.session, member, work.now)


def _count_failure(work: Work, row: StaffPassword) -> None:
    row.failures += 1
    if row.failures >= TRIES:
        row.locked_until = work.now + min(FIRST_WAIT * 2 ** min(row.failures - TRIES, 10), LONGEST_WAIT)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **SCRYPT)


def _digest(purpose: str, secret: str) -> str:
    return crypto.vault().index("sign_in", purpose, secret)
