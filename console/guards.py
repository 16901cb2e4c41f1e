"""What holds for every request before and after its view: headers, foreign sites, the size of a body."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.faults import Fault, said
from dialogue.reply import line

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})
_KILOBYTE = 1024
_LARGEST_BODIES = {"/api/chat": 52 * _KILOBYTE * _KILOBYTE, "/telegram/": _KILOBYTE * _KILOBYTE}
_LARGEST_BODY = 256 * _KILOBYTE

# Pico draws its small icons from data: addresses in the style sheet; everything else comes from here.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_GOOD = "public, max-age=31536000, immutable"  # addresses of static files change with their content
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


def guard(app: FastAPI, *, https: bool) -> None:
    """Put the guards in front of an application; `https`: it is reached by TLS alone."""
    app.add_middleware(_BodyLimit)
    app.add_middleware(_OwnSiteOnly)
    app.add_middleware(_SafeHeaders, headers={**_HEADERS, **(_HTTPS_ONLY if https else {})})


class _SafeHeaders:
    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                is_static = scope["path"].startswith("/static/") and message["status"] == 200
                headers["Cache-Control"] = _FOR_GOOD if is_static else "no-store"
            await send(message)

        await self.app(scope, receive, with_headers)


class _OwnSiteOnly:
    """Refuses what another site makes a browser send.

    Programs that are no browser send neither header: the chat's interface is theirs too, the console is not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS and not _is_own(scope):
            await said(scope, Fault(403, line("web.error.foreign")))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN
    origin = headers.get("origin")
    if origin is not None:  # browsers older than the header above
        return urlsplit(origin).netloc == headers.get("host")
    return not scope["path"].startswith("/console")


class _BodyLimit:
    """Stops reading where no honest body goes on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit, taken = _limit(scope["path"]), 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413)
            return message

        if _announced(scope) > limit:
            await said(scope, Fault(413, line("web.error.too_large")))(scope, receive, send)
        else:
            await self.app(scope, counted, send)


def _limit(path: str) -> int:
    return next((size for start, size in _LARGEST_BODIES.items() if path.startswith(start)), _LARGEST_BODY)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0
