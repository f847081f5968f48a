"""The HTTP edge: signature on the raw bytes first, then a thread; Bolt never runs on the event loop."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

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
        # Without a secret (Socket Mode) nothing that comes over HTTP can be true.
        self._verifier = SignatureVerifier(signing_secret or secrets.token_hex(32))
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slack")
        self.refused: dict[int, int] = {}

    async def slack(self, request: Request) -> Response:
        """POST /slack/events: events, interactions and slash commands."""
        body, headers = await request.body(), dict(request.headers)
        refusal = self._refusal(body, headers)
        if not refusal:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, self._dispatch, body, headers)
            if answer is not None:
                return _response(answer)
        status = refusal or 400
        self.refused[status] = self.refused.get(status, 0) + 1
        return PlainTextResponse("", status_code=status)

    def _refusal(self, body: bytes, headers: dict[str, str]) -> int:
        """413 or 401, in this order; 0 when it may be read. The body is never logged."""
        if len(body) > LARGEST:
            return 413
        stamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not (stamp.isdecimal() and signature and self._verifier.is_valid(body, stamp, signature)):
            return 401
        return 0

    def _dispatch(self, body: bytes, headers: dict[str, str]) -> BoltResponse | None:
        """Bolt's answer; None for a body that is not what Slack sends.

        Bolt gets the payload as in Socket Mode, for signature and JSON were looked at already.
        """
        payload = understood(body, headers.get("content-type", ""))
        if payload is None:
            return None
        try:
            return self._app.dispatch(BoltRequest(body=payload, headers=dict(headers), mode="socket_mode"))
        except Exception:  # an unforeseen fault must answer 500, so that Slack sends an event again
            log.exception("a request to /slack/events failed")
            return BoltResponse(status=500, body="")

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


def understood(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What Slack sent: a JSON object, the JSON object in a form's payload, or a command's form; None for all else."""
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            return _event(json.loads(text))
        form = dict(parse_qsl(text, keep_blank_values=True))
        if form.get("payload"):
            payload = json.loads(form["payload"])
            return payload if isinstance(payload, dict) else None
        return form if "command" in form or "ssl_check" in form else None
    except (ValueError, RecursionError):
        return None


def _event(body: object) -> dict[str, Any] | None:
    if not isinstance(body, dict):
        return None
    return body if body.get("type") != "event_callback" or isinstance(body.get("event"), dict) else None


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
