"""The HTTP server beneath: uvicorn in a thread on loopback, with connections that can be reset for real."""

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_TRANSPORT = "sandbox.transport"


class _Resettable(H11Protocol):
    """Puts the connection's transport into each request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner: Any = self.app

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope[_TRANSPORT] = transport
            await inner(scope, receive, send)

        self.app = app


async def reset(request: Request) -> None:
    """Reset the request's TCP connection: the peer gets RST, not an answer."""
    transport: asyncio.Transport = request.scope[_TRANSPORT]
    held: socket.socket | None = transport.get_extra_info("socket")
    if held is not None and held.fileno() >= 0:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await asyncio.sleep(0.01)


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
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
