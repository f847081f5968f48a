"""The web addresses for what comes back from outside Slack: signature on the raw bytes first, then a thread."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping

from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from broker_bot.clock import epoch
from broker_bot.domain.signing import is_signed
from broker_bot.inbound import mailroom
from broker_bot.inbound.mailroom import Taken
from broker_bot.service import Service
from broker_bot.store.db import Busy

log = logging.getLogger(__name__)

LARGEST_LETTER = 10_000_000
LARGEST_TOLD = 1_000_000
"""Bytes of one delivery."""


def routes(service: Service, mail_secret: str, desk_secrets: Mapping[str, str]) -> list[Route]:
    """POST /inbound/mail (a raw letter) and POST /inbound/desk/UNIT (JSON), each signed with its own secret."""

    async def mail(request: Request) -> Response:
        body = await request.body()
        refusal = _refusal(request, body, mail_secret, LARGEST_LETTER)
        return refusal or await _answered(lambda: mailroom.letter(service, body, mail_secret))

    async def desk(request: Request) -> Response:
        body, unit = await request.body(), str(request.path_params["unit"])
        refusal = _refusal(request, body, desk_secrets.get(unit, ""), LARGEST_TOLD)
        if refusal is not None:
            return refusal
        told = _told(body)
        if told is None:
            return _said(400, False, "The body must be a JSON object.")
        told = {**told, "id": request.headers["webhook-id"]}
        return await _answered(lambda: mailroom.desk(service, unit, told))

    return [
        Route("/inbound/mail", mail, methods=["POST"]),
        Route("/inbound/desk/{unit}", desk, methods=["POST"]),
    ]


def _refusal(request: Request, body: bytes, secret: str, largest: int) -> Response | None:
    if len(body) > largest:
        return _said(413, False, f"At most {largest:,} bytes can be taken.")
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    ident, stamp, given = (request.headers.get(name, "") for name in names)
    if is_signed(secret, ident, stamp, given, body, epoch()):
        return None
    return _said(401, False, "The signature is missing, wrong, or older than five minutes.")


def _told(body: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


async def _answered(take: Callable[[], Taken]) -> Response:
    try:
        taken = await asyncio.get_running_loop().run_in_executor(None, take)
    except (Busy, OperationalError):
        log.exception("a delivery from outside Slack was not saved")
        return _said(503, False, "Not saved; send it again.")
    return _said(200 if taken.ok else 422, taken.ok, taken.words)


def _said(status: int, ok: bool, words: str) -> Response:
    return JSONResponse({"ok": ok, "words": words}, status_code=status)
