"""The ASGI side of the loopback Telegram: Bot API requests with their troubles, files, the control desk."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from drills.loopback.bell import Bell
from drills.loopback.control import VERBS
from drills.loopback.faults import BEFORE, Fault, Trouble
from drills.loopback.methods import METHODS
from drills.loopback.params import Params, read_params
from drills.loopback.polling import Poller
from drills.loopback.records import Call, Json
from drills.loopback.refusals import Refusal
from drills.loopback.webhook import Courier
from drills.loopback.world import World

UNLOGGED = frozenset({"getupdates", "getfile", "getme"})


class BreakableProtocol(HttpToolsProtocol):
    """uvicorn's protocol that lets the application break the connection, which ASGI has no word for."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], **extra: Any
    ) -> None:
        super().__init__(config, server_state, app_state, **extra)
        inner = self.app

        async def with_break(scope: Any, receive: Any, send: Any) -> None:
            scope["break_connection"] = self.transport.abort
            await inner(scope, receive, send)

        self.app = with_break


class Service:
    """The routes over one world. `webhook_pause` is the courier's first pause in seconds."""

    def __init__(self, world: World, webhook_pause: float) -> None:
        self._world = world
        self._webhook_pause = webhook_pause

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.download),
            Route("/control/{verb}", self.control, methods=["POST"]),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._bell = Bell(asyncio.get_running_loop())
        self._poller = Poller(self._world, self._bell)
        self._world.listeners.append(self._bell.ring_from_anywhere)
        courier = asyncio.create_task(Courier(self._world, self._bell, self._webhook_pause).run())
        yield
        self._world.listeners.remove(self._bell.ring_from_anywhere)
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)

    def end_waits(self) -> None:
        """Let long polls and silences end, so that the server can stop."""
        self._poller.closing = True
        self._bell.ring_from_anywhere()

    async def call(self, request: Request) -> Response:
        """A method of the Bot API."""
        arrived = time.monotonic()
        method = request.path_params["method"].lower()
        try:
            self._check_token(request.path_params["token"])
            params = await read_params(request)
            if method == "getupdates":
                return await self._updates(request, params)
            return await self._run(request, method, params, self._logged(arrived, method, params))
        except Refusal as refused:
            return refusal_response(refused)

    def _check_token(self, token: str) -> None:
        if token == self._world.token:
            return
        raise Refusal(401, "Unauthorized") if ":" in token else Refusal(404, "Not Found")

    async def _updates(self, request: Request, params: Params) -> Response:
        fault = self._world.faults.take("getupdates", None)
        if fault and fault.trouble in BEFORE:
            raise fault.refusal()
        if fault and fault.trouble is Trouble.DROP:
            return await break_off(request)
        result = await self._poller.get_updates(request, params)
        return await self._after(request, fault, ok(result))

    def _logged(self, arrived: float, method: str, params: Params) -> Call:
        chat = params.text("chat_id").lstrip("-")
        chat_id = int(params.text("chat_id")) if chat.isdecimal() else None
        call = Call(arrived, method, chat_id, params.text("text") or params.text("caption") or None)
        if method not in UNLOGGED:
            self._world.calls.append(call)
        return call

    async def _run(self, request: Request, method: str, params: Params, call: Call) -> Response:
        fault = self._world.faults.take(method, call.chat_id)
        if fault:
            call.outcome = fault.trouble.value
        if fault and fault.trouble is Trouble.DROP:
            return await break_off(request)
        try:
            if fault and fault.trouble in BEFORE:
                raise fault.refusal()
            result = self._perform(method, params)
        except Refusal as refused:
            call.outcome = refused.description
            raise
        call.stored = True
        call.message_ids = message_ids(result)
        return await self._after(request, fault, ok(result))

    def _perform(self, method: str, params: Params) -> bool | Json | list[Json]:
        if method not in METHODS:
            raise Refusal(404, "Not Found: method not found")
        return METHODS[method](self._world, params)

    async def _after(self, request: Request, fault: Fault | None, answer: Response) -> Response:
        """Trouble that comes when the request has taken effect."""
        if fault and fault.trouble is Trouble.LOSE:
            return await break_off(request)
        if fault and fault.trouble in (Trouble.STALL, Trouble.SLOW):
            await self._silence(request, fault.seconds)
        return await break_off(request) if fault and fault.trouble is Trouble.STALL else answer

    async def _silence(self, request: Request, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._poller.closing:
            if await request.is_disconnected():
                return
            await self._bell.wait(min(0.1, max(0.001, until - time.monotonic())))

    async def download(self, request: Request) -> Response:
        """A file by the path that getFile gave."""
        file = self._world.files.at(request.path_params["path"])
        if request.path_params["token"] != self._world.token or file is None:
            return refusal_response(Refusal(404, "Not Found"))
        return Response(file.content, media_type="application/octet-stream")

    async def control(self, request: Request) -> Response:
        """A verb of the control desk: JSON in, JSON out; waiting is done here without holding a thread."""
        verb, asked = request.path_params["verb"], await request.json()
        if verb == "wait":
            return JSONResponse(await self._wait(asked))
        if verb not in VERBS:
            return JSONResponse({"error": f"no verb {verb}"}, 404)
        try:
            return JSONResponse(VERBS[verb](self._world, **asked))
        except (LookupError, TypeError, ValueError) as wrong:
            return JSONResponse({"error": str(wrong)}, 400)

    async def _wait(self, asked: Json) -> bool:
        chat, after = self._world.chats[asked["chat"]], asked["after"]
        until = time.monotonic() + asked["seconds"]
        while not (chat.changes and chat.changes[-1][0] > after):
            left = until - time.monotonic()
            if left <= 0 or self._poller.closing:
                return False
            await self._bell.wait(left)
        return True


async def break_off(request: Request) -> Response:
    """Break the TCP connection without a word; the response is never sent."""
    request.scope["break_connection"]()
    while not await request.is_disconnected():
        await asyncio.sleep(0)
    return Response()


def message_ids(result: bool | Json | list[Json]) -> list[int]:
    """The numbers of the messages in a result."""
    rows = result if isinstance(result, list) else [result]
    return [row["message_id"] for row in rows if isinstance(row, dict) and "message_id" in row]


def ok(result: bool | Json | list[Json]) -> Response:
    """The Bot API's success."""
    return _json({"ok": True, "result": result}, 200)


def refusal_response(refused: Refusal) -> Response:
    """The Bot API's failure."""
    answer: Json = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        answer["parameters"] = refused.parameters
    return _json(answer, refused.status)


def _json(answer: Json, status: int) -> Response:
    return Response(json.dumps(answer), status, media_type="application/json")
