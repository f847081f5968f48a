"""Did Slack take it? Looks for an outbox id in the metadata of the messages around the time of sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from broker_bot.delivery.slack import Kind, SlackDoor
from broker_bot.slack.ids import METADATA_EVENT
from broker_bot.store import mirror, outbox
from broker_bot.store.outbox import Item

MARGIN = timedelta(seconds=5)
PAGES = 20
PAGE = 15
"""Fifteen a page works under Slack's stricter history limits too (docs.slack.dev/changelog, 29 May 2025)."""


@dataclass(frozen=True, slots=True)
class Found:
    """`ts` of the message, or why it is not known: put off for `later` seconds, or our metadata was stripped."""

    ts: str = ""
    later: float = 0
    stripped: bool = False


def find(door: SlackDoor, channel: str, thread: str, window_at: datetime, ident: int) -> Found:
    """Search the conversation (or thread) from just before `window_at` on."""
    body: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{(window_at - MARGIN).timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
    }
    method = "conversations.replies" if thread else "conversations.history"
    if thread:
        body["ts"] = thread
    own, stripped = door.bot_id(), False
    if not own:
        return Found(later=5)
    for _ in range(PAGES):
        answer = door.read(method, body)
        if answer.kind != Kind.OK:
            return Found(later=max(answer.retry_after, 1))
        for message in answer.data.get("messages", []):
            if message.get("ts") == thread or message.get("bot_id") != own or message.get("files"):
                continue  # a file that was passed on carries no metadata; `files.info` settles it
            metadata = message.get("metadata") or {}
            if not (metadata.get("event_type") == METADATA_EVENT and metadata.get("event_payload")):
                stripped = True
            if (metadata.get("event_payload") or {}).get("id") == ident:
                return Found(ts=str(message["ts"]))
        cursor = (answer.data.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
        body["cursor"] = cursor
    return Found(stripped=stripped)


def thread_of(conn: Connection, item: Item) -> str:
    """The ts of the thread a note, or a card's status, was sent to; "" for a message of its own."""
    if item.kind == "note.plain":
        return str(item.facts.get("thread") or "")
    if item.kind == "card.said":
        row = mirror.load(conn, item.aggregate)
        card = outbox.card(conn, "request", row.request, item.place) if row and row.request else None
        return card.ts if card else ""
    if not item.kind.startswith(("note.", "card.")):
        return ""
    card = outbox.card(conn, item.aggregate_kind, item.aggregate, item.place)
    return card.ts if card else ""


def version_of(conn: Connection, item: Item) -> int:
    """The version a found post showed, as noted before it was sent; 0 for a notice."""
    return outbox.version_sent(conn, item.id)
