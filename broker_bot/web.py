"""The HTTP edge: signature on the raw bytes first, then JSON, then a thread; Bolt never runs on the event loop."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

log = logging.getLogger(__name__)

THREADS = 16
LARGEST = 1_000_000
"""Bytes of one request; Slack's own payloads stay far below."""

Health = Callable[[], dict[str, Any]]


class Edge:
    """Checks a request before Bolt sees it and counts what was turned away."""

    def __init__(self, app: App, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slack")
        self.refused: dict[int, int] = {}

    async def slack(self, request: Request) -> Response:
        """POST /slack/events: events, interactions and slash commands."""
        body = await request.body()
        status = self._refusal(body, dict(request.headers))
        if status:
            self.refused[status] = self.refused.get(status, 0) + 1
            return PlainTextResponse("", status_code=status)
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._threads, self._dispatch, body, dict(request.headers))
        return _response(answer)

    def _refusal(self, body: bytes, headers: dict[str, str]) -> int:
        """413, 401 or 400, in this order; 0 when Bolt may have it. The body is never logged."""
        if len(body) > LARGEST:
            return 413
        stamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not (stamp.isdecimal() and signature and self._verifier.is_valid(body, stamp, signature)):
            return 401
        return 0 if well_formed(body, headers.get("content-type", "")) else 400

    def _dispatch(self, body: bytes, headers: dict[str, str]) -> BoltResponse:
        try:
            return self._app.dispatch(BoltRequest(body=body.decode(), headers=dict(headers)))
        except Exception:  # an unforeseen fault must answer 500, so that Slack sends an event again
            log.exception("a request to /slack/events failed")
            return BoltResponse(status=500, body="")

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


def well_formed(body: bytes, content_type: str) -> bool:
    """Whether a body is what Slack sends: a JSON object, or a form whose payload is one."""
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            return _is_event(json.loads(text))
        form = parse_qs(text)
        payload = form.get("payload")
        return isinstance(json.loads(payload[0]), dict) if payload else "command" in form or "ssl_check" in form
    except (ValueError, RecursionError):
        return False


def _is_event(body: object) -> bool:
    if not isinstance(body, dict):
        return False
    return body.get("type") != "event_callback" or isinstance(body.get("event"), dict)


def _response(answer: BoltResponse) -> Response:
    headers = {name: ", ".join(values) for name, values in answer.headers.items()}
    return Response(answer.body or "", status_code=answer.status, headers=headers)


def gauges(state: Mapping[str, Any], refused: Mapping[int, int]) -> list[str]:
    """The lines of /metrics: `state` is what /readyz says, `refused` counts requests turned away by status."""
    lines = [f'broker_outbox{{state="{name}"}} {count}' for name, count in sorted(state["outbox"].items())]
    lines += [f'broker_wakes{{state="{name}"}} {count}' for name, count in sorted(state["wakes"].items())]
    lines += [f'broker_attention{{what="{name}"}} {count}' for name, count in sorted(state["attention"].items())]
    lines += [f'broker_refused{{status="{status}"}} {count}' for status, count in sorted(refused.items())]
    if state["last_tick_age"] is not None:
        lines.append(f"broker_last_tick_age_seconds {state['last_tick_age']}")
    return lines


def build(edge: Edge, health: Health, extra: list[Route] | None = None) -> Starlette:
    """The web application: /slack/events, /healthz (alive), /readyz (ready), /metrics (counts only, no text)."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        try:
            state = await asyncio.get_running_loop().run_in_executor(None, health)
        except SQLAlchemyError:
            log.exception("the state could not be read")
            return JSONResponse({"ok": False, "database": "can't be read"}, status_code=503)
        return JSONResponse(state, status_code=200 if state["ok"] else 503)

    async def metrics(_: Request) -> Response:
        state = await asyncio.get_running_loop().run_in_executor(None, health)
        lines = gauges(state, edge.refused)
        return PlainTextResponse("\n".join(lines) + "\n")

    return Starlette(
        routes=[
            Route("/slack/events", edge.slack, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            *(extra or []),
        ]
    )
