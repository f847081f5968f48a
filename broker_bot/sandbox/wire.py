"""The server beneath: uvicorn in a thread on loopback, with connections that can be reset or fall silent for real."""

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events

_TRANSPORT = "sandbox.transport"
_LINE = "sandbox.line"
PING_EVERY = 10.0
"""Seconds between the server's WebSocket pings."""


class _Resettable(H11Protocol):
    """Puts the connection's transport into each request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner: Any = self.app

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope[_TRANSPORT] = transport
            await inner(scope, receive, send)

        self.app = app


class Line(WSProtocol):
    """A WebSocket connection that can be reset, or stay open and say nothing more (`silent`)."""

    silent = False

    def handle_connect(self, event: events.Request) -> None:
        """Put this connection into the request's scope."""
        super().handle_connect(event)
        scope: Any = self.scope
        scope[_LINE] = self

    def handle_ping(self, event: events.Ping) -> None:
        """Answer a ping unless silent."""
        if not self.silent:
            super().handle_ping(event)

    def send_keepalive_ping(self) -> None:
        """Send a ping unless silent."""
        if not self.silent:
            super().send_keepalive_ping()

    def reset(self) -> None:
        """Reset the TCP connection; call in the server's own thread."""
        self.stop_keepalive()
        _abort(self.transport)


def line_of(scope: Scope) -> Line:
    """Return the connection beneath a WebSocket."""
    found: Line = scope[_LINE]
    return found


async def reset(request: Request) -> None:
    """Reset the request's TCP connection: the peer gets RST, not an answer."""
    _abort(request.scope[_TRANSPORT])
    await asyncio.sleep(0.01)


def _abort(transport: asyncio.Transport) -> None:
    held: socket.socket | None = transport.get_extra_info("socket")
    if held is not None and held.fileno() >= 0:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready
        self._leave = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._ready.set()

    async def main_loop(self) -> None:
        """Tick as uvicorn does, but end at once when asked to."""
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % 864_000
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leave.wait(), 0.1)

    def leave(self) -> None:
        """Ask the server to stop; call from any thread."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._leave.set)


class Wire:
    """One server in one daemon thread."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, port: int) -> int:
        """Listen on 127.0.0.1 and return the port; 0 picks a free one. Raises OSError if the port is taken."""
        # Named as TCP, or asyncio leaves Nagle's algorithm on and each answer waits 40 ms for the peer's ACK.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as taken:
            listening.close()
            raise OSError(f"Port {port} of 127.0.0.1 is taken; pick another or 0.") from taken
        ready = threading.Event()
        self._server = _Server(self._config(), ready)
        self._thread = threading.Thread(target=self._server.run, args=([listening],), name="sandbox", daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise OSError("The sandbox's server did not start within 10 seconds.")
        return int(listening.getsockname()[1])

    def stop(self) -> None:
        """Close within about a second, whatever is still open."""
        if self._server is None or self._thread is None:
            return
        self._server.leave()
        self._thread.join(10)
        self._server = self._thread = None

    def _config(self) -> uvicorn.Config:
        app: Any = self._app
        return uvicorn.Config(
            app,
            http=_Resettable,
            ws=Line,
            ws_ping_interval=PING_EVERY,
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
