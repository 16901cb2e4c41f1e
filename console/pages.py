"""Pages: templates filled in, in the language their reader chose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from texts import LANGUAGES, Said, say, say_date, say_moment, say_number

STATIC = Path(__file__).parent / "static"
_TEMPLATES = Path(__file__).parent / "templates"
_COOKIE = "lang"
_A_YEAR = 365 * 24 * 3600


def language(connection: HTTPConnection) -> str:
    """The language of a page: the staff member's own, else as chosen here, else Vietnamese."""
    own = getattr(connection.state, "language", None)
    return own or chosen(connection) or LANGUAGES[0]


def chosen(connection: HTTPConnection) -> str | None:
    """The language that was chosen in this browser, by link or before."""
    wishes = (connection.query_params.get(_COOKIE), connection.cookies.get(_COOKIE))
    return next((wish for wish in wishes if wish in LANGUAGES), None)


def understood(connection: HTTPConnection) -> str:
    """The language for a line to a program: as chosen, else the first it says it accepts."""
    accepted = connection.headers.get("accept-language", "").split(",")
    known = (code for part in accepted if (code := part.split(";")[0].strip().split("-")[0]) in LANGUAGES)
    return chosen(connection) or next(known, LANGUAGES[0])


def show(connection: HTTPConnection, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from its template; a language chosen by the link is remembered."""
    spoken = language(connection)
    page = {"lang": spoken, "path": connection.url.path, "other_language": _switch(connection, spoken)}
    html = _environment().get_template(template).render(**_words(spoken), **page, **values)
    response = HTMLResponse(html, status)
    if connection.query_params.get(_COOKIE) == spoken:
        response.set_cookie(_COOKIE, spoken, max_age=_A_YEAR, samesite="lax")
    return response


def _switch(connection: HTTPConnection, spoken: str) -> str:
    """The address of this page in the other language."""
    other = next(code for code in LANGUAGES if code != spoken)
    kept = {key: value for key, value in connection.query_params.items() if key != _COOKIE}
    return f"{connection.url.path}?{urlencode({**kept, _COOKIE: other})}"


def _words(spoken: str) -> dict[str, Callable[..., Said | str]]:
    def in_language(key: str, **values: object) -> Said:
        return say(key, spoken, **values)

    return {
        "say": in_language,
        "date": partial(_in, say_date, spoken),
        "moment": partial(_in, say_moment, spoken),
        "number": partial(_in, say_number, spoken),
    }


def _in(write: Callable[[Any, str], str], spoken: str, value: Any) -> str:
    return write(value, spoken)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    return made


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for good."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
