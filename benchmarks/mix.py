"""The load: messages, presses and submissions, one of each in turn, in the shape and size in which Slack sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

from benchmarks.load import Body
from broker_bot.clock import epoch
from broker_bot.slack import ids

TEAM = "T0SANDBOX"
LAG = 32
"""A request is answered this many requests after it was taken, so that the two never meet on many connections."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts on what: principals (Slack id, conversation), texts, and (request id, Slack id of the unit's lead)."""

    principals: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    requests: tuple[tuple[int, str], ...]


class Mix:
    """An endless supply of bodies, none of them twice."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._numbers = count(1)
        self._taken = iter(cast.requests[LAG:])
        self._replied = iter(cast.requests)
        self._start = int(epoch())

    def take(self, n: int) -> list[Body]:
        """`n` bodies: a third messages, a third presses, a third submissions."""
        return [body for _, body in zip(range(n), self._endless(), strict=False)]

    def messages(self, n: int) -> list[Body]:
        return [self._message(next(self._numbers)) for _ in range(n)]

    def _endless(self) -> Iterator[Body]:
        while True:
            yield self._message(next(self._numbers))
            yield self._press(next(self._numbers), *next(self._taken))
            yield self._submit(next(self._numbers), *next(self._replied))

    def _ts(self, number: int) -> str:
        return f"{self._start}.{number:06d}"

    def _message(self, number: int) -> Body:
        user, channel = self._cast.principals[number % len(self._cast.principals)]
        text = self._cast.texts[number % len(self._cast.texts)]
        return Body(json.dumps(message(user, channel, text, self._ts(number), f"Ev{number:09d}")).encode(), form=False)

    def _press(self, number: int, request: int, user: str) -> Body:
        return _form(press(user, request, self._ts(number)))

    def _submit(self, number: int, request: int, user: str) -> Body:
        return _form(submit(user, request, f"V{number:010d}", f"We come on Tuesday, visit number {number}."))


def _form(payload: dict[str, Any]) -> Body:
    return Body(urlencode({"payload": json.dumps(payload)}).encode(), form=True)


def message(user: str, channel: str, text: str, ts: str, event_id: str) -> dict[str, Any]:
    """A direct message to the bot (docs.slack.dev/reference/events/message.im)."""
    typed = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    event = {
        "type": "message", "channel": channel, "channel_type": "im", "user": user, "text": text, "ts": ts,
        "event_ts": ts, "client_msg_id": "5f3c8a3e-4a39-4f7e-9d0e-1b2c3d4e5f60", "team": TEAM,
        "blocks": [{"type": "rich_text", "block_id": "a1B", "elements": [typed]}],
    }  # fmt: skip
    installed = {
        "enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False
    }  # fmt: skip
    return {
        "token": "sandbox", "team_id": TEAM, "context_team_id": TEAM, "context_enterprise_id": None,
        "api_app_id": "A0BROKER", "event": event, "type": "event_callback", "event_id": event_id,
        "event_time": int(float(ts)), "authorizations": [installed], "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMCJ9",
    }  # fmt: skip


def _common(kind: str, user: str) -> dict[str, Any]:
    return {
        "type": kind, "user": {"id": user, "username": "lead", "name": "lead", "team_id": TEAM},
        "api_app_id": "A0BROKER", "token": "sandbox", "team": {"id": TEAM, "domain": "cedargrove"},
        "enterprise": None, "is_enterprise_install": False, "trigger_id": "1234567890.12345.abcdef0123456789",
    }  # fmt: skip


def press(user: str, request: int, ts: str) -> dict[str, Any]:
    """A press on *take* of a unit's card, with the whole message, as Slack sends it."""
    channel, card = "C0001", _card(request)
    shown = {
        "user": "U0BOT", "type": "message", "ts": ts, "bot_id": "B0BOT", "app_id": "A0BROKER",
        "text": "A new request from Cottonwood Elementary", "team": TEAM, "blocks": card,
    }  # fmt: skip
    button = {**card[-1]["elements"][0], "block_id": "act", "action_ts": ts}
    return {
        **_common("block_actions", user),
        "container": {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False},
        "channel": {"id": channel, "name": "unit-facilities"},
        "message": shown,
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/T0/123/abc",
        "actions": [button],
    }


def _card(request: int) -> list[dict[str, Any]]:
    names = ((ids.TAKE, "Take it"), (ids.REPLY, "Answer"), (ids.PROMISE, "Promise a date"), (ids.FINISH, "Done"))
    lines = (
        f"*R-{request}* Cottonwood Elementary, Marguerite Dupree",
        "AC is out in 204 and the room is over 85 degrees by ten in the morning",
        "First answer by *Tue 10:50* · heating and cooling · because of _AC_, _204_",
    )
    sections: list[dict[str, Any]] = [
        {"type": "section", "block_id": f"s{at}", "text": {"type": "mrkdwn", "text": line, "verbatim": False}}
        for at, line in enumerate(lines)
    ]
    return [*sections, {"type": "actions", "block_id": "act", "elements": [_button(request, *it) for it in names]}]


def _button(request: int, action: str, label: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label, "emoji": True}
    return {"type": "button", "action_id": action, "text": text, "value": str(request)}


def submit(user: str, request: int, view: str, text: str) -> dict[str, Any]:
    """*Answer the school* sent from its modal, with the whole view, as Slack sends it."""
    field = {"type": "plain_text_input", "multiline": True, "max_length": 3000, "action_id": ids.VALUE}
    label = {"type": "plain_text", "text": "Your answer to the school", "emoji": True}
    plain = {name: {"type": "plain_text", "text": word} for name, word in (("submit", "Send"), ("close", "Cancel"))}
    shown = {
        "id": view, "team_id": TEAM, "type": "modal", "callback_id": ids.MODAL_REPLY,
        "private_metadata": str(request), "hash": "1768514400.abcDEF", "clear_on_close": False,
        "notify_on_close": False, "previous_view_id": None, "root_view_id": view, "app_id": "A0BROKER",
        "external_id": "", "app_installed_team_id": TEAM, "bot_id": "B0BOT",
        "title": {"type": "plain_text", "text": "Answer the school", "emoji": True}, **plain,
        "blocks": [
            {"type": "section", "block_id": "who", "text": {"type": "mrkdwn", "text": "Cottonwood reads this."}},
            {"type": "input", "block_id": ids.FIELD_TEXT, "label": label, "optional": False, "element": field},
        ],
        "state": {"values": {ids.FIELD_TEXT: {ids.VALUE: {"type": "plain_text_input", "value": text}}}},
    }  # fmt: skip
    return {**_common("view_submission", user), "view": shown, "response_urls": []}
