"""Messages that were changed or deleted, as Slack's Events API tells of them: pure."""

from __future__ import annotations

from broker_bot.domain import commands as c
from broker_bot.slack.payloads import Payload, at, spoken


def rewritten(event: Payload, team: str) -> c.Command | None:
    """A person's change or deletion of a message of their own; None for anything else (bots, unfurled links).

    See docs.slack.dev/reference/events/message/message_changed and /message_deleted. A parent with replies leaves a
    "tombstone": a change that says it was deleted.
    """
    if event.get("subtype") == "message_changed":
        return _changed(event, team)
    if event.get("subtype") == "message_deleted":
        return _removed(event, event.get("previous_message") or {}, str(event.get("deleted_ts") or ""), team)
    return None


def _changed(event: Payload, team: str) -> c.Command | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    ts = str(now.get("ts") or "")
    if now.get("subtype") == "tombstone":
        return _removed(event, before, ts, team)
    stamp = str((now.get("edited") or {}).get("ts") or "")
    same = stamp == str((before.get("edited") or {}).get("ts") or "")
    if now.get("bot_id") or not now.get("user") or not stamp or same:
        return None
    channel = str(event["channel"])
    return c.Edited(
        key=f"edit:{team}:{channel}:{ts}:{stamp}",
        by=str(now["user"]),
        at=at(stamp),
        channel=channel,
        ts=ts,
        text=spoken(str(now.get("text") or "")),
        stamp=stamp,
        direct=event.get("channel_type") == "im",
    )


def _removed(event: Payload, before: Payload, ts: str, team: str) -> c.Command | None:
    if before.get("bot_id") or not before.get("user") or not ts:
        return None
    channel = str(event["channel"])
    return c.Removed(
        key=f"gone:{team}:{channel}:{ts}",
        by=str(before["user"]),
        at=at(event.get("ts")),
        channel=channel,
        ts=ts,
        direct=event.get("channel_type") == "im",
    )
