"""Modals and Homes: triggers that open them once and soon, the stack of a person's modals, hashes and state."""

import copy
import secrets
from dataclasses import dataclass
from typing import Any

from broker_bot.sandbox import limits, moment
from broker_bot.sandbox.elements import initial_values
from broker_bot.sandbox.messages import with_ids
from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.workspace import Workspace

TRIGGER_LIVES = 3.0
"""Seconds a trigger_id may be exchanged (docs.slack.dev/interactivity/handling-user-interaction)."""

_TRIGGERS_KEPT = 1000


@dataclass
class _Trigger:
    user: str
    until: float
    used: bool = False


class Triggers:
    """Issues trigger ids and takes each back once, within its life."""

    def __init__(self, lives: float = TRIGGER_LIVES) -> None:
        self.lives = lives
        self._issued: dict[str, _Trigger] = {}

    def issue(self, user: str) -> str:
        """Return a fresh trigger id for this person; forget the oldest beyond a thousand."""
        while len(self._issued) >= _TRIGGERS_KEPT:
            del self._issued[next(iter(self._issued))]
        id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[id] = _Trigger(user, moment.monotonic() + self.lives)
        return id

    def take(self, id: Any) -> str:
        """Return the person behind a trigger id and use it up.

        Raises SlackError invalid_trigger_id, exchanged_trigger_id or expired_trigger_id.
        """
        if not id:
            raise SlackError("invalid_arguments", ("missing required field: trigger_id",))
        trigger = self._issued.get(str(id))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if moment.monotonic() > trigger.until:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user


def build(ws: Workspace, view: Json, kind: str, old: Json | None = None) -> Json:
    """Check a view and return it as Slack stores it; `old` is the view it replaces, whose id it keeps.

    What a person typed stays if block_id and action_id are the same.
    """
    limits.check_view(view, kind)
    made = {**copy.deepcopy(view), "blocks": with_ids(ws, view["blocks"])}
    made |= {"id": old["id"] if old else ws.mint_id("V"), "team_id": ws.identity.team, "app_id": ws.identity.app}
    made |= {"bot_id": ws.identity.bot, "app_installed_team_id": ws.identity.team}
    made["hash"] = f"{int(moment.now())}.{secrets.token_hex(4)}"
    made["root_view_id"] = old["root_view_id"] if old else made["id"]
    made["previous_view_id"] = old["previous_view_id"] if old else None
    for key, empty in (("private_metadata", ""), ("callback_id", ""), ("external_id", "")):
        made.setdefault(key, empty)
    for key in ("clear_on_close", "notify_on_close"):
        made.setdefault(key, False)
    made.setdefault("title", {"type": "plain_text", "text": "View Title"})
    for key in ("submit", "close"):
        made.setdefault(key, None)
    made["state"] = {"values": _kept_values(made, old)}
    return made


def _kept_values(view: Json, old: Json | None) -> Json:
    values = initial_values(view["blocks"])
    before = old["state"]["values"] if old else {}
    for block_id, actions in values.items():
        for action_id, state in actions.items():
            known = before.get(block_id, {}).get(action_id)
            if known is not None and known["type"] == state["type"]:
                actions[action_id] = copy.deepcopy(known)
    return values


def open_modal(ws: Workspace, user: str, view: Json) -> Json:
    """Show a modal to a person in place of any that stands open; return it as stored."""
    with ws.lock:
        made = build(ws, view, "modal")
        _claim_external_id(ws, made)
        ws.modals[user] = [made]
        ws.bump()
        return made


def push_modal(ws: Workspace, user: str, view: Json) -> Json:
    """Put a modal above the person's top one. Raises SlackError push_limit_reached above three."""
    with ws.lock:
        stack = ws.modals.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= limits.most("modal.stack"):
            raise SlackError("push_limit_reached")
        made = build(ws, view, "modal")
        _claim_external_id(ws, made)
        made |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
        stack.append(made)
        ws.bump()
        return made


def update_modal(ws: Workspace, user: str, place: int, view: Json) -> Json:
    """Replace the view at a place of the person's stack; return the new one, with the old id and a new hash."""
    with ws.lock:
        stack = ws.modals[user]
        stack[place] = build(ws, view, "modal", stack[place])
        ws.bump()
        return stack[place]


def find_modal(ws: Workspace, view_id: str | None, external_id: str | None) -> tuple[str, int]:
    """Return (person, place in the stack) of an open view. Raises SlackError not_found."""
    with ws.lock:
        for user, stack in ws.modals.items():
            for place, view in enumerate(stack):
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user, place
    raise SlackError("not_found")


def publish_home(ws: Workspace, user: str, view: Json, expected_hash: str | None) -> Json:
    """Set a person's Home. Raises SlackError hash_conflict when `expected_hash` is not the current one."""
    with ws.lock:
        old = ws.homes.get(user)
        if expected_hash and old is not None and old["hash"] != expected_hash:
            raise SlackError("hash_conflict")
        ws.homes[user] = build(ws, view, "home", old)
        ws.bump()
        return ws.homes[user]


def _claim_external_id(ws: Workspace, made: Json) -> None:
    taken = (view["external_id"] for stack in ws.modals.values() for view in stack)
    if made["external_id"] and made["external_id"] in taken:
        raise SlackError("duplicate_external_id")
