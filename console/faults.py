"""Refusals become one sentence: a line of JSON for programs, a page for people, never a stack trace."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casework.rules.workflow import MOVES
from casework.terms import BadInvitation, CaseworkError, Incomplete, NotAllowed, NotVisible, TooMany
from console import pages
from console.locks import Busy
from console.markup import safe
from dialogue.outgoing import Outgoing
from dialogue.reply import Line, line, reply
from dialogue.staff_words import refusal, spoken
from texts import UnknownText

log = structlog.get_logger()


@dataclass(frozen=True)
class Fault:
    """A status and the sentence that goes with it."""

    status: int
    line: Line


class Refused(Exception):
    """A request that cannot be taken as it is."""

    def __init__(self, status: int, key: str, **params: object) -> None:
        super().__init__(key)
        self.fault = Fault(status, line(key, **params))


class SignInFirst(Exception):
    """A page of the console that nobody is signed in for."""


_BY_STATUS = {
    404: "web.error.not_found",
    405: "web.error.not_found",
    413: "web.error.too_large",
    422: "web.error.unreadable",
    503: "web.error.down",
}
_REFUSALS: dict[type[CaseworkError], int] = {
    NotVisible: 404,
    Incomplete: 422,
    BadInvitation: 403,
    TooMany: 429,
}
_AWAY = (OperationalError, PoolExhausted)


def said(scope: Scope, fault: Fault) -> Response:
    """The answer of this fault: JSON below /api, else a page."""
    connection = HTTPConnection(scope)
    if scope["path"].startswith("/api/"):
        spoken_here = getattr(connection.state, "language", None) or pages.understood(connection)
        return JSONResponse({"error": _sentence(connection, fault, spoken_here).plain}, fault.status)
    sentence = Markup(safe(_sentence(connection, fault, pages.language(connection)).text))  # noqa: S704 - cleaned
    missing = fault.status == 404
    back = _back(scope["path"], missing=missing)
    return pages.show(
        connection, "fault.html", status=fault.status, sentence=sentence, missing=missing, back=back
    )


def _back(path: str, *, missing: bool) -> str:
    """Where to go on from here: to the case a form was about, the queue, or the public page."""
    if path.startswith("/console/cases/") and not missing:
        return "/".join(path.split("/")[:4])
    return "/console" if path.startswith("/console") else "/"


def _sentence(connection: HTTPConnection, fault: Fault, language: str) -> Outgoing:
    """The refusal in words; one without words of its own is at least not silent."""
    rules = connection.app.state.site.house.rules
    try:
        return spoken(reply(fault.line), language, rules)
    except UnknownText:
        log.error("refusal has no words", key=fault.line[0])
        return spoken(reply(line("web.error.unreadable")), language, rules)


def handle(app: FastAPI) -> None:
    """Give an application its exception handlers and the boundary behind them."""

    def refused(request: Request, error: Exception) -> Response:
        return said(request.scope, fault_of(error))

    for kind in (Refused, CaseworkError, HTTPException, RequestValidationError, Busy, *_AWAY):
        app.add_exception_handler(kind, refused)
    app.add_exception_handler(SignInFirst, _to_sign_in)
    app.add_middleware(_Boundary)


def _to_sign_in(request: Request, _: Exception) -> Response:
    """A part of a page that is fetched alone sends the whole page there."""
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": "/console"})
    return RedirectResponse("/console", HTTPStatus.SEE_OTHER)


def fault_of(error: Exception) -> Fault:
    """What to say of an exception that has a meaning to people."""
    if isinstance(error, Refused):
        return error.fault
    if isinstance(error, CaseworkError):
        return Fault(_status(error), refusal(error))
    if isinstance(error, Busy):
        return Fault(503, line("web.error.busy"))
    if isinstance(error, _AWAY):
        log.error("database away", error=type(error).__name__)
        return Fault(503, line("web.error.down"))
    status = error.status_code if isinstance(error, HTTPException) else 422
    return Fault(status, line(_BY_STATUS.get(status, "web.error.unreadable")))


def _status(error: CaseworkError) -> int:
    """Not allowed to this person: 403; not possible to anybody as the case stands now: 409."""
    if isinstance(error, NotAllowed):
        return 403 if (error.params.get("state"), error.params.get("move")) in MOVES else 409
    return next((status for kind, status in _REFUSALS.items() if isinstance(error, kind)), 400)


class _Boundary:
    """Anything else is our fault: said so, logged by its kind and place, never by its values."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            log.error("page failed", error=type(error).__name__, place=_place(error))
            await said(scope, Fault(500, line("web.error.broken")))(scope, receive, send)


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
