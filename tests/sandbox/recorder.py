"""A bot that only notes what it is sent and answers as told, to see the sandbox's requests on the wire."""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from broker_bot.sandbox.wire import Wire

Json = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """One request: headers, raw body, and what the body says."""

    headers: dict[str, str]
    raw: bytes
    body: Json

    @property
    def event(self) -> Json:
        """The event inside an envelope, or an empty object."""
        found: Json = self.body.get("event", {})
        return found


@dataclass
class Recorder:
    """Answers 200 with no body unless `answers` holds something else for the next request.

    While `held` is set requests wait, at most 10 s.
    """

    heard: list[Heard] = field(default_factory=list)
    answers: deque[int | Json | str] = field(default_factory=deque)
    free: threading.Event = field(default_factory=threading.Event)
    headers: dict[str, str] = field(default_factory=dict)

    def start(self) -> str:
        """Serve, and return the URL."""
        self.free.set()
        self.wire = Wire(Starlette(routes=[Route("/slack/events", self._endpoint, methods=["POST"])]))
        self.url = f"http://127.0.0.1:{self.wire.start(0)}/slack/events"
        return self.url

    def stop(self) -> None:
        """Let go of waiting requests and close."""
        self.free.set()
        self.wire.stop()

    def events(self, kind: str = "message") -> list[Json]:
        """Return the events of one type, in the order heard."""
        return [one.event for one in self.heard if one.event.get("type") == kind]

    async def _endpoint(self, request: Request) -> Response:
        raw = await request.body()
        self.heard.append(Heard(dict(request.headers), raw, _read(request.headers["content-type"], raw)))
        await run_in_threadpool(self.free.wait, 10)
        answer = self.answers.popleft() if self.answers else 200
        if isinstance(answer, int):
            return Response(status_code=answer, headers=self.headers)
        return JSONResponse(answer) if isinstance(answer, dict) else Response(answer, media_type="text/plain")


def _read(content_type: str, raw: bytes) -> Json:
    if content_type == "application/json":
        found: Json = json.loads(raw)
        return found
    form = dict(parse_qsl(raw.decode(), keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form else form
