"""Outbox rows that need a person: listed without their text, sent again, or put away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from broker_bot.store.tables import OutboxRow

_OUT = OutboxRow.__table__  # type: ignore[attr-defined]

STATES = ("parked", "uncertain")


@dataclass(frozen=True, slots=True)
class Stuck:
    """One row; `created_at` is business time, `error` what Slack or the drawing said last."""

    id: int
    kind: str
    recipient: str
    state: str
    error: str
    created_at: datetime


def rows(conn: Connection) -> list[Stuck]:
    """Every parked and uncertain row, oldest first."""
    columns = (_OUT.c.id, _OUT.c.kind, _OUT.c.recipient, _OUT.c.state, _OUT.c.error, _OUT.c.created_at)
    query = select(*columns).where(_OUT.c.state.in_(STATES)).order_by(_OUT.c.id)
    return [Stuck(*row) for row in conn.execute(query)]


def waiting_since(conn: Connection, now: datetime) -> datetime | None:
    """Since when (business time) the oldest row waits that may be sent at `now` (machine time); None without one."""
    free = _OUT.c.not_before.is_(None) | (_OUT.c.not_before <= now)
    query = select(func.min(_OUT.c.created_at)).where(_OUT.c.state == "ready", free)
    at: datetime | None = conn.execute(query).scalar()
    return at


def retry(conn: Connection, ident: int) -> bool:
    """Put a row back in its lane as if it had never been tried; False when it is not stuck."""
    return _become(conn, ident, state="ready", sent_at=None, not_before=None, tries=0, misses=0, error="")


def drop(conn: Connection, ident: int) -> bool:
    """Put a row away for good; False when it is not stuck."""
    return _become(conn, ident, state="dropped")


def _become(conn: Connection, ident: int, **values: object) -> bool:
    mine = update(_OUT).where(_OUT.c.id == ident, _OUT.c.state.in_(STATES))
    return conn.execute(mine.values(lease_until=None, lease_token="", **values)).rowcount == 1
