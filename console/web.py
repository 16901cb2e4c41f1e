"""The web application, put together: views, static files, guards, and what is said of a refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from casework.work import House
from console import chat, desk, faults, guards, public
from console.locks import TurnLocks
from console.options import Options
from console.pages import STATIC
from console.site import Site
from dialogue.rasa import Rasa


def web_app(house: House, rasa: Rasa, options: Options) -> FastAPI:
    """The ASGI application behind LANGNGHE_PORT."""
    locks = TurnLocks(_engine(house))

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        yield
        locks.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=living)
    app.state.site = Site(house, rasa, options, locks)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (public, chat, desk):
        app.include_router(part.router)
    faults.handle(app)
    guards.guard(app, https=options.secure_cookies)
    return app


def _engine(house: House) -> Engine:
    with house.sessions() as session:
        engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise TypeError("the house's sessions must be bound to an engine")
    return engine
