"""A message that waits for its sender's word: kept with its card, its wake and its trail; settled once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain.district import Person
from broker_bot.domain.model import Event, Notice
from broker_bot.service.opening import Brought, Message
from broker_bot.store import outbox, sources, trail, wakes
from broker_bot.store import pending as rows
from broker_bot.store.pending import Pending

KIND = "pending"


def keep(
    conn: Connection,
    kind: str,
    message: Message,
    goes_at: datetime,
    facts: dict[str, Any],
    event: Event,
    request: int | None = None,
) -> Pending:
    """Keep a message until `goes_at` and ask its sender. `event` is its trail's first line and holds no words of it."""
    sender = message.sender
    if message.brought.pickup:
        sources.settle(conn, message.brought.pickup, "asked")
    facts = {**facts, "brought": message.brought.as_json(), "written": _written(message)}
    fresh = Pending(0, kind, sender.id, message.school, message.text, message.at, goes_at, facts, request)
    kept = rows.add(conn, fresh)
    wakes.put(conn, KIND, str(kept.id), goes_at)
    trail.append(conn, KIND, kept.id, (event,), message.now)
    refresh(conn, kept, message.now)
    return kept


def _written(message: Message) -> list[str]:
    said = message.command
    return [said.channel, said.ts] if said.ts and not said.slash else []


def written_at(kept: Pending) -> tuple[str, str]:
    """Channel and ts of the message in Slack that waits, or that an edit that waits is about; else empty."""
    channel, ts = kept.facts.get("written") or ("", "")
    row = kept.facts.get("command") or {}
    return channel or str(row.get("channel") or ""), ts or str(row.get("ts") or "")


def settle(
    conn: Connection, kept: Pending, words: str, event: Event, now: datetime, request: int | None = None
) -> None:
    """Write down what became of it; its card then says `words`, and its text is gone from here."""
    rows.settle(conn, kept.id, words, request or kept.request)
    wakes.put(conn, KIND, str(kept.id), None)
    trail.append(conn, KIND, kept.id, (event,), now)
    refresh(conn, kept, now)


def message_of(kept: Pending, sender: Person, now: datetime) -> Message:
    """The message as it was written, for its sender's school, with what came with it."""
    say = c.Say("", "", kept.asked_at, text=kept.text, slash=True, school=kept.school)
    return Message(say, sender, kept.text, kept.asked_at, now, Brought.of_json(str(kept.facts.get("brought") or "{}")))


def refresh(conn: Connection, kept: Pending, now: datetime) -> None:
    """Draw its card anew, in the sender's conversation."""
    outbox.enqueue(conn, KIND, kept.id, Notice("card.pending", f"person:{kept.sender}", kept.sender), now)
