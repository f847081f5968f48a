"""Shortcuts of the app: global ones from the composer's menu, and those on a message ('More actions')."""

import json
from collections.abc import Iterable
from typing import Final

from broker_bot.sandbox import messages
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.events import handle
from broker_bot.sandbox.model import BotAnswer, HandsError, Json, Shortcut

_TYPES: Final = {"global": "shortcut", "message": "message_action"}
"""The payload's type (docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload)."""


class Shortcuts:
    """Uses the app's shortcuts as any person of the workspace; waits for the bot's answer, at most 3 s."""

    def __init__(self, engine: Engine, known: Iterable[Shortcut]) -> None:
        self._engine = engine
        self.known = tuple(known)

    def use(self, user: str, callback_id: str) -> BotAnswer:
        """Choose a global shortcut; the bot learns who, not where."""
        self._find("global", callback_id)
        return self._ask(self._payload(user, "global", callback_id), user, None)

    def use_on(self, user: str, channel: str, ts: str, callback_id: str) -> BotAnswer:
        """Choose a shortcut on a message, also where the bot is no member; its response URL answers there."""
        self._find("message", callback_id)
        room = self._engine.room_for_person(user, channel)
        with self._engine.ws.lock:
            message = room.messages.get(ts)
            if message is None:
                raise HandsError(f"There is no message {ts} in {room.id} that {user} can see.")
            payload = self._payload(user, "message", callback_id)
            payload["channel"] = {"id": room.id, "name": "directmessage" if room.is_dm else room.name}
            payload["message_ts"] = ts
            payload["message"] = messages.shown(room, message)
            payload["response_url"] = self._engine.links.issue(user, room.id, thread_ts=message.get("thread_ts"))
        return self._ask(payload, user, room.id)

    def _find(self, kind: str, callback_id: str) -> None:
        offered = [one.callback_id for one in self.known if one.kind == kind]
        if callback_id not in offered:
            listed = ", ".join(offered) or "none"
            raise HandsError(f"The app has no {kind} shortcut {callback_id!r}; it has: {listed}.")

    def _payload(self, user: str, kind: str, callback_id: str) -> Json:
        person, me = self._engine.person(user), self._engine.ws.identity
        name = handle(person)
        return {
            "type": _TYPES[kind],
            "token": "sandbox",
            "action_ts": self._engine.ws.mint_ts(),
            "team": {"id": me.team, "domain": me.domain},
            "user": {"id": user, "username": name, "name": name, "team_id": me.team},
            "is_enterprise_install": False,
            "enterprise": None,
            "callback_id": callback_id,
            "trigger_id": self._engine.triggers.issue(user),
            "api_app_id": me.app,
        }

    def _ask(self, payload: Json, user: str, channel: str | None) -> BotAnswer:
        form = {"payload": json.dumps(payload, ensure_ascii=False)}
        answer = self._engine.courier.ask(payload["type"], form, user, channel, payload)
        return BotAnswer(answer.ok, answer.status, answer.body, {}, answer.error, payload["trigger_id"])
