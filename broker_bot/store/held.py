"""Reminders held for a person's hourly batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from broker_bot.domain.model import Held, Rung
from broker_bot.store import upsert, wakes
from broker_bot.store.tables import BatchRow, HeldRow

_HELD = HeldRow.__table__  # type: ignore[attr-defined]
_BATCH = BatchRow.__table__  # type: ignore[attr-defined]

EVERY = timedelta(hours=1)
"""A contact or a lead gets at most one message of reminders an hour."""


def hold(conn: Connection, held: Iterable[Held], now: datetime) -> None:
    """Hold reminders and set each person's wake: now, or an hour after the last batch."""
    for one in held:
        key = (_HELD.c.person == one.person, _HELD.c.request == one.request, _HELD.c.rung == str(one.rung))
        conn.execute(delete(_HELD).where(*key))
        conn.execute(
            insert(_HELD).values(person=one.person, request=one.request, rung=str(one.rung), clock=one.clock, at=now)
        )
        last = last_batch(conn, one.person)
        wakes.put(conn, "batch", one.person, max(now, last + EVERY) if last else now)


def last_batch(conn: Connection, person: str) -> datetime | None:
    """When somebody last got a batch."""
    found: datetime | None = conn.execute(select(_BATCH.c.last_at).where(_BATCH.c.person == person)).scalar()
    return found


def note_batch(conn: Connection, person: str, at: datetime) -> None:
    """Note that somebody gets a batch now."""
    upsert.put(conn, _BATCH, {"person": person}, last_at=at)


def take(conn: Connection, person: str, now: datetime) -> list[Held]:
    """Remove and return what is held for a person, oldest first, and note the time of the batch."""
    gone = delete(_HELD).where(_HELD.c.person == person).returning(*_HELD.c)
    rows = sorted(conn.execute(gone), key=lambda row: (row.at, row.request, row.rung))
    note_batch(conn, person, now)
    return [Held(r.person, r.request, Rung(r.rung), r.clock) for r in rows]
