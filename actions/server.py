"""The action route that Rasa calls: a listener of its own, on loopback only."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor

from actions.asking import PickCase
from actions.base import CaseAction
from actions.cases import AskDetail, CaseMove, ShowCase, Status, TakeDetail, ValidateDetailForm
from actions.channels import Fallback, Redirect
from actions.my_data import Forget, MyData
from actions.report import AskStory, AskUnit, Cancel, Resume, Send, ShowCard, ValidateReportForm
from actions.slips import Remind
from actions.talk import SetLanguage, Tell
from casework.work import House

ACTIONS: tuple[type[CaseAction], ...] = (
    ValidateReportForm,
    AskStory,
    AskUnit,
    ShowCard,
    Send,
    Cancel,
    Redirect,
    Fallback,
    Tell,
    SetLanguage,
    Status,
    ShowCase,
    CaseMove,
    ValidateDetailForm,
    AskDetail,
    TakeDetail,
    MyData,
    Forget,
    PickCase,
    Resume,
    Remind,
)


def action_app(house: House, public_url: str) -> FastAPI:
    """The ASGI application behind ACTIONS_PORT; `public_url`: where pages for citizens are."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(house, public_url))
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhook")
    async def webhook(request: Request) -> JSONResponse:
        result = await executor.run(await request.json())
        done = result.model_dump() if result else {"events": [], "responses": []}
        return JSONResponse(done)

    del health, webhook
    return app


def action_names() -> list[str]:
    """The names of all actions, as domain.yml must list them."""
    unbound: Any = None
    return [action(unbound, "").name() for action in ACTIONS]
