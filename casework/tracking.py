"""The link by which anyone who was given it follows one case: the ref and a token that only we can make."""

from __future__ import annotations

import hmac

from sqlalchemy import select

from casework import crypto
from casework.records import Case
from casework.rules.ref import parse_ref
from casework.terms import NotVisible
from casework.work import Work

_TOKEN_LENGTH = 22  # hexadecimal digits: 88 bits


def token(ref: str) -> str:
    """The secret part of the link of a case."""
    return crypto.vault().index("track", ref)[:_TOKEN_LENGTH]


def link(public_url: str, ref: str) -> str:
    """The address of the tracking page of a case; `public_url` without a slash at the end."""
    return f"{public_url}/t/{ref}?k={token(ref)}"


def case_by_link(work: Work, typed_ref: str, given: str) -> Case:
    """The case of a tracking link; NotVisible in the same words for a wrong ref and for a wrong token."""
    ref = parse_ref(typed_ref) or ""
    right = hmac.compare_digest(token(ref).encode(), given.encode())
    case = work.session.scalar(select(Case).where(Case.ref == ref)) if right else None
    if case is None:
        raise NotVisible(ref=typed_ref[:30])
    return case
