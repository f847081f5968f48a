"""Socket Mode: the bot's WebSocket connections, one envelope a delivery, and every way in which a socket goes bad.

The frames are those of docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import json
import secrets
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from broker_bot.sandbox.model import Json
from broker_bot.sandbox.wire import Line, line_of
from broker_bot.sandbox.workspace import Workspace

MOST: Final = 10
"""Connections an app may hold (docs.slack.dev/apis/events-api/using-socket-mode)."""

CLOSES_IN: Final = 10.0
"""Seconds between a `disconnect` frame and the close (same page: about ten)."""

KEYS_KEPT: Final = 100


class Unheard(Exception):
    """An envelope found no answer; the message says why."""


@dataclass(frozen=True)
class Envelope:
    """One delivery. kind: events_api, interactive or slash_commands. attempt: 0 for the first; only events repeat."""

    kind: str
    payload: Json
    accepts_payload: bool
    attempt: int = 0
    reason: str = ""

    def frame(self, id: str) -> Json:
        """Return the frame as the bot reads it."""
        made: Json = {"envelope_id": id, "payload": self.payload, "type": self.kind}
        made["accepts_response_payload"] = self.accepts_payload
        if self.kind != "events_api":
            return made
        return {**made, "retry_attempt": self.attempt, "retry_reason": self.reason}


class Socket:
    """One open connection. `number` counts from 1 in the order of opening."""

    def __init__(self, number: int, websocket: WebSocket) -> None:
        self.number = number
        self.line: Line = line_of(websocket.scope)
        self._websocket = websocket
        self._loop = asyncio.get_running_loop()

    def send(self, frame: Json) -> None:
        """Send a frame from any thread; a silent socket swallows it."""
        if not self.line.silent and not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._websocket.send_text(json.dumps(frame)), self._loop)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something in the server's own thread after this many seconds."""
        self._loop.call_soon_threadsafe(self._loop.call_later, seconds, act)

    def close(self) -> None:
        """Close in good order; call in the server's own thread."""
        task = self._loop.create_task(self._close())
        task.add_done_callback(lambda done: done.exception())

    async def _close(self) -> None:
        await self._websocket.close()


class Sockets:
    """Every connection of the bot. Thread-safe; deliveries take the connections in turn."""

    def __init__(self, ws: Workspace, base: Callable[[], str]) -> None:
        self._ws = ws
        self._base = base
        self._lock = threading.RLock()
        self._keys: list[str] = []
        self._open: list[Socket] = []
        self._opened = 0
        self._turn = 0
        self._waiting: dict[str, tuple[Socket, Future[Json]]] = {}

    @property
    def numbers(self) -> list[int]:
        """The numbers of the open connections."""
        with self._lock:
            return [one.number for one in self._open]

    @property
    def used(self) -> bool:
        """Whether the bot ever opened a connection."""
        return self._opened > 0

    def issue_url(self) -> str:
        """Return a fresh address for one connection, the answer of apps.connections.open."""
        key = secrets.token_hex(16)
        with self._lock:
            self._keys.append(key)
            del self._keys[:-KEYS_KEPT]
        host = self._base().removeprefix("http://")
        return f"ws://{host}/link/?key={key}&app_id={self._ws.identity.app}"

    def carry(self, envelope: Envelope, seconds: float) -> tuple[Json, int]:
        """Send an envelope over the next connection and wait for its acknowledgement.

        Returns (the acknowledgement's payload or {}, the connection's number). Raises Unheard.
        """
        id = str(uuid.uuid4())
        answer: Future[Json] = Future()
        with self._lock:
            if not self._open:
                raise Unheard("No socket is open.")
            self._turn += 1
            socket = self._open[self._turn % len(self._open)]
            self._waiting[id] = (socket, answer)
        try:
            socket.send(envelope.frame(id))
            return answer.result(seconds), socket.number
        except TimeoutError as late:
            raise Unheard(f"operation_timeout: no acknowledgement within {seconds:g} seconds.") from late
        except (CancelledError, RuntimeError) as gone:
            raise Unheard("The socket closed before the acknowledgement.") from gone
        finally:
            with self._lock:
                self._waiting.pop(id, None)

    # What goes wrong. `which` is a connection's number; None means all of them.

    def warn(self, which: int | None = None, closes_in: float = CLOSES_IN) -> None:
        """Send `disconnect` with reason warning; close after `closes_in` seconds."""
        self._leave(which, "warning", closes_in)

    def refresh(self, which: int | None = None, closes_in: float = CLOSES_IN) -> None:
        """Send `disconnect` with reason refresh_requested; close after `closes_in` seconds."""
        self._leave(which, "refresh_requested", closes_in)

    def disable(self) -> None:
        """Send `disconnect` with reason link_disabled, as when Socket Mode is turned off, and close at once."""
        self._leave(None, "link_disabled", 0.0)

    def cut(self, which: int | None = None) -> None:
        """Reset the TCP connection: no frame, no close."""
        for socket in self._chosen(which):
            socket.later(0, socket.line.reset)

    def silence(self, which: int | None = None) -> None:
        """Keep the connection open and say nothing more: no frames, no pongs, and nothing heard."""
        for socket in self._chosen(which):
            socket.line.silent = True

    def ping(self, which: int | None = None) -> None:
        """Send a WebSocket ping now; otherwise one goes out every 10 s."""
        for socket in self._chosen(which):
            socket.later(0, socket.line.send_keepalive_ping)

    def _leave(self, which: int | None, reason: str, closes_in: float) -> None:
        for socket in self._chosen(which):
            socket.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            socket.later(closes_in, socket.close)

    def _chosen(self, which: int | None) -> list[Socket]:
        with self._lock:
            return [one for one in self._open if which in (None, one.number)]

    async def endpoint(self, websocket: WebSocket) -> None:
        """Serve one connection until either side ends it."""
        if not self._take(websocket.query_params.get("key", "")):
            await websocket.close()
            return
        await websocket.accept()
        socket = self._admit(websocket)
        if socket is None:
            await run_in_threadpool(self._note, "socket refused", "too_many_websockets", None)
            await websocket.send_text(json.dumps(self._refusal()))
            await websocket.close()
            return
        try:
            await run_in_threadpool(self._note, "socket opened", None, {"socket": socket.number})
            await websocket.send_text(json.dumps(self._hello()))
            while True:
                self._heard(socket, await websocket.receive_text())
        except (WebSocketDisconnect, KeyError):
            return
        finally:
            self._drop(socket)

    def _take(self, key: str) -> bool:
        with self._lock:
            if key not in self._keys:
                return False
            self._keys.remove(key)
            return True

    def _admit(self, websocket: WebSocket) -> Socket | None:
        with self._lock:
            if len(self._open) >= MOST:
                return None
            self._opened += 1
            socket = Socket(self._opened, websocket)
            self._open.append(socket)
            return socket

    def _drop(self, socket: Socket) -> None:
        with self._lock:
            self._open.remove(socket)
            orphans = [answer for held, answer in self._waiting.values() if held is socket]
        for answer in orphans:
            answer.cancel()
        self._aside("socket closed", None, {"socket": socket.number})

    def _aside(self, what: str, error: str | None, body: Any) -> None:
        """Write a line of the log, but not in the server's own thread, which must not wait for the workspace's lock."""
        threading.Thread(target=self._note, args=(what, error, body), daemon=True).start()

    def _note(self, what: str, error: str | None, body: Any) -> None:
        self._ws.record("bot->slack", what, error=error, status=0 if error else 200, body=body)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._ws.identity.app},
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        }

    def _refusal(self) -> Json:
        about = {"app_id": self._ws.identity.app}
        return {
            "type": "disconnect",
            "reason": "too_many_websockets",
            "num_connections": MOST,
            "debug_info": {"host": "sandbox"},
            "connection_info": about,
        }

    def _heard(self, socket: Socket, text: str) -> None:
        """Take an acknowledgement; an envelope may be acknowledged over another connection than its own."""
        if socket.line.silent:
            return
        try:
            said = json.loads(text)
            id, payload = said["envelope_id"], said.get("payload") or {}
        except (ValueError, TypeError, KeyError):
            self._aside("ack", "not an acknowledgement", text)
            return
        with self._lock:
            held = self._waiting.get(str(id))
        if held is None:
            self._aside("ack", "unknown or late envelope_id", said)
        else:
            _settle(held[1], payload)


def _settle(answer: "Future[Json]", payload: Any) -> None:
    if answer.set_running_or_notify_cancel():
        answer.set_result(payload if isinstance(payload, dict) else {"text": str(payload)})
