"""Shortcuts, mentions and the form for a request: Slack's JSON to commands; pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from broker_bot.domain import commands as c
from broker_bot.slack import ids
from broker_bot.slack.payloads import (
    OUTDATED,
    Payload,
    Unreadable,
    at,
    files,
    filled,
    texts,
    told,
    user,
    view_key,
    words,
)

KEPT = 2000
"""Characters of a picked message that travel with the form; its private_metadata takes 3,000 in all."""


def mention(event: Payload, body: Payload) -> c.PickUp | None:
    """`@broker` in a channel, alone or in a thread; None for an app's own or an edited message."""
    if event.get("bot_id") or event.get("edited") or not texts(event, "channel", "ts", "user"):
        return None
    channel, ts = str(event["channel"]), str(event["ts"])
    text = told(event)
    for one in body.get("authorizations") or []:
        text = text.replace(f"<@{one.get('user_id')}>", " ")
    return c.PickUp(
        key=f"msg:{body.get('team_id') or ''}:{channel}:{ts}",
        by=str(event["user"]),
        at=at(ts),
        channel=channel,
        ts=ts,
        root=str(event.get("thread_ts") or ts),
        upto=ts,
        text=" ".join(text.split(" ")).strip(),
        author=str(event["user"]),
        mention=True,
    )


def from_message(body: Payload) -> c.PickUp:
    """The shortcut on a message. Raises Unreadable for a payload without one."""
    message, channel = body.get("message") or {}, str((body.get("channel") or {}).get("id") or "")
    if not channel or not message.get("ts"):
        raise Unreadable(OUTDATED)
    ts = str(message["ts"])
    return c.PickUp(
        key=f"shortcut:{body.get('trigger_id')}",
        by=user(body),
        at=at(body.get("action_ts")),
        channel=channel,
        ts=ts,
        root=str(message.get("thread_ts") or ts),
        upto=str(body.get("action_ts") or ts),
        text=told(message),
        author=str(message.get("user") or ""),
        respond=str(body.get("response_url") or ""),
    )


def kept(picked: c.PickUp) -> str:
    """What must come back from the form about a picked message, as its private_metadata."""
    facts = {name: getattr(picked, name) for name in ("channel", "ts", "root", "upto", "author")}
    return json.dumps({**facts, "text": picked.text[:KEPT]}, ensure_ascii=False)


def form(body: Payload) -> c.Say | c.PickUp:
    """The form for a request, empty or about a message. Raises Unreadable for metadata that is not ours."""
    key, by, school = view_key(body), user(body), str(filled(body, ids.FIELD_SCHOOL) or "")
    metadata = str(body["view"].get("private_metadata") or "")
    if not metadata:
        return c.Say(key, by, text=words(body), school=school, files=files(body))
    facts = _facts(metadata)
    picked = c.PickUp(key, by, at(facts["upto"]), words=words(body), school=school, formed=True)
    return replace(picked, **facts)


def _facts(metadata: str) -> dict[str, Any]:
    names = ("channel", "ts", "root", "upto", "author", "text")
    try:
        found: Any = json.loads(metadata)
        facts = {name: found[name] for name in names}
    except (ValueError, KeyError, TypeError):
        raise Unreadable(OUTDATED) from None
    if set(found) != set(names) or not all(isinstance(value, str) for value in facts.values()):
        raise Unreadable(OUTDATED)
    if not facts["channel"] or any(at(facts[name]) is None for name in ("ts", "root", "upto")):
        raise Unreadable(OUTDATED)
    return facts


MODALS: dict[str, Callable[[Payload], c.Command]] = {ids.MODAL_NEW: form}
