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

from broker_bot.slack.listeners import HEARD

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
        self.unheard = 0
        """Events that nobody here listens to; they are answered 200, so that Slack does not send them again."""

    async def slack(self, request: Request) -> Response:
        """POST /slack/events: events, interactions and slash commands."""
        body, headers = await _read(request), dict(request.headers)
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
        """413 or 401, in this order; 400 for what is no text; 0 when it may be read. The body is never logged."""
        if len(body) > LARGEST:
            return 413
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        # The library's check takes neither numbers of any length nor letters beyond ASCII.
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12 and signature and signature.isascii()):
            return 401
        try:
            return 0 if self._verifier.is_valid(body, stamp, signature) else 401
        except UnicodeDecodeError:
            return 400

    def _dispatch(self, body: bytes, headers: dict[str, str]) -> BoltResponse | None:
        """Bolt's answer; None for a body that is not what Slack sends.

        Bolt gets the payload as in Socket Mode, for signature and JSON were looked at already.
        """
        payload = understood(body, headers.get("content-type", ""))
        if payload is None:
            return None
        if payload.get("type") == "event_callback" and payload["event"]["type"] not in HEARD:
            self.unheard += 1
        try:
            return self._app.dispatch(BoltRequest(body=payload, headers=dict(headers), mode="socket_mode"))
        except Exception:  # an unforeseen fault must answer 500, so that Slack sends an event again
            log.exception("a request to /slack/events failed")
            return BoltResponse(status=500, body="")

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


async def _read(request: Request) -> bytes:
    """The body, or as much of it as shows that it is too large: more is not taken into memory."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            break
    return body


def understood(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What Slack sent: a JSON object, the JSON object in a form's payload, or a command's form; None for all else.

    A name that stands twice is refused: the checks and the listeners might each take another one.
    """
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            return _event(_decoded(text))
        pairs = parse_qsl(text, keep_blank_values=True)
        form = _once(pairs)
        if form.get("payload"):
            return _interaction(_decoded(form["payload"]))
        return form if "command" in form or "ssl_check" in form else None
    except (ValueError, RecursionError):
        return None


def _interaction(payload: object) -> dict[str, Any] | None:
    """A press, a submission or a shortcut with the parts that each of them has; what else stands in it is let be."""
    if not isinstance(payload, dict) or not isinstance(payload.get("type"), str):
        return None
    user, view, actions = payload.get("user"), payload.get("view"), payload.get("actions")
    if not (isinstance(user, dict) and isinstance(user.get("id"), str)):
        return None
    if payload["type"] in ("view_submission", "view_closed") and not (isinstance(view, dict) and view.get("id")):
        return None
    if payload["type"] == "block_actions" and not (isinstance(actions, list) and all(map(_is_action, actions))):
        return None
    return payload


def _is_action(action: object) -> bool:
    return isinstance(action, dict) and isinstance(action.get("action_id"), str)


def _decoded(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_once, parse_constant=_refused)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _event(body: object) -> dict[str, Any] | None:
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        return None
    event = body.get("event")
    if body["type"] != "event_callback":
        return body
    return body if isinstance(event, dict) and isinstance(event.get("type"), str) else None


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
        lines = [*gauges(state, edge.refused), f"broker_unheard_events {edge.unheard}"]
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
