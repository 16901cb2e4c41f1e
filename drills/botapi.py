"""A loopback Telegram.

The Bot API server that tests, drills and bench talk to, and the people on its other side. In-process: `with
Telegram() as telegram: …`; as its own process: `python -m drills.botapi --port 8081`, steered from elsewhere
through `RemoteTelegram("http://127.0.0.1:8081")`. Not simulated: MarkdownV2, inline mode, channels, topics,
payments, fetching files by URL, re-encoding of photos, the pause Telegram puts on hasty repeated polls.
"""

import argparse
import socket
import sys
import threading
import time
from types import TracebackType
from typing import Any, Self

import httpx
import uvicorn

from drills.loopback.control import VERBS
from drills.loopback.conversation import Conversation, Expected, Unheard
from drills.loopback.faults import Trouble
from drills.loopback.files import sample_photo
from drills.loopback.person import Group, Person, Press, Toast
from drills.loopback.records import Json
from drills.loopback.serving import BreakableProtocol, Service
from drills.loopback.simulation import Handed, Sent, Simulation
from drills.loopback.views import Button, File, Received
from drills.loopback.world import DEFAULT_TOKEN, World

__all__ = [
    "Button", "Conversation", "Expected", "File", "Group", "Handed", "Person", "Press", "Received",
    "RemoteTelegram", "Sent", "Simulation", "Telegram", "Toast", "Trouble", "Unheard", "sample_photo",
]  # fmt: skip

START_WITHIN = 10.0


class _Desk:
    """The control desk in this process."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ask(self, verb: str, **arguments: Any) -> Any:
        return VERBS[verb](self._world, **arguments)

    def wait(self, chat: int, after: int, seconds: float) -> None:
        self._world.wait_change(self._world.chats[chat], after, seconds)


class _Line:
    """The control desk of another process, over HTTP."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=f"{url}/control/", trust_env=False, timeout=10.0)

    def ask(self, verb: str, **arguments: Any) -> Any:
        return self._post(verb, arguments, 10.0)

    def wait(self, chat: int, after: int, seconds: float) -> None:
        self._post("wait", {"chat": chat, "after": after, "seconds": seconds}, seconds + 10.0)

    def _post(self, verb: str, arguments: Json, timeout: float) -> Any:
        answer = self._client.post(verb, json=arguments, timeout=timeout)
        if answer.is_error:
            raise ValueError(answer.json()["error"])
        return answer.json()

    def close(self) -> None:
        self._client.close()


class RemoteTelegram(Simulation):
    """A loopback Telegram that runs in another process."""

    def __init__(self, url: str) -> None:
        self._line = _Line(url)
        super().__init__(self._line, url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()


class Telegram(Simulation):
    """A loopback Telegram in a thread of this process. `port` 0 takes a free one."""

    def __init__(self, token: str = DEFAULT_TOKEN, port: int = 0, webhook_pause: float = 0.1) -> None:
        self.world = World(token)
        self._service = Service(self.world, webhook_pause)
        self._socket = listening_socket(port)
        self._server = uvicorn.Server(server_config(self._service))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        super().__init__(_Desk(self.world), f"http://127.0.0.1:{self._socket.getsockname()[1]}")

    def start(self) -> Self:
        """Serve; RuntimeError when the server does not come up."""
        self._thread.start()
        until = time.monotonic() + START_WITHIN
        while not self._server.started:
            if time.monotonic() > until or not self._thread.is_alive():
                raise RuntimeError("the loopback Telegram did not start")
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        """End waits, close connections, give the port back."""
        self._service.end_waits()
        self._server.should_exit = True
        self._thread.join(START_WITHIN)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def listening_socket(port: int) -> socket.socket:
    """A loopback socket that already queues connections: nobody is turned away while the server starts."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


def server_config(service: Service) -> uvicorn.Config:
    return uvicorn.Config(
        service.app(),
        http=BreakableProtocol,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=2,
    )


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGINT or SIGTERM; the address goes to stdout in one line."""
    parser = argparse.ArgumentParser(
        prog="python -m drills.botapi", description="A loopback Telegram Bot API server."
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=DEFAULT_TOKEN)
    parser.add_argument(
        "--webhook-pause", type=float, default=0.1, help="first pause between repeats, seconds"
    )
    asked = parser.parse_args(arguments)
    service = Service(World(asked.token), asked.webhook_pause)
    with listening_socket(asked.port) as listener:
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]} {asked.token}\n")
        sys.stdout.flush()
        uvicorn.Server(server_config(service)).run([listener])


if __name__ == "__main__":
    main()
