"""The append-only trail: events chained by hash per aggregate, and the keys of deliveries already accepted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from broker_bot.domain.model import Event, Reply
from broker_bot.store.tables import EventRow, SeenRow

_EVENT = EventRow.__table__  # type: ignore[attr-defined]
_SEEN = SeenRow.__table__  # type: ignore[attr-defined]

_HERE = (_EVENT.c.kind == bindparam("kind")) & (_EVENT.c.aggregate == bindparam("aggregate"))
_LAST = select(_EVENT.c.seq, _EVENT.c.hash).where(_HERE).order_by(_EVENT.c.seq.desc()).limit(1)
_LATEST = select(_EVENT.c.at, _EVENT.c.what, _EVENT.c.data).where(_HERE).order_by(_EVENT.c.seq.desc()).limit(1)
_NEWEST = select(_EVENT.c.data).where(_HERE, _EVENT.c.what == bindparam("what")).order_by(_EVENT.c.seq.desc()).limit(1)
_APPEND = insert(_EVENT)
_ANSWER = select(_SEEN.c.answer).where(_SEEN.c.key == bindparam("key"))
_REMEMBER = insert(_SEEN)


def digest(before: str, kind: str, aggregate: int, seq: int, at: datetime, what: str, actor: str, data: str) -> str:
    """SHA-256 over the row before and this row's content, in hexadecimal."""
    content = "\n".join((before, kind, str(aggregate), str(seq), at.astimezone(UTC).isoformat(), what, actor, data))
    return hashlib.sha256(content.encode()).hexdigest()


def append(conn: Connection, kind: str, aggregate: int, events: Iterable[Event], at: datetime) -> None:
    """Add events to an aggregate's trail, under the lock its command already holds."""
    last = conn.execute(_LAST, {"kind": kind, "aggregate": aggregate}).first()
    seq, before = (last.seq, last.hash) if last else (0, "")
    rows = []
    for event in events:
        seq += 1
        data = json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True)
        before = digest(before, kind, aggregate, seq, at, event.kind, event.actor, data)
        rows.append(
            {
                "kind": kind,
                "aggregate": aggregate,
                "seq": seq,
                "at": at,
                "what": event.kind,
                "actor": event.actor,
                "data": data,
                "hash": before,
            }
        )
    if rows:
        conn.execute(_APPEND, rows)


def read(conn: Connection, kind: str, aggregate: int) -> list[EventRow]:
    """An aggregate's trail, oldest first."""
    query = select(_EVENT).where(_EVENT.c.kind == kind, _EVENT.c.aggregate == aggregate).order_by(_EVENT.c.seq)
    return [EventRow(**row._mapping) for row in conn.execute(query)]


def lines(conn: Connection, kind: str, aggregate: int) -> list[tuple[datetime, str, str, dict[str, Any]]]:
    """An aggregate's trail as (when, what, by whom, facts), oldest first."""
    return [(row.at, row.what, row.actor, json.loads(row.data)) for row in read(conn, kind, aggregate)]


def last(conn: Connection, kind: str, aggregate: int) -> tuple[datetime, str, dict[str, Any]] | None:
    """An aggregate's latest event: when, what, with which facts."""
    row = conn.execute(_LATEST, {"kind": kind, "aggregate": aggregate}).first()
    return (row.at, row.what, json.loads(row.data)) if row else None


def newest(conn: Connection, kind: str, aggregate: int, what: str) -> dict[str, Any] | None:
    """The facts of an aggregate's latest event of one kind, or None."""
    data = conn.execute(_NEWEST, {"kind": kind, "aggregate": aggregate, "what": what}).scalar()
    return json.loads(data) if data else None


def broken_at(conn: Connection, kind: str, aggregate: int) -> int | None:
    """The first sequence number whose hash does not follow, or None when the chain holds."""
    before = ""
    for number, row in enumerate(read(conn, kind, aggregate), start=1):
        before = digest(before, kind, aggregate, number, row.at, row.what, row.actor, row.data)
        if row.seq != number or row.hash != before:
            return number
    return None


def seen(conn: Connection, key: str) -> Reply | None:
    """The answer stored with an accepted delivery, or None when it is new."""
    row = conn.execute(_ANSWER, {"key": key}).first()
    return Reply(**json.loads(row.answer)) if row else None


def remember(conn: Connection, key: str, reply: Reply, at: datetime) -> None:
    """Store the answer with the key; the primary key makes a second delivery at the same moment fail."""
    conn.execute(_REMEMBER, {"key": key, "answer": json.dumps(asdict(reply)), "at": at})


def remembered_since(conn: Connection, beginning: str, since: datetime) -> bool:
    """Whether a key that begins so was remembered after `since`."""
    query = select(_SEEN.c.key).where(_SEEN.c.key.startswith(beginning), _SEEN.c.at > since).limit(1)
    return conn.execute(query).first() is not None


def last_message_at(conn: Connection) -> datetime | None:
    """When the last direct message was taken in (business time), or None before the first."""
    at: datetime | None = conn.execute(
        select(_SEEN.c.at).where(_SEEN.c.key.startswith("msg:")).order_by(_SEEN.c.at.desc()).limit(1)
    ).scalar()
    return at
