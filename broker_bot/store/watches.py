"""Timed watches in rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from broker_bot.domain.watching import Watch
from broker_bot.store.tables_time import WatchRow

_ROW = WatchRow.__table__  # type: ignore[attr-defined]


def add(
    conn: Connection, person: str, unit: str, network: str, began_at: datetime, until: datetime, route: str = ""
) -> int:
    """A new watch's id; an open one of the same person on the same unit or route ends without a report."""
    same = (_ROW.c.person == person, _ROW.c.unit == unit, _ROW.c.route == route, _ROW.c.ended_at.is_(None))
    conn.execute(update(_ROW).where(*same).values(ended_at=began_at))
    values = {"person": person, "unit": unit, "network": network, "began_at": began_at, "until": until, "route": route}
    return int(conn.execute(insert(_ROW).values(**values, told_at=began_at).returning(_ROW.c.id)).scalar_one())


def load(conn: Connection, ident: int) -> Watch | None:
    """An open watch, locked; None when it is over."""
    row = conn.execute(select(_ROW).where(_ROW.c.id == ident, _ROW.c.ended_at.is_(None)).with_for_update()).first()
    return _watch(row) if row else None


def standing(conn: Connection, person: str) -> list[Watch]:
    """A person's open watches."""
    rows = conn.execute(select(_ROW).where(_ROW.c.person == person, _ROW.c.ended_at.is_(None)).order_by(_ROW.c.until))
    return [_watch(row) for row in rows]


def _watch(row: Row[Any]) -> Watch:
    return Watch(row.id, row.person, row.unit, row.network, row.began_at, row.until, row.told_at, row.route)


def told(conn: Connection, ident: int, at: datetime, *, over: bool) -> None:
    """Note up to when the person was told, and whether the watch is over with that."""
    conn.execute(update(_ROW).where(_ROW.c.id == ident).values(told_at=at, ended_at=at if over else None))
