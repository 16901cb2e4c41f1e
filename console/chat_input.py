"""What the chat page or a program sends, checked before anything is done with it."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from casework.attachments import AT_ONCE, LARGEST
from console.faults import Refused
from texts import LANGUAGES

LONGEST_TEXT = 20_000  # characters that are kept; the dialogue reads fewer and says so
_LONGEST_SESSION = 200
_SESSION = re.compile(r"[A-Za-z0-9_+/=-]{22,}")  # 128 bits in base64
_TOO_FEW_HEX = re.compile(r"[0-9A-Fa-f-]{1,31}")  # in hexadecimal digits they take 32
_MESSAGE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Upload:
    """One file as it was sent; at most one byte more than allowed is read of it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """One message to the dialogue. `said`: {"text"} or {"button"}; `language`: of a new conversation."""

    session: str
    message_id: str
    said: dict[str, str]
    files: list[Upload] = field(default_factory=list)
    language: str | None = None


async def read(request: Request, *, near: bool) -> Message:
    """The message in a request; `near`: it comes from this machine. Raises Refused with a 4xx."""
    kind = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        fields, files = await _multipart(request)
    elif kind in {"application/json", "text/json", "text/plain"}:
        fields, files = await _json(request), []
    else:
        raise Refused(415, "web.error.unreadable")
    language = fields.get("language")
    return Message(
        session=session_of(fields.get("session"), near=near),
        message_id=_message_id(fields.get("message_id")),
        said=_said(fields, files),
        files=files,
        language=language if language in LANGUAGES else None,
    )


def session_of(value: object, *, near: bool) -> str:
    """The session, if nobody could guess it; a short one is good enough on this machine itself (`near`)."""
    if not isinstance(value, str) or not value or len(value) > _LONGEST_SESSION or not value.isprintable():
        raise Refused(400, "web.error.no_session")
    if near:
        return value
    if not _SESSION.fullmatch(value) or _TOO_FEW_HEX.fullmatch(value):
        raise Refused(400, "web.error.short_session")
    return value


def clean(text: str) -> str:
    """The text without what no keyboard types: lone surrogates, control and direction marks."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub("", whole.replace("\r\n", "\n"))[:LONGEST_TEXT]


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise Refused(400, "web.error.unreadable") from None
    if not isinstance(body, dict):
        raise Refused(400, "web.error.unreadable")
    return body


async def _multipart(request: Request) -> tuple[dict[str, Any], list[Upload]]:
    try:
        async with request.form(max_files=4 * AT_ONCE, max_fields=20) as form:
            return _fields(form), await _uploads(form)
    except HTTPException as error:
        raise Refused(error.status_code, "web.error.unreadable") from None


def _fields(form: FormData) -> dict[str, Any]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _uploads(form: FormData) -> list[Upload]:
    sent = [value for value in form.getlist("files") if isinstance(value, UploadFile) and value.filename]
    if len(sent) > AT_ONCE:
        raise Refused(400, "web.error.too_many_files", n=AT_ONCE)
    return [Upload(clean(file.filename or ""), await file.read(LARGEST + 1)) for file in sent]


def _said(fields: dict[str, Any], files: list[Upload]) -> dict[str, str]:
    given = {name: fields[name] for name in ("text", "button") if fields.get(name) not in (None, "")}
    if not all(isinstance(value, str) for value in given.values()):
        raise Refused(400, "web.error.unreadable")
    if len(given) > 1:
        raise Refused(400, "web.error.one_thing")
    said = {name: clean(value).strip() for name, value in given.items()}
    if not any(said.values()) and not files:
        raise Refused(400, "web.error.nothing")
    return said or {"text": ""}


def _message_id(value: object) -> str:
    """A part of the turn's key: as given where it fits in, else its digest; a new one when there is none."""
    if value is None or value == "":
        return secrets.token_hex(16)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refused(400, "web.error.unreadable")
    text = str(value)
    if _MESSAGE_ID.fullmatch(text):
        return text
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
