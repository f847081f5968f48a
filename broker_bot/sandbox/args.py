"""Reads a Web API call's arguments, sent as form, JSON or query alike, and its token."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from broker_bot.sandbox.model import Json, SlackError

APP_LEVEL: Final = "apps.connections.open"
"""The one method that takes the app-level token."""


def read(content_type: str, body: bytes, query: str) -> Json:
    """Return the call's arguments. Raises SlackError invalid_json, json_not_object or invalid_post_type.

    A JSON content type with an empty body counts as no arguments: the SDK sends that.
    """
    found: Json = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.split(";")[0].strip().lower()
    if not body:
        return found
    if kind == "application/json":
        sent = _json(body)
        sent.pop("token", None)
        return {**found, **sent}
    if kind in ("application/x-www-form-urlencoded", ""):
        return {**found, **dict(parse_qsl(body.decode(), keep_blank_values=True))}
    raise SlackError("invalid_post_type")


def _json(body: bytes) -> Json:
    try:
        sent = json.loads(body)
    except ValueError as broken:
        raise SlackError("invalid_json") from broken
    if not isinstance(sent, dict):
        raise SlackError("json_not_object")
    return sent


@dataclass(frozen=True)
class Tokens:
    """The bot's token (xoxb-...) and the app-level token (xapp-...) of one sandbox."""

    bot: str
    app: str

    def check(self, method: str, headers: Mapping[str, str], args: Json) -> None:
        """Check the bearer token, or the `token` field of a form; the app-level token counts in the header alone.

        Raises SlackError not_authed, invalid_auth or not_allowed_token_type.
        """
        bearer = headers.get("authorization", "")
        wants_app = method == APP_LEVEL
        field = None if wants_app else args.get("token")
        given = bearer.removeprefix("Bearer ").strip() if bearer else field
        if not given:
            raise SlackError("not_authed")
        if given not in (self.bot, self.app):
            raise SlackError("invalid_auth")
        if given != (self.app if wants_app else self.bot):
            raise SlackError("not_allowed_token_type")


def need(args: Json, *names: str) -> None:
    """Refuse a call without these arguments. Raises SlackError invalid_arguments."""
    missing = [name for name in names if args.get(name) in (None, "")]
    if missing:
        raise SlackError("invalid_arguments", tuple(f"missing required field: {name}" for name in missing))


def decoded(args: Json, name: str, refusal: str) -> Any:
    """Return an argument that is JSON, or JSON inside a string, or None. Raises SlackError with this code."""
    value = args.get(name)
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except ValueError as broken:
        raise SlackError(refusal) from broken


def is_true(args: Json, name: str) -> bool:
    """Return a yes-or-no argument, false when absent."""
    return args.get(name) in (True, "true", "True", "1", 1)


def page(args: Json, rows: list[Any], ordinary: int, most: int) -> tuple[list[Any], str]:
    """Return one page of rows and the cursor of the next ("" at the end).

    Raises SlackError invalid_limit or invalid_cursor.
    """
    start = _offset(args.get("cursor"))
    size = _limit(args.get("limit"), ordinary, most)
    end = start + size
    after = base64.b64encode(f"next:{end}".encode()).decode() if end < len(rows) else ""
    return rows[start:end], after


def _offset(cursor: Any) -> int:
    if not cursor:
        return 0
    try:
        words = base64.b64decode(str(cursor), validate=True).decode()
        return int(words.removeprefix("next:"))
    except (ValueError, binascii.Error) as broken:
        raise SlackError("invalid_cursor") from broken


def _limit(given: Any, ordinary: int, most: int) -> int:
    if given in (None, "", 0, "0"):
        return ordinary
    try:
        number = int(given)
    except (TypeError, ValueError) as broken:
        raise SlackError("invalid_limit") from broken
    if not 1 <= number <= most:
        raise SlackError("invalid_limit")
    return number
