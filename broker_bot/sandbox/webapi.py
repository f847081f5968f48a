"""The HTTP side that the bot calls: /api/{method} and response URLs, with faults applied."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from broker_bot.sandbox import args as arguments
from broker_bot.sandbox import scopes
from broker_bot.sandbox.coverage import METHODS
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.faults import Faults
from broker_bot.sandbox.model import Fault, Json, SlackError
from broker_bot.sandbox.responses import respond
from broker_bot.sandbox.wire import reset

Work = Callable[[], Json]
Raw = Callable[[Request], Awaitable[Response]]

FORM_ONLY = frozenset({"files.getUploadURLExternal"})
"""Answers invalid_arguments to JSON, though its page names the type (github.com/langchain-ai/open-swe/pull/2269)."""


class WebApi:
    """Answers the bot's calls and writes each into the traffic log. granted: the bot's scopes, None for all."""

    def __init__(self, engine: Engine, faults: Faults, granted: frozenset[str] | None = None) -> None:
        self.granted = granted
        self._engine = engine
        self._faults = faults
        self.closing = threading.Event()
        self._late: list[threading.Timer] = []

    def stop(self) -> None:
        """Let hanging calls end, and drop calls that were to take effect later."""
        self.closing.set()
        for timer in self._late:
            timer.cancel()

    async def call(self, request: Request) -> Response:
        """Answer POST or GET /api/{method}."""
        method = str(request.path_params["method"])
        body = await request.body()
        try:
            sent = arguments.read(request.headers.get("content-type", ""), body, request.url.query)
        except SlackError as refusal:
            return self._finish(method, {}, refusal.body(), None)
        headers = dict(request.headers)

        def work() -> Json:
            return self._run(method, headers, sent)

        return await self._apply(request, method, sent, work)

    async def respond(self, request: Request) -> Response:
        """Answer POST /respond/{key}, a response URL."""
        key = str(request.path_params["key"])
        body = await request.body()
        try:
            sent = arguments.read(request.headers.get("content-type", ""), body, "")
        except SlackError as refusal:
            return self._finish("response_url", {}, refusal.body(), None)

        def work() -> Json:
            return _answered(lambda: respond(self._engine, key, sent))

        return await self._apply(request, "response_url", sent, work)

    async def raw(self, request: Request, name: str, answer: Raw) -> Response:
        """Answer a request that is no method (`upload`, `download`: the bytes of files), with faults applied."""
        fault = self._faults.take(name, None)
        if fault is None:
            return await answer(request)
        match fault.kind:
            case "ratelimited":
                headers = {"Retry-After": str(fault.retry_after)}
                return PlainTextResponse("The sandbox was asked to answer so.", 429, headers)
            case "error" | "status":
                return PlainTextResponse("The sandbox was asked to answer so.", fault.status)
            case "reset_after" | "late":
                await answer(request)
            case "delay" | "hang":
                await self._wait(fault.seconds)
        if fault.kind == "delay":
            return await answer(request)
        await reset(request)
        return Response()

    def _run(self, method: str, headers: dict[str, str], sent: Json) -> Json:
        def handled() -> Json:
            handler = METHODS.get(method)
            if handler is None:
                raise SlackError("unknown_method")
            self._engine.tokens.check(method, headers, sent)
            if method in FORM_ONLY and headers.get("content-type", "").startswith("application/json"):
                raise SlackError("invalid_arguments", (f"{method} takes a form, not JSON",))
            scopes.check(self._engine.ws, method, sent, self.granted)
            return handler(self._engine, sent)

        return _answered(handled)

    async def _apply(self, request: Request, method: str, sent: Json, work: Work) -> Response:
        fault = self._faults.take(method, _channel(sent))
        if fault is None:
            return self._finish(method, sent, await run_in_threadpool(work), None)
        match fault.kind:
            case "ratelimited" | "error" | "status":
                return self._refused(method, sent, fault)
            case "reset_before" | "hang" | "late":
                return await self._cut_off(request, method, sent, work, fault)
            case "reset_after" | "delay":
                return await self._after(request, method, sent, work, fault)

    def _refused(self, method: str, sent: Json, fault: Fault) -> Response:
        if fault.kind == "error":
            return self._finish(method, sent, {"ok": False, "error": fault.error}, fault)
        if fault.kind == "ratelimited":
            body: Json = {"ok": False, "error": "ratelimited"}
            self._log(method, sent, "ratelimited", 429, fault)
            return JSONResponse(body, 429, {"Retry-After": str(fault.retry_after)})
        self._log(method, sent, f"HTTP {fault.status}", fault.status, fault)
        return PlainTextResponse("The sandbox was asked to answer so.", fault.status)

    async def _cut_off(self, request: Request, method: str, sent: Json, work: Work, fault: Fault) -> Response:
        self._log(method, sent, "no answer", 0, fault)
        if fault.kind == "late":
            timer = threading.Timer(fault.seconds, lambda: self._finish(method, sent, work(), fault))
            timer.daemon = True
            self._late.append(timer)
            timer.start()
        if fault.kind == "hang":
            await self._wait(fault.seconds)
        await reset(request)
        return Response()

    async def _after(self, request: Request, method: str, sent: Json, work: Work, fault: Fault) -> Response:
        answer = await run_in_threadpool(work)
        if fault.kind == "delay":
            await self._wait(fault.seconds)
            return self._finish(method, sent, answer, fault)
        self._log(method, sent, "no answer", 0, fault)
        await reset(request)
        return Response()

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while loop.time() < until and not self.closing.is_set():
            await asyncio.sleep(min(0.05, max(0.0, until - loop.time())))

    def _finish(self, method: str, sent: Json, answer: Json, fault: Fault | None) -> Response:
        self._log(method, sent, None if answer["ok"] else str(answer["error"]), 200, fault, answer)
        granted = {} if self.granted is None else {"x-oauth-scopes": ",".join(sorted(self.granted))}
        return JSONResponse(answer, headers=granted)

    def _log(
        self, method: str, sent: Json, error: str | None, status: int, fault: Fault | None, answer: Any = None
    ) -> None:
        shown = {key: value for key, value in sent.items() if key != "token"}
        self._engine.ws.record(
            "bot->slack",
            method,
            channel=_channel(sent),
            error=error,
            status=status,
            body={"sent": shown, "answer": answer},
            fault=fault.kind if fault else None,
        )


def _channel(sent: Json) -> str | None:
    channel = sent.get("channel")
    return channel if isinstance(channel, str) else None


def _answered(work: Work) -> Json:
    try:
        return {"ok": True, **work()}
    except SlackError as refusal:
        return refusal.body()
