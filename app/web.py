"""The web process: pages, web chat, console, webhook, poller; the action route on its own listener."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from telegram import Bot
from telegram.error import TelegramError

from actions.server import action_app
from app import compose, metrics
from app.database import database_url
from app.health import Health
from bot import commands, ingest
from bot.api import make_bot, may_contact
from bot.election import lead
from casework.work import House
from console import Options, web_app
from jobs.queue import defer_file, defer_turn
from settings import Settings, settings

log = structlog.get_logger()


class Listener(uvicorn.Server):
    """One of several servers in one process: signals belong to the process, not to it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    chosen = settings()
    compose.begin(chosen)
    asyncio.run(serve(chosen))


async def serve(chosen: Settings) -> None:
    """Both listeners and, with a token, the way in from Telegram."""
    house = compose.house(chosen, pool=16)
    async with _telegram(chosen, house) as telegram:
        name = await telegram.bot_name() if telegram else None
        public = public_app(chosen, house, telegram, name)
        listeners = [
            _listener(public, chosen.host, chosen.port),
            _listener(action_app(house, chosen.public_url), "127.0.0.1", chosen.actions_port),
        ]
        _stop_on_signal(listeners)
        await asyncio.gather(*(listener.serve() for listener in listeners))


def public_app(chosen: Settings, house: House, telegram: ingest.Ingest | None, bot: str | None) -> FastAPI:
    """Everything that is served to the outside."""
    options = Options(
        public_url=chosen.public_url,
        secure_cookies=chosen.public_url.startswith("https://"),
        loopback=chosen.loopback,
        attachments=chosen.make_folder("attachments"),
        bot=bot,
    )
    app = web_app(house, compose.rasa(chosen), options)
    health = Health(house, chosen)

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        found = health()
        return JSONResponse(found, 200 if found["status"] == "ok" else 503)

    @app.get("/metrics")
    def figures() -> Response:
        return Response(metrics.exposition(house), media_type="text/plain; version=0.0.4")

    @app.post("/telegram/webhook")
    async def webhook(request: Request) -> Response:
        header = request.headers.get(ingest.SECRET_HEADER)
        if telegram is None or not ingest.secret_fits(header, chosen.webhook_secret):
            return Response(status_code=403)
        await telegram.accept_json(await request.json())
        return Response(status_code=200)

    del healthz, figures, webhook
    return app


@asynccontextmanager
async def _telegram(chosen: Settings, house: House) -> AsyncIterator[ingest.Ingest | None]:
    if chosen.bot_token is None:
        yield None
        return
    bot = make_bot(chosen.bot_token.get_secret_value(), chosen.telegram_api_url)
    with house.work() as work:
        if not may_contact(work, bot):
            log.warning("a drill database takes nothing in from the real Telegram")
            yield None
            return
    way_in = ingest.Ingest(house, bot, defer_turn, defer_file)
    reading = asyncio.create_task(_read_updates(chosen, bot, way_in))
    try:
        yield way_in
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _read_updates(chosen: Settings, bot: Bot, way_in: ingest.Ingest) -> None:
    """Telegram may be away when we start: everything here is tried until it works."""
    await commands.present(bot)
    if chosen.telegram_mode == "webhook":
        url = f"{chosen.public_url}/telegram/webhook"
        await _until_done(lambda: ingest.start_webhook_mode(bot, url, chosen.webhook_secret))
        return
    await _until_done(lambda: ingest.start_polling_mode(bot))
    await lead(database_url(chosen), "poller", lambda _: ingest.poll(bot, way_in.accept))


async def _until_done(step: Callable[[], Awaitable[None]]) -> None:
    pause = 1.0
    while True:
        try:
            return await step()
        except TelegramError as error:
            log.warning("Telegram is away", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)


def _listener(app: FastAPI, host: str, port: int) -> Listener:
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    return Listener(config)


def _stop_on_signal(listeners: list[Listener]) -> None:
    def stop() -> None:
        for listener in listeners:
            listener.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


if __name__ == "__main__":
    main()
