"""What people change, delete and remark, and what they press about it: Slack's JSON to commands; pure."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import commands as c
from broker_bot.slack import ids
from broker_bot.slack.payloads import (
    Payload,
    action,
    at,
    attached,
    button_key,
    common,
    day,
    number,
    pressing,
    spoken,
    user,
    words,
)


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
        thread=str(now.get("thread_ts") or ""),
        message=f"msg:{team}:{channel}:{ts}",
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


def remark(event: Payload, team: str) -> c.Remark | None:
    """Words in a thread of a channel; None for anything else."""
    thread, ts = str(event.get("thread_ts") or ""), str(event.get("ts") or "")
    inside = event.get("channel_type") in ("channel", "group") and thread not in ("", ts)
    if not inside or event.get("bot_id") or not event.get("user") or event.get("subtype") not in (None, "file_share"):
        return None
    channel, files = str(event["channel"]), attached(event.get("files"))
    key, text = f"msg:{team}:{channel}:{ts}", spoken(str(event.get("text") or ""))
    return c.Remark(
        key=key, by=str(event["user"]), at=at(ts), channel=channel, ts=ts, thread=thread, text=text, files=files
    )


def _about_said(kind: type[c.SendRemark] | type[c.NotThat]) -> Callable[[Payload], c.Command]:
    def parse(body: Payload) -> c.Command:
        pressed = action(body)
        return kind(button_key(body), user(body), at(pressed.get("action_ts")), number(pressed.get("value")))

    return parse


BUTTONS: dict[str, Callable[[Payload], c.Command]] = {
    ids.NOT_CALLED: pressing(c.NobodyCalled),
    ids.RESUME: pressing(c.Resume),
    ids.SEND_REMARK: _about_said(c.SendRemark),
    ids.NOT_THAT: _about_said(c.NotThat),
}

MODALS: dict[str, Callable[[Payload], c.Command]] = {
    ids.MODAL_ASK: lambda b: c.Ask(*common(b), text=words(b), day=day(b)),
    ids.MODAL_CALLED: lambda b: c.Called(*common(b), text=words(b)),
    ids.MODAL_REWORD: lambda b: c.Reword(*common(b), text=words(b)),
}
