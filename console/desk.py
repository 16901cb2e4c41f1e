"""The staff console: signing in by a one-time link, the desk's queue, notices, search, language."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from casework import conversations, crypto, queries, sign_in, staff, threads
from casework.records import Conversation
from casework.terms import Channel
from console import (
    desk_absence,
    desk_answer,
    desk_case,
    desk_identity,
    desk_oversight,
    desk_patterns,
    desk_reports,
    desk_sign_in,
    desk_weekly,
    messages,
    pages,
)
from console.chat import download
from console.desk_site import COOKIE, Desk, at_desk
from console.desk_view import queue_rows
from console.faults import Refused, SignInFirst
from console.markup import safe
from console.site import FormOf, SiteOf
from texts import LANGUAGES

router = APIRouter(prefix="/console")
router.include_router(desk_case.router)
router.include_router(desk_answer.router)
router.include_router(desk_sign_in.router)
router.include_router(desk_patterns.router)
router.include_router(desk_identity.router)
router.include_router(desk_reports.router)
router.include_router(desk_weekly.router)
router.include_router(desk_absence.router)
router.include_router(desk_oversight.router)


@router.get("")
def queue(request: Request, site: SiteOf) -> Response:
    """The open cases of the desk, the most urgent first; without a sign-in, how to sign in."""
    try:
        with at_desk(request, site) as desk:
            cases = queries.queue_of(desk.work.session, desk.work.rules, desk.member)
            wants = _needs_password(desk)
            return desk.show("queue.html", rows=queue_rows(desk, cases), wants_password=wants)
    except SignInFirst:
        return pages.show(request, "desk/sign_in.html", bot=site.options.bot)


@router.get("/join")
def confirm(request: Request, code: str = "") -> Response:
    """Asks for one more press: a preview of the link must not use up the code."""
    return pages.show(request, "desk/join.html", code=code)


@router.post("/join")
def join(request: Request, site: SiteOf, form: FormOf) -> Response:
    """Use a one-time code: become staff and sign in this browser. Raises BadInvitation."""
    with site.house.work() as work:
        pseudonym = crypto.vault().pseudonym("console", secrets.token_hex(16))
        met = conversations.meet(work.session, pseudonym, Channel.WEB, work.now)
        met.language = pages.chosen(request) or met.language
        member = staff.join(work.session, form.get("code", "").strip(), pseudonym, work.now)
        token = staff.sign_in(work.session, member, work.now)
    response = _to_queue()
    desk_sign_in.keep_session(response, site, token)
    return response


@router.post("/sign-out")
def sign_out(request: Request, site: SiteOf) -> Response:
    """End this sign-in."""
    with site.house.work() as work:
        staff.sign_out(work.session, request.cookies.get(COOKIE, ""), work.now)
    response = _to_queue()
    response.delete_cookie(COOKIE, path="/console")
    return response


@router.get("/search")
def search(request: Request, site: SiteOf, ref: str = "") -> Response:
    """To the case with this ref as typed; NotVisible in the same words whether hidden or not there."""
    with at_desk(request, site) as desk:
        found = desk.case(ref).ref
    return RedirectResponse(f"/console/cases/{found}", HTTPStatus.SEE_OTHER)


@router.get("/notices")
def notices(request: Request, site: SiteOf) -> Response:
    """What this member was told, the newest first; counts as read now."""
    with at_desk(request, site) as desk:
        found = threads.of_member(desk.work.session, desk.member, desk.work.now)
        told = [(notice, out) for notice in found if (out := messages.words_of(desk.work, notice))]
        threads.mark_read(desk.work.session, found, desk.work.now)
        rows = [{"notice": notice, "html": safe(out.text), "out": out} for notice, out in told]
        return desk.show("notices.html", rows=rows)


@router.get("/notices/{notice_id}/files/{number}")
def notice_file(request: Request, site: SiteOf, notice_id: int, number: int) -> Response:
    """A file that came with a notice to this member: a chart, a page, a table."""
    with at_desk(request, site) as desk:
        mine = threads.of_member(desk.work.session, desk.member, desk.work.now)
        outgoing = next((messages.words_of(desk.work, each) for each in mine if each.id == notice_id), None)
    if outgoing is None or not 0 <= number < len(outgoing.files):
        raise Refused(404, "web.error.not_found")
    file = outgoing.files[number]
    return download(file.content, file.media_type, file.name)


@router.post("/language")
def language(request: Request, site: SiteOf, form: FormOf) -> Response:
    """The language of everything said to this member, here and on Telegram."""
    wanted = form.get("language")
    with at_desk(request, site) as desk:
        conversation = desk.work.session.get(Conversation, desk.member.pseudonym)
        if conversation is not None and wanted in LANGUAGES:
            conversation.language = wanted
    return _to_queue()


def _to_queue() -> RedirectResponse:
    return RedirectResponse("/console", HTTPStatus.SEE_OTHER)


def _needs_password(desk: Desk) -> bool:
    """Without Telegram and a password there is no way back when this sign-in ends."""
    conversation = desk.work.session.get(Conversation, desk.member.pseudonym)
    by_web = conversation is None or conversation.channel is Channel.WEB
    return by_web and not sign_in.has_password(desk.work.session, desk.member)
