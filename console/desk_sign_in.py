"""Signing in again: by the bot, which asks who looks at this page, or by a password."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import sign_in, staff
from casework.terms import SignInOver
from console import pages
from console.desk_site import COOKIE, at_desk
from console.faults import Refused
from console.site import FormOf, Site, SiteOf

router = APIRouter()

WAITING = "sign_in"


@router.post("/sign-in/telegram")
def ask_the_bot(request: Request, site: SiteOf) -> Response:
    """A link to the bot and two digits; this browser alone can be let in by them."""
    if site.options.bot is None:
        raise Refused(404, "web.error.not_found")
    with site.house.work() as work:
        nonce, browser = sign_in.ask(work)
    link = f"https://t.me/{site.options.bot}?start=login_{nonce}"
    shown = pages.show(request, "desk/by_bot.html", link=link, code=sign_in.match_code(nonce))
    _keep(shown, site, WAITING, browser, seconds=int(sign_in.ASKED_FOR.total_seconds()))
    return shown


@router.get("/sign-in/wait")
def wait(request: Request, site: SiteOf) -> Response:
    """Asked again and again by the page: leads on when the bot was told yes, back when it is over."""
    try:
        with site.house.work() as work:
            token = sign_in.finish(work, request.cookies.get(WAITING, ""))
    except SignInOver:
        return _lead(request)
    if token is None:
        return Response(status_code=204)
    response = _lead(request)
    keep_session(response, site, token)
    response.delete_cookie(WAITING, path="/console")
    return response


@router.post("/sign-in/password")
def by_password(site: SiteOf, form: FormOf) -> Response:
    """The number of a member and the password; every refusal says the same."""
    with site.house.work() as work:
        token = sign_in.by_password(work, form.get("number", "").strip(), form.get("password", "")[:200])
    if token is None:
        raise Refused(403, "web.error.password")
    response = RedirectResponse("/console", HTTPStatus.SEE_OTHER)
    keep_session(response, site, token)
    return response


@router.get("/password")
def password(request: Request, site: SiteOf) -> Response:
    """Where a member sets the password for the next time."""
    with at_desk(request, site) as desk:
        return desk.show("password.html", shortest=sign_in.SHORTEST)


@router.post("/password")
def set_password(request: Request, site: SiteOf, form: FormOf) -> Response:
    """Keep it; raises WeakPassword."""
    with at_desk(request, site) as desk:
        sign_in.set_password(desk.work, desk.member, form.get("password", "")[:200])
    return RedirectResponse("/console", HTTPStatus.SEE_OTHER)


def keep_session(response: Response, site: Site, token: str) -> None:
    """Sign this browser in."""
    _keep(response, site, COOKIE, token, seconds=int(staff.SIGNED_IN_FOR.total_seconds()))


def _lead(request: Request) -> Response:
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": "/console"})
    return RedirectResponse("/console", HTTPStatus.SEE_OTHER)


def _keep(response: Response, site: Site, name: str, value: str, *, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/console",
        secure=site.options.secure_cookies,
        httponly=True,
        samesite="lax",
    )
